//! Handles [`ListSignInFailures`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::security_history::list_sign_in_failures::{
    FailureQuery, ListSignInFailures, SignInFailure,
};
use latchkey_contract::security_history::{EventPeriod, EventSort};
use latchkey_contract::sign_in::SsoFailure;
use latchkey_contract::{ErrorBody, ErrorCode, Operation as _, Page};

use crate::app_state::AppState;
use crate::domain::sign_in_attempt::failure_text;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::paging::Paging;
use crate::http::query::Query;
use crate::security_history::failures;
use crate::store::sessions::Session;
use crate::store::sso_sign_in_failures::FailureFilter;

/// Sign-ins through the identity provider that failed, of the company whose admin is signed in, a page of them; `not_found` for everybody else.
#[utoipa::path(
    get, path = ListSignInFailures::PATH, operation_id = ListSignInFailures::ID, tag = "security_history",
    params(
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "The most items; 100 where nothing is said"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("search" = Option<String>, Query, description = "What the address of the person begins with"),
        ("sort" = Option<String>, Query, description = "`newest`; with `-` before it the oldest first"),
        ("problem" = Option<SsoFailure>, Query, description = "What the person was told"),
        ("within" = Option<EventPeriod>, Query, description = "How long ago it was at most"),
    ),
    responses((status = 200, body = Page<SignInFailure>), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    Query(query): Query<FailureQuery>,
) -> Result<Json<Page<SignInFailure>>, ApiError> {
    let (paging, filter) = asked(&app, ListSignInFailures::ID, &session, &query)?;
    let rows = failures::list(&app, &session.account_id, filter, paging.part.clone()).await?;
    let rows = rows.ok_or(ErrorCode::NotFound)?;
    Ok(Json(Page {
        next: paging.cursor(&app, rows.next.as_ref())?,
        items: rows.items,
    }))
}

/// The part of the list that is asked for, and its filter.
pub(super) fn asked(
    app: &AppState,
    id: &'static str,
    session: &Session,
    query: &FailureQuery,
) -> Result<(Paging<EventSort>, FailureFilter), ApiError> {
    let paging = Paging::read_filtered(app, id, &session.account_id, &query.page(), &query.filters())?;
    let now_ms = app.clock.now_ms();
    let filter = FailureFilter {
        reason: query.problem.map(failure_text),
        since_ms: query.within.map(|period| now_ms - period.milliseconds()),
    };
    Ok((paging, filter))
}
