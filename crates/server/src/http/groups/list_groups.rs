//! Handles [`ListGroups`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::groups::{GroupSort, ListGroups, ListedGroup};
use latchkey_contract::{ErrorBody, Operation as _, Page, PageRequest};

use super::count;
use crate::access_groups;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::paging::Paging;
use crate::http::query::Query;
use crate::store::access_groups::ListedGroup as Row;

/// The groups of the company whose admin is signed in, a page of them; `not_found` for everybody else.
#[utoipa::path(
    get, path = ListGroups::PATH, operation_id = ListGroups::ID, tag = "groups",
    params(
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "The most items; 100 where nothing is said"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("search" = Option<String>, Query, description = "What the name begins with, whatever the case and the accents"),
        ("sort" = Option<String>, Query, description = "`name`; with `-` before it from the last to the first"),
    ),
    responses((status = 200, body = Page<ListedGroup>), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    Query(query): Query<PageRequest<GroupSort>>,
) -> Result<Json<Page<ListedGroup>>, ApiError> {
    let paging = Paging::read(&app, ListGroups::ID, &session.account_id, &query)?;
    let rows = access_groups::list(&app, &session.account_id, &paging.part).await?;
    Ok(Json(Page {
        next: paging.cursor(&app, rows.next.as_ref())?,
        items: rows.items.into_iter().map(shown).collect(),
    }))
}

fn shown(row: Row) -> ListedGroup {
    ListedGroup {
        id: row.id,
        name: row.name,
        members: count(row.members),
        environments: count(row.environments),
    }
}
