//! The way from a test's browser to a server that is a process of its own. Invariant: an answer that did not come whole is none.

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};

/// What stands for a connection that broke: the server itself never answers so.
pub(crate) const BROKE: u16 = 502;

/// Hands each request on to the server that listens at this port of this machine.
pub(crate) fn at_port(port: u16) -> Router {
    Router::new().fallback(move |request: Request| async move {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("a body");
        let sent = tokio::task::spawn_blocking(move || sent(port, &parts, &body));
        let answer = sent.await.expect("no panic");
        answer.unwrap_or_else(|_| StatusCode::BAD_GATEWAY.into_response())
    })
}

fn sent(port: u16, parts: &Parts, body: &[u8]) -> io::Result<Response> {
    let path = parts.uri.path_and_query().expect("a path");
    let mut head = format!(
        "{} {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\nContent-Length: {}\r\n",
        parts.method,
        body.len()
    );
    for (name, value) in &parts.headers {
        head.push_str(&format!("{name}: {}\r\n", value.to_str().expect("text")));
    }
    head.push_str("\r\n");
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.write_all(&[head.as_bytes(), body].concat())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    read(&answer).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
}

/// The answer, if it is whole.
fn read(answer: &str) -> Option<Response> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let (first, lines) = head.split_once("\r\n")?;
    let status = first.split(' ').nth(1)?.parse::<u16>().ok()?;
    let mut response = Response::builder().status(status);
    let mut length = None;
    for line in lines.split("\r\n") {
        let (name, value) = line.split_once(": ")?;
        if name.eq_ignore_ascii_case("content-length") {
            length = value.parse().ok();
        }
        response = response.header(name, value);
    }
    (length == Some(body.len()))
        .then(|| response.body(Body::from(body.to_owned())).ok())
        .flatten()
}
