//! Beginning, finding and ending sessions.

use serde_json::json;

use super::SignInError;
use crate::app::App;
use crate::domain::session_lifetime::{Lifetime, SignedInBy, extended};
use crate::domain::session_standing::{Standing, standing};
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

/// The live session with this token. What has run out is marked so, or deleted where it is good for nothing more: it cannot
/// come back, whatever the clock does.
pub async fn find(app: &App, token: &str) -> Result<Option<Session>, StoreError> {
    match look(app, token).await? {
        Some((session, Standing::Live)) => touched(app, session).await.map(Some),
        _ => Ok(None),
    }
}

/// The session with this token if it has run out and can be renewed.
pub async fn find_renewable(app: &App, token: &str) -> Result<Option<Session>, StoreError> {
    let looked = look(app, token).await?;
    Ok(looked
        .filter(|(_, standing)| matches!(standing, Standing::Renewable { .. }))
        .map(|(session, _)| session))
}

/// The session with this token and its standing, which is written down where it has changed.
async fn look(app: &App, token: &str) -> Result<Option<(Session, Standing)>, StoreError> {
    let hash = token_hash(token);
    let Some(session) = sessions::by_token_hash(&mut *app.store.read().await?, &hash).await? else {
        return Ok(None);
    };
    let standing = standing(&session.facts(), app.clock.now_ms());
    match standing {
        Standing::Renewable { ended_at_ms } if session.ended_at_ms.is_none() => {
            let mut transaction = app.store.begin().await?;
            sessions::mark_ended(&mut transaction, &session.id, ended_at_ms).await?;
            transaction.commit().await?;
        }
        Standing::Over => {
            let mut transaction = app.store.begin().await?;
            sessions::delete(&mut transaction, &hash).await?;
            transaction.commit().await?;
        }
        Standing::Live | Standing::Renewable { .. } => {}
    }
    Ok(Some((session, standing)))
}

/// The session with its idle hour begun anew, written down where that can be done at once: reading must never wait for a
/// writer. What is not written down now is at one of the next requests.
async fn touched(app: &App, mut session: Session) -> Result<Session, StoreError> {
    let now = app.clock.now_ms();
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

/// Which of their own sessions somebody ends.
#[derive(Debug, Clone, Copy)]
pub enum Which<'a> {
    /// The one with this identifier.
    One(&'a str),
    /// All but the one that asks.
    Others,
}

/// Ends sessions of the person whose session asks. Returns how many were live.
pub async fn end_own(
    app: &App,
    session: &Session,
    which: Which<'_>,
    origin: &Origin,
) -> Result<u64, StoreError> {
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let account_id = &session.account_id;
    let ended = match which {
        Which::One(id) => sessions::delete_of(&mut transaction, account_id, id).await?,
        Which::Others => sessions::delete_others_of(&mut transaction, account_id, &session.id, now).await?,
    };
    if ended > 0 {
        let event = audit::Event {
            action: "sessions_ended",
            company_id: Some(&session.company_id),
            actor_account_id: Some(account_id),
            subject: match which {
                Which::One(id) => Some(id),
                Which::Others => Some(account_id),
            },
            detail: json!({ "count": ended, "from": session.id }),
        };
        audit::append(&mut transaction, &event, origin, now).await?;
    }
    transaction.commit().await?;
    Ok(ended)
}
