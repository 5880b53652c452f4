//! The callback checks the issuer of a response (`iss`, RFC 9207), and uses no attempt up for a response of another issuer.

use latchkey_fake_idp::Fault;
use latchkey_server::federation::{FederationError, FederationStep};
use serde_json::{Value, json};

use crate::relying_party::{Callback, RelyingParty};

fn iss(value: Option<&str>) -> Fault {
    Fault::Callback {
        parameter: "iss",
        value: value.map(str::to_owned),
    }
}

async fn assert_refused_before_the_token_call(party: &RelyingParty, callback: &Callback) {
    let error = party.redeem(callback).await.unwrap_err();
    assert!(
        matches!(
            error,
            FederationError::ResponseRefused {
                step: FederationStep::Authorization,
                ..
            }
        ),
        "{error}"
    );
    let again = party
        .federation
        .check_callback_issuer(&party.settings, callback.iss.as_deref())
        .await;
    assert_eq!(again.unwrap_err(), error);
    assert_eq!(party.idp.requests().token, 0);
}

#[tokio::test]
async fn the_answer_of_another_issuer_is_refused_before_the_token_call() {
    for other in ["https://evil.example", "", "{issuer}/", "HTTP://127.0.0.1"] {
        let party = RelyingParty::start().await;
        party
            .idp
            .set_fault(iss(Some(&other.replace("{issuer}", party.idp.issuer()))));
        assert_refused_before_the_token_call(&party, &party.callback().await).await;
    }
}

#[tokio::test]
async fn mixed_up_providers_are_told_apart() {
    let (a, b) = (RelyingParty::start().await, RelyingParty::start().await);
    let answer_of_b = b.callback().await;
    assert_refused_before_the_token_call(&a, &answer_of_b).await;
    assert_eq!(b.idp.requests().token, 0);
}

#[tokio::test]
async fn a_missing_issuer_is_refused_where_one_is_promised() {
    let party = RelyingParty::start().await;
    party.idp.set_fault(iss(None));
    assert_refused_before_the_token_call(&party, &party.callback().await).await;
}

#[tokio::test]
async fn a_missing_issuer_is_accepted_where_none_is_promised() {
    for promise in [Value::Null, json!(false)] {
        let party = RelyingParty::start().await;
        let field = "authorization_response_iss_parameter_supported";
        party.idp.set_fault(Fault::Metadata {
            field,
            value: promise,
        });
        party.idp.set_fault(iss(None));
        party.sign_in().await.unwrap();
    }
}

#[tokio::test]
async fn an_issuer_that_is_there_is_checked_though_none_is_promised() {
    let party = RelyingParty::start().await;
    let field = "authorization_response_iss_parameter_supported";
    party.idp.set_fault(Fault::Metadata {
        field,
        value: json!(false),
    });
    party.idp.set_fault(iss(Some("https://evil.example")));
    assert_refused_before_the_token_call(&party, &party.callback().await).await;
}

#[tokio::test]
async fn error_answers_carry_an_issuer_to_check() {
    let party = RelyingParty::start().await;
    let url = party.authorization_url().await.unwrap();
    let cancelled = Callback::read(&party.idp.cancel_login(&url).unwrap());
    assert_eq!(
        (cancelled.error.as_deref(), cancelled.code),
        (Some("access_denied"), None)
    );
    party
        .federation
        .check_callback_issuer(&party.settings, cancelled.iss.as_deref())
        .await
        .unwrap();
    let foreign = party
        .federation
        .check_callback_issuer(&party.settings, Some("https://evil.example"))
        .await;
    assert!(matches!(
        foreign,
        Err(FederationError::ResponseRefused {
            step: FederationStep::Authorization,
            ..
        })
    ));
}
