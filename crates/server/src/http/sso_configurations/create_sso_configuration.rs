//! Handles [`CreateSsoConfiguration`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::create_sso_configuration::{
    CreateSsoConfiguration, Request, Response,
};
use latchkey_contract::{ErrorBody, Operation as _};

use super::current_editor::CurrentEditor;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::json::JsonBody;
use crate::sso_configurations::{Actor, changes};

/// Makes a draft.
#[utoipa::path(
    post, path = CreateSsoConfiguration::PATH, operation_id = CreateSsoConfiguration::ID, tag = "SSO configurations", request_body = Request,
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentEditor(editor): CurrentEditor,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Response>, ApiError> {
    let actor = Actor {
        editor: &editor,
        origin: &context.origin,
    };
    let id = changes::create(&app, actor, request.connection, &request.client_secret).await?;
    Ok(Json(Response { id }))
}
