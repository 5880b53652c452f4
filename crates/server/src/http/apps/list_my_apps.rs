//! Handles [`ListMyApps`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::apps::list_my_apps::{ListMyApps, Response};
use latchkey_contract::apps::{MyApp, MyInvitation};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::access_management::own_invitations;
use crate::app_settings;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;

/// The app environments that the person who is signed in may open, and the invitations that wait for the person.
#[utoipa::path(
    get, path = ListMyApps::PATH, operation_id = ListMyApps::ID, tag = "apps",
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
) -> Result<Json<Response>, ApiError> {
    let openable = app_settings::openable(&app, &session.account_id).await?;
    let items = openable.into_iter().map(|(environment, managed)| MyApp {
        id: environment.id,
        app: environment.app,
        app_slug: environment.app_slug,
        environment: environment.environment,
        url: environment.url,
        managed,
    });
    let own = own_invitations::of(&app, &session.account_id).await?;
    let invitations = own.into_iter().map(|invitation| MyInvitation {
        id: invitation.id,
        app: invitation.app,
        environment: invitation.environment,
        roles: invitation.roles,
        invited_by: invitation.invited_by,
    });
    Ok(Json(Response {
        items: items.collect(),
        invitations: invitations.collect(),
    }))
}
