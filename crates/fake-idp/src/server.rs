//! A provider that listens. Invariant: it stops when it is dropped.

use std::{fmt, io, net::SocketAddr, sync::Arc};

use axum::{
    Router, middleware,
    routing::{get, post},
};
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle};

use crate::{
    authorize::{self, LoginError},
    config::FakeIdpConfig,
    fault::{Fault, RequestCounts},
    fault_name::FaultName,
    keys::SigningKey,
    metadata,
    provider::Provider,
    signals, start, switches, token, trouble, userinfo,
};

/// A running provider.
pub struct FakeIdp {
    provider: Arc<Provider>,
    address: SocketAddr,
    server: JoinHandle<io::Result<()>>,
}

impl fmt::Debug for FakeIdp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeIdp")
            .field("issuer", &self.provider.issuer)
            .finish_non_exhaustive()
    }
}

impl Drop for FakeIdp {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl FakeIdp {
    /// Begins to listen; when this returns, requests are answered.
    pub async fn start(config: FakeIdpConfig) -> io::Result<Self> {
        let listener = TcpListener::bind(config.listen).await?;
        let address = listener.local_addr()?;
        let issuer = config
            .issuer
            .clone()
            .unwrap_or_else(|| format!("http://{address}"));
        let issuer = issuer.trim_end_matches('/').to_owned();
        let provider = Arc::new(Provider::new(config, issuer));
        let app = router(&provider);
        let server = tokio::spawn(async move { axum::serve(listener, app).await });
        Ok(Self {
            provider,
            address,
            server,
        })
    }

    /// What it calls itself.
    pub fn issuer(&self) -> &str {
        &self.provider.issuer
    }

    /// The address that it listens on.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// How it was set up.
    pub fn config(&self) -> &FakeIdpConfig {
        &self.provider.config
    }

    /// Misbehaves so from now on, besides whatever was set before.
    pub fn set_fault(&self, fault: Fault) {
        self.provider.inner().faults.push(fault);
    }

    /// The client proves itself with any of these secrets from now on, and with no other.
    pub fn set_client_secrets(&self, secrets: &[&str]) {
        let secrets = secrets.iter().map(|secret| (*secret).to_owned());
        self.provider.inner().client_secrets = secrets.collect();
    }

    /// The client proves itself with these public keys from now on (JWKs), which are not read from an address then.
    pub fn set_client_keys(&self, keys: Vec<Value>) {
        self.provider.inner().client_keys = Some(keys);
    }

    /// Turns a fault with a name on or off.
    pub fn switch(&self, name: FaultName, is_on: bool) {
        self.provider.switch(name, is_on);
    }

    /// Behaves again.
    pub fn clear_faults(&self) {
        let mut inner = self.provider.inner();
        inner.faults.clear();
        inner.switched_on.clear();
    }

    /// Signs with a new key from now on, and publishes that one alone.
    pub fn rotate_keys(&self) {
        let key = SigningKey::generate(self.provider.config.algorithm);
        self.provider.inner().key = key;
    }

    /// Puts its clock ahead (or, below zero, back) of the machine's.
    pub fn set_clock_offset(&self, seconds: i64) {
        self.provider.inner().clock_offset = seconds;
    }

    /// Seconds since the epoch by its clock.
    pub fn now(&self) -> i64 {
        self.provider.now()
    }

    /// How often each endpoint was called so far.
    pub fn requests(&self) -> RequestCounts {
        self.provider.inner().counts
    }

    /// Does what a person with this address would do in the browser. Answers with the URL that the browser is sent to.
    pub fn complete_login(&self, authorization_url: &str, email: &str) -> Result<String, LoginError> {
        authorize::without_browser(&self.provider, authorization_url, Ok(email))
    }

    /// Presses Cancel on the sign-in page. Answers with the URL that the browser is sent to.
    pub fn cancel_login(&self, authorization_url: &str) -> Result<String, LoginError> {
        authorize::without_browser(&self.provider, authorization_url, Err("access_denied"))
    }

    /// Refuses with this error, e.g. `login_required`. Answers with the URL that the browser is sent to.
    pub fn refuse_login(&self, authorization_url: &str, error: &str) -> Result<String, LoginError> {
        authorize::without_browser(&self.provider, authorization_url, Err(error))
    }

    /// Makes a logout token about a person, a session, or both.
    pub fn logout_token(&self, subject: Option<&str>, sid: Option<&str>) -> String {
        token::logout_token(&self.provider, subject, sid)
    }

    /// Makes the token that authorizes a global token revocation at this address.
    pub fn revocation_token(&self, endpoint: &str) -> String {
        signals::revocation_token(&self.provider, endpoint)
    }

    /// Makes a security event token about a subject (RFC 9493), for this address.
    pub fn event_token(&self, endpoint: &str, event: &str, subject: Option<&Value>) -> String {
        signals::event_token(&self.provider, endpoint, event, subject)
    }

    /// The ID token that was made last.
    pub fn last_id_token(&self) -> Option<String> {
        self.provider.inner().last_id_token.clone()
    }

    /// Waits until the server ends, which it does not by itself.
    pub async fn ended(&mut self) -> io::Result<()> {
        (&mut self.server).await.unwrap_or(Ok(()))
    }
}

fn router(provider: &Arc<Provider>) -> Router {
    Router::new()
        .route("/", get(start::page))
        .route("/.well-known/openid-configuration", get(metadata::discovery))
        .route("/jwks", get(metadata::keys))
        .route("/authorize", get(authorize::authorize))
        .route("/login", post(authorize::login))
        .route("/logout", get(authorize::logout))
        .route("/token", post(token::token))
        .route("/userinfo", get(userinfo::userinfo))
        .route("/signals", get(signals::page).post(signals::send))
        .route("/switches", get(switches::page).post(switches::turn))
        .layer(middleware::from_fn_with_state(
            Arc::clone(provider),
            trouble::layer,
        ))
        .with_state(Arc::clone(provider))
}
