//! ID tokens that are wrong in one respect each.

use latchkey_fake_idp::{FakeIdpConfig, Fault, Signing, SigningAlgorithm};
use latchkey_server::federation::Check;
use serde_json::{Value, json};

use crate::relying_party::RelyingParty;

fn claim(claim: &'static str, value: Value) -> Fault {
    Fault::IdTokenClaim { claim, value }
}

async fn assert_refused(fault: Fault, check: Check) {
    let party = RelyingParty::start().await;
    let why = format!("{fault:?}");
    party.idp.set_fault(fault);
    party.assert_refused_by(check, &why).await;
}

#[tokio::test]
async fn another_issuer_is_refused() {
    for issuer in [json!("https://evil.example"), json!("https://evil.example/")] {
        assert_refused(claim("iss", issuer), Check::Issuer).await;
    }
    let party = RelyingParty::start().await;
    party
        .idp
        .set_fault(claim("iss", json!(format!("{}/", party.idp.issuer()))));
    party
        .assert_refused_by(Check::Issuer, "a slash is a difference")
        .await;
}

#[tokio::test]
async fn another_audience_is_refused() {
    for audience in [
        json!("another-client"),
        json!(["another-client"]),
        json!([]),
        Value::Null,
        json!(""),
    ] {
        assert_refused(claim("aud", audience), Check::Audience).await;
    }
}

#[tokio::test]
async fn audiences_beside_us_need_an_authorized_party() {
    assert_refused(
        claim("aud", json!(["latchkey", "another-client"])),
        Check::Audience,
    )
    .await;
    let party = RelyingParty::start().await;
    party
        .idp
        .set_fault(claim("aud", json!(["latchkey", "another-client"])));
    party.idp.set_fault(claim("azp", json!("latchkey")));
    party.sign_in().await.unwrap();
}

#[tokio::test]
async fn another_authorized_party_is_refused() {
    assert_refused(claim("azp", json!("another-client")), Check::AuthorizedParty).await;
    let party = RelyingParty::start().await;
    party
        .idp
        .set_fault(claim("aud", json!(["latchkey", "another-client"])));
    party.idp.set_fault(claim("azp", json!("another-client")));
    party
        .assert_refused_by(Check::AuthorizedParty, "for another client")
        .await;
}

#[tokio::test]
async fn another_nonce_is_refused() {
    for nonce in [json!("nonce-of-another-attempt"), json!(""), Value::Null] {
        assert_refused(claim("nonce", nonce), Check::Nonce).await;
    }
}

#[tokio::test]
async fn the_token_of_the_sign_in_before_is_refused() {
    let party = RelyingParty::start().await;
    party
        .idp
        .set_fault(claim("nonce", json!("nonce-of-another-attempt")));
    party.assert_refused_by(Check::Nonce, "the first one").await;
    party.idp.clear_faults();
    party.idp.set_fault(Fault::ReplayedIdToken);
    party
        .assert_refused_by(Check::Nonce, "the first one, replayed")
        .await;
}

#[tokio::test]
async fn an_expired_token_is_refused_with_a_minute_of_leeway() {
    let party = RelyingParty::start().await;
    let now = party.idp.now();
    party.idp.set_fault(claim("exp", json!(now - 50)));
    party.sign_in().await.unwrap();
    party.idp.set_fault(claim("exp", json!(now - 62)));
    party.assert_refused_by(Check::Expiry, "a minute ago").await;
    for forever in [
        json!("never"),
        Value::Null,
        json!(-1),
        json!("9999999999"),
        json!([]),
    ] {
        assert_refused(claim("exp", forever), Check::Expiry).await;
    }
}

#[tokio::test]
async fn time_is_the_clocks_and_not_the_machines() {
    let party = RelyingParty::start().await;
    let callback = party.callback().await;
    party.clock.advance(3_600_000);
    let error = party.redeem(&callback).await.unwrap_err();
    assert_eq!(
        error.step(),
        latchkey_server::federation::FederationStep::IdToken(Check::Expiry),
        "{error}"
    );
}

#[tokio::test]
async fn a_token_from_the_future_or_the_past_is_refused() {
    for (offset, is_good) in [
        (50, true),
        (175, true),
        (190, false),
        (3_600, false),
        (-590, true),
        (-610, false),
    ] {
        let party = RelyingParty::start().await;
        party.idp.set_fault(claim("iat", json!(party.idp.now() + offset)));
        if is_good {
            party.sign_in().await.unwrap();
        } else {
            party
                .assert_refused_by(Check::IssuedAt, &format!("{offset} s"))
                .await;
        }
    }
}

#[tokio::test]
async fn a_token_that_is_not_yet_valid_is_refused() {
    let party = RelyingParty::start().await;
    party.idp.set_fault(claim("nbf", json!(party.idp.now() + 3_600)));
    party.assert_refused_by(Check::Expiry, "in an hour").await;
    assert_refused(claim("nbf", json!("soon")), Check::Expiry).await;
    for good in [json!(party.idp.now() + 170), Value::Null, json!(1.5)] {
        let party = RelyingParty::start().await;
        party.idp.set_fault(claim("nbf", good));
        party.sign_in().await.unwrap();
    }
}

#[tokio::test]
async fn a_token_without_a_person_is_refused() {
    assert_refused(claim("sub", json!("")), Check::Subject).await;
    assert_refused(claim("sub", json!("x".repeat(256))), Check::Subject).await;
    for control in [
        "idp-ada\u{0}",
        "\u{0}",
        "idp-\nada",
        "idp-ada\u{7f}",
        "idp\u{85}ada",
    ] {
        assert_refused(claim("sub", json!(control)), Check::Subject).await;
    }
    for no_text in [Value::Null, json!(7), json!(["idp-ada"]), json!(true)] {
        assert_refused(claim("sub", no_text), Check::Subject).await;
    }
}

#[tokio::test]
async fn the_hash_of_another_access_token_is_refused() {
    assert_refused(
        claim("at_hash", json!("77QmUPtjPfzWtF2AnpK9RQ")),
        Check::AccessTokenHash,
    )
    .await;
    let party = RelyingParty::start().await;
    party.idp.set_fault(claim("at_hash", Value::Null));
    party.sign_in().await.unwrap();
}

#[tokio::test]
async fn signatures_that_do_not_fit_are_refused() {
    for algorithm in [SigningAlgorithm::Es256, SigningAlgorithm::Rs256] {
        for signing in [Signing::ForeignKey, Signing::Broken, Signing::ChangedAfterwards] {
            let party = RelyingParty::start_with(FakeIdpConfig {
                algorithm,
                ..FakeIdpConfig::default()
            })
            .await;
            party.idp.set_fault(Fault::IdTokenSigning(signing));
            party
                .assert_refused_by(Check::Signature, &format!("{signing:?}"))
                .await;
        }
    }
}

#[tokio::test]
async fn unsigned_tokens_and_macs_are_refused() {
    for algorithm in [SigningAlgorithm::Es256, SigningAlgorithm::Rs256] {
        for signing in [
            Signing::None,
            Signing::HmacWithPublicKey,
            Signing::HmacWithClientSecret,
        ] {
            let party = RelyingParty::start_with(FakeIdpConfig {
                algorithm,
                ..FakeIdpConfig::default()
            })
            .await;
            party.idp.set_fault(Fault::IdTokenSigning(signing));
            party
                .assert_refused_by(Check::Algorithm, &format!("{signing:?}"))
                .await;
        }
    }
}

#[tokio::test]
async fn algorithms_that_the_key_is_not_for_are_refused() {
    let header = |value: &str| Fault::IdTokenHeader {
        field: "alg",
        value: json!(value),
    };
    for name in ["nOnE", "ES256K", "HS512", "A128GCM", ""] {
        assert_refused(header(name), Check::Algorithm).await;
    }
    for name in ["ES384", "RS256", "PS256", "EdDSA"] {
        assert_refused(header(name), Check::KeyId).await;
    }
}

#[tokio::test]
async fn keys_that_are_not_published_are_refused() {
    let header = |value: Value| Fault::IdTokenHeader { field: "kid", value };
    for unknown in [json!("unknown"), json!(""), json!("../../key")] {
        assert_refused(header(unknown), Check::KeyId).await;
    }
    assert_refused(header(json!(7)), Check::Format).await;
}

#[tokio::test]
async fn a_token_without_key_id_is_good_while_there_is_one_key() {
    let party = RelyingParty::start().await;
    party.idp.set_fault(Fault::IdTokenHeader {
        field: "kid",
        value: Value::Null,
    });
    party.sign_in().await.unwrap();
    party.idp.set_fault(Fault::AnotherPublishedKey);
    party.clock.advance(10 * 60_000 - 1_000);
    party.idp.set_clock_offset(10 * 60 - 1);
    party.sign_in().await.unwrap();
    party.clock.advance(1_000);
    party.sign_in().await.unwrap();
    assert_eq!(
        party.idp.requests().keys,
        2,
        "and of two, the one that fits is found"
    );
}

#[tokio::test]
async fn headers_that_ask_for_something_special_are_refused() {
    for (field, value) in [
        ("typ", json!("at+jwt")),
        ("typ", json!("logout+jwt")),
        ("cty", json!("JWT")),
        ("crit", json!(["b64"])),
    ] {
        assert_refused(Fault::IdTokenHeader { field, value }, Check::Format).await;
    }
}

#[tokio::test]
async fn an_answer_without_id_token_is_refused() {
    assert_refused(Fault::NoIdToken, Check::Format).await;
}

/// The checks need these, so their types matter.
#[tokio::test]
async fn claims_of_the_checks_that_cannot_be_read_are_refused() {
    for (name, value, check) in [
        ("iat", json!("now"), Check::IssuedAt),
        ("iat", Value::Null, Check::IssuedAt),
        ("aud", json!({ "a": "latchkey" }), Check::Audience),
        ("aud", json!(["latchkey", 7]), Check::Audience),
        ("azp", json!(["latchkey"]), Check::AuthorizedParty),
        ("nonce", json!(7), Check::Nonce),
        ("at_hash", json!(7), Check::AccessTokenHash),
        ("iss", json!(["https://idp.example"]), Check::Issuer),
    ] {
        assert_refused(claim(name, value), check).await;
    }
}

#[tokio::test]
async fn times_may_be_floats_and_the_audience_a_list() {
    let party = RelyingParty::start().await;
    #[allow(clippy::cast_precision_loss, reason = "seconds of this century")]
    let now = party.idp.now() as f64;
    for (name, value) in [
        ("iat", json!(now - 0.5)),
        ("exp", json!(now + 300.25)),
        ("auth_time", json!(now - 60.5)),
        ("aud", json!(["latchkey"])),
        ("aud", json!(["latchkey", "latchkey"])),
    ] {
        party.idp.clear_faults();
        party.idp.set_fault(claim(name, value));
        party.sign_in().await.unwrap();
    }
}
