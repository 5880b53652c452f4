//! Issues access tokens, refresh tokens and ID tokens, and looks up what a token permits. Invariant: access tokens and refresh tokens are
//! looked up in the database at each use, so that a token stops working when its session, its account, the person's access or the
//! person's consent ends.

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

/// The response to every refresh token that does not work: it does not say why, because whoever sends it may be a thief.
pub(crate) const WORTHLESS_TOKEN: OAuthError = OAuthError::new(
    OAuthCode::InvalidGrant,
    "The refresh token is not known, was used before, has expired, or was revoked.",
);
const KEY_FAULT: OAuthError = OAuthError::new(OAuthCode::ServerError, "Something went wrong here.");

/// The response of the token endpoint (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3).
#[derive(Clone, Serialize)]
pub struct TokenResponse {
    /// Opaque to apps ([`AccessToken`]).
    pub access_token: String,
    /// `Bearer`
    pub token_type: &'static str,
    /// How long the access token works, in seconds.
    pub expires_in: i64,
    /// Opaque to apps ([`RefreshToken`]). It takes the place of the one that the app sent. For a moment longer the platform accepts that
    /// one, and answers with this same token ([`Successor::Newest`]).
    pub refresh_token: String,
    /// The scopes of the access token, with spaces between them (RFC 6749 §3.3).
    pub scope: String,
    /// The ID token, a JWT; `None` where the scope `openid` was not granted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
}

/// Which refresh token of a family goes into the response. The tokens of a family are numbered by generation, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Successor {
    /// The first one, in exchange for a code.
    First,
    /// The one that follows this generation. This generation is used up with it.
    After(i64),
    /// The newest one a second time: the response that carried it may be lost, or two processes of the app sent the same token.
    Newest {
        /// Its generation.
        generation: i64,
        /// When the platform first issued it, in milliseconds since the Unix epoch.
        given_at_ms: i64,
    },
}

/// What [`give`] needs to know to issue an access token and a refresh token.
#[derive(Debug)]
pub struct Grant<'a> {
    /// The token family: it knows the person, the app's environment and the session.
    pub family: &'a Family,
    /// Which refresh token goes into the response. The access token is a new one in any case.
    pub refresh_token: Successor,
    /// The client that receives the tokens.
    pub client: &'a Client,
    /// The scopes of the access token.
    pub scopes: Scopes,
    /// `nonce` of the authorization request, for the first ID token; later ones have none.
    pub nonce: Option<&'a str>,
    /// `iss`: the platform's URL.
    pub issuer: &'a str,
    /// The time by the platform's clock, which never goes back, in milliseconds since the Unix epoch.
    pub now_ms: i64,
    /// The time by the machine's clock, in milliseconds since the Unix epoch: apps compare the ID token's times with their own clocks.
    pub wall_ms: i64,
}

/// Issues tokens and commits `transaction`, whose last statement it runs. It signs the ID token during the commit: signing occupies the
/// processor, while the commit waits for the disk.
///
/// # Errors
/// [`OAuthCode::InvalidGrant`] where another request has used the refresh token meanwhile; [`OAuthCode::ServerError`] where there is no key
/// to sign with, or no randomness; what a [`StoreError`] becomes where the store fails.
pub async fn give(
    mut transaction: Transaction,
    grant: &Grant<'_>,
    secret_key: &SecretKey,
    keys: &Keys,
) -> Result<TokenResponse, OAuthError> {
    let key = keys.signer(algorithm_of(grant.client), grant.now_ms);
    // Checked before the refresh token is used up: without a key there would be no response to carry its successor.
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
    // `join` polls the commit first, which goes on in the background while this thread signs.
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

/// The algorithm with which a client wants its ID tokens and logout tokens signed. A client that registered none expects RS256 (OpenID
/// Connect Registration §2).
pub(crate) fn algorithm_of(client: &Client) -> Algorithm {
    match client.registration.settings.id_token_signed_response_alg {
        SigningAlgorithm::Es256 => Algorithm::Es256,
        SigningAlgorithm::Rs256 => Algorithm::Rs256,
    }
}

/// An access token that works, with its family.
#[derive(Debug)]
pub struct LiveAccess {
    /// The token.
    pub token: AccessToken,
    /// Its family, as the database has it now.
    pub family: Family,
}

/// Reads an access token; `None` where the platform did not issue it, or where it has expired, was revoked, or lost its family.
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

/// What the platform revokes where a client sends a token to the revocation endpoint.
#[derive(Debug)]
pub enum Revocable {
    /// The client sent a refresh token: the whole family with this identifier.
    Family(String),
    /// The client sent an access token: that token alone.
    Access {
        /// Hash of the token ([`token_hash`]).
        hash: String,
        /// When the token would have expired, in milliseconds since the Unix epoch.
        expires_at_ms: i64,
    },
}

/// What there is to revoke where `client` sends `token` (RFC 7009 §2.1). `None` where the token belongs to another client, or does not work
/// any more.
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

/// Revokes a token family, or an access token alone.
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

/// The introspection response about a token (RFC 7662 §2.2). A client may ask about tokens of every environment of its own app: a service
/// receives those of the app's single-page app, for example. `client_id` and `aud` say which environment it was.
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
