//! A browser as far as the server can tell: it keeps cookies, says where its requests come from, and follows nothing by
//! itself.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, header};
use bytes::Bytes;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

#[derive(Clone)]
pub struct Browser {
    router: Router,
    pub origin: String,
    pub cookies: BTreeMap<String, String>,
    /// From where it comes.
    pub address: SocketAddr,
    /// Headers for every request, over the usual ones; an empty value leaves one out.
    pub headers: Vec<(&'static str, String)>,
}

#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("text")
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("JSON, not {:?}", self.body))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("text"))
    }

    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// The error's code; checks its whole shape.
    pub fn code(&self) -> String {
        let body = self.json();
        assert!(
            body["detail"].as_str().is_some_and(|detail| !detail.is_empty()),
            "{body}"
        );
        assert_eq!(
            body["request_id"].as_str(),
            Some(self.header("x-request-id")),
            "{body}"
        );
        assert_eq!(self.header("content-type"), "application/json");
        body["code"].as_str().expect("a code").to_owned()
    }
}

impl Browser {
    pub fn new(router: Router, origin: &str) -> Self {
        Self {
            router,
            origin: origin.to_owned(),
            cookies: BTreeMap::new(),
            address: "198.51.100.7:50000".parse().expect("an address"),
            headers: Vec::new(),
        }
    }

    /// The same browser in another tab: what is sent in it before the responses of the first have come brings none of their cookies.
    pub fn tab(&self) -> Self {
        self.clone()
    }

    /// The cookies of responses to another tab have come.
    pub fn takes_cookies_of(&mut self, tab: &Self) {
        let cookies = tab.cookies.clone();
        self.cookies.extend(cookies);
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, None, Bytes::new()).await
    }

    pub async fn delete(&mut self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None, Bytes::new()).await
    }

    pub async fn post(&mut self, path: &str, body: &Value) -> Answer {
        self.send(
            Method::POST,
            path,
            Some("application/json"),
            body.to_string().into(),
        )
        .await
    }

    pub async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.send(
            Method::POST,
            path,
            Some("application/x-www-form-urlencoded"),
            body.into(),
        )
        .await
    }

    pub async fn sign_in(&mut self, username: &str, password: &str) -> Answer {
        self.post(
            "/api/sign-in/password",
            &json!({ "username": username, "password": password }),
        )
        .await
    }

    /// The address at the identity provider to which a sign-in leads.
    pub async fn start_sso(&mut self, username: &str) -> String {
        let answer = self
            .post("/api/sign-in/sso", &json!({ "username": username }))
            .await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["redirect_to"]
            .as_str()
            .expect("an address")
            .to_owned()
    }

    /// Follows an absolute address of the platform, e.g. the callback.
    pub async fn follow(&mut self, url: &str) -> Answer {
        let path = url
            .strip_prefix(&self.origin)
            .unwrap_or_else(|| panic!("{url} is not the platform's"));
        self.get(path).await
    }

    pub async fn is_signed_in(&mut self) -> bool {
        self.get("/api/session").await.status == 200
    }

    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        content_type: Option<&str>,
        body: Bytes,
    ) -> Answer {
        let mut request = Request::builder()
            .method(&method)
            .uri(path)
            .body(Body::from(body))
            .expect("a request");
        request.extensions_mut().insert(ConnectInfo(self.address));
        let headers = request.headers_mut();
        if let Some(content_type) = content_type {
            headers.insert(header::CONTENT_TYPE, content_type.parse().expect("a header"));
        }
        if method != Method::GET {
            headers.insert("sec-fetch-site", "same-origin".parse().expect("a header"));
        }
        if !self.cookies.is_empty() {
            let pairs = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect::<Vec<_>>();
            headers.insert(header::COOKIE, pairs.join("; ").parse().expect("a header"));
        }
        for (name, value) in &self.headers {
            headers.remove(*name);
            if !value.is_empty() {
                headers.insert(*name, value.parse().expect("a header"));
            }
        }
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        self.keep_cookies(&parts.headers);
        let body = body.collect().await.expect("a body").to_bytes();
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
        }
    }

    fn keep_cookies(&mut self, headers: &HeaderMap) {
        for cookie in headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().expect("text");
            let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
            let (name, value) = pair.split_once('=').expect("a pair");
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}
