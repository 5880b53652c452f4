//! The first visit of somebody who has no account: a look at the name, and the account is there.

use serde_json::json;

use super::SignInError;
use super::identity::{Identity, decide_account};
use super::sso_finish::{Landing, complete, link};
use crate::app::App;
use crate::domain::account_linking::Decision;
use crate::domain::sign_in_attempt::{State, is_expired};
use crate::secrets::token_hash;
use crate::store::audit::{self, Origin};
use crate::store::sign_in_attempts::{self, SignInAttempt};
use crate::store::{Connection, StoreError, accounts, companies, new_id, sso_configurations};

/// Longest name that is accepted, in characters.
const MAX_NAME_CHARS: usize = 100;

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The attempt that it belongs to.
    pub attempt_id: String,
    /// Name of the company.
    pub company_name: String,
    /// Who stands at the door.
    pub identity: Identity,
}

/// The onboarding that this browser has open under this attempt, if it has.
pub async fn invitation(
    app: &App,
    attempt_id: &str,
    browser_token: Option<&str>,
) -> Result<Option<Invitation>, SignInError> {
    let mut connection = app.store.read().await?;
    let Some((attempt, identity)) = open_attempt(app, &mut connection, attempt_id, browser_token).await?
    else {
        return Ok(None);
    };
    let company = companies::by_id(&mut connection, &attempt.company_id).await?;
    let company_name = company.map(|company| company.name).unwrap_or_default();
    Ok(Some(Invitation {
        attempt_id: attempt.id,
        company_name,
        identity,
    }))
}

/// The form.
#[derive(Debug)]
pub struct OnboardingForm<'a> {
    /// The attempt.
    pub attempt_id: &'a str,
    /// Given name.
    pub first_name: &'a str,
    /// Family name.
    pub last_name: &'a str,
    /// The secret in this browser's cookie.
    pub browser_token: Option<&'a str>,
    /// The token of the session that this browser had before.
    pub replaces: Option<&'a str>,
}

/// Makes the account, links it and signs in. `None` where there is nothing (any more) to finish.
pub async fn accept(
    app: &App,
    form: &OnboardingForm<'_>,
    origin: &Origin,
) -> Result<Option<Landing>, SignInError> {
    match accept_once(app, form, origin).await {
        // Somebody else made the account or the link in between: what is there now decides.
        Err(SignInError::Store(StoreError::AlreadyExists)) => accept_once(app, form, origin).await,
        accepted => accepted,
    }
}

async fn accept_once(
    app: &App,
    form: &OnboardingForm<'_>,
    origin: &Origin,
) -> Result<Option<Landing>, SignInError> {
    let (first_name, last_name) = names(form)?;
    let mut transaction = app.store.begin().await?;
    let Some((attempt, identity)) =
        open_attempt(app, &mut transaction, form.attempt_id, form.browser_token).await?
    else {
        return Ok(None);
    };
    let active = sso_configurations::active_of_company(&mut transaction, &attempt.company_id).await?;
    if active.is_none_or(|active| super::sso_start::fingerprint(&active) != attempt.settings_fingerprint) {
        return Ok(None);
    }
    // Decided anew: an account may have come, or a domain may have gone, since the page was shown.
    let account_id = match decide_account(&mut transaction, &identity, &attempt.company_id).await? {
        Decision::Onboard => {
            create(
                app,
                &mut transaction,
                &attempt,
                &identity,
                (first_name, last_name),
                origin,
            )
            .await?
        }
        Decision::Link { account_id } | Decision::SignIn { account_id } => account_id,
        Decision::Conflict(_) => return Ok(None),
    };
    if crate::store::account_links::linked_account(&mut transaction, identity.foreign(&attempt.company_id))
        .await?
        .is_none()
    {
        link(
            app,
            &mut transaction,
            &identity,
            &attempt.company_id,
            &account_id,
            origin,
        )
        .await?;
    }
    let landing = complete(
        app,
        &mut transaction,
        &attempt,
        &identity,
        &account_id,
        form.replaces,
        origin,
    )
    .await?;
    transaction.commit().await?;
    Ok(Some(landing))
}

async fn open_attempt(
    app: &App,
    connection: &mut Connection,
    attempt_id: &str,
    browser_token: Option<&str>,
) -> Result<Option<(SignInAttempt, Identity)>, SignInError> {
    let Some(browser_token) = browser_token else {
        return Ok(None);
    };
    let attempt =
        sign_in_attempts::by_id_and_browser(connection, attempt_id, &token_hash(browser_token)).await?;
    let open = attempt.filter(|attempt| {
        attempt.status == State::Onboarding && !is_expired(attempt.created_at_ms, app.clock.now_ms())
    });
    let Some(attempt) = open else { return Ok(None) };
    let identity = attempt
        .identity
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok());
    let identity = identity.ok_or(StoreError::Corrupt("sign_in_attempts.identity"))?;
    Ok(Some((attempt, identity)))
}

async fn create(
    app: &App,
    connection: &mut Connection,
    attempt: &SignInAttempt,
    identity: &Identity,
    (first_name, last_name): (&str, &str),
    origin: &Origin,
) -> Result<String, SignInError> {
    let now = app.clock.now_ms();
    let id = new_id();
    let account = accounts::NewAccount {
        id: &id,
        company_id: &attempt.company_id,
        email: &identity.address()?,
        first_name,
        last_name,
    };
    accounts::insert(connection, &account, now).await?;
    let event = audit::Event {
        action: "account_created",
        company_id: Some(&attempt.company_id),
        actor_account_id: Some(&id),
        subject: Some(&id),
        detail: json!({ "by": "onboarding" }),
    };
    audit::append(connection, &event, origin, now).await?;
    Ok(id)
}

fn names<'a>(form: &OnboardingForm<'a>) -> Result<(&'a str, &'a str), SignInError> {
    let names = (form.first_name.trim(), form.last_name.trim());
    let fits = |name: &str| name.chars().count() <= MAX_NAME_CHARS && !name.contains(char::is_control);
    let some = !(names.0.is_empty() && names.1.is_empty());
    if some && fits(names.0) && fits(names.1) {
        Ok(names)
    } else {
        Err(SignInError::NameInvalid)
    }
}
