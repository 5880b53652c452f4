//! Handles [`ListGroupMembers`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::groups::{GroupMember, ListGroupMembers};
use latchkey_contract::members::MemberSort;
use latchkey_contract::{ErrorBody, Operation as _, Page, PageRequest};

use crate::access_groups::members;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::paging::Paging;
use crate::http::path_text::PathText;
use crate::http::query::Query;
use crate::store::access_group_members::GroupMember as Row;
use crate::store::members::SortedBy;

/// The people of a group, a page of them.
#[utoipa::path(
    get, path = ListGroupMembers::PATH, operation_id = ListGroupMembers::ID, tag = "groups",
    params(
        ("group" = String, Path, description = "Its identifier"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "The most items; 100 where nothing is said"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("search" = Option<String>, Query, description = "What a name or the address begins with, whatever the case and the accents"),
        ("sort" = Option<String>, Query, description = "`name` or `email`; with `-` before it from the last to the first"),
    ),
    responses((status = 200, body = Page<GroupMember>), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    PathText(group): PathText,
    Query(query): Query<PageRequest<MemberSort>>,
) -> Result<Json<Page<GroupMember>>, ApiError> {
    let paging = Paging::read(&app, ListGroupMembers::ID, &session.account_id, &query)?;
    let sorted_by = match paging.key {
        MemberSort::Name => SortedBy::Name,
        MemberSort::Email => SortedBy::Address,
    };
    let rows = members::list(&app, &session.account_id, &group, sorted_by, &paging.part).await?;
    Ok(Json(Page {
        next: paging.cursor(&app, rows.next.as_ref())?,
        items: rows.items.into_iter().map(shown).collect(),
    }))
}

fn shown(row: Row) -> GroupMember {
    GroupMember {
        id: row.id,
        email: row.email,
        first_name: row.first_name,
        last_name: row.last_name,
        deactivated: row.deactivated_at_ms.is_some(),
        by_hand: row.by_hand_since_ms.is_some(),
        by_idp: row.by_idp_since_ms.is_some(),
    }
}
