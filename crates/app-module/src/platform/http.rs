//! Calls to the platform. Invariant: five seconds and 1 MB at most, no redirects, TLS by rustls.

use std::{pin::Pin, sync::Arc, time::Duration};

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};

const TIME_LIMIT: Duration = Duration::from_secs(5);
const SIZE_LIMIT: usize = 1_000_000;

/// A client for the platform alone.
#[derive(Debug, Clone)]
pub(super) struct Http(reqwest::Client);

/// Why there is no response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(super) struct HttpError(pub(super) &'static str);

impl Http {
    pub(super) fn new() -> Result<Self, HttpError> {
        let broken = HttpError("TLS could not be set up");
        let roots = rustls::RootCertStore {
            roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
        };
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|_| broken)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .timeout(TIME_LIMIT)
            .user_agent("latchkey-app");
        client.build().map(Self).map_err(|_| broken)
    }

    pub(super) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (parts, body) = request.into_parts();
        let request = self.0.request(parts.method, parts.uri.to_string());
        let sent = request.headers(parts.headers).body(body).send().await;
        let mut answer = sent.map_err(|error| why(&error))?;
        let status = answer.status();
        // The openidconnect crate would take the body of such a response for a fault in the protocol.
        if status.is_server_error() || status.as_u16() == 429 {
            return Err(HttpError("it answers that something is wrong with it"));
        }
        let headers = std::mem::take(answer.headers_mut());
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| why(&error))? {
            if body.len() + chunk.len() > SIZE_LIMIT {
                return Err(HttpError("the answer is larger than 1 MB"));
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = HttpResponse::new(body);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }
}

fn why(error: &reqwest::Error) -> HttpError {
    HttpError(if error.is_timeout() {
        "no whole answer within 5 seconds"
    } else if error.is_connect() {
        "no connection"
    } else {
        "the answer broke off"
    })
}

/// A type of its own, not a closure: of a closure's future the compiler cannot see for all lifetimes at once that it is
/// `Send`.
impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
