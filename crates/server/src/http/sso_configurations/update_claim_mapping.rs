//! Handles [`UpdateClaimMapping`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::update_claim_mapping::{Request, Response, UpdateClaimMapping};
use latchkey_contract::{ErrorBody, Operation as _};

use super::current_editor::CurrentEditor;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;
use crate::sso_configurations::{Actor, changes};

/// Saves the third step of the wizard.
#[utoipa::path(
    post, path = UpdateClaimMapping::PATH, operation_id = UpdateClaimMapping::ID, tag = "SSO configurations", request_body = Request,
    params(
        ("configuration" = String, Path, description = "Its identifier"),
    ),
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentEditor(editor): CurrentEditor,
    PathText(configuration): PathText,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Response>, ApiError> {
    let actor = Actor {
        editor: &editor,
        origin: &context.origin,
    };
    let seen = (configuration.as_str(), request.version.as_str());
    let version = changes::update_mapping(&app, actor, seen, request.mapping).await?;
    Ok(Json(Response { version }))
}
