//! Handles [`GetAppSettings`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::app_settings::Environment;
use latchkey_contract::app_settings::get_app_settings::{GetAppSettings, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_settings::update::settings_of;
use crate::app_settings::{read, version};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::PathText;
use crate::rfc3339::rfc3339;
use crate::store::app_settings as store;

/// An app with its environments, for its managers. Holds no secret.
#[utoipa::path(
    get, path = GetAppSettings::PATH, operation_id = GetAppSettings::ID, tag = "app settings",
    params(("app" = String, Path, description = "Its slug")),
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    PathText(slug): PathText,
) -> Result<Json<Response>, ApiError> {
    let (found, environments) = read(&app, &session.account_id, &slug).await?;
    let now = app.clock.now_ms();
    let environments = environments.iter().map(|environment| shown(environment, now));
    Ok(Json(Response {
        slug: found.slug,
        name: found.name,
        issuer: app.config.public_url.origin().to_owned(),
        environments: environments.collect(),
    }))
}

fn shown(environment: &store::Environment, now_ms: i64) -> Environment {
    let previous = environment.secrets.previous_at(now_ms);
    Environment {
        id: environment.id.clone(),
        version: version(environment),
        client_id: environment.client_id.clone(),
        settings: settings_of(environment),
        previous_secret_ends_at: previous.and_then(|previous| rfc3339(previous.ends_at_ms)),
        archived_at: environment.archived_at_ms.and_then(rfc3339),
    }
}
