//! The response to a request that ended in a fault: JSON for the API, a page for people. Invariant: no fault leaves the server
//! in another way, except the endpoints of protocols that have errors of their own.

use std::any::Any;

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use latchkey_contract::{ErrorBody, ErrorCode};
use latchkey_spa::front::page::{FaultScreen, Screen};

use super::context::RequestContext;
use super::fault::Fault;
use super::pages;
use crate::app::App;

/// Turns a fault that left a handler into its body.
pub async fn render(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let context = request.extensions().get::<RequestContext>().cloned();
    let response = next.run(request).await;
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        app.store.doubt();
    }
    let (Some(context), Some(fault)) = (context, fault_of(&response)) else {
        return response;
    };
    let (parts, _) = response.into_parts();
    let mut rendered = if is_api {
        axum::Json(ErrorBody {
            code: fault.code,
            detail: fault.detail().into(),
            field: fault.field(),
            fields: fault.fields(),
            request_id: context.request_id,
        })
        .into_response()
    } else {
        let screen = Screen::Fault(FaultScreen {
            code: fault.code,
            request_id: context.request_id.clone(),
        });
        pages::answer(&app, &context, fault.status(), screen)
    };
    *rendered.status_mut() = fault.status();
    for name in [header::RETRY_AFTER, header::ALLOW, header::SET_COOKIE] {
        for value in parts.headers.get_all(&name) {
            rendered.headers_mut().append(name.clone(), value.clone());
        }
    }
    rendered
}

/// The fault that a response stands for: ours, or one that a layer below answered by its status alone.
fn fault_of(response: &Response) -> Option<Fault> {
    if let Some(fault) = response.extensions().get::<Fault>() {
        return Some(fault.clone());
    }
    let untouched = response.headers().get(header::CONTENT_TYPE).is_none();
    match response.status() {
        StatusCode::SERVICE_UNAVAILABLE if untouched => Some(ErrorCode::Busy.into()),
        _ => None,
    }
}

/// A handler panicked: a bug. The person gets the same page as for any other fault of ours.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands it over")]
pub fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let message = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(panic = message.unwrap_or("no message"), "a handler panicked");
    Fault::from(ErrorCode::Internal).into_response()
}
