//! Handles [`ListMembers`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::members::{ListMembers, Member, MemberSort};
use latchkey_contract::{ErrorBody, ErrorCode, Operation as _, Page, PageRequest};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::paging::Paging;
use crate::http::query::Query;
use crate::members;
use crate::store::members::{Member as Row, SortedBy};

/// The people of the company whose admin is signed in, a page of them; `not_found` for everybody else.
#[utoipa::path(
    get, path = ListMembers::PATH, operation_id = ListMembers::ID, tag = "members",
    params(
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "The most items; 100 where nothing is said"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("search" = Option<String>, Query, description = "What a name or the address begins with, whatever the case and the accents"),
        ("sort" = Option<String>, Query, description = "`name` or `email`; with `-` before it from the last to the first"),
    ),
    responses((status = 200, body = Page<Member>), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    Query(query): Query<PageRequest<MemberSort>>,
) -> Result<Json<Page<Member>>, ApiError> {
    let paging = Paging::read(&app, ListMembers::ID, &session.account_id, &query)?;
    let sorted_by = match paging.key {
        MemberSort::Name => SortedBy::Name,
        MemberSort::Email => SortedBy::Address,
    };
    let rows = members::list(&app, &session.account_id, sorted_by, &paging.part).await?;
    let rows = rows.ok_or(ErrorCode::NotFound)?;
    Ok(Json(Page {
        next: paging.cursor(&app, rows.next.as_ref())?,
        items: rows.items.into_iter().map(shown).collect(),
    }))
}

fn shown(row: Row) -> Member {
    Member {
        id: row.id,
        email: row.email,
        first_name: row.first_name,
        last_name: row.last_name,
        company_admin: row.company_admin == 1,
        deactivated: row.deactivated_at_ms.is_some(),
    }
}
