//! An identity with several accounts: the person chooses one, on a page of ours. Invariant: before the answer no session begins, and the answer counts only if
//! the account is still one of them.

use super::SignInError;
use super::confirmation::MismatchConfirmed;
use super::mismatch::Answerer;
use super::open_attempt::{finished_before, open_attempt};
use super::sso_callback::CallbackOutcome;
use super::sso_completion::SsoCompletion;
use crate::app_state::AppState;
use crate::domain::email_address::EmailAddress;
use crate::domain::sign_in_attempt::AttemptState;
use crate::secrets::BrowserSecrets;
use crate::store::audit::Origin;
use crate::store::{account_links, accounts, companies, second_accounts};

/// What the page asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountChoices {
    /// The attempt that it belongs to.
    pub attempt_id: String,
    /// Identifier of the company.
    pub company_id: String,
    /// Name of the company.
    pub company_name: String,
    /// Identifiers and addresses, the account that the identity is linked to first.
    pub accounts: Vec<(String, String)>,
    /// The one whose address was typed, or else the first.
    pub preselected: String,
    /// Where they want to go.
    pub return_to: Option<String>,
}

/// The question that this browser has open under this attempt, if it has.
pub async fn choices(
    app: &AppState,
    attempt_id: &str,
    browser: &BrowserSecrets,
) -> Result<Option<AccountChoices>, SignInError> {
    let mut connection = app.store.read().await?;
    let open = open_attempt(app, &mut connection, attempt_id, browser, AttemptState::Choosing).await?;
    let Some((attempt, identity)) = open else {
        return Ok(None);
    };
    let foreign = identity.foreign(&attempt.company_id);
    let mut offered = Vec::new();
    if let Some(linked) = account_links::linked_account(&mut connection, foreign).await? {
        let linked = accounts::by_id(&mut connection, &linked).await?;
        offered.extend(linked.map(|account| (account.id, account.email)));
    }
    offered.extend(second_accounts::offered(&mut connection, foreign).await?);
    let company = companies::by_id(&mut connection, &attempt.company_id).await?;
    let typed = EmailAddress::parse(&attempt.username).map(|typed| typed.key());
    let is_typed = |(_, email): &&(String, String)| EmailAddress::parse(email).map(|of| of.key()) == typed;
    let preselected = offered.iter().find(is_typed).or_else(|| offered.first());
    Ok(Some(AccountChoices {
        attempt_id: attempt.id,
        company_id: attempt.company_id,
        company_name: company.map(|company| company.name).unwrap_or_default(),
        preselected: preselected.map(|(id, _)| id.clone()).unwrap_or_default(),
        accounts: offered,
        return_to: attempt.return_to,
    }))
}

/// Signs in to the account that was chosen. `None` where nothing waits (any more).
pub async fn choose(
    app: &AppState,
    answerer: Answerer,
    account_id: String,
    origin: &Origin,
) -> Result<Option<CallbackOutcome>, SignInError> {
    let (app, origin) = (app.clone(), origin.clone());
    // A task of its own: a button pressed twice must not end the first press half-way.
    let chosen = tokio::spawn(async move {
        let Answerer {
            attempt_id,
            browser,
            replaces,
        } = &answerer;
        let replaces = replaces.as_deref();
        let mut connection = app.store.read().await?;
        let open = open_attempt(&app, &mut connection, attempt_id, browser, AttemptState::Choosing).await?;
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
            chosen: Some(&account_id),
        };
        completion
            .complete(&identity, MismatchConfirmed::No)
            .await
            .map(Some)
    });
    chosen.await.unwrap_or(Err(SignInError::Interrupted))
}
