//! Handles [`PausePeopleJob`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::list_people_jobs::Response;
use latchkey_contract::sso_configurations::pause_people_job::{PausePeopleJob, Request};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;
use crate::sso_configurations::{Actor, Editor, people_jobs};

/// Lets a job stand still until somebody resumes it: nothing more is done after the step that runs. What was done stays.
#[utoipa::path(
    post, path = PausePeopleJob::PATH, operation_id = PausePeopleJob::ID, tag = "SSO configurations", request_body = Request,
    params(
        ("job" = String, Path, description = "Its identifier"),
    ),
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(job): PathText,
    JsonBody(_): JsonBody<Request>,
) -> Result<Json<Response>, ApiError> {
    let editor = Editor::signed_in(&session);
    let actor = Actor {
        editor: &editor,
        origin: &context.origin,
    };
    people_jobs::pause(&app, actor, &job).await?;
    Ok(Json(people_jobs::list(&app, &editor).await?))
}
