//! A browser over real HTTP: keeps cookies, follows nothing by itself.

use std::{collections::BTreeMap, sync::Arc};

use reqwest::{
    Client, RequestBuilder,
    header::{COOKIE, HeaderMap, LOCATION, SET_COOKIE},
    redirect::Policy,
};

/// A browser at an app.
pub(crate) struct Visitor {
    app_url: String,
    client: Client,
    cookies: BTreeMap<String, String>,
}

/// An answer, read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    /// Where a redirect leads; of the app's own addresses the path.
    #[track_caller]
    pub(crate) fn location(&self) -> String {
        assert!((300..400).contains(&self.status), "{self:?}");
        self.headers[LOCATION].to_str().unwrap().to_owned()
    }
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
            cookies: BTreeMap::new(),
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
        let pairs: Vec<_> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let answer = request.header(COOKIE, pairs.join("; ")).send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        for line in headers.get_all(SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        Answer {
            status,
            headers,
            body: answer.text().await.unwrap(),
        }
    }
}
