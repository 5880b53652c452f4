//! What identity providers say that no check and no mapping needs: whatever its type, it shuts nobody out (OpenID Connect Core §2).

use latchkey_fake_idp::{FakeIdpConfig, Fault, Person};
use latchkey_server::federation::{FederationError, FederationStep};
use serde_json::{Value, json};

use crate::flow_scene::{ADA, Scene};
use crate::log::Log;
use crate::relying_party::{RelyingParty, assert_no_leak};

/// All claims of OpenID Connect Core §2 and §5.1 that nothing here needs, and some of others.
const NOT_NEEDED: &[&str] = &[
    "acr",
    "amr",
    "c_hash",
    "jti",
    "name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "phone_number",
    "phone_number_verified",
    "address",
    "updated_at",
    "groups",
    "_claim_names",
    "sid",
    "auth_time",
    "given_name#de",
    "ver",
    "exp_in",
];

fn odd_values() -> [Value; 9] {
    [
        json!("text"),
        json!(7),
        json!(1.5e300),
        json!(-1),
        json!(true),
        json!([]),
        json!(["a", { "b": [null, 1] }]),
        json!({ "formatted": ["x"] }),
        json!(""),
    ]
}

#[tokio::test]
async fn claims_that_nobody_needs_may_be_of_any_type() {
    let party = RelyingParty::start().await;
    for value in odd_values() {
        party.idp.clear_faults();
        for &claim in NOT_NEEDED {
            let value = value.clone();
            party.idp.set_fault(Fault::IdTokenClaim { claim, value });
        }
        let identity = party
            .sign_in()
            .await
            .unwrap_or_else(|error| panic!("{value}: {error}"));
        assert_eq!(identity.subject, "idp-ada");
    }
}

#[tokio::test]
async fn userinfo_s_claims_may_be_of_any_type_too() {
    let party = RelyingParty::start().await;
    for value in odd_values() {
        party.idp.clear_faults();
        party.idp.set_fault(Fault::ClaimsOnlyInUserInfo);
        for &claim in NOT_NEEDED {
            let value = value.clone();
            party.idp.set_fault(Fault::UserInfoClaim { claim, value });
        }
        let identity = party
            .sign_in()
            .await
            .unwrap_or_else(|error| panic!("{value}: {error}"));
        assert_eq!(identity.claims["email"], ADA);
    }
}

#[tokio::test]
async fn members_of_other_answers_that_nobody_needs_may_be_of_any_type() {
    let party = RelyingParty::start().await;
    for value in odd_values() {
        party.idp.clear_faults();
        for member in [
            "expires_in",
            "scope",
            "refresh_token",
            "session_state",
            "ext_expires_in",
        ] {
            let value = value.clone();
            party.idp.set_fault(Fault::TokenResponse { member, value });
        }
        for field in [
            "scopes_supported",
            "claims_supported",
            "end_session_endpoint",
            "subject_types_supported",
            "op_policy_uri",
            "acr_values_supported",
            "code_challenge_methods_supported",
            "claims_parameter_supported",
        ] {
            let value = value.clone();
            party.idp.set_fault(Fault::Metadata { field, value });
        }
        for field in ["x5t", "x5c", "jku", "jwk", "nonce", "ver"] {
            let value = value.clone();
            party.idp.set_fault(Fault::IdTokenHeader { field, value });
        }
        party
            .sign_in()
            .await
            .unwrap_or_else(|error| panic!("{value}: {error}"));
        party.clock.advance(600_000);
        party
            .idp
            .set_clock_offset((party.clock_ms() - crate::relying_party::machine_ms()).div_euclid(1_000));
    }
}

#[tokio::test]
async fn the_type_of_the_access_token_may_be_written_in_any_way() {
    for kind in [json!("bearer"), json!("BEARER"), Value::Null] {
        let party = RelyingParty::start().await;
        party.idp.set_fault(Fault::ClaimsOnlyInUserInfo);
        party.idp.set_fault(Fault::TokenResponse {
            member: "token_type",
            value: kind.clone(),
        });
        party
            .sign_in()
            .await
            .unwrap_or_else(|error| panic!("{kind}: {error}"));
    }
}

/// What an access token would be for is userinfo.
#[tokio::test]
async fn without_an_access_token_the_id_token_has_to_be_enough() {
    for (member, value) in [
        ("access_token", Value::Null),
        ("access_token", json!("")),
        ("access_token", json!(7)),
        ("token_type", json!("DPoP")),
        ("token_type", json!(["Bearer"])),
    ] {
        let party = RelyingParty::start().await;
        party.idp.set_fault(Fault::TokenResponse {
            member,
            value: value.clone(),
        });
        let identity = party
            .sign_in()
            .await
            .unwrap_or_else(|error| panic!("{member} {value}: {error}"));
        assert_eq!(identity.claims["given_name"], "Ada");
        // Without a name, too.
        party.idp.set_fault(Fault::IdTokenClaim {
            claim: "given_name",
            value: Value::Null,
        });
        assert!(!party.sign_in().await.unwrap().claims.contains_key("given_name"));
        assert_eq!(party.idp.requests().userinfo, 0);
        party.idp.set_fault(Fault::ClaimsOnlyInUserInfo);
        let error = party.sign_in().await.unwrap_err();
        assert!(
            matches!(
                error,
                FederationError::Misconfigured {
                    step: FederationStep::Token,
                    ..
                }
            ),
            "{error}"
        );
        assert_eq!(error.member(), member);
        assert!(error.to_string().contains("ID token"), "the remedy: {error}");
        assert_no_leak(&error);
    }
}

#[tokio::test]
async fn a_fast_clock_is_taken_and_told_of() {
    let log = Log::listen();
    for (ahead, told) in [(0, false), (60, true), (120, true), (175, true)] {
        let party = RelyingParty::start().await;
        party.idp.set_clock_offset(ahead);
        log.take();
        party.sign_in().await.unwrap();
        let text = log.take();
        assert_eq!(text.contains("clock is ahead"), told, "{ahead}: {text}");
        if told {
            let line = Log::line_about(&text, "iat");
            let near = [ahead - 1, ahead, ahead + 1].map(|seconds| format!("seconds={seconds} "));
            let line = format!("{line} ");
            assert!(near.iter().any(|seconds| line.contains(seconds)), "{line}");
        }
    }
    for ahead in [190, 3_600] {
        let party = RelyingParty::start().await;
        party.idp.set_clock_offset(ahead);
        let error = party.sign_in().await.unwrap_err();
        assert!(
            error
                .seconds()
                .is_some_and(|seconds| (ahead - 1..=ahead + 1).contains(&seconds)),
            "{error}"
        );
    }
}

#[tokio::test]
async fn another_issuer_is_shown_beside_the_one_that_was_typed() {
    for published in [
        "https://sts.example/common/",
        "https://login.example/{tenantid}/v2.0",
    ] {
        let party = RelyingParty::start().await;
        party.idp.set_fault(Fault::Metadata {
            field: "issuer",
            value: json!(published),
        });
        let error = party.authorization_url().await.unwrap_err();
        assert_eq!(
            (error.step(), error.member()),
            (FederationStep::Discovery, "issuer")
        );
        let line = error.to_string();
        assert!(
            line.contains(party.idp.issuer()) && line.contains(published),
            "{line}"
        );
    }
}

async fn new_person(verified: Option<Value>) -> String {
    let mut eve = Person::new("idp-new", "new@acme.example", "Eve", "New");
    eve.email_verified = verified;
    let scene = Scene::with_people(vec![eve]).await;
    let mut browser = scene.platform.browser();
    let url = browser.start_sso("new@acme.example").await;
    browser
        .follow(&scene.idp.complete_login(&url, "new@acme.example").unwrap())
        .await;
    scene.status_of_the_newest().await
}

/// What denies, and what means nothing, is an address that is not verified: no broken answer.
#[tokio::test]
async fn a_yes_may_be_written_in_many_ways_and_everything_else_is_none() {
    for yes in [
        json!(true),
        json!("true"),
        json!("True"),
        json!("TRUE"),
        json!(1),
        json!("1"),
        json!(1.0),
    ] {
        assert_eq!(new_person(Some(yes.clone())).await, "onboarding", "{yes}");
    }
    assert_eq!(new_person(None).await, "onboarding", "nothing is said");
    for no in [
        json!(false),
        json!("false"),
        json!("False"),
        json!(0),
        json!("0"),
        json!("maybe"),
        json!(""),
        json!([]),
        json!({}),
        json!(2),
    ] {
        assert_eq!(
            new_person(Some(no.clone())).await,
            "failed:address_not_verified",
            "{no}"
        );
    }
}

#[tokio::test]
async fn a_name_that_is_no_text_is_asked_for() {
    for odd in [json!(["Ada"]), json!(7), json!({ "de": "Ada" }), json!(true)] {
        let mut eve = Person::new("idp-new", "new@acme.example", "Eve", "New");
        eve.extra.insert("locale".to_owned(), odd.clone());
        let scene = Scene::with_people(vec![eve]).await;
        for claim in ["given_name", "family_name"] {
            let value = odd.clone();
            scene.idp.set_fault(Fault::IdTokenClaim { claim, value });
        }
        let mut browser = scene.platform.browser();
        let url = browser.start_sso("new@acme.example").await;
        let answer = browser
            .follow(&scene.idp.complete_login(&url, "new@acme.example").unwrap())
            .await;
        assert!(answer.location().starts_with("/onboarding"), "{odd}: {answer:?}");
    }
}

#[tokio::test]
async fn everybody_is_let_in_with_the_default_settings() {
    RelyingParty::start_with(FakeIdpConfig::default())
        .await
        .sign_in()
        .await
        .unwrap();
}
