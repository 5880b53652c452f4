//! Handles [`ListEnvironmentPeople`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::access_management::list_environment_people::Response;
use latchkey_contract::access_management::{
    AccessByGroup, ListEnvironmentPeople, PersonSort, PersonWithAccess,
};
use latchkey_contract::{ErrorBody, Operation as _, PageRequest};

use crate::access_management::people;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::paging::Paging;
use crate::http::path_text::PathText;
use crate::http::query::Query;
use crate::rfc3339::rfc3339;
use crate::store::environment_people::GroupAccess;
use crate::store::members::SortedBy;

/// The people who may enter an environment, a page of them, with where their access comes from; `not_found` for everybody who does not
/// manage the app.
#[utoipa::path(
    get, path = ListEnvironmentPeople::PATH, operation_id = ListEnvironmentPeople::ID, tag = "access management",
    params(
        ("environment" = String, Path, description = "Its identifier"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "The most items; 100 where nothing is said"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("search" = Option<String>, Query, description = "What a name or the address begins with, whatever the case and the accents"),
        ("sort" = Option<String>, Query, description = "`name` or `email`; with `-` before it from the last to the first"),
    ),
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    PathText(environment): PathText,
    Query(query): Query<PageRequest<PersonSort>>,
) -> Result<Json<Response>, ApiError> {
    let paging = Paging::read(&app, ListEnvironmentPeople::ID, &session.account_id, &query)?;
    let sorted_by = match paging.key {
        PersonSort::Name => SortedBy::Name,
        PersonSort::Email => SortedBy::Address,
    };
    let found = people::list(&app, &session.account_id, &environment, sorted_by, &paging.part).await?;
    Ok(Json(Response {
        next: paging.cursor(&app, found.rows.next.as_ref())?,
        items: found.rows.items.into_iter().map(shown).collect(),
        may_change_groups: found.may_change_groups,
    }))
}

fn shown(one: people::PersonWithAccess) -> PersonWithAccess {
    let group = |access: GroupAccess| AccessByGroup {
        id: access.group_id,
        name: access.group,
        roles: access.roles,
    };
    PersonWithAccess {
        id: one.person.id,
        email: one.person.email,
        first_name: one.person.first_name,
        last_name: one.person.last_name,
        deactivated: one.person.deactivated_at_ms.is_some(),
        roles: one.roles,
        direct_roles: one.direct_roles,
        groups: one.groups.into_iter().map(group).collect(),
        last_sign_in_at: one.last_sign_in_at_ms.and_then(rfc3339),
    }
}
