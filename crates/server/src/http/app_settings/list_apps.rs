//! `GET /api/apps`

use axum::Json;
use axum::extract::State;
use latchkey_contract::ErrorBody;
use latchkey_contract::app_settings::ManagedApp;
use latchkey_contract::app_settings::list_apps::Response;

use crate::app::App;
use crate::app_settings;
use crate::http::current_session::CurrentSession;
use crate::http::fault::Fault;

/// The apps that the person who is signed in looks after.
#[utoipa::path(
    get, path = "/api/apps", operation_id = "list_apps", tag = "app settings",
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<App>,
    CurrentSession(session): CurrentSession,
) -> Result<Json<Response>, Fault> {
    let (apps, may_create) = app_settings::list(&app, &session.account_id).await?;
    let items = apps.into_iter().map(|app| ManagedApp {
        slug: app.slug,
        name: app.name,
    });
    Ok(Json(Response {
        items: items.collect(),
        may_create,
    }))
}
