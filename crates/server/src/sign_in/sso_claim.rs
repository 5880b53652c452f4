//! Finds the sign-in attempt that an authorization response belongs to, by `state`, before the identity provider is called. Invariant: it was begun
//! in this browser and for this company, and is unused and unexpired.

use latchkey_contract::sign_in::SsoFailure;

use super::SignInError;
use super::session::find;
use super::sso_callback::{CallbackOutcome, SsoCallback};
use super::sso_failures::{FailedSignIn, write_down};
use crate::app_state::AppState;
use crate::domain::sign_in_attempt::{AttemptEvent, AttemptState, is_expired};
use crate::secrets::token_hash;
use crate::store::audit::Origin;
use crate::store::sign_in_attempts::{self, SignInAttempt};
use crate::store::{Connection, StoreError, companies};

/// The outcome of looking for the attempt that a response belongs to.
pub(super) enum Claim {
    /// This request, and no other, finishes the attempt.
    Taken(Box<SignInAttempt>),
    /// There is nothing to finish; the browser goes there.
    Nothing(CallbackOutcome),
    /// Nobody waits for this response, here or elsewhere (any more).
    Unasked {
        /// The finished attempt of this browser that it belonged to.
        attempt_id: Option<String>,
        /// Where the browser goes if no new sign-in is begun.
        otherwise: CallbackOutcome,
    },
}

/// The attempt with the response's `state`, and whose it is.
enum Found {
    /// This browser's and this company's.
    Own(Box<SignInAttempt>),
    /// Of another browser or company, which may still wait for the response.
    OfAnother,
    /// There is no such attempt, or it expired long ago.
    Nothing,
}

/// Finds the attempt and uses it up, so that it works once. A response in another browser does not use it up: forged responses must not spoil
/// other people's attempts.
pub(super) async fn claim(
    app: &AppState,
    answer: &SsoCallback,
    origin: &Origin,
) -> Result<Claim, SignInError> {
    let refused = || Claim::Nothing(CallbackOutcome::Refused(SsoFailure::UnknownAttempt));
    let now_ms = app.clock.now_ms();
    // Read first: anybody can call this address, and a request without an attempt must not queue for the writer.
    let found = attempt_of(&mut *app.store.read().await?, answer, now_ms).await?;
    if !matches!(found, Found::Own(_)) {
        tracing::info!(
            step = "authorization",
            member = "state",
            "an answer belongs to no attempt of this browser"
        );
        return Ok(match found {
            Found::Nothing => Claim::Unasked {
                attempt_id: None,
                otherwise: CallbackOutcome::Refused(SsoFailure::UnknownAttempt),
            },
            _ => refused(),
        });
    }
    let mut transaction = app.store.begin().await?;
    let Found::Own(attempt) = attempt_of(&mut transaction, answer, now_ms).await? else {
        return Ok(refused());
    };
    let event = if is_expired(attempt.created_at_ms, app.clock.now_ms()) {
        AttemptEvent::Fail(SsoFailure::Expired)
    } else {
        AttemptEvent::Return
    };
    let next = match (attempt.status, attempt.status.after(event)) {
        (AttemptState::SentToIdp, Ok(next)) => next,
        _ => {
            drop(transaction);
            return spent(app, &attempt, answer).await;
        }
    };
    let (id, from, request_id) = (&attempt.id, attempt.status, &origin.request_id);
    if !sign_in_attempts::advance(&mut transaction, id, from, next, request_id, None).await? {
        return Ok(Claim::Nothing(CallbackOutcome::Failed {
            attempt_id: attempt.id,
        }));
    }
    if let AttemptState::Failed(failure) = next
        && !attempt.is_test
    {
        let failed = FailedSignIn::of(&attempt, None);
        write_down(&mut transaction, failed, &failure.into(), origin, now_ms).await?;
    }
    transaction.commit().await?;
    match next {
        AttemptState::Returned => Ok(Claim::Taken(Box::new(SignInAttempt {
            status: next,
            ..*attempt
        }))),
        _ => {
            tracing::info!(
                step = "authorization",
                member = "state",
                "an answer came after its attempt had expired"
            );
            let attempt = SignInAttempt {
                status: next,
                ..*attempt
            };
            spent(app, &attempt, answer).await
        }
    }
}

/// The attempt with the response's `state`.
async fn attempt_of(
    connection: &mut Connection,
    answer: &SsoCallback,
    now_ms: i64,
) -> Result<Found, StoreError> {
    let Some(state) = &answer.state else {
        return Ok(Found::Nothing);
    };
    let Some(attempt) = sign_in_attempts::by_state_hash(connection, &token_hash(state)).await? else {
        return Ok(Found::Nothing);
    };
    let company = companies::by_slug(connection, &answer.company_slug).await?;
    let of_company = company.is_some_and(|company| company.id == attempt.company_id);
    let of_browser = answer.browser.include(&attempt.browser_hash);
    Ok(match of_browser && of_company {
        true => Found::Own(Box::new(attempt)),
        // The cookie of a browser that stayed away for long is gone before the attempt is.
        false if of_company && is_expired(attempt.created_at_ms, now_ms) => Found::Nothing,
        false => Found::OfAnother,
    })
}

/// Where the browser goes if the attempt was used before: the page was reloaded, or a button pressed twice.
async fn spent(app: &AppState, attempt: &SignInAttempt, answer: &SsoCallback) -> Result<Claim, SignInError> {
    let attempt_id = attempt.id.clone();
    let outcome = match attempt.status {
        AttemptState::Onboarding => CallbackOutcome::Onboarding { attempt_id },
        AttemptState::Choosing => CallbackOutcome::ChooseAccount { attempt_id },
        AttemptState::Mismatch => CallbackOutcome::Mismatch { attempt_id },
        AttemptState::Failed(SsoFailure::Cancelled | SsoFailure::Expired)
            if attempt.renews_account_id.is_some() =>
        {
            CallbackOutcome::SignInAgain { attempt_id }
        }
        AttemptState::Completed if is_signed_in(app, answer).await? => CallbackOutcome::Back {
            next: attempt.return_to.clone().unwrap_or_else(|| "/".into()),
        },
        // The way back in the browser's history, or a page that was kept open.
        AttemptState::Completed | AttemptState::Failed(SsoFailure::Expired) if !attempt.is_test => {
            return Ok(Claim::Unasked {
                attempt_id: Some(attempt_id.clone()),
                otherwise: CallbackOutcome::Failed { attempt_id },
            });
        }
        _ => CallbackOutcome::Failed { attempt_id },
    };
    Ok(Claim::Nothing(outcome))
}

async fn is_signed_in(app: &AppState, answer: &SsoCallback) -> Result<bool, SignInError> {
    Ok(match &answer.replaces {
        Some(token) => find(app, token).await?.is_some(),
        None => false,
    })
}
