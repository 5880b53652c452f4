//! Settings > General of an app.

pub mod create_app;
pub mod create_environment;
pub mod end_previous_secret;
pub mod get_app_settings;
pub mod list_apps;
pub mod rename_app;
pub mod rotate_client_secret;
pub mod update_environment;

use axum::Router;
use axum::routing::{delete, get, post};

use crate::app::App;

/// The operations.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/api/apps", get(list_apps::handle).post(create_app::handle))
        .route("/api/apps/{app}", get(get_app_settings::handle))
        .route("/api/apps/{app}/name", post(rename_app::handle))
        .route("/api/apps/{app}/environments", post(create_environment::handle))
        .route(
            "/api/environments/{environment}",
            post(update_environment::handle),
        )
        .route(
            "/api/environments/{environment}/secret",
            post(rotate_client_secret::handle),
        )
        .route(
            "/api/environments/{environment}/previous-secret",
            delete(end_previous_secret::handle),
        )
}
