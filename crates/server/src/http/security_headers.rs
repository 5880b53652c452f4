//! Security headers of every response. A page brings its own Content-Security-Policy, which names the hashes of its inline parts;
//! everything else may load nothing.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::app_state::AppState;

const FIXED: [(&str, &str); 5] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    // Never `no-referrer`: it would null the Origin of our own forms.
    ("referrer-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// Two years. Not for subdomains: those are not ours to speak for.
const HSTS: &str = "max-age=63072000";

/// Where the way of a sign-in or sign-out leads that an app began, and what may lie on it.
const ON_THE_WAY: [&str; 9] = [
    "/oauth",
    "/consent",
    "/sign-in",
    "/sso",
    "/onboarding",
    "/sign-up",
    "/set-up",
    "/reset-password",
    "/signed-out",
];

/// Whether the window that opened this page keeps hold of it (`Cross-Origin-Opener-Policy`). Apps may open the sign-in in a window
/// of their own and wait for the answer in it; one page on the way that cut it off would leave them waiting. Everywhere
/// else nobody needs to.
fn opener_policy(path: &str) -> &'static str {
    let is_on_the_way = ON_THE_WAY.iter().any(|begin| {
        path.strip_prefix(begin)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    if is_on_the_way {
        "unsafe-none"
    } else {
        "same-origin"
    }
}

/// Adds them.
pub async fn add(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let opener_policy = HeaderValue::from_static(opener_policy(request.uri().path()));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    headers.insert(
        HeaderName::from_static("cross-origin-opener-policy"),
        opener_policy,
    );
    let nothing = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(nothing);
    if is_api {
        headers
            .entry(header::CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("no-store"));
    }
    if app.config.public_url.is_https() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HSTS));
    }
    response
}
