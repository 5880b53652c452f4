//! Handles [`MakeClientKey`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::make_client_key::{ClientKey, MakeClientKey};
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use super::current_editor::CurrentEditor;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::json::JsonBody;
use crate::sso_configurations::{Actor, client_keys};

/// Answers with the company's public key, and makes it where there is none yet.
#[utoipa::path(
    post, path = MakeClientKey::PATH, operation_id = MakeClientKey::ID, tag = "SSO configurations", request_body = Empty,
    responses((status = 200, body = ClientKey), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentEditor(editor): CurrentEditor,
    JsonBody(_): JsonBody<Empty>,
) -> Result<Json<ClientKey>, ApiError> {
    let actor = Actor {
        editor: &editor,
        origin: &context.origin,
    };
    Ok(Json(client_keys::make(&app, actor).await?))
}
