//! Handles [`ListMyTokens`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::personal_tokens::list_my_tokens::{ListMyTokens, MyToken, Response};
use latchkey_contract::{ErrorBody, ErrorCode, Operation as _};

use crate::app_state::AppState;
use crate::domain::token_access::DAY_MS;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::personal_tokens::{SeenToken, list_own};
use crate::rfc3339::rfc3339;

/// Tokens that end within so long are marked, in milliseconds.
const SOON_MS: i64 = 7 * DAY_MS;

/// The access tokens of the person who is signed in, without their values.
#[utoipa::path(
    get, path = ListMyTokens::PATH, operation_id = ListMyTokens::ID, tag = "personal tokens",
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
) -> Result<Json<Response>, ApiError> {
    let now_ms = app.clock.now_ms();
    let tokens = list_own(&app, &session.account_id).await?;
    let items: Option<_> = tokens.into_iter().map(|seen| shown(seen, now_ms)).collect();
    Ok(Json(Response {
        items: items.ok_or(ErrorCode::Internal)?,
        username: session.email,
    }))
}

fn shown(seen: SeenToken, now_ms: i64) -> Option<MyToken> {
    let SeenToken { token, state, .. } = seen;
    let left_ms = token.facts.expires_at_ms - now_ms;
    Some(MyToken {
        id: token.id,
        name: token.name,
        scopes: token.facts.scopes,
        state,
        created_at: rfc3339(token.created_at_ms)?,
        expires_at: rfc3339(token.facts.expires_at_ms)?,
        last_used_at: token.last_used_at_ms.and_then(rfc3339),
        expires_soon: left_ms > 0 && left_ms <= SOON_MS,
    })
}
