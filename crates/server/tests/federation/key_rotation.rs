//! New keys at the identity provider, and key ids that nobody has.

use latchkey_fake_idp::{Endpoint, Fault, Trouble};
use latchkey_server::federation::{Check, FederationError, FederationStep};
use serde_json::{Value, json};

use crate::relying_party::{RelyingParty, assert_no_leak};

fn unknown_kid() -> Fault {
    Fault::IdTokenHeader {
        field: "kid",
        value: json!("unknown"),
    }
}

#[tokio::test]
async fn after_a_rotation_one_refetch_lets_everybody_in() {
    let party = RelyingParty::start().await;
    party.sign_in().await.unwrap();
    party.idp.rotate_keys();
    let people = futures_util::future::join_all((0..20).map(|_| party.sign_in())).await;
    for person in people {
        person.unwrap();
    }
    assert_eq!(party.idp.requests().keys, 2);
}

#[tokio::test]
async fn a_rotation_is_noticed_although_tokens_name_no_key() {
    let party = RelyingParty::start().await;
    party.idp.set_fault(Fault::IdTokenHeader {
        field: "kid",
        value: Value::Null,
    });
    party.sign_in().await.unwrap();
    party.idp.rotate_keys();
    party.sign_in().await.unwrap();
    assert_eq!(party.idp.requests().keys, 2);
}

#[tokio::test]
async fn a_flood_of_unknown_keys_makes_one_request_a_minute() {
    let party = RelyingParty::start().await;
    party.sign_in().await.unwrap();
    party.idp.set_fault(unknown_kid());
    for minute in 1..=3 {
        let flood = futures_util::future::join_all((0..20).map(|_| party.sign_in())).await;
        for outcome in flood {
            assert_eq!(outcome.unwrap_err().step(), FederationStep::IdToken(Check::KeyId));
        }
        for _ in 0..3 {
            party
                .assert_refused_by(Check::KeyId, "and one after the other")
                .await;
        }
        assert_eq!(party.idp.requests().keys, 1 + minute);
        party.clock.advance(60_000);
        party.idp.set_clock_offset(i64::try_from(minute).unwrap() * 60);
    }
}

#[tokio::test]
async fn a_flood_does_not_hold_up_those_whose_key_is_known() {
    let party = RelyingParty::start().await;
    party.sign_in().await.unwrap();
    let callback = party.callback().await;
    party.idp.set_fault(unknown_kid());
    party
        .idp
        .set_fault(Fault::Endpoint(Endpoint::Keys, Trouble::Slow));
    let began = std::time::Instant::now();
    let (refused, known) = tokio::join!(party.sign_in(), async {
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        party.idp.clear_faults();
        (party.redeem(&callback).await, began.elapsed())
    });
    assert!(
        matches!(
            refused,
            Err(FederationError::Unavailable {
                step: FederationStep::Keys,
                ..
            })
        ),
        "{refused:?}"
    );
    known.0.unwrap();
    assert!(known.1 < std::time::Duration::from_millis(4_500), "{:?}", known.1);
}

#[tokio::test]
async fn a_withdrawn_key_is_not_believed_for_long() {
    let party = RelyingParty::start().await;
    party.sign_in().await.unwrap();
    party.clock.advance(10 * 60_000);
    party.idp.set_clock_offset(10 * 60);
    party.sign_in().await.unwrap();
    assert_eq!(party.idp.requests().keys, 2);
}

#[tokio::test]
async fn without_keys_the_code_is_not_spent() {
    for trouble in [
        Trouble::Status(500),
        Trouble::Html,
        Trouble::Status(404),
        Trouble::Huge,
    ] {
        let party = RelyingParty::start().await;
        party.idp.set_fault(Fault::Endpoint(Endpoint::Keys, trouble));
        let callback = party.callback().await;
        let error = party.redeem(&callback).await.unwrap_err();
        assert_eq!(error.step(), FederationStep::Keys, "{error}");
        assert_no_leak(&error);
        assert_eq!(party.idp.requests().token, 0);
        party.idp.clear_faults();
        party.redeem(&callback).await.unwrap();
    }
}
