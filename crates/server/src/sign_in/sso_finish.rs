//! Coming back from the company's identity provider: which attempt is it, who is it, whose account is it.

use latchkey_contract::sign_in::SsoFailure;

use super::SignInError;
use super::sso_answer::{Unidentified, identify};
use super::sso_claim::{Claim, claim};
use super::sso_settle::{Asked, Visit};
use crate::app::App;
use crate::secrets::BrowserSecrets;
use crate::store::audit::Origin;

/// What came back.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// The company whose callback was called.
    pub company_slug: String,
    /// `state`
    pub state: Option<String>,
    /// `code`
    pub code: Option<String>,
    /// `error`
    pub error: Option<String>,
    /// `iss`
    pub iss: Option<String>,
    /// The secrets in this browser's cookies.
    pub browser: BrowserSecrets,
    /// The token of the session that this browser has.
    pub replaces: Option<String>,
}

/// Where the browser lands.
#[derive(Debug)]
pub enum Landing {
    /// Signed in.
    SignedIn {
        /// For the cookie.
        token: String,
        /// Path to go to.
        next: String,
    },
    /// Was signed in by the same attempt before.
    Back {
        /// Path to go to.
        next: String,
    },
    /// Another person than the one whose address was typed.
    Mismatch {
        /// The attempt that waits for the answer.
        attempt_id: String,
    },
    /// The session cannot be renewed without the person.
    SignInAgain {
        /// The attempt that knows the username and the way back.
        attempt_id: String,
    },
    /// New here.
    Onboarding {
        /// The attempt that onboarding goes on with.
        attempt_id: String,
    },
    /// The attempt came to nothing; its page says why.
    Failed {
        /// Which.
        attempt_id: String,
    },
    /// The answer belongs to no attempt of this browser.
    Refused(SsoFailure),
}

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
