//! Finds the attempt that an authorization response belongs to, before the identity provider is asked anything. It must be this
//! browser's, for this company, unused and unexpired.

use latchkey_contract::sign_in::SsoFailure;

use super::SignInError;
use super::session::find;
use super::sso_callback::{CallbackOutcome, SsoCallback};
use crate::app_state::AppState;
use crate::domain::sign_in_attempt::{AttemptEvent, AttemptState, is_expired};
use crate::secrets::token_hash;
use crate::store::audit::Origin;
use crate::store::sign_in_attempts::{self, SignInAttempt};
use crate::store::{Connection, StoreError, companies};

/// What became of the search.
pub(super) enum Claim {
    /// This request, and no other, finishes the attempt.
    Taken(Box<SignInAttempt>),
    /// There is nothing to finish; the browser lands here.
    Nothing(CallbackOutcome),
}

/// Finds the attempt and takes it out of circulation, so that it works once. An answer in another browser does not use
/// it up: whoever forges answers must not be able to spoil other people's attempts.
pub(super) async fn claim(
    app: &AppState,
    answer: &SsoCallback,
    origin: &Origin,
) -> Result<Claim, SignInError> {
    let unknown = || {
        Ok(Claim::Nothing(CallbackOutcome::Refused(
            SsoFailure::UnknownAttempt,
        )))
    };
    // Anybody can call this address: what belongs to nothing must not take turns with those who write.
    if own_attempt(&mut *app.store.read().await?, answer)
        .await?
        .is_none()
    {
        tracing::info!(
            step = "authorization",
            member = "state",
            "an answer belongs to no attempt of this browser"
        );
        return unknown();
    }
    let mut transaction = app.store.begin().await?;
    let Some(attempt) = own_attempt(&mut transaction, answer).await? else {
        return unknown();
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
            return Ok(Claim::Nothing(spent(app, &attempt, answer).await?));
        }
    };
    let (id, from, request_id) = (&attempt.id, attempt.status, &origin.request_id);
    if !sign_in_attempts::advance(&mut transaction, id, from, next, request_id, None).await? {
        return Ok(Claim::Nothing(CallbackOutcome::Failed {
            attempt_id: attempt.id,
        }));
    }
    transaction.commit().await?;
    match next {
        AttemptState::Returned => Ok(Claim::Taken(Box::new(SignInAttempt {
            status: next,
            ..attempt
        }))),
        _ => {
            tracing::info!(
                step = "authorization",
                member = "state",
                "an answer came after its attempt had expired"
            );
            Ok(Claim::Nothing(
                spent(
                    app,
                    &SignInAttempt {
                        status: next,
                        ..attempt
                    },
                    answer,
                )
                .await?,
            ))
        }
    }
}

/// The attempt with the answer's `state`, if it is this browser's and this company's.
async fn own_attempt(
    connection: &mut Connection,
    answer: &SsoCallback,
) -> Result<Option<SignInAttempt>, StoreError> {
    let Some(state) = &answer.state else {
        return Ok(None);
    };
    let attempt = sign_in_attempts::by_state_hash(connection, &token_hash(state)).await?;
    let Some(attempt) = attempt.filter(|attempt| answer.browser.include(&attempt.browser_hash)) else {
        return Ok(None);
    };
    let company = companies::by_slug(connection, &answer.company_slug).await?;
    let of_company = company.is_some_and(|company| company.id == attempt.company_id);
    Ok(of_company.then_some(attempt))
}

/// Where somebody lands whose attempt was used before: a page reloaded, a button pressed twice.
async fn spent(
    app: &AppState,
    attempt: &SignInAttempt,
    answer: &SsoCallback,
) -> Result<CallbackOutcome, SignInError> {
    let attempt_id = attempt.id.clone();
    match attempt.status {
        AttemptState::Onboarding => Ok(CallbackOutcome::Onboarding { attempt_id }),
        AttemptState::Mismatch => Ok(CallbackOutcome::Mismatch { attempt_id }),
        AttemptState::Failed(SsoFailure::Cancelled | SsoFailure::Expired)
            if attempt.renews_account_id.is_some() =>
        {
            Ok(CallbackOutcome::SignInAgain { attempt_id })
        }
        AttemptState::Completed => {
            let session = match &answer.replaces {
                Some(token) => find(app, token).await?,
                None => None,
            };
            let next = attempt.return_to.clone().unwrap_or_else(|| "/".into());
            Ok(session.map_or(CallbackOutcome::Failed { attempt_id }, |_| {
                CallbackOutcome::Back { next }
            }))
        }
        _ => Ok(CallbackOutcome::Failed { attempt_id }),
    }
}
