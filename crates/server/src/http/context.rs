//! What handlers need to know of their request, and the log line and metrics of every request. The log names the route, never the
//! URL: paths and queries hold codes and names.

use std::time::Instant;

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use latchkey_contract::Language;
use latchkey_contract::{ErrorCode, Theme};
use latchkey_system::TRACES;
use tracing::Instrument as _;
use tracing::field::Empty;

use super::api_error::ApiError;
use super::client_address;
use super::cookies::{self, Cookie};
use crate::app_state::AppState;
use crate::domain::screen_language::Wishes;
use crate::domain::{accept_language, return_to, throttle};
use crate::store::audit::Origin;

/// The header with the request's identifier.
pub const REQUEST_ID: &str = "x-request-id";
/// Longest self-description of a browser that is kept, in bytes.
const MAX_USER_AGENT_BYTES: usize = 256;

/// A request's surroundings.
#[derive(Debug, Clone)]
pub struct RequestContext {
    /// Identifier, made here.
    pub request_id: String,
    /// The language to answer in.
    pub language: Language,
    /// Path and query of the page that is asked for; none where nobody can load it again, and where its address opens something.
    pub place: Option<String>,
    /// The languages that the person, the app and the browser ask for.
    languages: Wishes,
    /// Light or dark.
    pub theme: Theme,
    /// Whether any cookie of ours came along.
    pub sends_cookies: bool,
    /// For sessions and the audit trail.
    pub origin: Origin,
    /// The key under which attempts from the client's address are counted.
    pub address_key: String,
}

impl RequestContext {
    /// Whether a choice made before signing in counts: an account's own comes first.
    pub const fn may_choose_language(&self) -> bool {
        self.languages.account.is_none()
    }

    /// The same for a page on the way to an app that wants its people to be spoken to in a language of its choice, and for an
    /// account that may have chosen one.
    #[must_use]
    pub fn speaking(self, app: Option<Language>, account: Option<Language>) -> Self {
        let languages = Wishes {
            app,
            account,
            ..self.languages
        };
        let language = languages.language();
        Self {
            language,
            languages,
            origin: Origin {
                language: Some(language),
                ..self.origin
            },
            ..self
        }
    }
}

impl<S: Sync> FromRequestParts<S> for RequestContext {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| ErrorCode::Internal.into())
    }
}

/// Makes the context, runs the request, and tells of it.
pub async fn trace(State(app): State<AppState>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let context = make(&app, &request);
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("-", MatchedPath::as_str)
        .to_owned();
    let span = tracing::info_span!("request", request_id = %context.request_id);
    // The route, never the address: that may hold a token, or a name.
    let traced = tracing::trace_span!(
        target: TRACES, "request", otel.name = format!("{} {route}", known_method(&method)), otel.kind = "server", otel.status_code = Empty,
        http.request.method = known_method(&method), http.route = route, http.response.status_code = Empty, latchkey.request_id = context.request_id,
    );
    // Anybody can send the header, and it says whether the request is recorded at all.
    if client_address::is_handed_on(&request, &app.config.trusted_proxies) {
        latchkey_telemetry::continue_trace(&traced, request.headers());
    }
    request.extensions_mut().insert(context.clone());
    let run = next.run(request).instrument(span.clone());
    let mut response = run.instrument(traced.clone()).await;
    let status = response.status().as_u16();
    traced.record("http.response.status_code", status);
    if status >= 500 {
        traced.record("otel.status_code", "ERROR");
    }
    let elapsed = started.elapsed();
    metrics::counter!("latchkey_http_requests_total", "method" => known_method(&method), "route" => route.clone(), "status" => status.to_string()).increment(1);
    metrics::histogram!("latchkey_http_request_seconds", "route" => route.clone())
        .record(elapsed.as_secs_f64());
    span.in_scope(|| tracing::info!(%method, route, status, elapsed_us = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX), "answered"));
    if let Ok(value) = HeaderValue::from_str(&context.request_id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

fn make(app: &AppState, request: &Request) -> RequestContext {
    let text = |name: header::HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    let address = client_address::of(request, &app.config.trusted_proxies);
    let request_id = uuid::Uuid::now_v7().simple().to_string();
    let user_agent = text(header::USER_AGENT).unwrap_or_default();
    let cut = user_agent.floor_char_boundary(MAX_USER_AGENT_BYTES.min(user_agent.len()));
    let languages = Wishes {
        browser: Cookie::Language
            .read(request.headers(), &app.config.public_url)
            .and_then(Language::from_tag),
        accepted: accept_language::preferred(text(header::ACCEPT_LANGUAGE)),
        ..Wishes::default()
    };
    RequestContext {
        language: languages.language(),
        languages,
        place: place_of(request),
        theme: Cookie::Theme
            .read(request.headers(), &app.config.public_url)
            .and_then(Theme::from_text)
            .unwrap_or_default(),
        sends_cookies: cookies::are_sent(request.headers()),
        address_key: throttle::address_key(address),
        origin: Origin {
            client_address: address.to_canonical().to_string(),
            user_agent: user_agent[..cut].to_owned(),
            request_id: request_id.clone(),
            language: Some(languages.language()),
        },
        request_id,
    }
}

/// For [`RequestContext::place`]. What opens a link of a mail, or ends a sign-in at an identity provider, is not repeated in a page.
fn place_of(request: &Request) -> Option<String> {
    let uri = request.uri();
    let mut names = uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter_map(|pair| pair.split('=').next());
    let opens = names.any(|name| matches!(name, "token" | "code"));
    let is_page = request.method() == Method::GET && !uri.path().starts_with("/api/") && !opens;
    is_page.then(|| {
        let query = own_query(uri.query().unwrap_or_default());
        match query.is_empty() {
            true => uri.path().to_owned(),
            false => [uri.path(), "?", &query].concat(),
        }
    })
}

/// The query without a `return_to` that leads nowhere here: no page repeats such an address.
fn own_query(query: &str) -> String {
    let is_own = |pair: &&str| {
        let parsed = url::form_urlencoded::parse(pair.as_bytes()).next();
        parsed.is_none_or(|(name, value)| name != "return_to" || return_to::checked(&value).is_some())
    };
    let kept: Vec<&str> = query.split('&').filter(is_own).collect();
    kept.join("&")
}

/// The method if it is a usual one. Anybody can make methods up, and each would be a row of numbers for good.
fn known_method(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}
