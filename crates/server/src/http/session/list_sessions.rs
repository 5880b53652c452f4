//! Handles [`ListSessions`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::session::SessionItem;
use latchkey_contract::session::list_sessions::{ListSessions, Response};
use latchkey_contract::{ErrorBody, ErrorCode, Operation as _};

use crate::app_state::AppState;
use crate::domain::device::{Device, device};
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::rfc3339::rfc3339;
use crate::store::sessions;

/// Where the person who is signed in is signed in.
#[utoipa::path(
    get, path = ListSessions::PATH, operation_id = ListSessions::ID, tag = "session",
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
) -> Result<Json<Response>, ApiError> {
    let mut connection = app.store.read().await?;
    let rows = sessions::live_of(&mut connection, &session.account_id, app.clock.now_ms()).await?;
    let items = rows.into_iter().map(|row| {
        let Device { browser, system } = device(&row.user_agent);
        Some(SessionItem {
            is_this: row.id == session.id,
            id: row.id,
            browser: browser.map(str::to_owned),
            system: system.map(str::to_owned),
            client_address: row.client_address,
            signed_in_at: rfc3339(row.created_at_ms)?,
            last_seen_at: rfc3339(row.last_seen_at_ms)?,
        })
    });
    let items = items.collect::<Option<_>>().ok_or(ErrorCode::Internal)?;
    Ok(Json(Response { items }))
}
