//! Beginning, finding and ending sessions.

use serde_json::{Value, json};

use super::SignInError;
use super::remembered_browser::forget_all;
use crate::app_state::AppState;
use crate::domain::second_factor::SecondFactor;
use crate::domain::session_lifetime::{Lifetime, SignIn, SignedInBy, extended, sign_in_of};
use crate::domain::session_standing::{SessionStanding, standing};
use crate::domain::session_succession::{Succession, succession};
use crate::secrets::{new_token, token_hash};
use crate::store::audit::{self, Origin};
use crate::store::sessions::{self, IdpSession, NewSession, Session};
use crate::store::{Connection, StoreError, last_sign_ins, new_id, session_ends};

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
    /// When the session expires.
    pub lifetime: Lifetime,
    /// The identity provider's side.
    pub idp: Option<IdpSession<'a>>,
    /// The token of the session that this browser had before; it opens nothing any more.
    pub replaces: Option<&'a str>,
    /// Whether the session is renewed, not begun: the identity provider was only asked whether the person is still there.
    pub is_renewal: bool,
    /// When the person last proved at the identity provider who it is, where that says so (`auth_time`).
    pub authenticated_at_ms: Option<i64>,
    /// Whether they were asked for a sign-in of this moment: for a password here, or by an identity provider that was told to ask anew.
    pub was_asked: bool,
    /// What they showed beside the password.
    pub second_factor: Option<SecondFactor>,
    /// The remembered browser because of which they were not asked for it.
    pub remembered_browser: Option<&'a str>,
}

/// Begins a session and returns its token, which goes into the cookie and nowhere else. Where this browser had a session of the
/// same account, that goes on under the new token: apps know it by its identifier, and keep their tokens.
pub async fn begin(
    connection: &mut Connection,
    beginning: &Beginning<'_>,
    origin: &Origin,
    now_ms: i64,
) -> Result<String, SignInError> {
    let token = new_token()?;
    let hash = token_hash(&token);
    let session_id = match go_on(connection, beginning, &hash, origin, now_ms).await? {
        Some(id) => id,
        // It may have been ended from elsewhere: nothing that ends everything may be outrun by a renewal.
        None if beginning.is_renewal => return Err(SignInError::NothingToRenew),
        None => {
            let id = new_id();
            let sign_in = beginning.sign_in(None, now_ms);
            let session = beginning.as_session(&id, &hash, sign_in);
            sessions::insert(connection, &session, sign_in.at_ms, origin, now_ms).await?;
            id
        }
    };
    let event = audit::Event {
        action: if beginning.is_renewal {
            "session_renewed"
        } else {
            "signed_in"
        },
        company_id: Some(beginning.company_id),
        actor_account_id: Some(beginning.account_id),
        subject: Some(&session_id),
        detail: beginning.detail(),
    };
    audit::append(connection, &event, origin, now_ms).await?;
    last_sign_ins::record(
        connection,
        beginning.account_id,
        beginning.signed_in_by,
        origin.language,
        now_ms,
    )
    .await?;
    Ok(token)
}

impl Beginning<'_> {
    fn sign_in(&self, before: Option<SignIn>, now_ms: i64) -> SignIn {
        let (at_ms, was_asked) = (self.authenticated_at_ms, self.was_asked);
        sign_in_of(before, at_ms, was_asked, self.is_renewal, now_ms)
    }

    /// Where the identity provider did not say when the person signed in there, the trail says on what the time rests.
    fn detail(&self) -> Value {
        let by = self.signed_in_by.as_str();
        match (self.signed_in_by, self.authenticated_at_ms) {
            (SignedInBy::Sso, None) => {
                json!({ "by": by, "auth_time": if self.was_asked { "asked" } else { "unknown" } })
            }
            (SignedInBy::Password, _) => match (self.second_factor, self.remembered_browser) {
                (Some(factor), _) => json!({ "by": by, "second_factor": factor.as_str() }),
                (None, Some(id)) => json!({ "by": by, "remembered_browser": id }),
                (None, None) => json!({ "by": by }),
            },
            _ => json!({ "by": by }),
        }
    }

    fn as_session<'s>(&'s self, id: &'s str, token_hash: &'s str, sign_in: SignIn) -> NewSession<'s> {
        NewSession {
            id,
            token_hash,
            account_id: self.account_id,
            signed_in_by: self.signed_in_by,
            lifetime: self.lifetime,
            idp: self.idp,
            auth_time_known: sign_in.is_known,
            second_factor: self.second_factor,
        }
    }
}

/// What becomes of the session that this browser had. The identifier of the one that goes on; `None` where there is none.
async fn go_on(
    connection: &mut Connection,
    beginning: &Beginning<'_>,
    new_hash: &str,
    origin: &Origin,
    now_ms: i64,
) -> Result<Option<String>, StoreError> {
    let Some(old_hash) = beginning.replaces.map(token_hash) else {
        return Ok(None);
    };
    let Some(before) = sessions::by_token_hash(connection, &old_hash).await? else {
        return Ok(None);
    };
    let is_same_account = before.account_id == beginning.account_id;
    let is_renewal = beginning.is_renewal;
    match succession(&before.facts(), is_same_account, is_renewal, now_ms) {
        Succession::GoesOn => {
            let before_it = SignIn {
                at_ms: before.created_at_ms,
                is_known: before.auth_time_known,
            };
            let sign_in = beginning.sign_in(Some(before_it), now_ms);
            let next = beginning.as_session(&before.id, new_hash, sign_in);
            let went_on =
                sessions::go_on(connection, &old_hash, &next, sign_in.at_ms, origin, now_ms).await?;
            return Ok(went_on.then_some(before.id));
        }
        Succession::Ends => {
            session_ends::end(connection, &old_hash, now_ms).await?;
        }
        Succession::Forgotten => session_ends::delete_expired(connection, &old_hash, now_ms).await?,
    }
    Ok(None)
}

/// The live session with this token. An expired one is marked as ended, or deleted if it cannot be renewed, so that it stays expired
/// even if the clock is set back.
pub async fn find(app: &AppState, token: &str) -> Result<Option<Session>, StoreError> {
    match look(app, token).await? {
        Some((session, SessionStanding::Live)) => touched(app, session, token).await.map(Some),
        _ => Ok(None),
    }
}

/// The session with this token if it has expired and can be renewed.
pub async fn find_renewable(app: &AppState, token: &str) -> Result<Option<Session>, StoreError> {
    let looked = look(app, token).await?;
    Ok(looked
        .filter(|(_, standing)| matches!(standing, SessionStanding::Renewable { .. }))
        .map(|(session, _)| session))
}

/// The session with this token if it is live or renewable: signing out ends both kinds, and notifies the apps.
pub async fn find_endable(app: &AppState, token: &str) -> Result<Option<Session>, StoreError> {
    let looked = look(app, token).await?;
    Ok(looked
        .filter(|(_, standing)| *standing != SessionStanding::Over)
        .map(|(session, _)| session))
}

/// The session with this token and its standing. A change of the standing is stored.
async fn look(app: &AppState, token: &str) -> Result<Option<(Session, SessionStanding)>, StoreError> {
    let hash = token_hash(token);
    let Some(session) = sessions::by_token_hash(&mut *app.store.read().await?, &hash).await? else {
        return Ok(None);
    };
    let standing = standing(&session.facts(), app.clock.now_ms());
    match standing {
        SessionStanding::Renewable { ended_at_ms } if session.ended_at_ms.is_none() => {
            let mut transaction = app.store.begin().await?;
            sessions::mark_ended(&mut transaction, &hash, ended_at_ms).await?;
            transaction.commit().await?;
        }
        SessionStanding::Over => {
            let mut transaction = app.store.begin().await?;
            // Deactivating the account ended this session, so its apps are notified; an expired one notifies nobody.
            if session.deactivated {
                session_ends::end(&mut transaction, &hash, app.clock.now_ms()).await?;
            } else {
                session_ends::delete_expired(&mut transaction, &hash, app.clock.now_ms()).await?;
            }
            transaction.commit().await?;
        }
        SessionStanding::Live | SessionStanding::Renewable { .. } => {}
    }
    Ok(Some((session, standing)))
}

/// The session with its idle hour begun anew, written down where that can be done at once: reading must never wait for a
/// writer. What is not written down now is at one of the next requests.
async fn touched(app: &AppState, mut session: Session, token: &str) -> Result<Session, StoreError> {
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
    let touched = async {
        let Some(mut transaction) = app.store.begin_if_free().await? else {
            return Ok(false);
        };
        sessions::touch(&mut transaction, &token_hash(token), lifetime, now).await?;
        transaction.commit().await?;
        Ok(true)
    };
    match touched.await {
        Ok(true) => session.lifetime = lifetime,
        Ok(false) => {}
        // Whoever only reads need not wait for a database that cannot be written.
        Err(error) if StoreError::is_passing(&error) => {
            tracing::warn!(error = %error, "that a session was used is not written down");
        }
        Err(error) => return Err(error),
    }
    Ok(session)
}

/// Signs out. No session, no harm, and no waiting for the writer: anybody can make up a cookie. Returns whether there was one.
pub async fn end(app: &AppState, token: &str, origin: &Origin) -> Result<bool, StoreError> {
    let hash = token_hash(token);
    let Some(session) = sessions::by_token_hash(&mut *app.store.read().await?, &hash).await? else {
        return Ok(false);
    };
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let has_ended = session_ends::end(&mut transaction, &hash, now).await?;
    if has_ended {
        let event = audit::Event {
            action: "signed_out",
            company_id: Some(&session.company_id),
            actor_account_id: Some(&session.account_id),
            subject: Some(&session.id),
            detail: json!({}),
        };
        audit::append(&mut transaction, &event, origin, now).await?;
    }
    transaction.commit().await?;
    Ok(has_ended)
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
    app: &AppState,
    session: &Session,
    which: Which<'_>,
    origin: &Origin,
) -> Result<u64, StoreError> {
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let account_id = &session.account_id;
    let ended = match which {
        Which::One(id) => session_ends::end_of(&mut transaction, account_id, id, now).await?,
        Which::Others => {
            // Whoever ends all others does not know who sits there: this browser shows the second factor once more, too.
            forget_all(&mut transaction, session, origin, now).await?;
            session_ends::end_others_of(&mut transaction, account_id, &session.id, now).await?
        }
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
