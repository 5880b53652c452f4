//! Publishes the app's roles, where the platform says that it takes them (`latchkey_roles_endpoint` in its description of itself).
//! Invariants: a platform that says nothing of it is sent nothing; whatever comes of it keeps nobody from signing in.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use base64::{Engine, prelude::BASE64_STANDARD};
use openidconnect::{
    HttpRequest,
    http::{Method, header},
};
use serde_json::json;
use tokio::sync::Mutex;
use url::{Url, form_urlencoded::byte_serialize};

use super::connection::Connection;
use super::error::PlatformError;
use crate::settings::is_secure;

/// How long a platform that did not take them is left alone.
const PAUSE_MS: i64 = 60_000;

/// The roles, and whether they are published.
pub(super) struct Roles {
    names: Vec<String>,
    is_done: AtomicBool,
    not_before_ms: AtomicI64,
    /// One publishes at a time.
    publishing: Mutex<()>,
}

impl Roles {
    pub(super) fn new(names: Vec<String>) -> Self {
        Self {
            names,
            is_done: AtomicBool::new(false),
            not_before_ms: AtomicI64::new(i64::MIN),
            publishing: Mutex::new(()),
        }
    }

    /// Whether there is something to publish, and it may be tried now.
    pub(super) fn are_due(&self, now_ms: i64) -> bool {
        !self.names.is_empty()
            && !self.is_done.load(Ordering::Acquire)
            && now_ms >= self.not_before_ms.load(Ordering::Acquire)
    }

    /// Publishes the roles, unless another task is doing so. Returns whether the platform has taken them now.
    pub(super) async fn publish(&self, connection: &Connection, now_ms: i64) -> Result<bool, PlatformError> {
        let Ok(_alone) = self.publishing.try_lock() else {
            return Ok(false);
        };
        if !self.are_due(now_ms) {
            return Ok(false);
        }
        let published = self.send(connection, now_ms).await;
        match published {
            Ok(true) => self.is_done.store(true, Ordering::Release),
            Ok(false) => {}
            Err(_) => self
                .not_before_ms
                .store(now_ms.saturating_add(PAUSE_MS), Ordering::Release),
        }
        published
    }

    async fn send(&self, connection: &Connection, now_ms: i64) -> Result<bool, PlatformError> {
        let connected = connection.get(now_ms).await?;
        let settings = &connection.settings;
        let (Some(endpoint), Some(secret)) = (connected.roles_endpoint(), &settings.client_secret) else {
            return Ok(false);
        };
        let authorization = basic(&settings.client_id, secret);
        let request = Url::parse(endpoint)
            .ok()
            .filter(is_secure)
            .and_then(|_| request(endpoint, &authorization, &self.names));
        let nowhere = PlatformError::Refused("its address for roles is neither https nor on this machine");
        let answer = connected
            .http
            .send(request.ok_or(nowhere)?)
            .await
            .map_err(|error| PlatformError::Unreachable(error.0))?;
        match answer.status().as_u16() {
            200 | 204 => Ok(true),
            401 => Err(PlatformError::NotSynchronised),
            _ => Err(PlatformError::Refused("the roles were not taken")),
        }
    }
}

/// The roles as JSON, and who says so.
fn request(endpoint: &str, authorization: &str, names: &[String]) -> Option<HttpRequest> {
    let mut request = HttpRequest::new(json!({ "roles": names }).to_string().into_bytes());
    *request.method_mut() = Method::PUT;
    *request.uri_mut() = endpoint.parse().ok()?;
    let headers = request.headers_mut();
    headers.insert(header::AUTHORIZATION, authorization.parse().ok()?);
    headers.insert(header::CONTENT_TYPE, "application/json".parse().ok()?);
    Some(request)
}

/// Both halves are form-encoded before they are joined (RFC 6749 §2.3.1).
fn basic(client_id: &str, secret: &str) -> String {
    let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encoded(client_id), encoded(secret));
    format!("Basic {}", BASE64_STANDARD.encode(pair))
}
