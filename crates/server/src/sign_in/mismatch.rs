//! The question to somebody who typed one address and was authenticated by the identity provider under another: whether to go on. Invariant:
//! before the person answers, nothing is linked and no session begins.

use latchkey_contract::sign_in::SsoFailure;

use super::SignInError;
use super::confirmation::MismatchConfirmed;
use super::identity::Identity;
use super::open_attempt::{finished_before, open_attempt};
use super::sso_callback::CallbackOutcome;
use super::sso_completion::SsoCompletion;
use super::sso_start::{AskAnew, AuthorizationRedirect, SsoForm, start};
use crate::app_state::AppState;
use crate::domain::sign_in_attempt::AttemptState;
use crate::secrets::BrowserSecrets;
use crate::store::audit::Origin;
use crate::store::sign_in_attempts::SignInAttempt;
use crate::store::{Connection, account_links, accounts, companies};

/// What the page of the question shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Identifier of the sign-in attempt.
    pub attempt_id: String,
    /// Identifier of the company.
    pub company_id: String,
    /// Name of the company.
    pub company_name: String,
    /// The address that was typed.
    pub typed: String,
    /// The address of the account that the identity is linked to, or of the one that would be created.
    pub came_back: String,
    /// Where to go afterwards.
    pub return_to: Option<String>,
}

/// The open question of this attempt, if it was begun in this browser.
pub async fn question(
    app: &AppState,
    attempt_id: &str,
    browser: &BrowserSecrets,
) -> Result<Option<Question>, SignInError> {
    let mut connection = app.store.read().await?;
    let open = open_attempt(app, &mut connection, attempt_id, browser, AttemptState::Mismatch).await?;
    let Some((attempt, identity)) = open else {
        return Ok(None);
    };
    let company = companies::by_id(&mut connection, &attempt.company_id).await?;
    Ok(Some(Question {
        company_name: company.map(|company| company.name).unwrap_or_default(),
        came_back: address_of(&mut connection, &attempt, &identity).await?,
        typed: attempt.username,
        attempt_id: attempt.id,
        company_id: attempt.company_id,
        return_to: attempt.return_to,
    }))
}

/// The address of the account that the identity is linked to, which may differ from the one at the identity provider.
async fn address_of(
    connection: &mut Connection,
    attempt: &SignInAttempt,
    identity: &Identity,
) -> Result<String, SignInError> {
    let foreign = identity.foreign(&attempt.company_id);
    let account = match account_links::linked_account(connection, foreign).await? {
        Some(account_id) => accounts::by_id(connection, &account_id).await?,
        None => None,
    };
    Ok(account.map_or_else(|| identity.email.clone(), |account| account.email))
}

/// What a browser sends to answer the question of a mismatch.
#[derive(Debug, Clone)]
pub struct Answerer {
    /// Identifier of the sign-in attempt.
    pub attempt_id: String,
    /// The secrets in this browser's cookies.
    pub browser: BrowserSecrets,
    /// The token of this browser's present session, which the new one replaces.
    pub replaces: Option<String>,
}

/// Signs in as the authenticated identity, and remembers for this account that the typed address means it. `None` if no question is open (any
/// more).
pub async fn go_on(
    app: &AppState,
    answerer: Answerer,
    origin: &Origin,
) -> Result<Option<CallbackOutcome>, SignInError> {
    let (app, origin) = (app.clone(), origin.clone());
    // A task of its own: a second press of the button cancels the first request, which must still be finished.
    let went_on = tokio::spawn(async move {
        let Answerer {
            attempt_id,
            browser,
            replaces,
        } = &answerer;
        let replaces = replaces.as_deref();
        let mut connection = app.store.read().await?;
        let open = open_attempt(&app, &mut connection, attempt_id, browser, AttemptState::Mismatch).await?;
        let Some((attempt, identity)) = open else {
            return finished_before(&app, &mut connection, attempt_id, browser, replaces).await;
        };
        drop(connection);
        let completion = SsoCompletion {
            app: &app,
            attempt: &attempt,
            origin: &origin,
            replaces,
            person: None,
            chosen: None,
        };
        completion
            .complete(&identity, MismatchConfirmed::Yes)
            .await
            .map(Some)
    });
    went_on.await.unwrap_or(Err(SignInError::Interrupted))
}

/// Redirects to the identity provider again, so that the person can choose another account there. `None` if no question is open (any more).
pub async fn switch(
    app: &AppState,
    answerer: &Answerer,
    address_key: &str,
    origin: &Origin,
) -> Result<Option<AuthorizationRedirect>, SignInError> {
    let browser = &answerer.browser;
    let mut connection = app.store.read().await?;
    let attempt_id = &answerer.attempt_id;
    let open = open_attempt(app, &mut connection, attempt_id, browser, AttemptState::Mismatch).await?;
    drop(connection);
    let Some((attempt, _)) = open else {
        return Ok(None);
    };
    let form = SsoForm {
        username: &attempt.username,
        return_to: attempt.return_to.as_deref(),
        address_key,
        browser,
        // An app that waits may have asked for a new sign-in.
        ask_anew: AskAnew::AndProve,
    };
    let redirect = start(app, &form, origin).await?;
    let completion = SsoCompletion {
        app,
        attempt: &attempt,
        origin,
        replaces: None,
        person: None,
        chosen: None,
    };
    completion.fail(SsoFailure::Cancelled).await?;
    Ok(Some(redirect))
}
