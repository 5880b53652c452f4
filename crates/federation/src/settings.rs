//! What Latchkey must know to send somebody to a company's identity provider and to read the response. Invariant: secrets
//! in here are not printed.

use std::{fmt, sync::Arc};

use serde_json::{Map, Value};

use super::client_key::ClientKey;

/// One company's SSO configuration, as the relying party needs it.
#[derive(Clone, PartialEq, Eq)]
pub struct SsoSettings {
    /// The company, for logs.
    pub company_slug: String,
    /// The issuer or its `/.well-known/openid-configuration` URL, with or without a slash at its end.
    pub endpoint_url: String,
    /// Who Latchkey is there.
    pub client_id: String,
    /// Empty for a public client, which is authenticated by PKCE alone.
    pub client_secret: String,
    /// The key that takes the place of a client secret.
    pub client_key: Option<Arc<ClientKey>>,
    /// Scopes to ask for; `openid` is always asked for.
    pub scopes: Vec<String>,
    /// How Latchkey proves who it is; `None` lets discovery decide how the client secret is sent.
    pub client_auth_method: Option<ClientAuthMethod>,
    /// Latchkey's callback for this company.
    pub redirect_uri: String,
}

impl fmt::Debug for SsoSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SsoSettings")
            .field("company_slug", &self.company_slug)
            .field("endpoint_url", &self.endpoint_url)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// How Latchkey proves to the token endpoint who it is (OpenID Connect Core §9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClientAuthMethod {
    /// `client_secret_post`: in the body.
    Post,
    /// `client_secret_basic`: in the header `Authorization`.
    Basic,
    /// `private_key_jwt`: by an assertion that the key signed.
    PrivateKeyJwt,
}

/// What the identity provider shall ask the person (OpenID Connect Core §3.1.2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RequestedPrompt {
    /// Nothing: answer at once, or with an error.
    None,
    /// To sign in, even where a session lives.
    Login,
    /// The person chooses an account (`select_account`).
    SelectAccount,
}

/// The parts of an authorization request that belong to one attempt.
#[derive(Clone, Copy)]
pub struct AuthorizationParameters<'a> {
    /// Comes back with the response.
    pub state: &'a str,
    /// Comes back inside the ID token.
    pub nonce: &'a str,
    /// The secret of PKCE, 43 to 128 characters (RFC 7636 §4.1); only its hash is sent.
    pub code_verifier: &'a str,
    /// The username that was typed.
    pub login_hint: Option<&'a str>,
    /// What to ask the person.
    pub prompt: Option<RequestedPrompt>,
    /// Whether no older sign-in will do (`max_age=0`); the ID token then has to say when it was (`auth_time`).
    pub must_be_new: bool,
}

/// What came back to the callback.
#[derive(Clone, Copy)]
pub struct CodeResponse<'a> {
    /// The authorization code.
    pub code: &'a str,
    /// The issuer that the response names (`iss`, RFC 9207), if it does.
    pub iss: Option<&'a str>,
}

/// What the attempt remembers.
#[derive(Clone, Copy)]
pub struct Expected<'a> {
    /// The nonce that was sent.
    pub nonce: &'a str,
    /// The secret whose hash was sent.
    pub code_verifier: &'a str,
}

/// Who signed in, with everything checked.
#[derive(Clone, PartialEq)]
pub struct VerifiedIdentity {
    /// The issuer, exactly as it calls itself.
    pub issuer: String,
    /// The person's `sub` there.
    pub subject: String,
    /// Claims of the ID token; those that it lacks are userinfo's.
    pub claims: Map<String, Value>,
    /// Whether userinfo was read, or there is none: a claim that is absent here is absent there, too.
    pub is_complete: bool,
    /// The claim `session_expiry` (seconds since the epoch) in milliseconds: no session may outlive it.
    pub session_expires_at_ms: Option<i64>,
    /// The session at the identity provider (`sid`), for back-channel logout.
    pub sid: Option<String>,
    /// How long ago the ID token was issued, in milliseconds; 0 where the identity provider's clock is ahead.
    pub age_ms: i64,
    /// How long ago the person proved who it is (`auth_time`), in milliseconds, where the ID token says so.
    pub authentication_age_ms: Option<i64>,
}

impl fmt::Debug for VerifiedIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifiedIdentity")
            .field("issuer", &self.issuer)
            .field("subject", &self.subject)
            .finish_non_exhaustive()
    }
}
