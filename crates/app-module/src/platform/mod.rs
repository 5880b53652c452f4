//! The platform as an OpenID provider. Invariant: types of the openidconnect crate stay in here, and an identity leaves only
//! after every check of its ID token.

mod connection;
mod error;
mod http;
mod id_token;
mod logout_token;
mod redeem;
mod roles;

use std::sync::{Mutex, PoisonError};

use openidconnect::{
    AuthenticationFlow, CsrfToken, LoginHint, Nonce, PkceCodeChallenge, PkceCodeVerifier, Scope,
    core::{CoreAuthPrompt, CoreResponseType},
};
use url::Url;

pub(crate) use self::error::PlatformError;
use self::{
    connection::{Connected, Connection},
    logout_token::{Logout, SeenTokens},
    roles::Roles,
};
use crate::{
    attempts::Attempt,
    identity::Identity,
    session::{Ending, PlatformSession},
    settings::PlatformSettings,
};

/// The platform.
pub(crate) struct Platform {
    connection: Connection,
    seen: Mutex<SeenTokens>,
    roles: Roles,
}

/// Somebody came back.
pub(crate) struct Arrival {
    pub(crate) identity: Identity,
    pub(crate) session: PlatformSession,
}

impl Platform {
    pub(crate) fn new(settings: PlatformSettings, redirect_uri: String, roles: Vec<String>) -> Self {
        Self {
            connection: Connection::new(settings, redirect_uri),
            seen: Mutex::default(),
            roles: Roles::new(roles),
        }
    }

    pub(crate) fn issuer(&self) -> &str {
        &self.connection.settings.issuer
    }

    /// Whether the platform can be reached and knows this app. A yes is remembered; after a no the platform is asked again.
    pub(crate) async fn ready(&self, now_ms: i64) -> Result<(), PlatformError> {
        self.connection.get(now_ms).await.map(drop)
    }

    /// Whether the app's roles are still to be published.
    pub(crate) fn has_roles_to_publish(&self, now_ms: i64) -> bool {
        self.connection.settings.client_secret.is_some() && self.roles.are_due(now_ms)
    }

    /// Publishes the app's roles, if the platform takes them. Returns whether it has taken them now.
    pub(crate) async fn publish_roles(&self, now_ms: i64) -> Result<bool, PlatformError> {
        self.roles.publish(&self.connection, now_ms).await
    }

    /// Where to send the browser.
    pub(crate) async fn authorization_url(
        &self,
        attempt: &Attempt,
        login_hint: Option<&str>,
        asks_anew: bool,
        now_ms: i64,
    ) -> Result<Url, PlatformError> {
        let connected = self.connection.get(now_ms).await?;
        let verifier = PkceCodeVerifier::new(attempt.code_verifier.clone());
        let (state, nonce) = (attempt.state.clone(), attempt.nonce());
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let scopes = self.connection.settings.scopes.iter();
        let mut request = connected
            .client
            .authorize_url(flow, move || CsrfToken::new(state), move || Nonce::new(nonce))
            .add_scopes(scopes.filter(|scope| *scope != "openid").cloned().map(Scope::new))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        if let Some(hint) = login_hint.filter(|hint| !hint.is_empty()) {
            request = request.set_login_hint(LoginHint::new(hint.to_owned()));
        }
        if asks_anew {
            request = request.add_prompt(CoreAuthPrompt::Login);
        }
        Ok(request.url().0)
    }

    /// Whether a response with this `iss` can be the platform's (RFC 9207 §2.4).
    pub(crate) async fn is_answer_of(&self, iss: Option<&str>, now_ms: i64) -> Result<bool, PlatformError> {
        let connected = self.connection.get(now_ms).await?;
        Ok(match iss {
            Some(iss) => iss == self.issuer(),
            None => !connected.sends_iss(),
        })
    }

    /// Redeems a code and checks what it was worth.
    pub(crate) async fn redeem(
        &self,
        code: &str,
        attempt: &Attempt,
        now_ms: i64,
    ) -> Result<Arrival, PlatformError> {
        redeem::redeem(&self.connection, code, attempt, now_ms).await
    }

    /// Where somebody signs out of the platform too, if it has such a place.
    pub(crate) async fn end_session_url(&self, id_token: &str, now_ms: i64) -> Option<Url> {
        let connected = self.connection.get(now_ms).await.ok()?;
        let mut url = connected.end_session_endpoint()?;
        let settings = &self.connection.settings;
        url.query_pairs_mut()
            .append_pair("id_token_hint", id_token)
            .append_pair("client_id", &settings.client_id)
            .append_pair("post_logout_redirect_uri", &settings.post_logout_redirect_uri);
        Some(url)
    }

    /// Checks a logout token; returns which sessions end.
    pub(crate) async fn logout(&self, token: &str, now_ms: i64) -> Result<Ending, PlatformError> {
        let connected = self.connection.get(now_ms).await?;
        let client_id = &self.connection.settings.client_id;
        let check = |connected: &Connected| {
            logout_token::verify(token, &connected.keys, self.issuer(), client_id, now_ms)
        };
        let logout = match check(&connected) {
            Err(PlatformError::UnknownKey) => {
                check(&*self.connection.with_new_keys(&connected, now_ms).await?)?
            }
            other => other?,
        };
        self.note(&logout, now_ms)?;
        Ok(logout.ending)
    }

    /// A logout token counts once.
    fn note(&self, logout: &Logout, now_ms: i64) -> Result<(), PlatformError> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.is_new(&logout.id, logout.expires_at_ms, now_ms) {
            Ok(())
        } else {
            Err(PlatformError::Refused("the logout token came before"))
        }
    }
}
