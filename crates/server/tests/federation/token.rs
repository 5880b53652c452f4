//! Token endpoints that refuse, fail or answer nonsense.

use latchkey_contract::claim_mapping::NeededClaims;
use latchkey_fake_idp::{Endpoint, Fault, Trouble};
use latchkey_server::federation::{CodeResponse, Expected, FederationError, FederationStep};

use crate::relying_party::{RelyingParty, assert_no_leak};

async fn failure(fault: Fault) -> FederationError {
    let party = RelyingParty::start().await;
    party.idp.set_fault(fault);
    let error = party.sign_in().await.unwrap_err();
    assert_eq!(error.step(), FederationStep::Token, "{error}");
    assert_no_leak(&error);
    error
}

#[tokio::test]
async fn a_refused_client_is_told_apart() {
    assert_eq!(
        failure(Fault::TokenError("invalid_client")).await,
        FederationError::ClientRefused
    );
    let mut party = RelyingParty::start().await;
    party.settings.client_secret = "another secret".to_owned();
    assert_eq!(party.sign_in().await.unwrap_err(), FederationError::ClientRefused);
}

#[tokio::test]
async fn a_refused_code_is_an_answer_that_is_refused() {
    assert!(matches!(
        failure(Fault::TokenError("invalid_grant")).await,
        FederationError::ResponseRefused { .. }
    ));
    let party = RelyingParty::start().await;
    let callback = party.callback().await;
    party.redeem(&callback).await.unwrap();
    let replayed = party.redeem(&callback).await.unwrap_err();
    assert!(
        matches!(
            replayed,
            FederationError::ResponseRefused {
                step: FederationStep::Token,
                ..
            }
        ),
        "{replayed}"
    );
}

#[tokio::test]
async fn a_code_of_another_attempt_is_worth_nothing() {
    let party = RelyingParty::start().await;
    let callback = party.callback().await;
    let answer = CodeResponse {
        code: callback.code.as_deref().unwrap(),
        iss: callback.iss.as_deref(),
    };
    let other = "another-verifier-of-another-attempt-with-43-chars";
    let expected = Expected {
        nonce: "nonce-of-this-attempt",
        code_verifier: other,
    };
    let needed = NeededClaims {
        required: vec!["sub"],
        optional: Vec::new(),
    };
    let error = party
        .federation
        .redeem(&party.settings, &answer, &expected, &needed)
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            FederationError::ResponseRefused {
                step: FederationStep::Token,
                ..
            }
        ),
        "{error}"
    );
}

#[tokio::test]
async fn other_errors_are_for_an_administrator() {
    for code in ["unauthorized_client", "invalid_request", "something_new"] {
        assert!(
            matches!(
                failure(Fault::TokenError(code)).await,
                FederationError::Misconfigured { .. }
            ),
            "{code}"
        );
    }
}

#[tokio::test]
async fn answers_that_are_no_tokens_are_refused_without_their_words() {
    for trouble in [
        Trouble::Html,
        Trouble::Status(404),
        Trouble::Status(200),
        Trouble::RedirectTo("/token".into()),
    ] {
        let error = failure(Fault::Endpoint(Endpoint::Token, trouble.clone())).await;
        assert!(
            matches!(error, FederationError::Misconfigured { .. }),
            "{trouble:?}: {error}"
        );
    }
}

#[tokio::test]
async fn outages_are_outages() {
    for trouble in [
        Trouble::Status(500),
        Trouble::Status(503),
        Trouble::Status(429),
        Trouble::Slow,
    ] {
        let error = failure(Fault::Endpoint(Endpoint::Token, trouble.clone())).await;
        assert!(
            matches!(error, FederationError::Unavailable { .. }),
            "{trouble:?}: {error}"
        );
    }
}

#[tokio::test]
async fn answers_that_are_too_much_are_cut_off() {
    for trouble in [Trouble::Huge, Trouble::Endless, Trouble::GzipBomb] {
        let error = failure(Fault::Endpoint(Endpoint::Token, trouble.clone())).await;
        assert!(
            matches!(error, FederationError::Unavailable { .. }),
            "{trouble:?}: {error}"
        );
    }
}

#[tokio::test]
async fn nothing_is_sent_twice_by_itself() {
    let party = RelyingParty::start().await;
    party
        .idp
        .set_fault(Fault::Endpoint(Endpoint::Token, Trouble::Status(503)));
    party.sign_in().await.unwrap_err();
    assert_eq!(party.idp.requests().token, 1);
}
