//! `GET /api/openapi.json`: the JSON API, described by its own code.

use axum::Json;
use utoipa::OpenApi as _;

use super::{apps, session, sign_in};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Latchkey",
        description = "The JSON API behind Latchkey's screens. Requests that change something must be same-origin."
    ),
    paths(
        sign_in::discover_sign_in::handle,
        sign_in::sign_in_with_password::handle,
        sign_in::start_sso::handle,
        session::get_session::handle,
        session::end_session::handle,
        apps::list_my_apps::handle,
    )
)]
struct Api;

/// The description.
pub fn document() -> utoipa::openapi::OpenApi {
    Api::openapi()
}

/// `GET /api/openapi.json`
pub async fn get_openapi() -> Json<utoipa::openapi::OpenApi> {
    Json(document())
}
