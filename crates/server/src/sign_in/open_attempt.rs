//! Sign-in attempts that wait for the person's decision on a page of ours. Invariant: only the browser that came back from the
//! identity provider finds them, and only until they expire.

use super::SignInError;
use super::identity::Identity;
use super::sso_callback::CallbackOutcome;
use crate::app_state::AppState;
use crate::domain::session_standing::{SessionStanding, standing};
use crate::domain::sign_in_attempt::{AttemptState, is_expired};
use crate::secrets::{BrowserSecrets, token_hash};
use crate::store::sign_in_attempts::{self, SignInAttempt};
use crate::store::{Connection, StoreError, sessions};

/// The attempt that waits in `state` for this browser, with the identity that was checked.
pub(super) async fn open_attempt(
    app: &AppState,
    connection: &mut Connection,
    attempt_id: &str,
    browser: &BrowserSecrets,
    state: AttemptState,
) -> Result<Option<(SignInAttempt, Identity)>, SignInError> {
    let attempt = sign_in_attempts::by_id_and_browser(connection, attempt_id, browser).await?;
    let open = attempt
        .filter(|attempt| attempt.status == state && !is_expired(attempt.created_at_ms, app.clock.now_ms()));
    let Some(attempt) = open else { return Ok(None) };
    let identity = attempt
        .identity
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok());
    let identity = identity.ok_or(StoreError::Corrupt("sign_in_attempts.identity"))?;
    Ok(Some((attempt, identity)))
}

/// Where the second press of a button lands: its first press has brought the attempt further.
pub(super) async fn finished_before(
    app: &AppState,
    connection: &mut Connection,
    attempt_id: &str,
    browser: &BrowserSecrets,
    session_token: Option<&str>,
) -> Result<Option<CallbackOutcome>, SignInError> {
    let attempt = sign_in_attempts::by_id_and_browser(connection, attempt_id, browser).await?;
    let Some(attempt) = attempt.filter(|attempt| attempt.status == AttemptState::Completed) else {
        return Ok(None);
    };
    let session = match session_token {
        Some(token) => sessions::by_token_hash(connection, &token_hash(token)).await?,
        None => None,
    };
    let now = app.clock.now_ms();
    let is_live = session.is_some_and(|session| standing(&session.facts(), now) == SessionStanding::Live);
    let next = attempt.return_to.unwrap_or_else(|| "/".into());
    Ok(is_live.then_some(CallbackOutcome::Back { next }))
}
