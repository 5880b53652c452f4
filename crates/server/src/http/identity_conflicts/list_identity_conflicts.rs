//! Handles [`ListIdentityConflicts`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::identity_conflicts::{
    ConflictKind, ConflictQuery, ConflictStanding, IdentityConflict, ListIdentityConflicts,
};
use latchkey_contract::{ErrorBody, ErrorCode, Operation as _, Page};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::paging::Paging;
use crate::http::query::Query;
use crate::identity_conflicts;
use crate::store::identity_conflicts::ConflictFilter;

/// The identity conflicts of the company whose admin is signed in, a page of them, those seen last first; `not_found` for everybody else.
#[utoipa::path(
    get, path = ListIdentityConflicts::PATH, operation_id = ListIdentityConflicts::ID, tag = "identity_conflicts",
    params(
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "The most items; 100 where nothing is said"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("search" = Option<String>, Query, description = "What the address begins with that the identity provider sent"),
        ("sort" = Option<String>, Query, description = "`newest`; with `-` before it the oldest first"),
        ("standing" = Option<ConflictStanding>, Query, description = "Whether somebody has to decide"),
        ("kind" = Option<ConflictKind>, Query, description = "What did not agree"),
    ),
    responses((status = 200, body = Page<IdentityConflict>), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    Query(query): Query<ConflictQuery>,
) -> Result<Json<Page<IdentityConflict>>, ApiError> {
    let (account_id, filters) = (&session.account_id, query.filters());
    let paging = Paging::read_filtered(
        &app,
        ListIdentityConflicts::ID,
        account_id,
        &query.page(),
        &filters,
    )?;
    let filter = ConflictFilter {
        is_decided: query
            .standing
            .map(|standing| standing == ConflictStanding::Decided),
        kind: query.kind.map(ConflictKind::as_str),
    };
    let rows = identity_conflicts::list(&app, account_id, filter, paging.part.clone()).await?;
    let rows = rows.ok_or(ErrorCode::NotFound)?;
    Ok(Json(Page {
        next: paging.cursor(&app, rows.next.as_ref())?,
        items: rows.items,
    }))
}
