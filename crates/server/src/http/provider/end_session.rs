//! `/oauth/end-session`: an app asks to sign the person out here, too. Invariant: a link alone ends nothing and leaves no trace in
//! the browser; it takes an ID token of ours, or the person's word.

use axum::extract::rejection::BytesRejection;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};
use bytes::Bytes;
use latchkey_spa::front::page::{ConfirmSignOutScreen, Screen};

use super::authorize::to_get_of;
use super::responses::{name_of, send};
use crate::app_state::AppState;
use crate::domain::screen_language::first_known;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::cookies::Cookie;
use crate::http::pages::answer;
use crate::provider::authorization_response::AuthorizationResponse;
use crate::provider::parameters::Parameters;
use crate::provider::sign_out::{LogoutRequest, read};
use crate::sign_in::session::{end, find_endable};

/// What goes along through the page that asks.
const KEPT: [&str; 4] = ["client_id", "post_logout_redirect_uri", "state", "ui_locales"];

/// `GET /oauth/end-session`
pub(super) async fn begin(
    State(app): State<AppState>,
    context: RequestContext,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let raw = Parameters::parse(query.unwrap_or_default().as_bytes());
    let context = speaking(context, &raw);
    let wish = wish(&app, &raw).await?;
    // An expired session, too: it could still be renewed, and its apps are notified when it ends.
    let session = match Cookie::Session.read(&headers, &app.config.public_url) {
        Some(token) => find_endable(&app, token).await?,
        None => None,
    };
    let Some(session) = session.filter(|session| !wish.fits(session)) else {
        return sign_out(&app, &context, &headers, wish, false).await;
    };
    let mut fields = KEPT
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), raw.exact(name).ok()??.to_owned())))
        .collect::<Vec<_>>();
    // The token itself is not put into a page; what it said of the app is.
    if let Some(client) = &wish.client {
        fields.retain(|(name, _)| name != "client_id");
        fields.push(("client_id".to_owned(), client.client_id.clone()));
    }
    let screen = ConfirmSignOutScreen {
        app: wish.client.as_ref().map(name_of),
        email: session.email,
        fields,
    };
    Ok(answer(
        &app,
        &context,
        StatusCode::OK,
        Screen::ConfirmSignOut(screen),
    ))
}

/// `POST /oauth/end-session`: its own GET comes with the cookies.
pub(super) async fn to_get(body: Result<Bytes, BytesRejection>) -> Result<Response, ApiError> {
    to_get_of(super::END_SESSION, body)
}

/// `POST /oauth/end-session/confirm`
pub(super) async fn confirm(
    State(app): State<AppState>,
    context: RequestContext,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    let body = body?;
    let raw = Parameters::parse(&body);
    let context = speaking(context, &raw);
    let wish = wish(&app, &raw).await?;
    sign_out(&app, &context, &headers, wish, true).await
}

/// In the language that the app wants (OpenID Connect RP-Initiated Logout 1.0 §2).
fn speaking(context: RequestContext, raw: &Parameters) -> RequestContext {
    let wanted = raw.get("ui_locales").ok().flatten();
    context.speaking(wanted.and_then(first_known), None)
}

async fn wish(app: &AppState, raw: &Parameters) -> Result<LogoutRequest, ApiError> {
    let keys = app.provider().keys().await?;
    let issuer = app.config.public_url.origin();
    Ok(read(&mut *app.store.read().await?, raw, &keys, issuer).await?)
}

async fn sign_out(
    app: &AppState,
    context: &RequestContext,
    headers: &HeaderMap,
    wish: LogoutRequest,
    after_form: bool,
) -> Result<Response, ApiError> {
    let public_url = &app.config.public_url;
    let has_ended = match Cookie::Session.read(headers, public_url) {
        Some(token) => end(app, token, &context.origin).await?,
        None => false,
    };
    let on = match wish.next {
        Some(address) => send(app, context, AuthorizationResponse::Redirect(address), after_form),
        None => Redirect::to("/signed-out").into_response(),
    };
    let gone = AppendHeaders([(header::SET_COOKIE, Cookie::Session.remove(public_url))]);
    // Who did not sign out is not made to sign in anew: such a link is in anybody's page.
    if has_ended || after_form || wish.has_hint {
        let signed_out = AppendHeaders([(header::SET_COOKIE, Cookie::SignedOut.set("1", public_url))]);
        Ok((gone, signed_out, on).into_response())
    } else {
        Ok((gone, on).into_response())
    }
}
