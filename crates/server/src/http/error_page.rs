//! The response to a request that ended in an error: JSON for the API, a page for people. Invariant: no error leaves the server
//! in another way, except the endpoints of protocols that have errors of their own.

use std::any::Any;

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use latchkey_contract::{ErrorBody, ErrorCode};
use latchkey_spa::front::page::{ErrorScreen, Screen};

use super::api_error::ApiError;
use super::context::RequestContext;
use super::pages;
use crate::app_state::AppState;

/// Turns an error that left a handler into its body.
pub async fn render(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let context = request.extensions().get::<RequestContext>().cloned();
    let response = next.run(request).await;
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        app.store.doubt();
    }
    let (Some(context), Some(error)) = (context, error_of(&response)) else {
        return response;
    };
    let (parts, _) = response.into_parts();
    let mut rendered = if is_api {
        axum::Json(ErrorBody {
            code: error.code,
            detail: error.detail().into(),
            field: error.field(),
            fields: error.fields(),
            request_id: context.request_id,
        })
        .into_response()
    } else {
        let screen = Screen::Error(ErrorScreen {
            code: error.code,
            request_id: context.request_id.clone(),
        });
        pages::answer(&app, &context, error.status(), screen)
    };
    *rendered.status_mut() = error.status();
    for name in [header::RETRY_AFTER, header::ALLOW, header::SET_COOKIE] {
        for value in parts.headers.get_all(&name) {
            rendered.headers_mut().append(name.clone(), value.clone());
        }
    }
    rendered
}

/// The error that a response stands for: ours, or one that a layer below answered by its status alone.
fn error_of(response: &Response) -> Option<ApiError> {
    if let Some(error) = response.extensions().get::<ApiError>() {
        return Some(error.clone());
    }
    let untouched = response.headers().get(header::CONTENT_TYPE).is_none();
    match response.status() {
        StatusCode::SERVICE_UNAVAILABLE if untouched => Some(ErrorCode::Busy.into()),
        _ => None,
    }
}

/// A handler panicked: a bug. The person gets the same page as for any other internal error.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands it over")]
pub fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let message = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(panic = message.unwrap_or("no message"), "a handler panicked");
    ApiError::from(ErrorCode::Internal).into_response()
}
