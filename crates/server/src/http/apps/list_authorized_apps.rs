//! Handles [`ListAuthorizedApps`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::apps::AuthorizedApp;
use latchkey_contract::apps::list_authorized_apps::{ListAuthorizedApps, Response};
use latchkey_contract::{ErrorBody, ErrorCode, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::provider::app_scope;
use crate::rfc3339::rfc3339;
use crate::store::consents;

/// What the person who is signed in has agreed that apps may know.
#[utoipa::path(
    get, path = ListAuthorizedApps::PATH, operation_id = ListAuthorizedApps::ID, tag = "apps",
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
) -> Result<Json<Response>, ApiError> {
    let mut connection = app.store.read().await?;
    let rows = consents::of_account(&mut connection, &session.account_id).await?;
    let items = rows.into_iter().map(|row| {
        Some(AuthorizedApp {
            id: row.environment_id,
            app: row.app,
            environment: row.environment,
            granted: row.granted.iter().map(app_scope).collect(),
            authorized_at: rfc3339(row.granted_at_ms)?,
            last_used_at: rfc3339(row.last_used_at_ms)?,
        })
    });
    let items = items.collect::<Option<_>>().ok_or(ErrorCode::Internal)?;
    Ok(Json(Response { items }))
}
