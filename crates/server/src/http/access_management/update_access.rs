//! Handles [`UpdateAccess`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::access_management::update_access::{Request, UpdateAccess};
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::access_management::change;
use crate::app_settings::Asker;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::{PathText, TwoPathTexts};

/// Changes the roles that somebody was given directly. What groups give stays as it is.
#[utoipa::path(
    post, path = UpdateAccess::PATH, operation_id = UpdateAccess::ID, tag = "access management",
    params(
        ("environment" = String, Path, description = "Its identifier"),
        ("account" = String, Path, description = "Identifier of the account"),
    ),
    request_body = Request,
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    TwoPathTexts(PathText(environment), PathText(account)): TwoPathTexts,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Empty>, ApiError> {
    let asker = Asker {
        account_id: &session.account_id,
        origin: &context.origin,
    };
    let present = request.present_roles.as_deref();
    change::roles(&app, asker, &environment, &account, present, &request.roles).await?;
    Ok(Json(Empty {}))
}
