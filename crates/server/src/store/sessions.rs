//! Sessions. The store knows the hash of a session's token only: whoever reads the database cannot sign in with it.

use super::{Connection, Result, StoreError};
use crate::domain::session_lifetime::{Lifetime, SignedInBy};
use crate::domain::session_standing::{Facts, RENEWABLE_MS};
use crate::store::audit::Origin;

/// Sessions purged in one statement, so that purging never holds the writer for long.
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
    /// When it began.
    pub created_at_ms: i64,
    /// When it was last used, as far as it was written down.
    pub last_seen_at_ms: i64,
    /// Until when.
    pub lifetime: Lifetime,
    /// When it ran out, as far as that was written down.
    pub ended_at_ms: Option<i64>,
    /// Since when somebody tries to renew it.
    pub renewal_begun_at_ms: Option<i64>,
    /// Who vouched for the person.
    pub idp_issuer: Option<String>,
}

impl Session {
    /// What its standing depends on.
    pub fn facts(&self) -> Facts {
        Facts {
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
    deactivated_at_ms: Option<i64>,
    signed_in_by: String,
    created_at_ms: i64,
    last_seen_at_ms: i64,
    expires_at_ms: i64,
    ends_at_ms: i64,
    ended_at_ms: Option<i64>,
    renewal_begun_at_ms: Option<i64>,
    idp_issuer: Option<String>,
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
            created_at_ms: row.created_at_ms,
            last_seen_at_ms: row.last_seen_at_ms,
            lifetime: Lifetime {
                expires_at_ms: row.expires_at_ms,
                ends_at_ms: row.ends_at_ms,
            },
            ended_at_ms: row.ended_at_ms,
            renewal_begun_at_ms: row.renewal_begun_at_ms,
            idp_issuer: row.idp_issuer,
        })
    }
}

/// The session with this token, whatever its standing.
pub async fn by_token_hash(connection: &mut Connection, token_hash: &str) -> Result<Option<Session>> {
    let sql =
        "SELECT s.id, s.account_id, a.company_id, a.email, a.first_name, a.last_name, a.deactivated_at_ms,
                      s.signed_in_by, s.created_at_ms, s.last_seen_at_ms, s.expires_at_ms, s.ends_at_ms, s.ended_at_ms,
                      s.renewal_begun_at_ms, s.idp_issuer
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
    let sql =
        "UPDATE sessions SET last_seen_at_ms = $2, expires_at_ms = $3 WHERE id = $1 AND ended_at_ms IS NULL";
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

/// Deletes a session that has run out, so that it cannot be renewed. One that is live stays.
pub async fn delete_ended(connection: &mut Connection, token_hash: &str) -> Result<()> {
    sqlx::query("DELETE FROM sessions WHERE token_hash = $1 AND ended_at_ms IS NOT NULL")
        .bind(token_hash)
        .execute(connection)
        .await?;
    Ok(())
}

/// Ends all sessions of an account. Returns how many.
pub async fn delete_all_of(connection: &mut Connection, account_id: &str) -> Result<u64> {
    let done = sqlx::query("DELETE FROM sessions WHERE account_id = $1")
        .bind(account_id)
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}

/// A live session, for the list of its owner.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Listed {
    /// Identifier.
    pub id: String,
    /// What the browser said about itself at sign-in.
    pub user_agent: String,
    /// The client's address at sign-in.
    pub client_address: String,
    /// When it began.
    pub created_at_ms: i64,
    /// When it was last used, as far as it was written down.
    pub last_seen_at_ms: i64,
}

/// The live sessions of an account, the last one used first; at most 100.
pub async fn live_of(connection: &mut Connection, account_id: &str, now_ms: i64) -> Result<Vec<Listed>> {
    let sql = "SELECT id, user_agent, client_address, created_at_ms, last_seen_at_ms FROM sessions
               WHERE account_id = $1 AND ended_at_ms IS NULL AND expires_at_ms > $2
               ORDER BY last_seen_at_ms DESC, id DESC LIMIT 100";
    Ok(sqlx::query_as(sql)
        .bind(account_id)
        .bind(now_ms)
        .fetch_all(connection)
        .await?)
}

/// Ends one session of an account by its identifier. Returns how many ended.
pub async fn delete_of(connection: &mut Connection, account_id: &str, id: &str) -> Result<u64> {
    let done = sqlx::query("DELETE FROM sessions WHERE account_id = $1 AND id = $2")
        .bind(account_id)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}

/// Ends all sessions of an account but one, also those that could be renewed. Returns how many were live.
pub async fn delete_others_of(
    connection: &mut Connection,
    account_id: &str,
    but_id: &str,
    now_ms: i64,
) -> Result<u64> {
    let live = "DELETE FROM sessions WHERE account_id = $1 AND id <> $2 AND ended_at_ms IS NULL AND expires_at_ms > $3";
    let done = sqlx::query(live)
        .bind(account_id)
        .bind(but_id)
        .bind(now_ms)
        .execute(&mut *connection)
        .await?;
    sqlx::query("DELETE FROM sessions WHERE account_id = $1 AND id <> $2")
        .bind(account_id)
        .bind(but_id)
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}

/// Which sessions an identity provider speaks of.
#[derive(Debug)]
pub struct SessionsAtIdp<'a> {
    /// The company whose identity provider it is.
    pub company_id: &'a str,
    /// `iss`
    pub issuer: &'a str,
    /// `sub`; without it, any.
    pub subject: Option<&'a str>,
    /// `sid`; without it, any.
    pub sid: Option<&'a str>,
}

/// A session that has been ended.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Ended {
    /// Its identifier.
    pub id: String,
    /// Whose it was.
    pub account_id: String,
}

/// Ends the sessions that an identity provider speaks of, live or run out. One whose `sid` the identity provider never said
/// ends with its subject.
pub async fn delete_at_idp(connection: &mut Connection, which: &SessionsAtIdp<'_>) -> Result<Vec<Ended>> {
    let sql = match (which.subject, which.sid) {
        (Some(_), Some(_)) => {
            "DELETE FROM sessions WHERE idp_issuer = $1 AND idp_subject = $3 AND (idp_sid = $4 OR idp_sid IS NULL)
               AND account_id IN (SELECT id FROM accounts WHERE company_id = $2) RETURNING id, account_id"
        }
        (Some(_), None) => {
            "DELETE FROM sessions WHERE idp_issuer = $1 AND idp_subject = $3
               AND account_id IN (SELECT id FROM accounts WHERE company_id = $2) RETURNING id, account_id"
        }
        (None, Some(_)) => {
            "DELETE FROM sessions WHERE idp_issuer = $1 AND idp_sid = $3
               AND account_id IN (SELECT id FROM accounts WHERE company_id = $2) RETURNING id, account_id"
        }
        (None, None) => return Ok(Vec::new()),
    };
    let mut query = sqlx::query_as(sql).bind(which.issuer).bind(which.company_id);
    for identifier in [which.subject, which.sid].into_iter().flatten() {
        query = query.bind(identifier);
    }
    Ok(query.fetch_all(connection).await?)
}

/// Writes down that a session has run out, so that it stays so.
pub async fn mark_ended(connection: &mut Connection, id: &str, ended_at_ms: i64) -> Result<()> {
    let sql = "UPDATE sessions SET ended_at_ms = $2 WHERE id = $1 AND ended_at_ms IS NULL";
    sqlx::query(sql)
        .bind(id)
        .bind(ended_at_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes down that somebody has begun to renew a session that has run out. The first time counts.
pub async fn mark_renewal(connection: &mut Connection, id: &str, now_ms: i64) -> Result<()> {
    let sql = "UPDATE sessions SET renewal_begun_at_ms = $2 WHERE id = $1 AND renewal_begun_at_ms IS NULL";
    sqlx::query(sql).bind(id).bind(now_ms).execute(connection).await?;
    Ok(())
}

/// Deletes or marks some of the sessions that have run out, and deletes some that cannot be renewed any more. Returns how
/// many rows it touched; call again while it is not 0.
pub async fn purge_expired(connection: &mut Connection, now_ms: i64) -> Result<u64> {
    let run_out = "SELECT token_hash FROM sessions WHERE ended_at_ms IS NULL AND signed_in_by = $1 AND expires_at_ms <= $2 LIMIT $3";
    let passwords = sqlx::AssertSqlSafe(format!("DELETE FROM sessions WHERE token_hash IN ({run_out})"));
    let by_sso = sqlx::AssertSqlSafe(format!(
        "UPDATE sessions SET ended_at_ms = expires_at_ms WHERE token_hash IN ({run_out})"
    ));
    let mut touched = 0;
    for (sql, way) in [(passwords, SignedInBy::Password), (by_sso, SignedInBy::Sso)] {
        let done = sqlx::query(sql)
            .bind(way.as_str())
            .bind(now_ms)
            .bind(PURGE_BATCH)
            .execute(&mut *connection)
            .await?;
        touched += done.rows_affected();
    }
    let sql = "DELETE FROM sessions WHERE token_hash IN
               (SELECT token_hash FROM sessions WHERE ended_at_ms IS NOT NULL AND ended_at_ms <= $1 LIMIT $2)";
    let done = sqlx::query(sql)
        .bind(now_ms - RENEWABLE_MS)
        .bind(PURGE_BATCH)
        .execute(connection)
        .await?;
    Ok(touched + done.rows_affected())
}
