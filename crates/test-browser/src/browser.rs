//! The browser at an application that runs in the test's own process.

use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderName, HeaderValue, Method, header};
use bytes::Bytes;
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;

use crate::{Answer, Cookies};

/// A browser at one origin.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    /// The origin, e.g. `http://localhost:8080`. Absolute addresses of it lead to the application.
    pub origin: String,
    /// Where it comes from.
    pub address: SocketAddr,
    /// The cookies that it keeps.
    pub cookies: Cookies,
    /// Headers for every request, over the usual ones; an empty value leaves one out.
    pub headers: Vec<(&'static str, String)>,
}

impl Browser {
    /// A browser without cookies.
    #[must_use]
    pub fn new(router: Router, origin: &str) -> Self {
        Self {
            router,
            origin: origin.to_owned(),
            address: SocketAddr::from(([198, 51, 100, 7], 50_000)),
            cookies: Cookies::default(),
            headers: Vec::new(),
        }
    }

    /// Loads a page.
    pub async fn get(&mut self, address: &str) -> Answer {
        self.send(Method::GET, address, None, Bytes::new()).await
    }

    /// Sends a `DELETE` from a script of a page of this origin.
    pub async fn delete(&mut self, address: &str) -> Answer {
        self.send(Method::DELETE, address, None, Bytes::new()).await
    }

    /// Sends JSON from a script of a page of this origin.
    pub async fn post(&mut self, address: &str, body: &Value) -> Answer {
        let body = body.to_string().into();
        self.send(Method::POST, address, Some("application/json"), body)
            .await
    }

    /// Sends a form of a page of this origin.
    pub async fn submit(&mut self, address: &str, fields: &[(&str, &str)]) -> Answer {
        let form = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.submit_text(address, &form).await
    }

    /// Sends a form of a page of this origin that is encoded already.
    pub async fn submit_text(&mut self, address: &str, form: &str) -> Answer {
        let content_type = Some("application/x-www-form-urlencoded");
        self.send(Method::POST, address, content_type, form.to_owned().into())
            .await
    }

    /// Sends any request.
    pub async fn send(
        &mut self,
        method: Method,
        address: &str,
        content_type: Option<&str>,
        body: Bytes,
    ) -> Answer {
        let request = Request::builder().method(method).uri(self.path_of(address));
        let mut request = request.body(Body::from(body)).expect("a request");
        if let Some(content_type) = content_type {
            let value = content_type.parse().expect("a header");
            request.headers_mut().insert(header::CONTENT_TYPE, value);
        }
        self.send_request(request).await
    }

    /// Sends a request with what a browser adds to it: cookies, and of which site the page is that sends it where the request does not
    /// say that itself.
    ///
    /// # Panics
    ///
    /// The application fails, or one of the headers cannot be sent.
    pub async fn send_request(&mut self, mut request: Request) -> Answer {
        const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
        request.extensions_mut().insert(ConnectInfo(self.address));
        let is_page = request.method() == Method::GET;
        let headers = request.headers_mut();
        if !is_page && !headers.contains_key(SITE) {
            headers.insert(SITE, HeaderValue::from_static("same-origin"));
        }
        if let Some(cookies) = self.cookies.line() {
            headers.insert(header::COOKIE, cookies.parse().expect("a header"));
        }
        for (name, value) in &self.headers {
            headers.remove(*name);
            if !value.is_empty() {
                headers.insert(*name, value.parse().expect("a header"));
            }
        }
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        self.cookies.keep(&parts.headers);
        let body = without_phrases(body.collect().await.expect("a body").to_bytes());
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
        }
    }

    /// The path of an address of this origin; a path as it is.
    fn path_of<'a>(&self, address: &'a str) -> &'a str {
        address.strip_prefix(&self.origin).unwrap_or(address)
    }
}

/// The page without what its program may say later: tests look for what it says now.
fn without_phrases(body: Bytes) -> Bytes {
    const BEGIN: &str = "<script type=\"application/json\" id=\"phrases\">";
    const END: &str = "</script>";
    let Ok(text) = std::str::from_utf8(&body) else {
        return body;
    };
    let Some((before, rest)) = text.split_once(BEGIN) else {
        return body;
    };
    let (_, after) = rest.split_once(END).unwrap_or_default();
    [before, after].concat().into()
}
