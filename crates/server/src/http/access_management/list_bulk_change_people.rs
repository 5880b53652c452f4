//! Handles [`ListBulkChangePeople`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::access_management::{
    BulkOutcome, BulkPeopleQuery, BulkPerson, ListBulkChangePeople, PersonSort,
};
use latchkey_contract::{ErrorBody, Operation as _, Page};

use crate::access_management::bulk::{self, asked_outcome, shown_outcome};
use crate::app_state::AppState;
use crate::domain::bulk_access::Outcome;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::paging::Paging;
use crate::http::path_text::{PathText, TwoPathTexts};
use crate::http::query::Query;
use crate::store::Result as StoreResult;
use crate::store::bulk_change_people::PersonOfChange;
use crate::store::members::SortedBy;

/// The people of a change, a page of them, with what became of each.
#[utoipa::path(
    get, path = ListBulkChangePeople::PATH, operation_id = ListBulkChangePeople::ID, tag = "access management",
    params(
        ("environment" = String, Path, description = "Its identifier"),
        ("change" = String, Path, description = "Identifier of the change"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "The most items; 100 where nothing is said"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("search" = Option<String>, Query, description = "What a name or the address begins with, whatever the case and the accents"),
        ("sort" = Option<String>, Query, description = "`name` or `email`; with `-` before it from the last to the first"),
        ("outcome" = Option<BulkOutcome>, Query, description = "Those of whom this became"),
    ),
    responses((status = 200, body = Page<BulkPerson>), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    TwoPathTexts(PathText(environment), PathText(change)): TwoPathTexts,
    Query(query): Query<BulkPeopleQuery>,
) -> Result<Json<Page<BulkPerson>>, ApiError> {
    let (id, page) = (ListBulkChangePeople::ID, query.page());
    let paging = Paging::read_filtered(&app, id, &session.account_id, &page, &(&change, query.outcome))?;
    let sorted_by = match paging.key {
        PersonSort::Name => SortedBy::Name,
        PersonSort::Email => SortedBy::Address,
    };
    let outcome = query.outcome.map(asked_outcome);
    let target = (environment.as_str(), change.as_str());
    let rows = bulk::people(
        &app,
        &session.account_id,
        target,
        outcome,
        sorted_by,
        &paging.part,
    )
    .await?;
    let items = rows.items.into_iter().map(shown);
    Ok(Json(Page {
        next: paging.cursor(&app, rows.next.as_ref())?,
        items: items.collect::<StoreResult<_>>()?,
    }))
}

fn shown(person: PersonOfChange) -> StoreResult<BulkPerson> {
    let (before, after) = person.roles()?;
    let outcome = Outcome::from_text(&person.outcome).unwrap_or(Outcome::Waiting);
    Ok(BulkPerson {
        id: person.id,
        email: person.email,
        first_name: person.first_name,
        last_name: person.last_name,
        outcome: shown_outcome(outcome),
        before,
        after,
    })
}
