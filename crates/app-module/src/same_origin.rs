//! Requests that change something come from a page of the app. Invariant: where a browser says nothing at all about where a
//! request comes from, it does not pass.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::Response,
};

use crate::{latchkey::Latchkey, pages::Page};

/// The rule as a layer.
pub(crate) async fn check(State(latchkey): State<Latchkey>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || is_from_here(request.headers(), &latchkey) {
        next.run(request).await
    } else {
        latchkey.page(Page::Foreign, request.headers())
    }
}

/// `Sec-Fetch-Site: same-origin`, or, where there is no such header, our own `Origin`.
pub(crate) fn is_from_here(headers: &HeaderMap, latchkey: &Latchkey) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    match (text("sec-fetch-site"), text(header::ORIGIN.as_str())) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => origin == latchkey.settings().app_url.origin().ascii_serialization(),
        (None, None) => false,
    }
}
