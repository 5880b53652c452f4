//! Handles [`ListRememberedBrowsers`].

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use latchkey_contract::session::RememberedBrowserItem;
use latchkey_contract::session::list_remembered_browsers::{ListRememberedBrowsers, Response};
use latchkey_contract::{ErrorBody, ErrorCode, Operation as _};

use crate::app_state::AppState;
use crate::domain::device::{Device, device};
use crate::http::api_error::ApiError;
use crate::http::browser_cookie::remembered_secrets;
use crate::http::current_session::CurrentSession;
use crate::rfc3339::rfc3339;
use crate::store::remembered_browsers;

/// The browsers that are remembered for the second step of the person who is signed in.
#[utoipa::path(
    get, path = ListRememberedBrowsers::PATH, operation_id = ListRememberedBrowsers::ID, tag = "session",
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    headers: HeaderMap,
    CurrentSession(session): CurrentSession,
) -> Result<Json<Response>, ApiError> {
    let this = remembered_secrets(&app, &headers);
    let mut connection = app.store.read().await?;
    let now = app.clock.now_ms();
    let rows = remembered_browsers::of_account(&mut connection, &session.account_id, now).await?;
    let items = rows.into_iter().map(|row| {
        let Device { browser, system } = device(&row.user_agent);
        Some(RememberedBrowserItem {
            is_this: this.include(&row.token_hash),
            id: row.id,
            browser: browser.map(str::to_owned),
            system: system.map(str::to_owned),
            client_address: row.client_address,
            remembered_at: rfc3339(row.remembered_at_ms)?,
            last_used_at: row.last_used_at_ms.and_then(rfc3339),
            expires_at: rfc3339(row.expires_at_ms)?,
        })
    });
    let items = items.collect::<Option<_>>().ok_or(ErrorCode::Internal)?;
    Ok(Json(Response { items }))
}
