//! Key sets as they are in the field: doubles, keys without names, names that several have, other names of an algorithm. Invariant:
//! which key is tried is generous, what a signature proves is not.

use latchkey_fake_idp::{FakeIdpConfig, Fault, Signing, SigningAlgorithm};
use latchkey_server::federation::Check;
use serde_json::{Value, json};

use crate::flow_scene::{ADA, Scene};
use crate::relying_party::RelyingParty;

fn header(field: &'static str, value: Value) -> Fault {
    Fault::IdTokenHeader { field, value }
}

fn published(member: &'static str, value: Value) -> Fault {
    Fault::PublishedKey { member, value }
}

async fn party(algorithm: SigningAlgorithm, faults: Vec<Fault>) -> RelyingParty {
    let config = FakeIdpConfig {
        algorithm,
        ..FakeIdpConfig::default()
    };
    let party = RelyingParty::start_with(config).await;
    for fault in faults {
        party.idp.set_fault(fault);
    }
    party
}

#[tokio::test]
async fn the_key_that_fits_is_found() {
    for algorithm in [
        SigningAlgorithm::Es256,
        SigningAlgorithm::Rs256,
        SigningAlgorithm::Ed25519,
    ] {
        for faults in [
            vec![],
            vec![Fault::KeyPublishedTwice],
            vec![Fault::ForeignKeysOfTheSameName(1)],
            vec![Fault::ForeignKeysOfTheSameName(1), Fault::KeyPublishedTwice],
            vec![published("kid", Value::Null)],
            vec![published("kid", Value::Null), Fault::AnotherPublishedKey],
            vec![published("kid", json!(7))],
            vec![published("alg", Value::Null), published("use", Value::Null)],
            vec![
                published("x5c", json!("no list")),
                published("key_ops", json!(["verify"])),
            ],
            vec![header("kid", Value::Null), Fault::AnotherPublishedKey],
        ] {
            let party = party(algorithm, faults.clone()).await;
            let outcome = party.sign_in().await;
            assert!(outcome.is_ok(), "{algorithm:?} {faults:?}: {outcome:?}");
            // And no key is taken for what it has not signed.
            party.idp.set_fault(Fault::IdTokenSigning(Signing::ForeignKey));
            party.sign_in().await.unwrap_err();
        }
    }
}

/// Else an issuer that publishes thousands of keys under one name would make each sign-in cost thousands of signature checks.
#[tokio::test]
async fn eight_keys_of_one_name_are_tried_and_no_ninth() {
    let eight = party(SigningAlgorithm::Es256, vec![Fault::ForeignKeysOfTheSameName(7)]).await;
    eight.sign_in().await.expect("the eighth fits");
    let nine = party(SigningAlgorithm::Es256, vec![Fault::ForeignKeysOfTheSameName(8)]).await;
    nine.assert_refused_by(Check::KeyId, "the ninth would fit").await;
}

#[tokio::test]
async fn an_algorithm_may_have_its_newer_name() {
    for (algorithm, name) in [
        (SigningAlgorithm::Ed25519, "Ed25519"),
        (SigningAlgorithm::Es256, "ESP256"),
    ] {
        let offered = Fault::Metadata {
            field: "id_token_signing_alg_values_supported",
            value: json!([name]),
        };
        for faults in [
            vec![header("alg", json!(name))],
            vec![published("alg", json!(name))],
            vec![header("alg", json!(name)), published("alg", json!(name)), offered],
        ] {
            let party = party(algorithm, faults.clone()).await;
            let outcome = party.sign_in().await;
            assert!(outcome.is_ok(), "{faults:?}: {outcome:?}");
        }
    }
}

#[tokio::test]
async fn a_key_for_something_else_is_not_taken() {
    for fault in [
        published("use", json!("enc")),
        published("alg", json!("ECDH-ES")),
        published("key_ops", json!(["deriveKey"])),
        published("crv", json!("secp256k1")),
    ] {
        party(SigningAlgorithm::Es256, vec![fault.clone()])
            .await
            .sign_in()
            .await
            .expect_err(&format!("{fault:?}"));
    }
    // Beside a good key it is as if it were not there, and another algorithm of its type is not its own.
    let party = party(SigningAlgorithm::Rs256, vec![header("alg", json!("RS512"))]).await;
    party
        .assert_refused_by(Check::KeyId, "the key is for RS256")
        .await;
}

/// A name that nobody has may be that of a key without one, never that of a key with another.
#[tokio::test]
async fn an_unknown_name_is_asked_about_once() {
    let party = party(SigningAlgorithm::Es256, vec![header("kid", json!("unknown"))]).await;
    for _ in 0..3 {
        party.assert_refused_by(Check::KeyId, "of no key").await;
    }
    assert_eq!(party.idp.requests().keys, 2);
}

/// Some give their next key the name of the one before.
#[tokio::test]
async fn a_new_key_under_the_old_name_is_noticed() {
    let names = [
        header("kid", json!("signing")),
        published("kid", json!("signing")),
    ];
    let party = party(SigningAlgorithm::Es256, names.to_vec()).await;
    party.sign_in().await.unwrap();
    party.idp.rotate_keys();
    party.sign_in().await.unwrap();
    assert_eq!(party.idp.requests().keys, 2);
}

#[tokio::test]
async fn sign_in_and_sign_out_try_the_same_keys() {
    for fault in [
        Fault::KeyPublishedTwice,
        Fault::ForeignKeysOfTheSameName(1),
        published("kid", Value::Null),
    ] {
        let scene = Scene::new().await;
        scene.idp.set_fault(fault.clone());
        let (mut browser, _) = scene.sign_in_as(ADA).await;
        assert!(browser.is_signed_in().await, "{fault:?}");
        let body = format!("logout_token={}", scene.idp.logout_token(Some("idp-ada"), None));
        let mut server = scene.platform.browser();
        server.headers = vec![("sec-fetch-site", String::new())];
        let path = "/sso/backchannel-logout/acme";
        let form = Some("application/x-www-form-urlencoded");
        let answer = server.send(http::Method::POST, path, form, body.into()).await;
        assert_eq!(answer.status, 200, "{fault:?}: {answer:?}");
        assert!(!browser.is_signed_in().await);
    }
}
