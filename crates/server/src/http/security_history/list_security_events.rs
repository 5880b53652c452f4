//! Handles [`ListSecurityEvents`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::security_history::{
    EventKind, EventPeriod, EventQuery, ListSecurityEvents, SecurityEvent,
};
use latchkey_contract::{ErrorBody, ErrorCode, Operation as _, Page};

use super::asked;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::query::Query;
use crate::security_history;

/// What happened in the company whose admin is signed in, a page of it; `not_found` for everybody else.
#[utoipa::path(
    get, path = ListSecurityEvents::PATH, operation_id = ListSecurityEvents::ID, tag = "security_history",
    params(
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "The most items; 100 where nothing is said"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("search" = Option<String>, Query, description = "What the name or the address of somebody begins with who did it, or whom it is about"),
        ("sort" = Option<String>, Query, description = "`newest`; with `-` before it the oldest first"),
        ("kind" = Option<EventKind>, Query, description = "What it is about"),
        ("within" = Option<EventPeriod>, Query, description = "How long ago it was at most"),
    ),
    responses((status = 200, body = Page<SecurityEvent>), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    Query(query): Query<EventQuery>,
) -> Result<Json<Page<SecurityEvent>>, ApiError> {
    let (paging, filter) = asked(&app, ListSecurityEvents::ID, &session, &query)?;
    let rows = security_history::list(&app, &session.account_id, filter, paging.part.clone()).await?;
    let rows = rows.ok_or(ErrorCode::NotFound)?;
    Ok(Json(Page {
        next: paging.cursor(&app, rows.next.as_ref())?,
        items: rows.items,
    }))
}
