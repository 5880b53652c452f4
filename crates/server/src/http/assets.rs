//! `/assets/…`: the built screens' files. Their names change with their content, so browsers may keep them for good.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use latchkey_contract::ErrorCode;

use super::fault::Fault;
use super::path_text::PathText;
use crate::app::App;
use crate::assets::{Asset, Encoding};

/// `GET /assets/{path}`
pub async fn serve(
    State(app): State<App>,
    PathText(path): PathText,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let asset = app.assets.file(&path).ok_or(ErrorCode::NotFound)?;
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    Ok(answer(asset, Encoding::best(accepted, asset)))
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

/// `GET /favicon.ico`: pages carry their icon in themselves; browsers that ask all the same get nothing, for long.
pub async fn no_favicon() -> Response {
    (
        StatusCode::NO_CONTENT,
        [(header::CACHE_CONTROL, "public, max-age=86400")],
    )
        .into_response()
}
