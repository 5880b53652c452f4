//! Handles [`ListSecondAccounts`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::second_accounts::{ListSecondAccounts, SecondAccount};
use latchkey_contract::security_history::EventSort;
use latchkey_contract::{ErrorBody, ErrorCode, Operation as _, Page, PageRequest};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::paging::Paging;
use crate::http::query::Query;
use crate::second_accounts;

/// The second accounts of the company whose admin is signed in, a page of them; `not_found` for everybody else.
#[utoipa::path(
    get, path = ListSecondAccounts::PATH, operation_id = ListSecondAccounts::ID, tag = "second_accounts",
    params(
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "The most items; 100 where nothing is said"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("search" = Option<String>, Query, description = "What the second account's address begins with"),
        ("sort" = Option<String>, Query, description = "`newest`; with `-` before it the oldest first"),
    ),
    responses((status = 200, body = Page<SecondAccount>), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    Query(query): Query<PageRequest<EventSort>>,
) -> Result<Json<Page<SecondAccount>>, ApiError> {
    let paging = Paging::read(&app, ListSecondAccounts::ID, &session.account_id, &query)?;
    let rows = second_accounts::list(&app, &session.account_id, &paging.part).await?;
    let rows = rows.ok_or(ErrorCode::NotFound)?;
    Ok(Json(Page {
        next: paging.cursor(&app, rows.next.as_ref())?,
        items: rows.items,
    }))
}
