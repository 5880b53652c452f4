//! Serves the logos of brands, and their colours as style sheets. Invariant: the content of an address never changes, and does not depend on who
//! requests it.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use latchkey_contract::ErrorCode;

use super::api_error::ApiError;
use super::path_text::PathText;
use crate::app_state::AppState;
use crate::company_brand::style::stylesheet;
use crate::domain::logo::is_hash;
use crate::store::company_brands;

/// The routes.
pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/brand/{file}", get(serve))
}

/// `GET /brand/{hash}.png`, a logo; `GET /brand/{name}.css`, a style sheet of a brand.
async fn serve(State(app): State<AppState>, PathText(file): PathText) -> Result<Response, ApiError> {
    let (name, kind) = file.rsplit_once('.').ok_or(ErrorCode::NotFound)?;
    match kind {
        "png" => logo(&app, name).await,
        "css" => {
            let style = stylesheet(name).ok_or(ErrorCode::NotFound)?;
            Ok(answer(style, "text/css; charset=utf-8"))
        }
        _ => Err(ErrorCode::NotFound.into()),
    }
}

async fn logo(app: &AppState, hash: &str) -> Result<Response, ApiError> {
    if !is_hash(hash) {
        return Err(ErrorCode::NotFound.into());
    }
    let of_platform = app.config.platform_logo.as_ref();
    if let Some(logo) = of_platform.filter(|logo| logo.name.hash == hash) {
        return Ok(answer(logo.png.clone(), "image/png"));
    }
    let png = company_brands::logo(&mut *app.store.read().await?, hash).await?;
    Ok(answer(png.ok_or(ErrorCode::NotFound)?, "image/png"))
}

fn answer(body: impl IntoResponse, content_type: &'static str) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    response
}
