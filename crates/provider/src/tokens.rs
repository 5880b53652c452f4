//! Issues tokens, and looks up what a token permits. Both kinds are looked up at each use, so that a token stops working with its
//! session, its account, its access or its consent.

use futures_util::future::join;
use latchkey_contract::app_settings::SigningAlgorithm;
use latchkey_domain::scopes::{Scope, Scopes};
use latchkey_domain::token_family::{ACCESS_TOKEN_MS, refresh_token_ends};
use latchkey_store::clients::Client;
use latchkey_store::token_families::{self, Family, FamilyStatus};
use latchkey_store::{Connection, StoreError, Transaction, revoked_access_tokens};
use latchkey_system::secrets::{SecretKey, token_hash};
use serde::Serialize;
use serde_json::{Value, json};

use crate::access_token::AccessToken;
use crate::claims::{IdTokenParts, of_id_token};
use crate::key_ring::{Algorithm, Keys};
use crate::refresh_token::RefreshToken;
use crate::{OAuthCode, OAuthError, jwt};

pub(crate) const WORTHLESS_TOKEN: OAuthError = OAuthError::new(
    OAuthCode::InvalidGrant,
    "The refresh token is not known, was used before, has expired, or was revoked.",
);
const KEY_FAULT: OAuthError = OAuthError::new(OAuthCode::ServerError, "Something went wrong here.");

/// The answer of the token endpoint (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3).
#[derive(Clone, Serialize)]
pub struct TokenResponse {
    /// Opaque to apps ([`AccessToken`]).
    pub access_token: String,
    /// `Bearer`
    pub token_type: &'static str,
    /// Seconds.
    pub expires_in: i64,
    /// Opaque; the one before works no more, but for yielding this one again for a moment.
    pub refresh_token: String,
    /// What the access token may be used for.
    pub scope: String,
    /// A JWT; none without `openid`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
}

/// Which refresh token of its family is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Successor {
    /// The first.
    First,
    /// The one after this generation, which is used up.
    After(i64),
    /// The newest once more, the very same: the response that carried it may be lost, or another process of the app's asks too.
    Newest {
        /// Its generation.
        generation: i64,
        /// When it was given.
        given_at_ms: i64,
    },
}

/// What a pair of tokens is given for.
#[derive(Debug)]
pub struct Grant<'a> {
    /// Whose and whom about.
    pub family: &'a Family,
    /// Which refresh token goes along. The access token is a new one in any case.
    pub refresh_token: Successor,
    /// The client that gets it.
    pub client: &'a Client,
    /// What the access token may be used for.
    pub scopes: Scopes,
    /// From the authorization request, the first time.
    pub nonce: Option<&'a str>,
    /// `iss`
    pub issuer: &'a str,
    /// Now.
    pub now_ms: i64,
    /// Now, by the machine's clock: for the ID token.
    pub wall_ms: i64,
}

/// Gives tokens: the last thing in a transaction, which is committed here. The ID token is signed meanwhile: that is work for
/// a processor, and the commit is work for a disk.
pub async fn give(
    mut transaction: Transaction,
    grant: &Grant<'_>,
    secret_key: &SecretKey,
    keys: &Keys,
) -> Result<TokenResponse, OAuthError> {
    let key = keys.signer(algorithm_of(grant.client), grant.now_ms);
    // Before anything is used up for nothing.
    let key = key.ok_or(KEY_FAULT)?;
    let (now, family) = (grant.now_ms, grant.family);
    let access = AccessToken {
        family_id: family.id.clone(),
        scopes: grant.scopes,
        created_at_ms: now,
        expires_at_ms: (now + ACCESS_TOKEN_MS).min(family.ends_at_ms),
    };
    let (generation, given_at_ms) = match grant.refresh_token {
        Successor::First => (0, now),
        Successor::After(used) => (used + 1, now),
        Successor::Newest {
            generation,
            given_at_ms,
        } => (generation, given_at_ms),
    };
    let refresh = RefreshToken {
        family_id: family.id.clone(),
        generation,
        created_at_ms: given_at_ms,
        expires_at_ms: refresh_token_ends(given_at_ms, family.ends_at_ms),
    };
    let (access_token, refresh_token) = (access.to_token(secret_key)?, refresh.to_token(secret_key));
    if let Successor::After(used) = grant.refresh_token
        && !token_families::advance(&mut transaction, &family.id, used, now).await?
    {
        return Err(WORTHLESS_TOKEN);
    }
    let parts = IdTokenParts {
        issuer: grant.issuer,
        family: grant.family,
        scopes: grant.scopes,
        nonce: grant.nonce,
        access_token: &access_token,
        wall_ms: grant.wall_ms,
    };
    let is_openid = grant.scopes.contains(Scope::OpenId);
    // The commit first: it goes on while this thread signs.
    let signing = async { jwt::sign_with(key, jwt::ID_TOKEN, &of_id_token(&parts)) };
    let (committed, id_token) = join(transaction.commit(), signing).await;
    committed?;
    Ok(TokenResponse {
        id_token: is_openid.then_some(id_token.map_err(|_| KEY_FAULT)?),
        access_token,
        token_type: "Bearer",
        expires_in: (access.expires_at_ms - now) / 1000,
        refresh_token,
        scope: grant.scopes.to_string(),
    })
}

/// How a client wants its ID tokens and logout tokens signed; one that has not said it expects RS256 (OpenID Connect Registration §2).
pub(crate) fn algorithm_of(client: &Client) -> Algorithm {
    match client.registration.settings.id_token_signed_response_alg {
        SigningAlgorithm::Es256 => Algorithm::Es256,
        SigningAlgorithm::Rs256 => Algorithm::Rs256,
    }
}

/// An access token that works, with what it opens.
#[derive(Debug)]
pub struct LiveAccess {
    /// The token.
    pub token: AccessToken,
    /// Its family, as it is at this moment.
    pub family: Family,
}

/// What an access token opens; `None` where it opens nothing (any more).
pub async fn live_access(
    connection: &mut Connection,
    access_token: &str,
    key: &SecretKey,
    now_ms: i64,
) -> Result<Option<LiveAccess>, StoreError> {
    let token = AccessToken::from_token(access_token, key).filter(|token| now_ms < token.expires_at_ms);
    let Some(token) = token else {
        return Ok(None);
    };
    if revoked_access_tokens::contains(connection, &token_hash(access_token)).await? {
        return Ok(None);
    }
    let family = token_families::alive(connection, &token.family_id, now_ms).await?;
    Ok(family.map(|family| LiveAccess { token, family }))
}

/// What a client takes back.
#[derive(Debug)]
pub enum Revocable {
    /// A refresh token: its family goes.
    Family(String),
    /// An access token alone.
    Access {
        /// Its hash.
        hash: String,
        /// When it would have ended.
        expires_at_ms: i64,
    },
}

/// What of a token of this client there is to take back (RFC 7009 §2.1); nothing of another client's, and nothing of what works no
/// more.
pub async fn revocable(
    connection: &mut Connection,
    client: &Client,
    token: &str,
    key: &SecretKey,
    now_ms: i64,
) -> Result<Option<Revocable>, StoreError> {
    if let Some(refresh) = RefreshToken::from_token(token, key) {
        let found = token_families::standing(connection, &refresh.family_id, now_ms).await?;
        let is_own = |standing: &FamilyStatus| standing.client_id == client.client_id && !standing.is_revoked;
        let found = found.filter(|(standing, _)| is_own(standing));
        return Ok(found.map(|_| Revocable::Family(refresh.family_id)));
    }
    let access = live_access(connection, token, key, now_ms).await?;
    let access = access.filter(|access| access.family.client_id == client.client_id);
    Ok(access.map(|access| Revocable::Access {
        hash: token_hash(token),
        expires_at_ms: access.token.expires_at_ms,
    }))
}

/// Takes it back.
pub async fn revoke(
    connection: &mut Connection,
    revocable: &Revocable,
    now_ms: i64,
) -> Result<(), StoreError> {
    match revocable {
        Revocable::Family(id) => token_families::revoke(connection, id, now_ms).await.map(drop),
        Revocable::Access { hash, expires_at_ms } => {
            revoked_access_tokens::insert(connection, hash, *expires_at_ms).await
        }
    }
}

/// What there is to say about a token of this client's app (RFC 7662 §2.2): a service may ask about what another environment of the
/// same app was given, its single-page app for one. `client_id` and `aud` tell which.
pub async fn introspect(
    connection: &mut Connection,
    client: &Client,
    token: &str,
    key: &SecretKey,
    issuer: &str,
    now_ms: i64,
) -> Result<Value, StoreError> {
    let about = |family: &Family, scopes: Scopes, from_ms: i64, until_ms: i64| {
        json!({
            "active": true, "iss": issuer, "client_id": family.client_id, "aud": family.client_id, "sub": family.person.account_id, "scope": scopes.to_string(),
            "iat": from_ms / 1000, "exp": until_ms / 1000,
        })
    };
    let is_own = |family: &Family| family.app_id == client.app_id;
    if let Some(access) = live_access(connection, token, key, now_ms).await? {
        if !is_own(&access.family) {
            return Ok(json!({ "active": false }));
        }
        let AccessToken {
            scopes,
            created_at_ms,
            expires_at_ms,
            ..
        } = access.token;
        let mut answer = about(&access.family, scopes, created_at_ms, expires_at_ms);
        answer["token_type"] = json!("Bearer");
        return Ok(answer);
    }
    let refresh = RefreshToken::from_token(token, key).filter(|refresh| now_ms < refresh.expires_at_ms);
    let Some(refresh) = refresh else {
        return Ok(json!({ "active": false }));
    };
    let found = token_families::standing(connection, &refresh.family_id, now_ms).await?;
    let found = found.filter(|(standing, _)| standing.generation == refresh.generation);
    let family = found.and_then(|(_, family)| family);
    Ok(match family.filter(is_own) {
        Some(family) => about(
            &family,
            family.scopes,
            refresh.created_at_ms,
            refresh.expires_at_ms,
        ),
        None => json!({ "active": false }),
    })
}
