//! The addresses under `/openid/`. Invariant: whatever signs somebody out or in asks for a request of the app's own, or for
//! an answer to an attempt of this browser.

mod backchannel;
mod callback;
mod login;
mod logout;

use axum::{
    Router,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use url::form_urlencoded;

use crate::pages;

pub(crate) fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/openid/login", get(login::from_link).post(login::from_button))
        .route("/openid/callback", get(callback::callback))
        .route("/openid/logout", get(logout::ask).post(logout::sign_out))
        .route("/openid/signed-out", get(logout::signed_out))
        .route("/openid/backchannel-logout", post(backchannel::logout))
        .route("/openid/style.css", get(pages::stylesheet))
}

/// Goes on with a GET, and sets cookies.
pub(crate) fn see_other(location: &str, cookies: impl IntoIterator<Item = HeaderValue>) -> Response {
    let mut headers = HeaderMap::new();
    // Addresses come from `Url` or are checked paths: nothing in them breaks a header.
    if let Ok(location) = HeaderValue::from_str(location) {
        headers.insert(header::LOCATION, location);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.extend(cookies.into_iter().map(|cookie| (header::SET_COOKIE, cookie)));
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// `path` with `?return_to=`.
pub(crate) fn with_return_to(path: &str, return_to: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    format!("{path}?{}", query.append_pair("return_to", return_to).finish())
}

/// Adds cookies to a page.
pub(crate) fn with_cookies(
    mut response: Response,
    cookies: impl IntoIterator<Item = HeaderValue>,
) -> Response {
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
