//! Handles [`SteerBulkChange`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::access_management::list_bulk_changes::Response;
use latchkey_contract::access_management::steer_bulk_change::{BulkStep, Request, SteerBulkChange};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::access_management::bulk::{self, Step};
use crate::app_settings::Asker;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::{PathText, TwoPathTexts};

/// Pauses, resumes, stops or takes back a change of many people's access; answers with those of the environment.
#[utoipa::path(
    post, path = SteerBulkChange::PATH, operation_id = SteerBulkChange::ID, tag = "access management",
    params(
        ("environment" = String, Path, description = "Its identifier"),
        ("change" = String, Path, description = "Identifier of the change"),
    ),
    request_body = Request,
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    TwoPathTexts(PathText(environment), PathText(change)): TwoPathTexts,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Response>, ApiError> {
    let asker = Asker {
        account_id: &session.account_id,
        origin: &context.origin,
    };
    let step = match request.step {
        BulkStep::Pause => Step::Pause,
        BulkStep::Resume => Step::Resume,
        BulkStep::Stop => Step::Stop,
        BulkStep::Undo => Step::Undo,
    };
    bulk::steer(&app, asker, &environment, &change, step).await?;
    let changes = bulk::changes(&app, &session.account_id, &environment).await?;
    Ok(Json(Response { changes }))
}
