//! Handles [`ListEmailDomains`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::email_domains::{EmailDomain, EmailDomainSort, ListEmailDomains};
use latchkey_contract::{ErrorBody, Operation as _, Page, PageRequest};

use super::shown;
use crate::app_state::AppState;
use crate::email_domains;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::paging::Paging;
use crate::http::query::Query;

/// The email domains of the company whose admin is signed in, a page of them; `not_found` for everybody else.
#[utoipa::path(
    get, path = ListEmailDomains::PATH, operation_id = ListEmailDomains::ID, tag = "email domains",
    params(
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "The most items; 100 where nothing is said"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("search" = Option<String>, Query, description = "What the name begins with"),
        ("sort" = Option<String>, Query, description = "`domain`; with `-` before it from the last to the first"),
    ),
    responses((status = 200, body = Page<EmailDomain>), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    Query(query): Query<PageRequest<EmailDomainSort>>,
) -> Result<Json<Page<EmailDomain>>, ApiError> {
    let paging = Paging::read(&app, ListEmailDomains::ID, &session.account_id, &query)?;
    let rows = email_domains::list(&app, &session.account_id, &paging.part).await?;
    Ok(Json(Page {
        next: paging.cursor(&app, rows.next.as_ref())?,
        items: rows.items.into_iter().map(shown).collect(),
    }))
}
