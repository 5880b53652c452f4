//! Reads a logout request of an app (OpenID Connect RP-Initiated Logout 1.0 §2). Invariants: the browser is redirected to a
//! registered `post_logout_redirect_uri` or not at all; the person is asked first where the request does not prove who wants it.

use latchkey_domain::redirect_uri::{is_acceptable, with_parameters};
use latchkey_store::clients::{self, Client};
use latchkey_store::sessions::Session;
use latchkey_store::{Connection, StoreError};

use crate::jwt;
use crate::key_ring::Keys;
use crate::parameters::Parameters;

/// A logout request, as far as it is valid.
#[derive(Debug, Default)]
pub struct LogoutRequest {
    /// The client that sent it, from `client_id` or the ID token's `aud`.
    pub client: Option<Client>,
    /// Where the browser goes afterwards: a registered `post_logout_redirect_uri`, with `state`.
    pub next: Option<String>,
    /// Whether `id_token_hint` is an ID token that the platform issued.
    pub has_hint: bool,
    /// `sub` and `sid` of that ID token.
    hint: Option<(String, String)>,
}

impl LogoutRequest {
    /// Whether `id_token_hint` belongs to this session: then the request comes from an app of this person, and the person is not asked.
    pub fn fits(&self, session: &Session) -> bool {
        self.hint
            .as_ref()
            .is_some_and(|(sub, sid)| *sub == session.account_id && *sid == session.id)
    }
}

/// Reads a logout request. Invalid parameters are left out, because signing out has to work without them, too.
pub async fn read(
    connection: &mut Connection,
    raw: &Parameters,
    keys: &Keys,
    issuer: &str,
) -> Result<LogoutRequest, StoreError> {
    let get = |name| raw.get(name).ok().flatten();
    let claims = get("id_token_hint").and_then(|hint| jwt::verify_id_token(keys, hint, issuer));
    let claim = |name: &str| Some(claims.as_ref()?.get(name)?.as_str()?.to_owned());
    let audience = claim("aud");
    let client_id = match (get("client_id"), audience.as_deref()) {
        // `client_id` and `aud` name two apps: neither counts.
        (Some(asked), Some(audience)) if asked != audience => return Ok(LogoutRequest::default()),
        (asked, audience) => asked.or(audience),
    };
    let client = match client_id {
        Some(client_id) => clients::by_client_id(connection, client_id).await?,
        None => None,
    };
    // No redirect if `state` cannot be returned unchanged: the app would take the response for that of another request.
    let state = raw.state();
    let next = client.as_ref().zip(state.ok()).and_then(|(client, state)| {
        let asked = get("post_logout_redirect_uri")?;
        let known = &client.registration.settings.post_logout_redirect_uris;
        let is_known = is_acceptable(asked) && known.iter().any(|known| known == asked);
        is_known.then(|| match state {
            Some(state) => with_parameters(asked, &[("state", state)]),
            None => asked.to_owned(),
        })
    });
    Ok(LogoutRequest {
        client,
        next,
        has_hint: claims.is_some(),
        hint: claim("sub").zip(claim("sid")),
    })
}
