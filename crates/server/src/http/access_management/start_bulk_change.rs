//! Handles [`StartBulkChange`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::access_management::start_bulk_change::{Request, Response, StartBulkChange};
use latchkey_contract::{ErrorBody, Operation as _};

use super::preview_bulk_change::selected;
use crate::access_management::bulk::{self, asked_act};
use crate::app_settings::Asker;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;

/// Begins to change many people's access, as it was previewed.
#[utoipa::path(
    post, path = StartBulkChange::PATH, operation_id = StartBulkChange::ID, tag = "access management",
    params(
        ("environment" = String, Path, description = "Its identifier"),
    ),
    request_body = Request,
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(environment): PathText,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Response>, ApiError> {
    let asker = Asker {
        account_id: &session.account_id,
        origin: &context.origin,
    };
    let (selected, act) = (selected(request.selection)?, asked_act(request.act));
    let id = bulk::start(&app, asker, &environment, &selected, &act, request.total).await?;
    Ok(Json(Response { id }))
}
