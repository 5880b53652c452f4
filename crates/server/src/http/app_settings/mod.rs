//! Settings > General of an app.

pub mod create_app;
pub mod create_environment;
pub mod delete_app;
pub mod delete_environment;
pub mod end_previous_secret;
pub mod get_app_deletion;
pub mod get_app_settings;
pub mod get_environment_deletion;
pub mod list_apps;
pub mod rename_app;
pub mod rotate_client_secret;
pub mod update_environment;

use axum::Router;
use axum::routing::{delete, get, post};

use latchkey_contract::app_settings::{DeletedEnvironment, Deletion};

use crate::app::App;
use crate::app_settings::delete::Impact;

/// The operations.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/api/apps", get(list_apps::handle).post(create_app::handle))
        .route(
            "/api/apps/{app}",
            get(get_app_settings::handle).delete(delete_app::handle),
        )
        .route("/api/apps/{app}/deletion", get(get_app_deletion::handle))
        .route("/api/apps/{app}/name", post(rename_app::handle))
        .route("/api/apps/{app}/environments", post(create_environment::handle))
        .route(
            "/api/environments/{environment}",
            post(update_environment::handle).delete(delete_environment::handle),
        )
        .route(
            "/api/environments/{environment}/deletion",
            get(get_environment_deletion::handle),
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

/// What deleting something ends, as people are told before.
fn shown_deletion(impact: Impact) -> Deletion {
    let count = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    let environments = impact
        .environments
        .into_iter()
        .map(|environment| DeletedEnvironment {
            name: environment.name,
            url: environment.url,
        });
    Deletion {
        environments: environments.collect(),
        people: count(impact.ends.people),
        consents: count(impact.ends.consents),
        sessions: count(impact.ends.sessions),
    }
}
