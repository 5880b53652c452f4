//! Handles [`ListApps`].

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use latchkey_contract::app_settings::list_apps::Response;
use latchkey_contract::app_settings::{AppQuery, ListApps, ManagedApp};
use latchkey_contract::{ErrorBody, Operation as _};

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
        ("archived" = Option<bool>, Query, description = "Whether the archived ones are asked for, in the place of those in use"),
    ),
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    Query(query): Query<AppQuery>,
) -> Result<Json<Response>, ApiError> {
    let (page, is_archived) = (query.page(), query.archived == Some(true));
    let paging = Paging::read_filtered(&app, ListApps::ID, &session.account_id, &page, &is_archived)?;
    let managed = app_settings::list(&app, &session.account_id, is_archived, &paging.part).await?;
    Ok(Json(Response {
        next: paging.cursor(&app, managed.apps.next.as_ref())?,
        may_create: managed.may_create,
        items: shown(managed, is_archived),
    }))
}

fn shown(managed: ManagedApps, archived: bool) -> Vec<ManagedApp> {
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
            archived,
        }
    };
    managed.apps.items.into_iter().map(item).collect()
}
