//! Latchkey as OpenID provider, over HTTP: what browsers are led through, and what apps call.

mod authorize;
mod consent;
mod discovery;
mod end_session;
mod introspect;
mod oauth_response;
mod responses;
mod revoke;
mod roles;
mod token;
mod userinfo;

pub(super) use authorize::to_get_of;
pub(super) use consent::app_scope;
use responses::CONTINUE;
pub(super) use responses::{app_name, on_after_form, on_the_way_to, waiting_for, within};

use axum::Router;
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post, put};

use super::navigation;
use crate::app_state::AppState;

/// Where apps send browsers.
pub const AUTHORIZE: &str = "/oauth/authorize";
/// Where apps get tokens.
pub const TOKEN: &str = "/oauth/token";
/// Where apps ask about the person.
pub const USERINFO: &str = "/oauth/userinfo";
/// Where the public keys are.
pub const JWKS: &str = "/oauth/jwks";
/// Where apps give tokens back (RFC 7009).
pub const REVOKE: &str = "/oauth/revoke";
/// Where apps ask about a token (RFC 7662).
pub const INTROSPECT: &str = "/oauth/introspect";
/// Where apps publish their roles (ours).
pub const ROLES: &str = "/oauth/roles";

/// Where apps send browsers to sign out (OpenID Connect RP-Initiated Logout 1.0).
pub const END_SESSION: &str = "/oauth/end-session";

/// Stands behind [`CONTINUE`] where the person comes back from their identity provider.
const BACK: &str = "back";

/// Where somebody goes on who comes back from their identity provider and wanted to go to `next`.
pub(super) fn after_sso(next: String) -> String {
    let leads_on = next
        .strip_prefix(CONTINUE)
        .is_some_and(|query| query.starts_with('?'));
    if leads_on {
        format!("{next}&{BACK}=1")
    } else {
        next
    }
}

/// The routes of the provider that are pages.
pub fn pages() -> Router<AppState> {
    Router::new()
        .route(AUTHORIZE, get(authorize::begin).post(authorize::to_get))
        .route(CONTINUE, get(authorize::go_on))
        .route(END_SESSION, get(end_session::begin).post(end_session::to_get))
        .route("/oauth/end-session/confirm", post(end_session::confirm))
        .route("/consent", get(consent::show).post(consent::submit))
        .layer(from_fn(navigation::require))
}

/// The routes of the provider that programs call.
pub fn routes() -> Router<AppState> {
    // Preflights are answered before the method is looked at.
    Router::new()
        .route(
            "/.well-known/openid-configuration",
            get(discovery::configuration).options(preflight),
        )
        // The same document, for clients that know OAuth alone (RFC 8414).
        .route(
            "/.well-known/oauth-authorization-server",
            get(discovery::configuration).options(preflight),
        )
        .route(JWKS, get(discovery::jwks).options(preflight))
        .route(TOKEN, post(token::handle).options(preflight))
        .route(
            USERINFO,
            get(userinfo::get).post(userinfo::post).options(preflight),
        )
        .route(REVOKE, post(revoke::handle).options(preflight))
        .route(INTROSPECT, post(introspect::handle).options(preflight))
        .route(ROLES, put(roles::handle))
        .layer(from_fn(open_to_pages))
}

/// Public clients run in pages of other origins. None of these endpoints looks at a cookie, so any page may call them; never with
/// credentials of the browser's. Roles are published by servers alone.
async fn open_to_pages(request: axum::extract::Request, next: Next) -> Response {
    let is_open = request.uri().path() != ROLES;
    let mut response = next.run(request).await;
    if is_open {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(
            HeaderName::from_static("access-control-expose-headers"),
            HeaderValue::from_static("www-authenticate, retry-after"),
        );
    }
    response
}

/// A page's own headers (`traceparent`, `baggage`) are admitted by `*`, which does not stand for `authorization` (Fetch §4.9).
async fn preflight(_: Method) -> Response {
    [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
        (
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "authorization, content-type, *",
        ),
        (header::ACCESS_CONTROL_MAX_AGE, "3600"),
    ]
    .into_response()
}
