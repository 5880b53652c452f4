//! Handles [`DeclineAccessRequest`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::access_management::DeclineAccessRequest;
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::access_management::requests;
use crate::app_settings::Asker;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::{PathText, TwoPathTexts};

/// Declines a request for access.
#[utoipa::path(
    delete, path = DeclineAccessRequest::PATH, operation_id = DeclineAccessRequest::ID, tag = "access management",
    params(
        ("environment" = String, Path, description = "Its identifier"),
        ("request" = String, Path, description = "Its identifier"),
    ),
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    TwoPathTexts(PathText(environment), PathText(id)): TwoPathTexts,
) -> Result<Json<Empty>, ApiError> {
    let asker = Asker {
        account_id: &session.account_id,
        origin: &context.origin,
    };
    requests::decline(&app, asker, &environment, &id).await?;
    Ok(Json(Empty {}))
}
