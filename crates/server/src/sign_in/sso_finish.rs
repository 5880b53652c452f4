//! Handles an SSO callback from beginning to end: which attempt, which identity, whose account.

use super::SignInError;
use super::confirmation::MismatchConfirmed;
use super::sso_callback::{CallbackOutcome, SsoCallback};
use super::sso_claim::{Claim, claim};
use super::sso_completion::SsoCompletion;
use super::sso_identity::{NotIdentified, identify};
use crate::app_state::AppState;
use crate::store::audit::Origin;

/// Takes the response.
pub async fn finish(
    app: &AppState,
    answer: SsoCallback,
    origin: &Origin,
) -> Result<CallbackOutcome, SignInError> {
    let (app, origin) = (app.clone(), origin.clone());
    // A task of its own: a page that is reloaded while the identity provider thinks must not leave half an attempt behind.
    let finished = tokio::spawn(async move {
        let attempt = match claim(&app, &answer, &origin).await? {
            Claim::Taken(attempt) => *attempt,
            Claim::Nothing(outcome) => return Ok(outcome),
            Claim::Unasked {
                attempt_id,
                otherwise,
            } => {
                let otherwise = Box::new(otherwise);
                return Ok(CallbackOutcome::Unasked {
                    attempt_id,
                    otherwise,
                });
            }
        };
        let completion = SsoCompletion {
            app: &app,
            attempt: &attempt,
            origin: &origin,
            replaces: answer.replaces.as_deref(),
            person: None,
            chosen: None,
        };
        match identify(&app, &attempt, &answer).await? {
            Ok((identity, _)) if attempt.is_test => completion.complete_test(&identity).await,
            Ok((identity, _)) => completion.complete(&identity, MismatchConfirmed::No).await,
            Err(NotIdentified::Failure(refused)) => completion.fail_with(&refused).await,
            Err(NotIdentified::PersonIsNeeded) => completion.sign_in_again().await,
        }
    });
    finished.await.unwrap_or(Err(SignInError::Interrupted))
}
