//! Sessions. The store knows the hash of a session's token only: whoever reads the database cannot sign in with it.

use super::{Connection, Result, StoreError};
use crate::domain::session_lifetime::{Lifetime, SignedInBy};
use crate::store::audit::Origin;

/// Sessions deleted in one statement, so that purging never holds the writer for long.
const PURGE_BATCH: i64 = 500;

/// A new session.
#[derive(Debug)]
pub struct NewSession<'a> {
    /// Identifier, for lists and logs.
    pub id: &'a str,
    /// SHA-256 of the token, hexadecimal.
    pub token_hash: &'a str,
    /// Whose.
    pub account_id: &'a str,
    /// How.
    pub signed_in_by: SignedInBy,
    /// Until when.
    pub lifetime: Lifetime,
    /// At the identity provider: issuer, subject, and its own session's identifier.
    pub idp: Option<IdpSession<'a>>,
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
    /// Whose.
    pub account_id: String,
    /// The company of the account.
    pub company_id: String,
    /// Email address of the account.
    pub email: String,
    /// Given name of the account.
    pub first_name: String,
    /// Family name of the account.
    pub last_name: String,
    /// The account is switched off.
    pub deactivated: bool,
    /// How it began.
    pub signed_in_by: SignedInBy,
    /// When it was last used, as far as it was written down.
    pub last_seen_at_ms: i64,
    /// Until when.
    pub lifetime: Lifetime,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    account_id: String,
    company_id: String,
    email: String,
    first_name: String,
    last_name: String,
    deactivated_at_ms: Option<i64>,
    signed_in_by: String,
    last_seen_at_ms: i64,
    expires_at_ms: i64,
    ends_at_ms: i64,
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
            deactivated: row.deactivated_at_ms.is_some(),
            last_seen_at_ms: row.last_seen_at_ms,
            lifetime: Lifetime {
                expires_at_ms: row.expires_at_ms,
                ends_at_ms: row.ends_at_ms,
            },
        })
    }
}

/// The session with this token, expired or not.
pub async fn by_token_hash(connection: &mut Connection, token_hash: &str) -> Result<Option<Session>> {
    let sql =
        "SELECT s.id, s.account_id, a.company_id, a.email, a.first_name, a.last_name, a.deactivated_at_ms,
                      s.signed_in_by, s.last_seen_at_ms, s.expires_at_ms, s.ends_at_ms
               FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE s.token_hash = $1";
    let row: Option<Row> = sqlx::query_as(sql)
        .bind(token_hash)
        .fetch_optional(connection)
        .await?;
    row.map(Session::try_from).transpose()
}

/// Begins a session.
pub async fn insert(
    connection: &mut Connection,
    session: &NewSession<'_>,
    origin: &Origin,
    now_ms: i64,
) -> Result<()> {
    let sql = "INSERT INTO sessions (token_hash, id, account_id, signed_in_by, created_at_ms, last_seen_at_ms, expires_at_ms,
                                     ends_at_ms, user_agent, client_address, idp_issuer, idp_subject, idp_sid)
               VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $10, $11, $12)";
    sqlx::query(sql)
        .bind(session.token_hash)
        .bind(session.id)
        .bind(session.account_id)
        .bind(session.signed_in_by.as_str())
        .bind(now_ms)
        .bind(session.lifetime.expires_at_ms)
        .bind(session.lifetime.ends_at_ms)
        .bind(&origin.user_agent)
        .bind(&origin.client_address)
        .bind(session.idp.map(|idp| idp.issuer))
        .bind(session.idp.map(|idp| idp.subject))
        .bind(session.idp.and_then(|idp| idp.sid))
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes down that a session was used, and until when it lasts now.
pub async fn touch(connection: &mut Connection, id: &str, lifetime: Lifetime, now_ms: i64) -> Result<()> {
    let sql = "UPDATE sessions SET last_seen_at_ms = $2, expires_at_ms = $3 WHERE id = $1";
    sqlx::query(sql)
        .bind(id)
        .bind(now_ms)
        .bind(lifetime.expires_at_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Ends one session. Returns whether there was one.
pub async fn delete(connection: &mut Connection, token_hash: &str) -> Result<bool> {
    let done = sqlx::query("DELETE FROM sessions WHERE token_hash = $1")
        .bind(token_hash)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Ends all sessions of an account. Returns how many.
pub async fn delete_all_of(connection: &mut Connection, account_id: &str) -> Result<u64> {
    let done = sqlx::query("DELETE FROM sessions WHERE account_id = $1")
        .bind(account_id)
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}

/// Deletes some of the sessions that have expired. Returns how many; call again while it is not 0.
pub async fn purge_expired(connection: &mut Connection, now_ms: i64) -> Result<u64> {
    let sql = "DELETE FROM sessions WHERE token_hash IN (SELECT token_hash FROM sessions WHERE expires_at_ms <= $1 LIMIT $2)";
    let done = sqlx::query(sql)
        .bind(now_ms)
        .bind(PURGE_BATCH)
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}
