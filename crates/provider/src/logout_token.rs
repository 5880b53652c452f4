//! Logout tokens (OpenID Connect Back-Channel Logout 1.0 §2.4). Invariant: a logout token cannot be taken for another token of
//! ours, nor another token for it: it has its own `typ`, has `events`, and never a `nonce`.

use latchkey_store::clients::Client;
use serde_json::{Value, json};

use crate::jwt;
use crate::key_ring::{KeyFault, Keys};
use crate::tokens::algorithm_of;

/// How long it is worth anything: it is made anew for each try.
const LIFETIME_MS: i64 = 2 * 60 * 1000;
/// `typ` of the header.
const TYPE: &str = "logout+jwt";
/// The event of a logout token (Back-Channel Logout 1.0 §2.4).
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// What a logout token is made of.
#[derive(Debug, Clone, Copy)]
pub struct LogoutTokenParts<'a> {
    /// `iss`
    pub issuer: &'a str,
    /// `aud`
    pub client_id: &'a str,
    /// `sub`: whose session it was.
    pub account_id: &'a str,
    /// `sid`: which session, as in its ID tokens.
    pub session_id: &'a str,
    /// `jti`
    pub id: &'a str,
    /// Now, for the choice of the key.
    pub now_ms: i64,
    /// Now, by the machine's clock: the app compares it with its own.
    pub wall_ms: i64,
}

fn claims(parts: LogoutTokenParts<'_>) -> Value {
    json!({
        "iss": parts.issuer,
        "aud": parts.client_id,
        "sub": parts.account_id,
        "sid": parts.session_id,
        "iat": parts.wall_ms / 1000,
        "exp": (parts.wall_ms + LIFETIME_MS) / 1000,
        "jti": parts.id,
        "events": { EVENT: {} },
    })
}

/// The token, signed as the client wants its ID tokens signed.
pub fn sign(keys: &Keys, client: &Client, parts: LogoutTokenParts<'_>) -> Result<String, KeyFault> {
    jwt::sign(keys, algorithm_of(client), TYPE, &claims(parts), parts.now_ms)
}
