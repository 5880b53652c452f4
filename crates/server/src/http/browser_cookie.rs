//! Cookies that bind a pending sign-in, request or link to this browser, and those that let it be remembered for the second step. Invariant: a browser that has one gets no other; several
//! responses at once to a browser without one each set their own, and all of them stay valid, whichever arrives last.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::AppendHeaders;

use super::cookies::Series;
use crate::app_state::AppState;
use crate::secrets::{BrowserSecrets, token_hash};

/// Characters of a secret's hash that stand in its cookie's name: enough to tell a browser's own apart.
const KEY_CHARACTERS: usize = 12;

/// `Set-Cookie`, as often as needed.
pub(super) type BrowserCookies = AppendHeaders<Vec<(HeaderName, HeaderValue)>>;

/// The secrets in the cookies of this request. What stands under a name that is not its own was not set by us.
pub(super) fn browser_secrets(app: &AppState, headers: &HeaderMap) -> BrowserSecrets {
    secrets_of(app, headers, Series::Browser)
}

/// The tokens by which this browser is remembered for the second step.
pub(super) fn remembered_secrets(app: &AppState, headers: &HeaderMap) -> BrowserSecrets {
    secrets_of(app, headers, Series::Remembered)
}

fn secrets_of(app: &AppState, headers: &HeaderMap, series: Series) -> BrowserSecrets {
    let values = series.values(headers, &app.config.public_url);
    let own = values
        .into_iter()
        .filter(|(key, token)| *key == key_of(token))
        .map(|(_, token)| token);
    BrowserSecrets::new(own)
}

/// Lets the browser keep this secret, for as long as what it has just begun may take.
pub(super) fn remember(app: &AppState, headers: &HeaderMap, token: &str) -> BrowserCookies {
    AppendHeaders(kept(app, headers, Series::Browser, token).collect())
}

/// Lets the browser keep the token by which it is remembered.
pub(super) fn remembered(
    app: &AppState,
    headers: &HeaderMap,
    token: &str,
) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
    kept(app, headers, Series::Remembered, token)
}

fn kept(
    app: &AppState,
    headers: &HeaderMap,
    series: Series,
    token: &str,
) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
    let cookies = series.add(headers, &key_of(token), token, &app.config.public_url);
    cookies.into_iter().map(|cookie| (header::SET_COOKIE, cookie))
}

fn key_of(token: &str) -> String {
    let mut hash = token_hash(token);
    hash.truncate(KEY_CHARACTERS);
    hash
}
