//! Serves the files of the built screens. Below `/assets/` a file's name changes with its content, so that browsers may cache it
//! for good; a few files are served at the root, where browsers look for them.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse as _, Response};
use latchkey_contract::ErrorCode;

use super::api_error::ApiError;
use super::path_text::PathText;
use crate::app_state::AppState;
use crate::assets::{Asset, Encoding};

/// `GET /assets/{path}`
pub async fn serve(
    State(app): State<AppState>,
    PathText(path): PathText,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let asset = app.assets.file(&path).ok_or(ErrorCode::NotFound)?;
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    Ok(answer(asset, Encoding::best(accepted, asset)))
}

/// `GET /{name}` for each name of [`ROOT_FILES`]. The names stay when the content changes, so browsers ask again after a day.
///
/// [`ROOT_FILES`]: crate::assets::ROOT_FILES
pub async fn serve_at_root(State(app): State<AppState>, uri: Uri) -> Result<Response, ApiError> {
    let name = uri.path().trim_start_matches('/');
    let asset = app.assets.root_file(name).ok_or(ErrorCode::NotFound)?;
    let mut response = answer(asset, Encoding::Plain);
    response.headers_mut().insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=86400"),
    );
    Ok(response)
}

fn answer(asset: &Asset, encoding: Encoding) -> Response {
    let mut response = asset.body(encoding).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if let Some(name) = encoding.name() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    response
}
