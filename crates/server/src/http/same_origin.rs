//! Refuses changes that no page of this platform sent. Browsers say so in `Sec-Fetch-Site`, which no page can forge; where that is
//! absent, `Origin` must be ours; where both are, the request is refused. Endpoints of protocols are exempt: other servers call
//! them, they read no cookie, and their requests are authenticated.

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use latchkey_contract::ErrorCode;

use super::api_error::ApiError;
use super::provider;
use super::sso::{backchannel_logout, shared_signals, start, universal_logout};
use crate::app_state::AppState;

/// All routes that are exempt.
const PROTOCOL_ENDPOINTS: &[&str] = &[
    backchannel_logout::ROUTE,
    universal_logout::ROUTE,
    shared_signals::ROUTE,
    provider::TOKEN,
    provider::USERINFO,
    provider::REVOKE,
    provider::INTROSPECT,
    provider::ROLES,
    // These do nothing but redirect to their own GET.
    provider::AUTHORIZE,
    provider::END_SESSION,
    start::ROUTE,
    start::OF_COMPANY,
];

/// Refuses requests that change something and do not come from here.
pub async fn require(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let exempt = request
        .extensions()
        .get::<MatchedPath>()
        .is_some_and(|route| PROTOCOL_ENDPOINTS.contains(&route.as_str()));
    if safe || exempt || is_same_origin(request.headers(), app.config.public_url.origin()) {
        next.run(request).await
    } else {
        ApiError::from(ErrorCode::CrossSiteRequest).into_response()
    }
}

fn is_same_origin(headers: &HeaderMap, own_origin: &str) -> bool {
    match headers.get("sec-fetch-site") {
        Some(site) => site == "same-origin",
        None => headers
            .get(header::ORIGIN)
            .is_some_and(|origin| origin == own_origin),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(site: Option<&'static str>, origin: Option<&'static str>) -> bool {
        let mut headers = HeaderMap::new();
        if let Some(site) = site {
            headers.insert("sec-fetch-site", site.parse().expect("a header"));
        }
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, origin.parse().expect("a header"));
        }
        is_same_origin(&headers, "https://x.example")
    }

    #[test]
    fn only_pages_of_this_platform_pass() {
        assert!(passes(Some("same-origin"), None));
        assert!(passes(None, Some("https://x.example")));
        for site in ["same-site", "cross-site", "none", ""] {
            assert!(!passes(Some(site), Some("https://x.example")), "{site}");
        }
        for origin in [
            "null",
            "https://evil.example",
            "http://x.example",
            "https://x.example:444",
            "https://x.example.evil",
        ] {
            assert!(!passes(None, Some(origin)), "{origin}");
        }
        assert!(!passes(None, None));
    }
}
