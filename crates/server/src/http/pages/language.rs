//! `/language/{tag}`: the language of the screens before anybody is signed in. Invariant: it is this platform's page that chooses, and
//! the browser goes to another of its pages.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use latchkey_contract::{ErrorCode, Language};
use serde::Deserialize;

use super::NO_STORE;
use crate::app_state::AppState;
use crate::domain::return_to;
use crate::http::api_error::ApiError;
use crate::http::cookies::Cookie;

/// The query.
#[derive(Deserialize)]
pub struct Wanted {
    /// The page that was in the other language: path and query.
    return_to: Option<String>,
}

/// `GET /language/{tag}`. A link from another site chooses nothing, but still leads to the page.
pub async fn choose(
    State(app): State<AppState>,
    Path(tag): Path<String>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let language = Language::from_tag(&tag).ok_or(ErrorCode::NotFound)?;
    let place = wanted.return_to.as_deref().and_then(return_to::page);
    let place = place.unwrap_or(latchkey_spa::paths::HOME).to_owned();
    let to_place = [(header::LOCATION, place)];
    let mut response = (StatusCode::SEE_OTHER, to_place).into_response();
    let headers_out = response.headers_mut();
    headers_out.insert(header::CACHE_CONTROL, NO_STORE);
    // Absent in browsers of before 2023, which then choose.
    let site = headers.get("sec-fetch-site");
    if site.is_none_or(|site| site == "same-origin") {
        let cookie = Cookie::Language.set(language.tag(), &app.config.public_url);
        headers_out.insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
