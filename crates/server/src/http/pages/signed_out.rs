//! `/signed-out`: the end, which does not begin anything by itself.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use latchkey_spa::front::page::Screen;

use super::answer;
use crate::app_state::AppState;
use crate::http::context::RequestContext;

/// `GET /signed-out`
pub async fn show(State(app): State<AppState>, context: RequestContext) -> Response {
    answer(&app, &context, StatusCode::OK, Screen::SignedOut)
}
