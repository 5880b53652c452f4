//! `GET /api/apps`

use axum::Json;
use axum::extract::State;
use latchkey_contract::app_settings::list_apps::Response;
use latchkey_contract::app_settings::{AppSort, ListApps, ManagedApp};
use latchkey_contract::{ErrorBody, Operation as _, PageRequest};

use crate::app::App;
use crate::app_settings;
use crate::http::current_session::CurrentSession;
use crate::http::fault::Fault;
use crate::http::paging::Paging;
use crate::http::query::Query;

/// The apps that the person who is signed in looks after, a page of them.
#[utoipa::path(
    get, path = "/api/apps", operation_id = "list_apps", tag = "app settings",
    params(
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "The most items; 100 where nothing is said"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("search" = Option<String>, Query, description = "What the name begins with, whatever the case and the accents"),
        ("sort" = Option<String>, Query, description = "`name`; with `-` before it from the last to the first"),
    ),
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<App>,
    CurrentSession(session): CurrentSession,
    Query(query): Query<PageRequest<AppSort>>,
) -> Result<Json<Response>, Fault> {
    let paging = Paging::read(&app, ListApps::ID, &session.account_id, &query)?;
    let (apps, may_create) = app_settings::list(&app, &session.account_id, &paging.part).await?;
    let items = apps.items.into_iter().map(|app| ManagedApp {
        slug: app.slug,
        name: app.name,
    });
    Ok(Json(Response {
        items: items.collect(),
        next: paging.cursor(&app, apps.next.as_ref())?,
        may_create,
    }))
}
