//! Sessions. The store holds only the hash of a session's token: reading the database is not enough to sign in. They end in
//! [`super::session_ends`].

use latchkey_contract::Language;

use super::database::lock_rows;
use super::{Connection, Result, StoreError};
use crate::audit::Origin;
use latchkey_domain::second_factor::SecondFactor;
use latchkey_domain::session_lifetime::{Lifetime, SignedInBy};
use latchkey_domain::session_standing::SessionFacts;

/// A new session.
#[derive(Debug)]
pub struct NewSession<'a> {
    /// Identifier, for lists and logs.
    pub id: &'a str,
    /// SHA-256 of the token, hexadecimal.
    pub token_hash: &'a str,
    /// Identifier of the person's account.
    pub account_id: &'a str,
    /// How the person signed in.
    pub signed_in_by: SignedInBy,
    /// When it ends: without use, and in any case.
    pub lifetime: Lifetime,
    /// At the identity provider: issuer, subject, and its own session's identifier.
    pub idp: Option<IdpSession<'a>>,
    /// Whether it is known when the person signed in.
    pub auth_time_known: bool,
    /// What was shown beside the password.
    pub second_factor: Option<SecondFactor>,
}

/// The identity provider's side of a session, for sign-outs that come from there.
#[derive(Debug, Clone, Copy)]
pub struct IdpSession<'a> {
    /// `iss`.
    pub issuer: &'a str,
    /// `sub`.
    pub subject: &'a str,
    /// `sid`, where the identity provider says it.
    pub sid: Option<&'a str>,
}

/// A session with what every request needs to know of its account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Identifier.
    pub id: String,
    /// Identifier of the person's account.
    pub account_id: String,
    /// The company of the account.
    pub company_id: String,
    /// Email address of the account.
    pub email: String,
    /// Given name of the account.
    pub first_name: String,
    /// Family name of the account.
    pub last_name: String,
    /// The language that the person chose.
    pub language: Option<Language>,
    /// Whether the account is deactivated.
    pub deactivated: bool,
    /// The way in which the person signed in.
    pub signed_in_by: SignedInBy,
    /// When the person signed in; where that is not known, when they came back from the identity provider.
    pub created_at_ms: i64,
    /// Whether `created_at_ms` is when the person signed in (`auth_time`).
    pub auth_time_known: bool,
    /// When it was last used, as far as it was written down.
    pub last_seen_at_ms: i64,
    /// When the session expires.
    pub lifetime: Lifetime,
    /// When it expired; set once a request or the housekeeping has noticed.
    pub ended_at_ms: Option<i64>,
    /// Since when somebody tries to renew it.
    pub renewal_begun_at_ms: Option<i64>,
    /// Who vouched for the person.
    pub idp_issuer: Option<String>,
    /// What was shown beside the password.
    pub second_factor: Option<SecondFactor>,
}

impl Session {
    /// What its standing depends on.
    pub fn facts(&self) -> SessionFacts {
        SessionFacts {
            signed_in_by: self.signed_in_by,
            lifetime: self.lifetime,
            ended_at_ms: self.ended_at_ms,
            renewal_begun_at_ms: self.renewal_begun_at_ms,
            deactivated: self.deactivated,
        }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    account_id: String,
    company_id: String,
    email: String,
    first_name: String,
    last_name: String,
    language: Option<String>,
    deactivated_at_ms: Option<i64>,
    signed_in_by: String,
    auth_time_known: i64,
    created_at_ms: i64,
    last_seen_at_ms: i64,
    expires_at_ms: i64,
    ends_at_ms: i64,
    ended_at_ms: Option<i64>,
    renewal_begun_at_ms: Option<i64>,
    idp_issuer: Option<String>,
    second_factor: Option<String>,
}

impl TryFrom<Row> for Session {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            signed_in_by: SignedInBy::from_text(&row.signed_in_by)
                .ok_or(StoreError::Corrupt("sessions.signed_in_by"))?,
            id: row.id,
            account_id: row.account_id,
            company_id: row.company_id,
            email: row.email,
            first_name: row.first_name,
            last_name: row.last_name,
            language: row.language.as_deref().and_then(Language::from_tag),
            deactivated: row.deactivated_at_ms.is_some(),
            created_at_ms: row.created_at_ms,
            auth_time_known: row.auth_time_known == 1,
            last_seen_at_ms: row.last_seen_at_ms,
            lifetime: Lifetime {
                expires_at_ms: row.expires_at_ms,
                ends_at_ms: row.ends_at_ms,
            },
            ended_at_ms: row.ended_at_ms,
            renewal_begun_at_ms: row.renewal_begun_at_ms,
            idp_issuer: row.idp_issuer,
            second_factor: row.second_factor.as_deref().and_then(SecondFactor::from_text),
        })
    }
}

/// The session with this token, whatever its standing.
pub async fn by_token_hash(connection: &mut Connection, token_hash: &str) -> Result<Option<Session>> {
    let sql =
        "SELECT s.id, s.account_id, a.company_id, a.email, a.first_name, a.last_name, a.language, a.deactivated_at_ms,
                      s.signed_in_by, s.created_at_ms, s.last_seen_at_ms, s.expires_at_ms, s.ends_at_ms, s.ended_at_ms,
                      s.renewal_begun_at_ms, s.idp_issuer, s.auth_time_known, s.second_factor
               FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE s.token_hash = $1";
    let row: Option<Row> = sqlx::query_as(sql)
        .bind(token_hash)
        .fetch_optional(connection)
        .await?;
    row.map(Session::try_from).transpose()
}

/// Begins a session of somebody who signed in at `signed_in_at_ms`.
pub async fn insert(
    connection: &mut Connection,
    session: &NewSession<'_>,
    signed_in_at_ms: i64,
    origin: &Origin,
    now_ms: i64,
) -> Result<()> {
    let sql = "INSERT INTO sessions (token_hash, id, account_id, signed_in_by, created_at_ms, last_seen_at_ms, expires_at_ms,
                                     ends_at_ms, user_agent, client_address, idp_issuer, idp_subject, idp_sid, auth_time_known,
                                     second_factor)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    sqlx::query(sql)
        .bind(session.token_hash)
        .bind(session.id)
        .bind(session.account_id)
        .bind(session.signed_in_by.as_str())
        .bind(signed_in_at_ms)
        .bind(now_ms)
        .bind(session.lifetime.expires_at_ms)
        .bind(session.lifetime.ends_at_ms)
        .bind(&origin.user_agent)
        .bind(&origin.client_address)
        .bind(session.idp.map(|idp| idp.issuer))
        .bind(session.idp.map(|idp| idp.subject))
        .bind(session.idp.and_then(|idp| idp.sid))
        .bind(i64::from(session.auth_time_known))
        .bind(session.second_factor.map(SecondFactor::as_str))
        .execute(connection)
        .await?;
    Ok(())
}

/// Lets a session go on as `next` says, under its own identifier and a new token; the old token opens nothing. Whoever signed in
/// at `signed_in_at_ms`. Returns whether the session was (still) there under the old token: of two at once, one wins.
pub async fn go_on(
    connection: &mut Connection,
    old_token_hash: &str,
    next: &NewSession<'_>,
    signed_in_at_ms: i64,
    origin: &Origin,
    now_ms: i64,
) -> Result<bool> {
    let sql = "UPDATE sessions SET token_hash = $1, signed_in_by = $2, created_at_ms = $3, last_seen_at_ms = $4, expires_at_ms = $5,
                                   ends_at_ms = $6, user_agent = $7, client_address = $8, idp_issuer = $9, idp_subject = $10,
                                   idp_sid = $11, ended_at_ms = NULL, renewal_begun_at_ms = NULL, auth_time_known = $15,
                                   second_factor = $16
               WHERE token_hash = $12 AND id = $13 AND account_id = $14";
    let done = sqlx::query(sql)
        .bind(next.token_hash)
        .bind(next.signed_in_by.as_str())
        .bind(signed_in_at_ms)
        .bind(now_ms)
        .bind(next.lifetime.expires_at_ms)
        .bind(next.lifetime.ends_at_ms)
        .bind(&origin.user_agent)
        .bind(&origin.client_address)
        .bind(next.idp.map(|idp| idp.issuer))
        .bind(next.idp.map(|idp| idp.subject))
        .bind(next.idp.and_then(|idp| idp.sid))
        .bind(old_token_hash)
        .bind(next.id)
        .bind(next.account_id)
        .bind(i64::from(next.auth_time_known))
        .bind(next.second_factor.map(SecondFactor::as_str))
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Writes down what the person of a session has shown beside the password since. It stays the same session, begun at the same time.
pub async fn set_second_factor(connection: &mut Connection, id: &str, factor: SecondFactor) -> Result<()> {
    sqlx::query("UPDATE sessions SET second_factor = $2 WHERE id = $1 AND ended_at_ms IS NULL")
        .bind(id)
        .bind(factor.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// Whether the session is live, and stays so until the transaction ends: whoever ends it waits, and then sees what came of it.
pub async fn lock_live(connection: &mut Connection, id: &str, now_ms: i64) -> Result<bool> {
    lock_rows(
        connection,
        "SELECT id FROM sessions WHERE id = $1",
        id,
        "FOR SHARE",
    )
    .await?;
    let sql = "SELECT COUNT(*) FROM sessions WHERE id = $1 AND ended_at_ms IS NULL AND expires_at_ms > $2";
    let live: i64 = sqlx::query_scalar(sql)
        .bind(id)
        .bind(now_ms)
        .fetch_one(connection)
        .await?;
    Ok(live > 0)
}

/// Writes down that a session was used, and until when it lasts now. By the token under which it was read, as are the following:
/// what was true of it is not true of what it went on as.
pub async fn touch(
    connection: &mut Connection,
    token_hash: &str,
    lifetime: Lifetime,
    now_ms: i64,
) -> Result<()> {
    let sql = "UPDATE sessions SET last_seen_at_ms = $2, expires_at_ms = $3
               WHERE token_hash = $1 AND ended_at_ms IS NULL";
    sqlx::query(sql)
        .bind(token_hash)
        .bind(now_ms)
        .bind(lifetime.expires_at_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// A live session, for the list of its owner.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ListedSession {
    /// Identifier.
    pub id: String,
    /// What the browser said about itself at sign-in.
    pub user_agent: String,
    /// The client's address at sign-in.
    pub client_address: String,
    /// When it was created.
    pub created_at_ms: i64,
    /// When it was last used, as far as it was written down.
    pub last_seen_at_ms: i64,
}

/// The live sessions of an account, the last one used first; at most 100.
pub async fn live_of(
    connection: &mut Connection,
    account_id: &str,
    now_ms: i64,
) -> Result<Vec<ListedSession>> {
    let sql = "SELECT id, user_agent, client_address, created_at_ms, last_seen_at_ms FROM sessions
               WHERE account_id = $1 AND ended_at_ms IS NULL AND expires_at_ms > $2
               ORDER BY last_seen_at_ms DESC, id DESC LIMIT 100";
    Ok(sqlx::query_as(sql)
        .bind(account_id)
        .bind(now_ms)
        .fetch_all(connection)
        .await?)
}

/// Marks a session as expired, so that it stays expired even if the clock is set back.
pub async fn mark_ended(connection: &mut Connection, token_hash: &str, ended_at_ms: i64) -> Result<()> {
    let sql = "UPDATE sessions SET ended_at_ms = $2 WHERE token_hash = $1 AND ended_at_ms IS NULL";
    sqlx::query(sql)
        .bind(token_hash)
        .bind(ended_at_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Records that the renewal of an expired session has begun. Later calls do not change the time.
pub async fn mark_renewal(connection: &mut Connection, token_hash: &str, now_ms: i64) -> Result<()> {
    let sql =
        "UPDATE sessions SET renewal_begun_at_ms = $2 WHERE token_hash = $1 AND renewal_begun_at_ms IS NULL";
    sqlx::query(sql)
        .bind(token_hash)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}
