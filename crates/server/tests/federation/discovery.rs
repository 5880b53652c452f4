//! Metadata that cannot be worked with, and identity providers that do not answer.

use std::time::{Duration, Instant};

use latchkey_fake_idp::{Endpoint, Fault, Trouble};
use latchkey_server::federation::{FederationError, FederationStep};
use serde_json::{Value, json};

use crate::relying_party::{RelyingParty, assert_no_leak};

async fn failure(fault: Fault) -> FederationError {
    let party = RelyingParty::start().await;
    party.idp.set_fault(fault);
    let error = party.authorization_url().await.unwrap_err();
    assert_no_leak(&error);
    error
}

#[tokio::test]
async fn the_configured_address_may_be_spelt_in_each_usual_way() {
    for suffix in [
        "",
        "/",
        "/.well-known/openid-configuration",
        "/.well-known/openid-configuration/",
    ] {
        let mut party = RelyingParty::start().await;
        party.settings.endpoint_url.push_str(suffix);
        party.sign_in().await.unwrap();
    }
}

#[tokio::test]
async fn metadata_that_does_not_fit_is_explained() {
    for (field, value, reason) in [
        ("issuer", json!("https://evil.example"), "another issuer"),
        ("issuer", json!("https://login.example/{tenantid}/v2.0"), "tenant"),
        ("issuer", Value::Null, "no issuer"),
        ("issuer", json!(7), "no issuer"),
        ("jwks_uri", Value::Null, "jwks_uri"),
        ("token_endpoint", Value::Null, "token_endpoint"),
        ("response_types_supported", json!(["id_token"]), "code flow"),
        ("grant_types_supported", json!(["implicit"]), "code flow"),
        (
            "id_token_signing_alg_values_supported",
            json!(["HS256", "none"]),
            "algorithm",
        ),
        (
            "token_endpoint_auth_methods_supported",
            json!(["private_key_jwt"]),
            "client secrets",
        ),
    ] {
        let error = failure(Fault::Metadata {
            field,
            value: value.clone(),
        })
        .await;
        assert!(
            matches!(
                &error,
                FederationError::Misconfigured {
                    step: FederationStep::Discovery,
                    ..
                }
            ) && error.to_string().contains(reason),
            "{field} {value}: {error}"
        );
    }
}

#[tokio::test]
async fn endpoints_without_tls_are_refused_unless_they_are_allowed() {
    for field in [
        "authorization_endpoint",
        "token_endpoint",
        "jwks_uri",
        "userinfo_endpoint",
    ] {
        for address in [
            "http://93.184.216.34/x",
            "http://127.0.0.2:1/x",
            "http://[::1]:1/x",
        ] {
            let error = failure(Fault::Metadata {
                field,
                value: json!(address),
            })
            .await;
            assert!(
                matches!(
                    error,
                    FederationError::Misconfigured {
                        step: FederationStep::Discovery,
                        ..
                    }
                ),
                "{field}: {error}"
            );
        }
    }
}

#[tokio::test]
async fn answers_that_are_no_metadata_are_a_misconfiguration() {
    for trouble in [Trouble::Html, Trouble::Status(404), Trouble::Status(401)] {
        let error = failure(Fault::Endpoint(Endpoint::Discovery, trouble)).await;
        assert!(
            matches!(
                error,
                FederationError::Misconfigured {
                    step: FederationStep::Discovery,
                    ..
                }
            ),
            "{error}"
        );
    }
}

#[tokio::test]
async fn answers_that_may_be_better_later_are_an_outage() {
    for trouble in [Trouble::Status(500), Trouble::Status(503), Trouble::Status(429)] {
        let error = failure(Fault::Endpoint(Endpoint::Discovery, trouble)).await;
        assert!(
            matches!(
                error,
                FederationError::Unavailable {
                    step: FederationStep::Discovery,
                    ..
                }
            ),
            "{error}"
        );
    }
}

#[tokio::test]
async fn answers_that_are_too_much_are_cut_off() {
    for trouble in [Trouble::Huge, Trouble::Endless, Trouble::GzipBomb] {
        let began = Instant::now();
        let error = failure(Fault::Endpoint(Endpoint::Discovery, trouble.clone())).await;
        assert!(
            matches!(
                error,
                FederationError::Unavailable {
                    step: FederationStep::Discovery,
                    ..
                }
            ),
            "{trouble:?}: {error}"
        );
        let reason = if trouble == Trouble::GzipBomb {
            "compressed"
        } else {
            "1 MB"
        };
        assert!(error.to_string().contains(reason), "{trouble:?}: {error}");
        assert!(began.elapsed() < Duration::from_secs(5), "{trouble:?}");
    }
}

#[tokio::test]
async fn slow_answers_are_given_up_within_five_seconds_and_hold_nobody_else_up() {
    for trouble in [Trouble::Slow, Trouble::Drip] {
        let (slow, well) = (RelyingParty::start().await, RelyingParty::start().await);
        slow.idp
            .set_fault(Fault::Endpoint(Endpoint::Discovery, trouble.clone()));
        let began = Instant::now();
        let (error, (signed_in, took)) = tokio::join!(slow.authorization_url(), async {
            (well.sign_in().await, began.elapsed())
        });
        let error = error.unwrap_err();
        assert!(
            matches!(
                error,
                FederationError::Unavailable {
                    step: FederationStep::Discovery,
                    ..
                }
            ),
            "{trouble:?}: {error}"
        );
        assert!(error.to_string().contains("5 seconds"), "{error}");
        assert!(began.elapsed() < Duration::from_secs(7), "{trouble:?}");
        signed_in.unwrap();
        assert!(took < Duration::from_millis(4_500), "{took:?}");
    }
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let elsewhere = RelyingParty::start().await;
    let party = RelyingParty::start().await;
    let target = format!("{}/.well-known/openid-configuration", elsewhere.idp.issuer());
    party
        .idp
        .set_fault(Fault::Endpoint(Endpoint::Discovery, Trouble::RedirectTo(target)));
    let error = party.authorization_url().await.unwrap_err();
    assert!(
        matches!(
            error,
            FederationError::Misconfigured {
                step: FederationStep::Discovery,
                ..
            }
        ),
        "{error}"
    );
    assert!(error.to_string().contains("redirect"), "{error}");
    assert_eq!(elsewhere.idp.requests().discovery, 0);
}

#[tokio::test]
async fn a_provider_that_is_repaired_works_at_once() {
    let party = RelyingParty::start().await;
    party
        .idp
        .set_fault(Fault::Endpoint(Endpoint::Discovery, Trouble::Status(500)));
    party.authorization_url().await.unwrap_err();
    party.idp.clear_faults();
    party.sign_in().await.unwrap();
}

#[tokio::test]
async fn metadata_is_read_again_after_ten_minutes() {
    let party = RelyingParty::start().await;
    party.authorization_url().await.unwrap();
    party.idp.set_fault(Fault::Metadata {
        field: "issuer",
        value: json!("https://evil.example"),
    });
    party.authorization_url().await.unwrap();
    party.clock.advance(10 * 60_000);
    assert!(matches!(
        party.authorization_url().await,
        Err(FederationError::Misconfigured { .. })
    ));
}

#[tokio::test]
async fn many_at_once_ask_once() {
    let party = RelyingParty::start().await;
    let urls = futures_util::future::join_all((0..50).map(|_| party.authorization_url())).await;
    assert!(urls.iter().all(Result::is_ok));
    assert_eq!(party.idp.requests().discovery, 1);
}
