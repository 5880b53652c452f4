//! The first SSO sign-in of a person without an account: they confirm their name, then the account is created and linked.

use latchkey_contract::sign_in::SsoFailure;
use serde_json::json;

use super::conflict_notes::note;
use super::identity::{DecidedAccount, Identity, decide_account};
use super::open_attempt::{finished_before, open_attempt};
use super::sso_callback::CallbackOutcome;
use super::sso_completion::{SsoCompletion, TRIES};
use super::{SignInError, names};
use crate::app_state::AppState;
use crate::domain::account_linking::Decision;
use crate::domain::sign_in_attempt::AttemptState;
use crate::secrets::BrowserSecrets;
use crate::store::audit::{self, Origin};
use crate::store::{Connection, StoreError, accounts, companies, new_id};

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The attempt that it belongs to.
    pub attempt_id: String,
    /// Identifier of the company.
    pub company_id: String,
    /// Name of the company.
    pub company_name: String,
    /// Who stands at the door.
    pub identity: Identity,
    /// Where they want to go.
    pub return_to: Option<String>,
}

/// The onboarding that this browser has open under this attempt, if it has.
pub async fn invitation(
    app: &AppState,
    attempt_id: &str,
    browser: &BrowserSecrets,
) -> Result<Option<Invitation>, SignInError> {
    let mut connection = app.store.read().await?;
    let Some((attempt, identity)) = open_attempt(
        app,
        &mut connection,
        attempt_id,
        browser,
        AttemptState::Onboarding,
    )
    .await?
    else {
        return Ok(None);
    };
    let company = companies::by_id(&mut connection, &attempt.company_id).await?;
    let company_name = company.map(|company| company.name).unwrap_or_default();
    Ok(Some(Invitation {
        attempt_id: attempt.id,
        company_id: attempt.company_id,
        company_name,
        identity,
        return_to: attempt.return_to,
    }))
}

/// The form.
#[derive(Debug, Clone)]
pub struct OnboardingForm {
    /// The attempt.
    pub attempt_id: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// The secrets in this browser's cookies.
    pub browser: BrowserSecrets,
    /// The token of the session that this browser has.
    pub replaces: Option<String>,
}

/// Makes the account, links it and signs in. `None` where there is nothing (any more) to finish.
pub async fn accept(
    app: &AppState,
    form: OnboardingForm,
    origin: &Origin,
) -> Result<Option<CallbackOutcome>, SignInError> {
    let problems = names::problems(&form.first_name, &form.last_name);
    if !problems.is_empty() {
        return Err(SignInError::Fields(problems));
    }
    let (app, origin) = (app.clone(), origin.clone());
    // A task of its own: a button pressed twice must not end the first press half-way.
    let accepted = tokio::spawn(async move {
        for _ in 1..TRIES {
            match accept_once(&app, &form, &origin).await {
                // Somebody else made the account or the link in between: what is there now decides.
                Err(SignInError::Store(StoreError::AlreadyExists)) => {}
                accepted => return accepted,
            }
        }
        accept_once(&app, &form, &origin).await
    });
    accepted.await.unwrap_or(Err(SignInError::Interrupted))
}

async fn accept_once(
    app: &AppState,
    form: &OnboardingForm,
    origin: &Origin,
) -> Result<Option<CallbackOutcome>, SignInError> {
    let mut transaction = app.store.begin().await?;
    let browser = &form.browser;
    let attempt_id = &form.attempt_id;
    let open = open_attempt(
        app,
        &mut transaction,
        attempt_id,
        browser,
        AttemptState::Onboarding,
    )
    .await?;
    let Some((attempt, identity)) = open else {
        let session = form.replaces.as_deref();
        return finished_before(app, &mut transaction, attempt_id, browser, session).await;
    };
    let completion = SsoCompletion {
        app,
        attempt: &attempt,
        origin,
        replaces: form.replaces.as_deref(),
        person: Some(&identity.email),
        chosen: None,
    };
    if !completion.is_still_active(&mut transaction).await? {
        drop(transaction);
        return completion.fail(SsoFailure::SwitchedOff).await.map(Some);
    }
    // Decided anew: an account may have come, or a domain may have gone, since the page was shown.
    let DecidedAccount { decision, found } =
        decide_account(&mut transaction, &identity, &attempt.company_id).await?;
    let account_id = match decision {
        Decision::SignIn { account_id } => {
            if let Some(found) = &found {
                let noted = completion.noted(&identity, found, None);
                note(&mut transaction, noted, origin, app.clock.now_ms()).await?;
            }
            account_id
        }
        Decision::Link { account_id } => {
            completion.link(&mut transaction, &identity, &account_id).await?;
            account_id
        }
        Decision::Onboard => {
            let account_id = create(&completion, &mut transaction, &identity, form).await?;
            completion.link(&mut transaction, &identity, &account_id).await?;
            account_id
        }
        Decision::Conflict(conflict) => {
            drop(transaction);
            return completion
                .conflict(conflict, &identity, found.as_ref())
                .await
                .map(Some);
        }
    };
    let completed = completion
        .begin_session(&mut transaction, &identity, &account_id)
        .await;
    if completed.is_ok() {
        transaction.commit().await?;
    }
    completion.or_elsewhere(completed).map(Some)
}

async fn create(
    completion: &SsoCompletion<'_>,
    connection: &mut Connection,
    identity: &Identity,
    form: &OnboardingForm,
) -> Result<String, SignInError> {
    let now = completion.app.clock.now_ms();
    let company_id = &completion.attempt.company_id;
    let id = new_id();
    let account = accounts::NewAccount {
        id: &id,
        company_id,
        email: &identity.address()?,
        first_name: form.first_name.trim(),
        last_name: form.last_name.trim(),
    };
    accounts::insert(connection, &account, now).await?;
    let event = audit::Event {
        action: "account_created",
        company_id: Some(company_id),
        actor_account_id: Some(&id),
        subject: Some(&id),
        detail: json!({ "by": "onboarding" }),
    };
    audit::append(connection, &event, completion.origin, now).await?;
    Ok(id)
}
