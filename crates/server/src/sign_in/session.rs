//! Beginning, finding and ending sessions.

use serde_json::json;

use super::SignInError;
use crate::app::App;
use crate::domain::session_lifetime::{Lifetime, SignedInBy, extended};
use crate::secrets::{new_token, token_hash};
use crate::store::audit::{self, Origin};
use crate::store::sessions::{self, IdpSession, NewSession, Session};
use crate::store::{Connection, StoreError, new_id};

/// How often the store is told that a session is in use, in milliseconds: reading must not become writing.
const TOUCH_EVERY_MS: i64 = 60_000;

/// Who signs in, and how.
#[derive(Debug)]
pub struct Beginning<'a> {
    /// The account.
    pub account_id: &'a str,
    /// Its company.
    pub company_id: &'a str,
    /// The way.
    pub signed_in_by: SignedInBy,
    /// How long.
    pub lifetime: Lifetime,
    /// The identity provider's side.
    pub idp: Option<IdpSession<'a>>,
    /// The token of the session that this browser had before; it ends.
    pub replaces: Option<&'a str>,
}

/// Begins a session and returns its token, which goes into the cookie and nowhere else.
pub async fn begin(
    connection: &mut Connection,
    beginning: &Beginning<'_>,
    origin: &Origin,
    now_ms: i64,
) -> Result<String, SignInError> {
    if let Some(token) = beginning.replaces {
        sessions::delete(connection, &token_hash(token)).await?;
    }
    let token = new_token()?;
    let session = NewSession {
        id: &new_id(),
        token_hash: &token_hash(&token),
        account_id: beginning.account_id,
        signed_in_by: beginning.signed_in_by,
        lifetime: beginning.lifetime,
        idp: beginning.idp,
    };
    sessions::insert(connection, &session, origin, now_ms).await?;
    let event = audit::Event {
        action: "signed_in",
        company_id: Some(beginning.company_id),
        actor_account_id: Some(beginning.account_id),
        subject: Some(session.id),
        detail: json!({ "by": beginning.signed_in_by.as_str() }),
    };
    audit::append(connection, &event, origin, now_ms).await?;
    Ok(token)
}

/// The live session with this token. One that has expired, or whose account was switched off, is deleted on the way: it
/// cannot come back, whatever the clock does.
pub async fn find(app: &App, token: &str) -> Result<Option<Session>, StoreError> {
    let hash = token_hash(token);
    let Some(session) = sessions::by_token_hash(&mut *app.store.read().await?, &hash).await? else {
        return Ok(None);
    };
    let now = app.clock.now_ms();
    if session.deactivated || now >= session.lifetime.expires_at_ms {
        let mut transaction = app.store.begin().await?;
        sessions::delete(&mut transaction, &hash).await?;
        transaction.commit().await?;
        return Ok(None);
    }
    touched(app, session, now).await.map(Some)
}

/// The session with its idle hour begun anew, written down where that can be done at once: reading must never wait for a
/// writer. What is not written down now is at one of the next requests.
async fn touched(app: &App, mut session: Session, now: i64) -> Result<Session, StoreError> {
    let interval = TOUCH_EVERY_MS.min(app.config.session_ttl_ms / 10);
    if now - session.last_seen_at_ms < interval {
        return Ok(session);
    }
    let lifetime = extended(
        session.signed_in_by,
        session.lifetime,
        now,
        app.config.session_ttl_ms,
    );
    if let Some(mut transaction) = app.store.begin_if_free().await? {
        sessions::touch(&mut transaction, &session.id, lifetime, now).await?;
        transaction.commit().await?;
        session.lifetime = lifetime;
    }
    Ok(session)
}

/// Signs out. No session, no harm.
pub async fn end(app: &App, token: &str, origin: &Origin) -> Result<(), StoreError> {
    let hash = token_hash(token);
    let mut transaction = app.store.begin().await?;
    let session = sessions::by_token_hash(&mut transaction, &hash).await?;
    if sessions::delete(&mut transaction, &hash).await?
        && let Some(session) = &session
    {
        let event = audit::Event {
            action: "signed_out",
            company_id: Some(&session.company_id),
            actor_account_id: Some(&session.account_id),
            subject: Some(&session.id),
            detail: json!({}),
        };
        audit::append(&mut transaction, &event, origin, app.clock.now_ms()).await?;
    }
    transaction.commit().await
}
