//! Counts requests and makes endpoints answer badly. Invariant: a request is counted before anything is done with it.

use std::{convert::Infallible, io::Write, sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use flate2::{Compression, write::GzEncoder};
use futures_util::stream;

use crate::{
    fault::{Endpoint, Fault, Trouble},
    provider::Provider,
};

const HUGE: usize = 2_000_000;
const BOMB: usize = 10_000_000;

/// The layer around all endpoints.
pub(crate) async fn layer(State(provider): State<Arc<Provider>>, request: Request, next: Next) -> Response {
    let Some(endpoint) = endpoint_at(request.uri().path()) else {
        return next.run(request).await;
    };
    provider.count(endpoint);
    let trouble = provider.faults().into_iter().find_map(|fault| match fault {
        Fault::Endpoint(at, trouble) if at == endpoint => Some(trouble),
        _ => None,
    });
    match trouble {
        None => next.run(request).await,
        Some(Trouble::Slow) => {
            tokio::time::sleep(Duration::from_secs(60)).await;
            next.run(request).await
        }
        Some(Trouble::Late(milliseconds)) => {
            tokio::time::sleep(Duration::from_millis(milliseconds)).await;
            next.run(request).await
        }
        Some(Trouble::Drip) => json(Body::from_stream(drip())),
        Some(Trouble::Endless) => json(Body::from_stream(stream::repeat_with(|| spaces(16_384)))),
        Some(Trouble::Huge) => after_spaces(next.run(request).await, HUGE, false).await,
        Some(Trouble::GzipBomb) => after_spaces(next.run(request).await, BOMB, true).await,
        Some(Trouble::RedirectTo(url)) => (StatusCode::FOUND, [(header::LOCATION, url)]).into_response(),
        Some(Trouble::Status(status)) => (
            StatusCode::from_u16(status).unwrap_or_default(),
            Trouble::GIVEAWAY,
        )
            .into_response(),
        Some(Trouble::Html) => axum::response::Html(format!("<p>{}</p>", Trouble::GIVEAWAY)).into_response(),
    }
}

fn endpoint_at(path: &str) -> Option<Endpoint> {
    match path {
        "/.well-known/openid-configuration" => Some(Endpoint::Discovery),
        "/jwks" => Some(Endpoint::Keys),
        "/authorize" => Some(Endpoint::Authorize),
        "/token" => Some(Endpoint::Token),
        "/userinfo" => Some(Endpoint::UserInfo),
        _ => None,
    }
}

fn json(body: Body) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}

fn spaces(count: usize) -> Result<Bytes, Infallible> {
    Ok(Bytes::from(vec![b' '; count]))
}

fn drip() -> impl futures_util::Stream<Item = Result<Bytes, Infallible>> {
    stream::unfold((), |()| async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        Some((spaces(1), ()))
    })
}

/// The answer behind so many spaces, which JSON does not mind.
async fn after_spaces(answer: Response, count: usize, is_compressed: bool) -> Response {
    let (mut parts, body) = answer.into_parts();
    let mut whole = vec![b' '; count];
    whole.extend(to_bytes(body, HUGE).await.unwrap_or_default());
    parts.headers.remove(header::CONTENT_LENGTH);
    if is_compressed {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        let written = encoder.write_all(&whole).and_then(|()| encoder.finish());
        whole = written.unwrap_or_default();
        parts
            .headers
            .insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    Response::from_parts(parts, Body::from(whole))
}
