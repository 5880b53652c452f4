//! Handles [`PreviewBulkChange`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::access_management::preview_bulk_change::{PreviewBulkChange, Request, Response};
use latchkey_contract::access_management::{BulkExample, BulkSelection, MOST_NAMED, RoleChange};
use latchkey_contract::{ErrorBody, ErrorCode, Operation as _};

use crate::access_management::bulk::{self, RoleNumbers, asked_act, shown_counts, shown_outcome};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::paging::searched;
use crate::http::path_text::PathText;
use crate::store::bulk_change_selection::Selected;

/// What a change of many people's access would do; changes nothing.
#[utoipa::path(
    post, path = PreviewBulkChange::PATH, operation_id = PreviewBulkChange::ID, tag = "access management",
    params(
        ("environment" = String, Path, description = "Its identifier"),
    ),
    request_body = Request,
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    PathText(environment): PathText,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Response>, ApiError> {
    let selected = selected(request.selection)?;
    let act = asked_act(request.act);
    let found = bulk::preview(&app, &session.account_id, &environment, selected, act).await?;
    let role = |change: RoleNumbers| RoleChange {
        role: change.role,
        gained: change.gained,
        lost: change.lost,
        gained_beside_group: change.gained_beside_group,
        kept_by_group: change.kept_by_group,
    };
    let example = |example: bulk::Example| BulkExample {
        name: [example.person.first_name.as_str(), &example.person.last_name]
            .join(" ")
            .trim()
            .to_owned(),
        email: example.person.email,
        outcome: shown_outcome(example.outcome),
        before: example.before,
        after: example.after,
    };
    Ok(Json(Response {
        total: found.total,
        counts: shown_counts(&found.counts),
        roles: found.roles.into_iter().map(role).collect(),
        examples: found.examples.into_iter().map(example).collect(),
    }))
}

/// Whose access, as it is asked for. What is no identifier is nobody's.
pub(super) fn selected(selection: BulkSelection) -> Result<Selected, ApiError> {
    match selection {
        BulkSelection::Matching { search } => {
            let key = search.as_deref().map(searched).transpose()?;
            Ok(Selected::Matching(key.flatten()))
        }
        BulkSelection::People { accounts } if accounts.len() > MOST_NAMED => Err(ApiError {
            field: Some("selection"),
            ..ErrorCode::TooManyEntries.into()
        }),
        BulkSelection::People { mut accounts } => {
            accounts.retain(|id| uuid::Uuid::try_parse(id).is_ok());
            accounts.sort_unstable();
            accounts.dedup();
            Ok(Selected::People(accounts))
        }
    }
}
