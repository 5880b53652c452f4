//! `POST /api/password/estimate`. Nothing is kept and nothing is logged of what comes in.

use axum::Json;
use axum::extract::State;
use latchkey_contract::ErrorBody;
use latchkey_contract::password::estimate_password::{Request, Response};
use zeroize::Zeroizing;

use crate::app::App;
use crate::http::fault::Fault;
use crate::http::json::JsonBody;
use crate::sign_in::SignInError;

/// How hard is this new password to guess?
#[utoipa::path(
    post, path = "/api/password/estimate", operation_id = "estimate_password", tag = "password", request_body = Request,
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<App>,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Response>, Fault> {
    let password = Zeroizing::new(request.password);
    let mut about = request.about;
    about.insert(0, app.config.platform_name.clone());
    let strength = app.passwords.strength_so_far(&password, about).await;
    Ok(Json(Response {
        strength: strength.map_err(SignInError::from)?,
    }))
}
