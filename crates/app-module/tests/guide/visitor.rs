//! A browser over real HTTP: keeps cookies, follows nothing by itself.

use std::sync::Arc;

use latchkey_test_browser::{Answer, Cookies};
use reqwest::{Client, RequestBuilder, header::COOKIE, redirect::Policy};

/// A browser at an app.
pub(crate) struct Visitor {
    app_url: String,
    client: Client,
    cookies: Cookies,
}

impl Visitor {
    pub(crate) fn new(app_url: String) -> Self {
        // Loopback only: no certificate is ever looked at, but the client wants to know how it would be.
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth();
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(Policy::none())
            .no_proxy();
        Self {
            app_url,
            client: client.build().unwrap(),
            cookies: Cookies::default(),
        }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        let url = self.url(path);
        self.send(self.client.get(url).header("sec-fetch-site", "none"))
            .await
    }

    pub(crate) async fn post(&mut self, path: &str, form: &str, from: &str) -> Answer {
        let request = self.client.post(self.url(path)).header("sec-fetch-site", from);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        self.send(request.body(form.to_owned())).await
    }

    fn url(&self, path: &str) -> String {
        if path.starts_with('/') {
            format!("{}{path}", self.app_url)
        } else {
            path.to_owned()
        }
    }

    async fn send(&mut self, request: RequestBuilder) -> Answer {
        let request = match self.cookies.line() {
            Some(cookies) => request.header(COOKIE, cookies),
            None => request,
        };
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        self.cookies.keep(&headers);
        Answer {
            status,
            headers,
            body: response.bytes().await.unwrap(),
        }
    }
}
