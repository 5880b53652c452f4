//! The browser's `fetch`. Invariant: same-origin only, so the session cookie never travels elsewhere.

use gloo_net::http::RequestBuilder;
use latchkey_contract::Method;

use super::transport::{HttpResponse, Offline, PendingResponse, Request, Transport};

/// The [`Transport`] of the browser: `fetch`, same-origin only.
#[derive(Debug, Clone, Copy)]
pub struct Fetch;

impl Transport for Fetch {
    fn send(&self, request: Request) -> PendingResponse {
        Box::pin(async move { fetch(request).await.map_err(|_| Offline) })
    }
}

async fn fetch(request: Request) -> Result<HttpResponse, gloo_net::Error> {
    let builder = RequestBuilder::new(&request.path).method(match request.method {
        Method::Get => gloo_net::http::Method::GET,
        Method::Post => gloo_net::http::Method::POST,
        Method::Delete => gloo_net::http::Method::DELETE,
    });
    let response = match request.body {
        Some(body) => {
            builder
                .header("content-type", "application/json")
                .body(body)?
                .send()
                .await?
        }
        None => builder.send().await?,
    };
    Ok(HttpResponse {
        status: response.status(),
        retry_after: response
            .headers()
            .get("retry-after")
            .and_then(|seconds| seconds.parse().ok()),
        body: response.text().await?,
    })
}
