//! What the client needs from the network. Tests put canned answers in its place.

use std::{borrow::Cow, future::Future, pin::Pin};

use latchkey_contract::Method;

/// A request, ready to be sent.
#[derive(Debug)]
pub struct Request {
    /// Method.
    pub method: Method,
    /// Path, and query where there is one, on this platform.
    pub path: Cow<'static, str>,
    /// JSON, where the method has a body.
    pub body: Option<String>,
}

/// An HTTP response.
#[derive(Debug)]
pub struct HttpResponse {
    /// HTTP status.
    pub status: u16,
    /// The header `Retry-After`, in seconds.
    pub retry_after: Option<u32>,
    /// The body as text.
    pub body: String,
}

/// Nothing came back: no network, no server, or an answer that broke off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offline;

/// An answer on its way.
pub type PendingResponse = Pin<Box<dyn Future<Output = Result<HttpResponse, Offline>>>>;

/// Sends requests to the platform that served the page.
pub trait Transport {
    /// Sends `request` with the cookies of the page.
    fn send(&self, request: Request) -> PendingResponse;
}
