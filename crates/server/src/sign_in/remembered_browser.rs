//! Browsers in which somebody need not show the second factor again for a while. Invariants: the password is asked for all the same; who came in so
//! has shown no second factor, to apps and for what is grave; each ends with whatever changes the account's password or factors
//! (`store/account_security.rs`), and with the company's rule.

use serde_json::json;

use super::SignInError;
use crate::app_state::AppState;
use crate::domain::second_factor::{REMEMBERED_MS, SecondFactor};
use crate::secrets::{BrowserSecrets, new_token, token_hash};
use crate::store::accounts::Account;
use crate::store::audit::{self, Origin};
use crate::store::remembered_browsers::{self, RememberedBrowser};
use crate::store::sessions::Session;
use crate::store::{Connection, StoreError, new_id, second_factor_rules};

/// The remembered browser that somebody whose password was right comes from, and writes down that it was used.
///
/// # Errors
/// Errors of the store.
pub async fn is_known(
    connection: &mut Connection,
    account_id: &str,
    browser: &BrowserSecrets,
    now_ms: i64,
) -> Result<Option<RememberedBrowser>, StoreError> {
    let known = remembered_browsers::find(connection, account_id, browser, now_ms).await?;
    if let Some(known) = &known {
        remembered_browsers::touch(connection, &known.id, now_ms).await?;
    }
    Ok(known)
}

/// Whether the account's company lets browsers be remembered.
///
/// # Errors
/// Errors of the store.
pub async fn may_be_remembered(connection: &mut Connection, account: &Account) -> Result<bool, StoreError> {
    second_factor_rules::remembers_browsers(connection, &account.company_id).await
}

/// Remembers this browser, in which the second factor was just shown; returns the token for its cookie. Nobody is remembered who needed a recovery
/// code: what is at hand next time is not known.
///
/// # Errors
/// Errors of the store.
pub async fn remember(
    connection: &mut Connection,
    account: &Account,
    factor: SecondFactor,
    origin: &Origin,
    now_ms: i64,
) -> Result<Option<String>, SignInError> {
    if factor == SecondFactor::RecoveryCode || !may_be_remembered(connection, account).await? {
        return Ok(None);
    }
    // Always a new token: one that somebody else brought here would open the account to them, too.
    let token = new_token()?;
    let browser = remembered_browsers::new(new_id(), token_hash(&token), origin, now_ms, REMEMBERED_MS);
    remembered_browsers::insert(connection, &account.id, &browser).await?;
    let event = audit::Event {
        action: "browser_remembered",
        company_id: Some(&account.company_id),
        actor_account_id: Some(&account.id),
        subject: Some(&account.id),
        detail: json!({ "browser": browser.id }),
    };
    audit::append(connection, &event, origin, now_ms).await?;
    Ok(Some(token))
}

/// Forgets one browser of the person whose session asks.
///
/// # Errors
/// Errors of the store.
pub async fn forget(app: &AppState, session: &Session, id: &str, origin: &Origin) -> Result<(), StoreError> {
    // Identifiers come from addresses: what is none finds nothing, and PostgreSQL takes no NUL.
    if uuid::Uuid::try_parse(id).is_err() {
        return Ok(());
    }
    let mut transaction = app.store.begin().await?;
    if remembered_browsers::forget(&mut transaction, &session.account_id, id).await? {
        append_audit(&mut transaction, session, 1, origin, app.clock.now_ms()).await?;
    }
    transaction.commit().await
}

/// Forgets all browsers of the person whose session asks.
///
/// # Errors
/// Errors of the store.
pub async fn forget_all(
    connection: &mut Connection,
    session: &Session,
    origin: &Origin,
    now_ms: i64,
) -> Result<(), StoreError> {
    match remembered_browsers::forget_all_of(connection, &session.account_id).await? {
        0 => Ok(()),
        count => append_audit(connection, session, count, origin, now_ms).await,
    }
}

async fn append_audit(
    connection: &mut Connection,
    session: &Session,
    count: u64,
    origin: &Origin,
    now_ms: i64,
) -> Result<(), StoreError> {
    let event = audit::Event {
        action: "browsers_forgotten",
        company_id: Some(&session.company_id),
        actor_account_id: Some(&session.account_id),
        subject: Some(&session.account_id),
        detail: json!({ "count": count }),
    };
    audit::append(connection, &event, origin, now_ms).await
}
