//! Reads a logout request of an app (OpenID Connect RP-Initiated Logout 1.0 §2). Invariants: the browser is redirected to a
//! registered `post_logout_redirect_uri` or not at all; the person is asked first where the request does not prove who wants it.

use latchkey_domain::redirect_uri::{is_acceptable, with_parameters};
use latchkey_store::clients::{self, Client};
use latchkey_store::sessions::Session;
use latchkey_store::{Connection, StoreError};

use crate::jwt;
use crate::key_ring::Keys;
use crate::parameters::Parameters;

/// What an app wants.
#[derive(Debug, Default)]
pub struct LogoutRequest {
    /// Which app, where it is known.
    pub client: Option<Client>,
    /// Where it goes on, with `state`; registered.
    pub next: Option<String>,
    /// There was an ID token of ours.
    pub has_hint: bool,
    /// Its `sub` and `sid`.
    hint: Option<(String, String)>,
}

impl LogoutRequest {
    /// Whether the app holds an ID token of this very session: then the person came from there, and nobody needs to be asked.
    pub fn fits(&self, session: &Session) -> bool {
        self.hint
            .as_ref()
            .is_some_and(|(sub, sid)| *sub == session.account_id && *sid == session.id)
    }
}

/// Reads it. Whatever does not fit is left out: signing out works all the same.
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
        // Two apps at once are none.
        (Some(asked), Some(audience)) if asked != audience => return Ok(LogoutRequest::default()),
        (asked, audience) => asked.or(audience),
    };
    let client = match client_id {
        Some(client_id) => clients::by_client_id(connection, client_id).await?,
        None => None,
    };
    // A `state` that cannot be given back as it came leads nowhere: the app would take the answer for another one.
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
