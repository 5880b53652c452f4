//! Redirects pages to the host of the public URL: cookies, forms and identity providers' responses belong to it. A page that is
//! opened under another name of this server (`127.0.0.1` for `localhost`, an alias, another port) is redirected with path and
//! query. Invariants: the target is always the configured URL, whatever `Host` says; `X-Forwarded-Host` is ignored; there is no
//! redirect loop.

use std::sync::Once;

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, Method, Uri, header};
use axum::middleware::Next;
use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};

use super::cookies::Cookie;
use crate::app_state::AppState;
use crate::config::PublicUrl;

/// Number of redirects to our own name, within seconds, from which on a loop is assumed: a proxy in between sets its own `Host`.
const IN_CIRCLES: u32 = 4;

static PROXY_REWRITES_HOST: Once = Once::new();

/// Leads GET and HEAD of pages to the public URL. Forms come from a page, which was led there before; the same-origin rule judges them.
pub async fn lead_home(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let public_url = &app.config.public_url;
    let is_reading = matches!(*request.method(), Method::GET | Method::HEAD);
    let Some(host) = host_of(request.uri(), request.headers()).filter(|_| is_reading) else {
        return next.run(request).await;
    };
    if !is_navigation(request.headers()) || is_own(host, public_url) || is_behind_a_proxy(host, public_url) {
        return next.run(request).await;
    }
    let times = Cookie::Host
        .read(request.headers(), public_url)
        .and_then(|times| times.parse::<u32>().ok())
        .unwrap_or_default();
    if times >= IN_CIRCLES {
        PROXY_REWRITES_HOST.call_once(|| {
            tracing::warn!(
                host,
                "pages come under another Host than LATCHKEY_PUBLIC_URL has, also after a redirect to it: let the proxy pass Host on as it is"
            );
        });
        return next.run(request).await;
    }
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let headers = AppendHeaders([
        (
            header::SET_COOKIE,
            Cookie::Host.set(&(times + 1).to_string(), public_url),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ]);
    (headers, Redirect::temporary(&public_url.join(path))).into_response()
}

/// The host that was asked: HTTP/2 names it in the request's target.
fn host_of<'a>(uri: &'a Uri, headers: &'a HeaderMap) -> Option<&'a str> {
    let named = uri.authority().map(Authority::as_str);
    named.or_else(|| headers.get(header::HOST)?.to_str().ok())
}

/// Somebody opens the page; nothing loads it into another one. Older browsers do not say.
fn is_navigation(headers: &HeaderMap) -> bool {
    headers
        .get("sec-fetch-mode")
        .is_none_or(|mode| mode == "navigate")
}

fn is_own(host: &str, public_url: &PublicUrl) -> bool {
    let (scheme, own) = public_url
        .origin()
        .split_once("://")
        .unwrap_or(("", public_url.origin()));
    let usual_port = if scheme == "https" { ":443" } else { ":80" };
    host.strip_suffix(usual_port)
        .unwrap_or(host)
        .eq_ignore_ascii_case(own)
}

/// This server speaks no TLS, so with an https URL there is a proxy. A name that no certificate would be for is its name for us: an address, a
/// name without a dot, or one with the port that we listen on.
fn is_behind_a_proxy(host: &str, public_url: &PublicUrl) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, Some(port)),
        _ => (host, None),
    };
    let is_address = name.starts_with('[') || name.parse::<std::net::Ipv4Addr>().is_ok();
    public_url.is_https() && (is_address || !name.contains('.') || port.is_some_and(|port| port != "443"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> PublicUrl {
        PublicUrl::parse(text).expect("a URL")
    }

    #[test]
    fn the_public_url_s_host_is_known_in_every_spelling() {
        for (host, public_url, own) in [
            ("localhost:8080", "http://localhost:8080", true),
            ("LOCALHOST:8080", "http://localhost:8080", true),
            ("localhost", "http://localhost:8080", false),
            ("127.0.0.1:8080", "http://localhost:8080", false),
            ("[::1]:8080", "http://[::1]:8080", true),
            ("localhost:80", "http://localhost", true),
            ("login.example:443", "https://login.example", true),
            ("login.example", "https://login.example", true),
            ("login.example:80", "https://login.example", false),
            ("login.example.evil.example", "https://login.example", false),
            ("", "https://login.example", false),
        ] {
            assert_eq!(is_own(host, &url(public_url)), own, "{host} {public_url}");
        }
    }

    #[test]
    fn what_only_a_proxy_can_call_us_is_no_alias() {
        let https = url("https://login.example");
        for host in [
            "127.0.0.1:8080",
            "10.0.0.5",
            "[::1]:8080",
            "latchkey:8080",
            "latchkey",
            "backend.internal:8080",
        ] {
            assert!(is_behind_a_proxy(host, &https), "{host}");
            assert!(!is_behind_a_proxy(host, &url("http://localhost:8080")), "{host}");
        }
        for host in ["sso.example", "www.login.example", "sso.example:443"] {
            assert!(!is_behind_a_proxy(host, &https), "{host}");
        }
    }
}
