//! The identity provider authenticated another person than the one whose address was typed: the person is asked whether to go on.
//! Invariant: before the answer nothing is linked and no session begins.

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

/// What the page asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The attempt that it belongs to.
    pub attempt_id: String,
    /// Name of the company.
    pub company_name: String,
    /// The address that was typed.
    pub typed: String,
    /// The address of the account that came back, or that would be made.
    pub came_back: String,
    /// Where they want to go.
    pub return_to: Option<String>,
}

/// The question that this browser has open under this attempt, if it has.
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
        return_to: attempt.return_to,
    }))
}

/// The address of the account that the identity is linked to, which may have another one here than there.
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

/// Who answers.
#[derive(Debug, Clone)]
pub struct Answerer {
    /// The attempt.
    pub attempt_id: String,
    /// The secrets in this browser's cookies.
    pub browser: BrowserSecrets,
    /// The token of the session that this browser has.
    pub replaces: Option<String>,
}

/// Goes on as the account that came back, and remembers that. `None` where nothing waits (any more).
pub async fn go_on(
    app: &AppState,
    answerer: Answerer,
    origin: &Origin,
) -> Result<Option<CallbackOutcome>, SignInError> {
    let (app, origin) = (app.clone(), origin.clone());
    // A task of its own: a button pressed twice must not end the first press half-way.
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

/// Leaves for the identity provider again, which shall let the person choose. `None` where nothing waits (any more).
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
        // An app may wait for it.
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
