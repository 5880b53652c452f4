//! The portal's pages: one entry page, which the browser fills. Without a session they lead to the sign-in screen and back.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};
use axum::routing::get;
use latchkey_contract::ErrorCode;
use latchkey_spa::paths::PORTAL_PAGES;

use super::sign_in::path_with_return_to;
use super::{NO_STORE, html_answer};
use crate::app::App;
use crate::http::context::RequestContext;
use crate::http::cookies::Cookie;
use crate::http::current_session::MaybeSession;
use crate::http::fault::Fault;
use crate::store::accounts;
use crate::store::sessions::Session;

/// Every page of the portal.
pub fn routes() -> Router<App> {
    let pages = PORTAL_PAGES.iter();
    pages.fold(Router::new(), |router, path| router.route(path, get(show)))
}

/// `GET /` and every other page of the portal.
async fn show(
    State(app): State<App>,
    context: RequestContext,
    MaybeSession(session): MaybeSession,
    uri: Uri,
) -> Result<Response, Fault> {
    match session {
        Some(session) => page(&app, &context, &session, StatusCode::OK).await,
        None => {
            let wanted = uri.path_and_query().map_or("/", |path| path.as_str());
            Ok(Redirect::to(&path_with_return_to(wanted)).into_response())
        }
    }
}

/// Where there is nothing: for whoever is signed in and follows a link with a browser the portal says so, in its frame; for
/// everybody else it is a fault.
pub async fn not_found(
    State(app): State<App>,
    context: RequestContext,
    method: Method,
    headers: HeaderMap,
    MaybeSession(session): MaybeSession,
) -> Result<Response, Fault> {
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok());
    let wants_page = method == Method::GET && accept.is_some_and(|accept| accept.contains("text/html"));
    match session.filter(|_| wants_page) {
        Some(session) => page(&app, &context, &session, StatusCode::NOT_FOUND).await,
        None => Err(ErrorCode::NotFound.into()),
    }
}

async fn page(
    app: &App,
    context: &RequestContext,
    session: &Session,
    status: StatusCode,
) -> Result<Response, Fault> {
    let account = accounts::by_id(&mut *app.store.read().await?, &session.account_id).await?;
    let chosen = account.and_then(|account| account.language());
    let language = chosen.unwrap_or(context.language);
    let html = app
        .assets
        .portal
        .page(language, context.theme, &app.config.platform_name);
    let mut page = html_answer(status, html, &app.assets.portal.content_security_policy);
    // It is empty, but what fills it is somebody's: the Back button must not bring it back after they have signed out.
    page.headers_mut().insert(header::CACHE_CONTROL, NO_STORE);
    // For the front door of this browser, which does not know who will sign in.
    let known = chosen.filter(|_| language != context.language);
    let cookie = known.map(|language| Cookie::Language.set(language.tag(), &app.config.public_url));
    let cookie = cookie.map(|cookie| AppendHeaders([(header::SET_COOKIE, cookie)]));
    Ok((cookie, page).into_response())
}
