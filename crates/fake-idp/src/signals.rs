//! Messages that this provider sends to the platform by itself: sessions of a person are over (a global token revocation or a security event), and
//! its stream of events works. Invariant: each message is signed as ID tokens are, and is made anew for each sending.

use std::sync::Arc;

use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use url::Url;

use crate::{authorize, pages, provider::Provider, token};

/// CAEP §3.1.
pub(crate) const SESSION_REVOKED: &str =
    "https://schemas.openid.net/secevent/caep/event-type/session-revoked";
/// Shared Signals Framework §8.1.4.
pub(crate) const VERIFICATION: &str = "https://schemas.openid.net/secevent/ssf/event-type/verification";
/// For how many seconds a token is good that authorizes a revocation.
const LIFETIME: i64 = 300;

/// The token that authorizes a global token revocation at this address.
pub(crate) fn revocation_token(provider: &Provider, endpoint: &str) -> String {
    let mut said = Map::new();
    said.insert("sub".to_owned(), json!("fake-idp"));
    said.insert("exp".to_owned(), json!(provider.now() + LIFETIME));
    token::message(provider, "global-token-revocation+jwt", endpoint, said)
}

/// A security event token (RFC 8417) about a subject, for this address.
pub(crate) fn event_token(
    provider: &Provider,
    endpoint: &str,
    event: &str,
    subject: Option<&Value>,
) -> String {
    let mut said = Map::new();
    said.insert(
        "events".to_owned(),
        json!({ event: { "event_timestamp": provider.now() } }),
    );
    if let Some(subject) = subject {
        said.insert("sub_id".to_owned(), subject.clone());
    }
    token::message(provider, "secevent+jwt", endpoint, said)
}

/// What a button sends.
#[derive(Deserialize)]
pub(crate) struct Signal {
    /// `revoke`, `event` or `verify`.
    what: String,
    /// A person's address.
    #[serde(default)]
    email: String,
}

/// `GET /signals`
pub(crate) async fn page(State(provider): State<Arc<Provider>>) -> Response {
    shown(&provider, "")
}

/// `POST /signals`
pub(crate) async fn send(State(provider): State<Arc<Provider>>, Form(signal): Form<Signal>) -> Response {
    let status = sent(&provider, &signal).await;
    let said = match status {
        Some(status) => format!("<p role=\"status\">The platform answered {status}.</p>"),
        None => "<p role=\"status\">The platform could not be reached.</p>".to_owned(),
    };
    shown(&provider, &said)
}

fn shown(provider: &Provider, said: &str) -> Response {
    let button = |what: &str, email: &str, label: &str| {
        format!(
            r#"<form class="switch" method="post"><input type="hidden" name="what" value="{what}">
<input type="hidden" name="email" value="{email}"><button>{label}</button></form>"#
        )
    };
    let mut body =
        format!("<h1>Signals</h1><p>What this identity provider tells the platform by itself.</p>{said}");
    for person in &provider.config.people {
        let email = pages::escape(&person.email);
        body.push_str(&format!("<h2>{email}</h2>"));
        body.push_str(&button("revoke", &email, "End all sessions (Universal Logout)"));
        body.push_str(&button("event", &email, "Session revoked (Shared Signals)"));
    }
    body.push_str("<h2>Stream</h2>");
    body.push_str(&button("verify", "", "Verification event"));
    authorize::page(&pages::document("Signals", &body)).into_response()
}

async fn sent(provider: &Provider, signal: &Signal) -> Option<u16> {
    let subject = json!({ "format": "email", "email": signal.email });
    match signal.what.as_str() {
        "revoke" => {
            let url = provider.config.universal_logout_url.as_deref()?;
            let headers = format!(
                "Authorization: Bearer {}\r\nContent-Type: application/json\r\n",
                revocation_token(provider, url)
            );
            post(url, &headers, &json!({ "subject": subject }).to_string()).await
        }
        what => {
            let url = provider.config.shared_signals_url.as_deref()?;
            let event = match what {
                "event" => event_token(provider, url, SESSION_REVOKED, Some(&subject)),
                _ => event_token(provider, url, VERIFICATION, None),
            };
            post(url, "Content-Type: application/secevent+jwt\r\n", &event).await
        }
    }
}

/// The simplest request that there is (HTTP/1.0, RFC 1945). Returns the status.
async fn post(address: &str, headers: &str, body: &str) -> Option<u16> {
    let url = Url::parse(address).ok().filter(|url| url.scheme() == "http")?;
    let (host, port) = (url.host_str()?, url.port_or_known_default()?);
    let mut stream = TcpStream::connect((host, port)).await.ok()?;
    let (path, length) = (url.path(), body.len());
    let request = format!(
        "POST {path} HTTP/1.0\r\nHost: {host}:{port}\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut response = Vec::new();
    stream.read_to_end(&mut response).await.ok()?;
    String::from_utf8_lossy(&response).split(' ').nth(1)?.parse().ok()
}
