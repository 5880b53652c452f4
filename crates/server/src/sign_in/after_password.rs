//! What a right password leads to. Invariant: this is the one way in for a password; whoever has a second factor comes to the second step, but in a
//! browser that is remembered.

use super::SignInError;
use super::remembered_browser::is_known;
use super::second_step::credentials_of;
use super::session::{Beginning, begin};
use crate::app_state::AppState;
use crate::domain::second_factor_rule::{AfterPassword, KnownBrowser, after_password};
use crate::domain::session_lifetime::{SignedInBy, of_password};
use crate::secrets::{BrowserSecrets, token_hash};
use crate::store::accounts;
use crate::store::audit::Origin;
use crate::store::second_steps::{self, SecondStep};
use crate::store::sessions::Session;
use crate::store::{Connection, new_id, second_factor_rules, second_factors};
use crate::two_step::app::show;

/// What a right password comes to.
#[derive(Debug)]
pub enum Entered {
    /// A session; this is its token.
    SignedIn(String),
    /// The second step with this identifier comes first.
    Owes(String),
}

/// Somebody whose password was right.
pub struct Newcomer<'a> {
    /// The account.
    pub account_id: &'a str,
    /// Its company.
    pub company_id: &'a str,
    /// The hash that the password fits.
    pub password_hash: &'a str,
    /// The token of the session that this browser had before.
    pub replaces: Option<&'a str>,
    /// The secret of this browser.
    pub browser_token: &'a str,
    /// The tokens by which it is remembered for the second step.
    pub remembered: &'a BrowserSecrets,
    /// Where to go afterwards: a path of this platform.
    pub return_to: Option<&'a str>,
}

/// Begins a session, or the second step where the account has a second factor. The one way in for a password.
pub async fn enter(
    app: &AppState,
    connection: &mut Connection,
    newcomer: &Newcomer<'_>,
    origin: &Origin,
) -> Result<Entered, SignInError> {
    let now = app.clock.now_ms();
    let rule = second_factor_rules::of_company(connection, newcomer.company_id).await?;
    let has_factor = second_factors::has_any(connection, newcomer.account_id).await?;
    let known = match has_factor {
        true => is_known(connection, newcomer.account_id, newcomer.remembered, now).await?,
        false => None,
    };
    let browser = KnownBrowser {
        is_remembered: known.is_some(),
        may_be: second_factor_rules::remembers_browsers(connection, newcomer.company_id).await?,
    };
    let after = after_password(rule, has_factor, browser, now);
    if after != AfterPassword::Session {
        if after == AfterPassword::Enrol {
            let account = accounts::by_id(connection, newcomer.account_id).await?;
            show(app, connection, &account.ok_or(SignInError::SecondStepOver)?, now).await?;
        }
        let step = SecondStep {
            enrols: i64::from(after == AfterPassword::Enrol),
            id: new_id(),
            browser_hash: token_hash(newcomer.browser_token),
            account_id: newcomer.account_id.to_owned(),
            credential_hash: token_hash(newcomer.password_hash),
            return_to: newcomer.return_to.map(str::to_owned),
            session_id: None,
            begun_at_ms: now,
            ended_at_ms: None,
        };
        second_steps::insert(connection, &step).await?;
        return Ok(Entered::Owes(step.id));
    }
    let beginning = Beginning {
        account_id: newcomer.account_id,
        company_id: newcomer.company_id,
        signed_in_by: SignedInBy::Password,
        lifetime: of_password(now, app.config.session_ttl_ms),
        idp: None,
        replaces: newcomer.replaces,
        is_renewal: false,
        authenticated_at_ms: None,
        was_asked: true,
        // Nobody showed one: apps are told of a password alone, and what is grave asks for more.
        second_factor: None,
        remembered_browser: known.as_ref().map(|known| known.id.as_str()),
    };
    Ok(Entered::SignedIn(
        begin(connection, &beginning, origin, now).await?,
    ))
}

/// Asks somebody who is signed in by password for the second factor, because an app wants more than the password. Returns the identifier of
/// the step; `None` where there is nothing to ask for any more.
///
/// # Errors
/// Errors of the store.
pub async fn step_up(
    app: &AppState,
    session: &Session,
    browser_token: &str,
    return_to: &str,
) -> Result<Option<String>, SignInError> {
    let mut transaction = app.store.begin().await?;
    let account = accounts::by_id(&mut transaction, &session.account_id).await?;
    let credentials = match &account {
        Some(account) => credentials_of(&mut transaction, account).await?,
        None => None,
    };
    let Some(hash) = credentials.and_then(|credentials| credentials.password_hash) else {
        return Ok(None);
    };
    let step = SecondStep {
        id: new_id(),
        browser_hash: token_hash(browser_token),
        account_id: session.account_id.clone(),
        credential_hash: token_hash(&hash),
        return_to: Some(return_to.to_owned()),
        session_id: Some(session.id.clone()),
        enrols: 0,
        begun_at_ms: app.clock.now_ms(),
        ended_at_ms: None,
    };
    second_steps::insert(&mut transaction, &step).await?;
    transaction.commit().await?;
    Ok(Some(step.id))
}
