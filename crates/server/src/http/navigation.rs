//! Whether a request is a navigation, from `Sec-Fetch-Mode`, `Sec-Fetch-Dest` and `Sec-Purpose` (W3C Fetch Metadata). Any page can
//! make a browser request any URL: as an image or a script, or by prefetching. Invariant: a request that is not a navigation begins,
//! writes and counts nothing; a request without these headers (old browsers, command lines) is taken for a navigation.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use latchkey_contract::ErrorCode;

use super::api_error::ApiError;

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// A person opens this URL, as far as the headers say.
    Document,
    /// A page loads it in a frame. Nothing is shown there (`X-Frame-Options`), but a response to an app can be sent from there.
    Frame,
    /// Not a navigation: a subresource, a script's request, or a prefetch.
    NotNavigation,
}

impl Arrival {
    /// Reads the headers.
    pub fn of(method: &Method, headers: &HeaderMap) -> Self {
        let said = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
        // `Purpose`, `X-Purpose` and `X-Moz` came before `Sec-Purpose`.
        let is_prefetch = ["sec-purpose", "purpose", "x-purpose", "x-moz"]
            .into_iter()
            .filter_map(said)
            .any(|purpose| purpose.starts_with("prefetch") || purpose.starts_with("preview"));
        let is_navigation = match said("sec-fetch-mode") {
            None | Some("navigate") => true,
            // Node.js sends this header alone with every request; a browser also sends `Sec-Fetch-Dest` and `Sec-Fetch-Site`.
            Some("cors") => said("sec-fetch-dest").or(said("sec-fetch-site")).is_none(),
            Some(_) => false,
        };
        if is_prefetch || !is_navigation || method == Method::HEAD {
            return Self::NotNavigation;
        }
        match said("sec-fetch-dest") {
            None | Some("document") => Self::Document,
            Some("iframe" | "frame" | "fencedframe") => Self::Frame,
            Some(_) => Self::NotNavigation,
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Arrival {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.method, &parts.headers))
    }
}

/// Refuses requests that are not navigations, before anything is looked up. After a refused prefetch the browser requests the page
/// again when the person opens it.
pub async fn require(request: Request, next: Next) -> Response {
    match Arrival::of(request.method(), request.headers()) {
        Arrival::NotNavigation => ApiError::from(ErrorCode::CrossSiteRequest).into_response(),
        Arrival::Document | Arrival::Frame => next.run(request).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(headers: &[(&'static str, &'static str)]) -> Arrival {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().expect("a header"));
        }
        Arrival::of(&Method::GET, &map)
    }

    #[test]
    fn who_goes_somewhere_arrives() {
        assert_eq!(of(&[]), Arrival::Document, "old browsers say nothing");
        let node = [("sec-fetch-mode", "cors")];
        assert_eq!(of(&node), Arrival::Document, "no browser says only this");
        for dest in ["document", "iframe", "frame", "fencedframe"] {
            let arrival = of(&[("sec-fetch-mode", "navigate"), ("sec-fetch-dest", dest)]);
            assert_eq!(arrival == Arrival::Document, dest == "document", "{dest}");
            assert_ne!(arrival, Arrival::NotNavigation, "{dest}");
        }
    }

    #[test]
    fn parts_of_pages_scripts_and_what_is_made_ahead_do_not() {
        for mode in ["no-cors", "same-origin", "websocket", "", "NAVIGATE"] {
            assert_eq!(of(&[("sec-fetch-mode", mode)]), Arrival::NotNavigation, "{mode}");
        }
        let fetched = [("sec-fetch-mode", "cors"), ("sec-fetch-site", "cross-site")];
        assert_eq!(of(&fetched), Arrival::NotNavigation);
        for dest in [
            "image", "script", "style", "embed", "object", "empty", "font", "video", "worker",
        ] {
            assert_eq!(of(&[("sec-fetch-dest", dest)]), Arrival::NotNavigation, "{dest}");
            let navigated = [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", dest)];
            assert_eq!(of(&navigated), Arrival::NotNavigation, "{dest}");
        }
        for (name, value) in [
            ("sec-purpose", "prefetch"),
            ("sec-purpose", "prefetch;prerender"),
            ("purpose", "prefetch"),
            ("x-purpose", "preview"),
            ("x-moz", "prefetch"),
        ] {
            let ahead = [
                ("sec-fetch-mode", "navigate"),
                ("sec-fetch-dest", "document"),
                (name, value),
            ];
            assert_eq!(of(&ahead), Arrival::NotNavigation, "{name}: {value}");
        }
        assert_eq!(
            Arrival::of(&Method::HEAD, &HeaderMap::new()),
            Arrival::NotNavigation
        );
    }
}
