//! Grants of the token endpoint: `authorization_code` and `refresh_token`. Invariants: a code works once, and so does a refresh
//! token (for a moment longer it yields the same successor: `domain/token_family.rs`); a code or token that comes again after that revokes
//! everything that was issued from it, and the revocation is committed before the response.

use latchkey_domain::authorization_request::{RequestEvent, RequestState, is_code_expired};
use latchkey_domain::pkce;
use latchkey_domain::scopes::{Scope, Scopes};
use latchkey_domain::token_family::{FAMILY_MS, Presented, RefreshDecision, judge, reuse_seconds};
use latchkey_store::audit::{self, Origin};
use latchkey_store::authorization_requests::{self, AuthorizationRequest, IssuedCode};
use latchkey_store::clients::Client;
use latchkey_store::token_families::{self, Family, NewFamily};
use latchkey_store::{Connection, StoreError, consents, new_id, sessions};
use latchkey_system::secrets::token_hash;
use serde_json::json;

use crate::Provider;
use crate::key_ring::Keys;
use crate::parameters::Parameters;
use crate::proceed::wish;
use crate::refresh_token::RefreshToken;
use crate::tokens::{Grant, Successor, TokenResponse, WORTHLESS_TOKEN, give};
use crate::{OAuthCode, OAuthError};

const WORTHLESS_CODE: OAuthError = OAuthError::new(
    OAuthCode::InvalidGrant,
    "The code is not known, was used before, has expired, or belongs to another client, address or verifier.",
);
/// `grant_type=authorization_code` (RFC 6749 §4.1.3).
pub async fn code(
    provider: &Provider,
    client: &Client,
    parameters: &Parameters,
    keys: &Keys,
    origin: &Origin,
) -> Result<TokenResponse, OAuthError> {
    let code = parameters.require("code", "code is missing.")?;
    let redirect_uri = parameters.require("redirect_uri", "redirect_uri is missing.")?;
    let verifier = parameters.get("code_verifier")?;
    let hash = token_hash(code);
    // Looked up on a reading connection first, so that made-up codes do not occupy the database's writer.
    let known = authorization_requests::by_code_hash(&mut *provider.store.read().await?, &hash).await?;
    known.ok_or(WORTHLESS_CODE)?;
    let now = provider.clock.now_ms();
    let mut transaction = provider.store.begin().await?;
    let found = authorization_requests::by_code_hash(&mut transaction, &hash).await?;
    let Some((request, issued)) = found.and_then(|request| Some((request.clone(), request.code?))) else {
        return Err(WORTHLESS_CODE);
    };
    let is_own = request.environment_id == client.environment_id
        && request.parameters.redirect_uri == redirect_uri
        && pkce::admits(request.parameters.code_challenge.as_deref(), verifier);
    // Whether the code is new is decided first: one that comes a second time counts as stolen, even if the rest of the request is wrong.
    let is_first = request.status.after(RequestEvent::Exchange).is_ok();
    if is_first && (!is_own || is_code_expired(issued.issued_at_ms, now)) {
        return Err(WORTHLESS_CODE);
    }
    let account = request.account_id.as_deref();
    let exchanged = is_first
        && authorization_requests::advance(
            &mut transaction,
            &request.id,
            RequestState::CodeIssued,
            RequestState::Exchanged,
            account,
        )
        .await?;
    if !exchanged {
        // The audit trail has one event per code: whoever holds a used code could fill the trail otherwise.
        if token_families::revoke_of_request(&mut transaction, &request.id, now).await? {
            append_audit(
                &mut transaction,
                "code_replayed",
                &request.environment_id,
                account,
                origin,
                now,
            )
            .await?;
            transaction.commit().await?;
        }
        return Err(WORTHLESS_CODE);
    }
    let issued = IssuedCode {
        // Every ID token of the family has this as `auth_time`; it must not lie in the future by the clock of the ID token's other times.
        signed_in_at_ms: issued.signed_in_at_ms.min(provider.wall_clock.now_ms()),
        ..issued
    };
    let family = begin_family(&mut transaction, client, &request, &issued, now).await?;
    let family = family.ok_or(WORTHLESS_CODE)?;
    let grant = Grant {
        scopes: family.scopes,
        family: &family,
        refresh_token: Successor::First,
        client,
        nonce: request.parameters.nonce.as_deref(),
        issuer: provider.issuer(),
        now_ms: now,
        wall_ms: provider.wall_clock.now_ms(),
    };
    give(transaction, &grant, &provider.secret_key, keys).await
}

/// The token family that a code begins; `None` where the session, the account, the person's access or the consent has ended since the
/// platform issued the code.
async fn begin_family(
    connection: &mut Connection,
    client: &Client,
    request: &AuthorizationRequest,
    issued: &IssuedCode,
    now_ms: i64,
) -> Result<Option<Family>, StoreError> {
    let Some(account_id) = request.account_id.as_deref() else {
        return Ok(None);
    };
    // The lock makes a request that ends the session at this moment wait, so that it sees the family and notifies the app.
    if !sessions::lock_live(connection, &issued.session_id, now_ms).await? {
        return Ok(None);
    }
    let agreement = consents::find(connection, account_id, &client.environment_id).await?;
    let Some(scopes) = wish(request, client).granted_by(agreement) else {
        return Ok(None);
    };
    let family = NewFamily {
        id: &new_id(),
        authorization_request_id: &request.id,
        environment_id: &client.environment_id,
        account_id,
        session_id: &issued.session_id,
        signed_in_by: issued.signed_in_by,
        signed_in_at_ms: issued.signed_in_at_ms,
        auth_time_known: issued.auth_time_known,
        second_factor: issued.second_factor,
        scopes,
        offline: scopes.contains(Scope::OfflineAccess),
        ends_at_ms: now_ms + FAMILY_MS,
    };
    token_families::insert(connection, &family, now_ms).await?;
    token_families::alive(connection, family.id, now_ms).await
}

/// `grant_type=refresh_token` (§6).
pub async fn refresh(
    provider: &Provider,
    client: &Client,
    parameters: &Parameters,
    keys: &Keys,
    origin: &Origin,
) -> Result<TokenResponse, OAuthError> {
    let token = parameters.require("refresh_token", "refresh_token is missing.")?;
    let token = RefreshToken::from_token(token, &provider.secret_key).ok_or(WORTHLESS_TOKEN)?;
    let narrower = parameters.get("scope")?.map(Scopes::parse);
    let now = provider.clock.now_ms();
    let mut transaction = provider.store.begin().await?;
    // Locked before it is read, so that no other request uses the same token in between.
    token_families::lock(&mut transaction, &token.family_id).await?;
    let found = token_families::standing(&mut transaction, &token.family_id, now).await?;
    let (standing, family) = found.ok_or(WORTHLESS_TOKEN)?;
    let presented = Presented {
        generation: token.generation,
        newest: standing.generation,
        expires_at_ms: token.expires_at_ms,
        newest_given_at_ms: standing.refreshed_at_ms,
        reuse_seconds: reuse_seconds(
            client.registration.settings.refresh_token_reuse_seconds,
            client.secrets.is_public(),
        ),
        is_family_revoked: standing.is_revoked,
        is_own_client: standing.client_id == client.client_id,
    };
    let refresh_token = match judge(presented, now) {
        RefreshDecision::Rotate => Successor::After(token.generation),
        RefreshDecision::Repeat => Successor::Newest {
            generation: standing.generation,
            given_at_ms: standing.refreshed_at_ms,
        },
        RefreshDecision::Refuse => return Err(WORTHLESS_TOKEN),
        RefreshDecision::Revoke => {
            token_families::revoke(&mut transaction, &token.family_id, now).await?;
            let environment = &client.environment_id;
            append_audit(
                &mut transaction,
                "refresh_token_replayed",
                environment,
                None,
                origin,
                now,
            )
            .await?;
            transaction.commit().await?;
            return Err(WORTHLESS_TOKEN);
        }
    };
    let family = family.ok_or(WORTHLESS_TOKEN)?;
    // Some libraries request with each refresh the scopes that they requested of the person, also those that the person declined. They get
    // those that were granted, and the response says which these are (RFC 6749 §3.3).
    let scopes = narrower.unwrap_or(family.scopes).and(family.scopes);
    if scopes.is_empty() {
        return Err(OAuthError::new(
            OAuthCode::InvalidScope,
            "scope must contain something that was granted.",
        ));
    }
    let grant = Grant {
        family: &family,
        refresh_token,
        client,
        scopes,
        nonce: None,
        issuer: provider.issuer(),
        now_ms: now,
        wall_ms: provider.wall_clock.now_ms(),
    };
    give(transaction, &grant, &provider.secret_key, keys).await
}

async fn append_audit(
    connection: &mut Connection,
    action: &'static str,
    environment_id: &str,
    account_id: Option<&str>,
    origin: &Origin,
    now_ms: i64,
) -> Result<(), StoreError> {
    tracing::warn!(action, environment_id, "what it gave was taken back");
    let event = audit::Event {
        action,
        company_id: None,
        actor_account_id: None,
        subject: Some(environment_id),
        detail: json!({ "account": account_id }),
    };
    audit::append(connection, &event, origin, now_ms).await
}
