//! Handles [`ReadIdpMetadata`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::sso_configurations::MetadataReport;
use latchkey_contract::sso_configurations::read_idp_metadata::{ReadIdpMetadata, Request};
use latchkey_contract::{ErrorBody, Operation as _};

use super::current_editor::CurrentEditor;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::json::JsonBody;
use crate::sso_configurations::metadata;

/// Reads what an identity provider publishes about itself, and says whether it can be worked with.
#[utoipa::path(
    post, path = ReadIdpMetadata::PATH, operation_id = ReadIdpMetadata::ID, tag = "SSO configurations", request_body = Request,
    responses((status = 200, body = MetadataReport), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentEditor(editor): CurrentEditor,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<MetadataReport>, ApiError> {
    Ok(Json(metadata::read(&app, &editor, &request.endpoint_url).await?))
}
