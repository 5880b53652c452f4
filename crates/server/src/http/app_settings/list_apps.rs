//! Handles [`ListApps`].

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use latchkey_contract::app_settings::list_apps::Response;
use latchkey_contract::app_settings::{AppSort, ListApps, ManagedApp};
use latchkey_contract::{ErrorBody, Operation as _, PageRequest};

use crate::app_settings::{self, ManagedApps};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::paging::Paging;
use crate::http::query::Query;
use crate::store::app_settings::ListedApp;

/// The apps that the person who is signed in looks after, a page of them.
#[utoipa::path(
    get, path = ListApps::PATH, operation_id = ListApps::ID, tag = "app settings",
    params(
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "The most items; 100 where nothing is said"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("search" = Option<String>, Query, description = "What the name begins with, whatever the case and the accents"),
        ("sort" = Option<String>, Query, description = "`name`; with `-` before it from the last to the first"),
    ),
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    Query(query): Query<PageRequest<AppSort>>,
) -> Result<Json<Response>, ApiError> {
    let paging = Paging::read(&app, ListApps::ID, &session.account_id, &query)?;
    let managed = app_settings::list(&app, &session.account_id, &paging.part).await?;
    Ok(Json(Response {
        next: paging.cursor(&app, managed.apps.next.as_ref())?,
        may_create: managed.may_create,
        items: shown(managed),
    }))
}

fn shown(managed: ManagedApps) -> Vec<ManagedApp> {
    let mut counts = HashMap::<String, (u32, u32)>::new();
    for (app_id, registration) in managed.registrations {
        let (environments, without) = counts.entry(app_id).or_default();
        *environments += 1;
        *without += u32::from(registration.settings.redirect_uris.is_empty());
    }
    let item = |app: ListedApp| {
        let (environments, without_redirect_uri) = counts.get(&app.id).copied().unwrap_or_default();
        ManagedApp {
            slug: app.slug,
            name: app.name,
            environments,
            without_redirect_uri,
        }
    };
    managed.apps.items.into_iter().map(item).collect()
}
