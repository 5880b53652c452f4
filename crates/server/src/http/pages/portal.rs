//! The portal's pages: one entry page, which the browser fills. Without a session they lead to the sign-in screen and back.

use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};

use super::sign_in::path_with_return_to;
use super::{NO_STORE, html_answer};
use crate::app::App;
use crate::http::context::RequestContext;
use crate::http::cookies::Cookie;
use crate::http::current_session::MaybeSession;
use crate::http::fault::Fault;
use crate::store::accounts;

/// `GET /` and every other page of the portal.
pub async fn show(
    State(app): State<App>,
    context: RequestContext,
    MaybeSession(session): MaybeSession,
    uri: Uri,
) -> Result<Response, Fault> {
    let Some(session) = session else {
        let wanted = uri.path_and_query().map_or("/", |path| path.as_str());
        return Ok(Redirect::to(&path_with_return_to(wanted)).into_response());
    };
    let account = accounts::by_id(&mut *app.store.read().await?, &session.account_id).await?;
    let chosen = account.and_then(|account| account.language());
    let language = chosen.unwrap_or(context.language);
    let html = app
        .assets
        .portal
        .page(language, context.theme, &app.config.platform_name);
    let mut page = html_answer(StatusCode::OK, html, &app.assets.portal.content_security_policy);
    // It is empty, but what fills it is somebody's: the Back button must not bring it back after they have signed out.
    page.headers_mut().insert(header::CACHE_CONTROL, NO_STORE);
    // For the front door of this browser, which does not know who will sign in.
    let known = chosen.filter(|_| language != context.language);
    let cookie = known.map(|language| Cookie::Language.set(language.tag(), &app.config.public_url));
    let cookie = cookie.map(|cookie| AppendHeaders([(header::SET_COOKIE, cookie)]));
    Ok((cookie, page).into_response())
}
