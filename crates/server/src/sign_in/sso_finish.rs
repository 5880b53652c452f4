//! Coming back from the company's identity provider: which attempt is it, who is it, whose account is it.

use super::SignInError;
use super::sso_answer::{Unidentified, identify};
use super::sso_callback::{Answer, Landing};
use super::sso_claim::{Claim, claim};
use super::sso_settle::{Asked, Visit};
use crate::app::App;
use crate::store::audit::Origin;

/// Takes the answer.
pub async fn finish(app: &App, answer: Answer, origin: &Origin) -> Result<Landing, SignInError> {
    let (app, origin) = (app.clone(), origin.clone());
    // A task of its own: a page that is reloaded while the identity provider thinks must not leave half an attempt behind.
    let finished = tokio::spawn(async move {
        let attempt = match claim(&app, &answer, &origin).await? {
            Claim::Taken(attempt) => *attempt,
            Claim::Nothing(landing) => return Ok(landing),
        };
        let visit = Visit {
            app: &app,
            attempt: &attempt,
            origin: &origin,
            replaces: answer.replaces.as_deref(),
        };
        match identify(&app, &attempt, &answer).await? {
            Ok((identity, _)) => visit.settle(&identity, Asked::NotYet).await,
            Err(Unidentified::Failure(failure)) => visit.fail(failure).await,
            Err(Unidentified::PersonIsNeeded) => visit.sign_in_again().await,
        }
    });
    finished.await.unwrap_or(Err(SignInError::Interrupted))
}
