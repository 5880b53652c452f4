//! Ends sessions. Invariant: sessions are deleted nowhere else; ending one queues the notification of its apps in the same
//! transaction, and deleting an expired one notifies nobody.

use super::selection::Selection;
use super::text_list::TextList;
use super::{Connection, Result, backchannel_logouts};
use latchkey_domain::session_lifetime::SignedInBy;
use latchkey_domain::session_standing::RENEWABLE_MS;

/// Sessions purged in one statement, so that purging never holds the writer for long.
const PURGE_BATCH: i64 = 500;

/// Sessions whose apps are notified by one statement.
const NOTIFIED_AT_ONCE: usize = 1_000;

/// A session that has been ended.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct EndedSession {
    /// Its identifier.
    pub id: String,
    /// The account of the session.
    pub account_id: String,
    expires_at_ms: i64,
    ended_at_ms: Option<i64>,
}

impl EndedSession {
    /// Whether it had not expired before.
    const fn was_live(&self, now_ms: i64) -> bool {
        self.ended_at_ms.is_none() && self.expires_at_ms > now_ms
    }
}

/// The only statement that ends sessions: it deletes the rows that fulfil `condition`, whose parameters `$1`… are `values`, and queues
/// logout tokens.
async fn end_where(
    connection: &mut Connection,
    condition: &str,
    values: &[&str],
    now_ms: i64,
) -> Result<Vec<EndedSession>> {
    // Every part is a constant of this crate; values are bound.
    let sql = sqlx::AssertSqlSafe(format!(
        "DELETE FROM sessions WHERE {condition} RETURNING id, account_id, expires_at_ms, ended_at_ms"
    ));
    let mut query = sqlx::query_as::<_, EndedSession>(sql);
    for value in values {
        query = query.bind(*value);
    }
    let ended = query.fetch_all(&mut *connection).await?;
    let ids: Vec<&str> = ended.iter().map(|session| session.id.as_str()).collect();
    for some in ids.chunks(NOTIFIED_AT_ONCE) {
        backchannel_logouts::queue(connection, some, now_ms).await?;
    }
    Ok(ended)
}

/// Ends one session, live or expired. Returns whether there was one.
pub async fn end(connection: &mut Connection, token_hash: &str, now_ms: i64) -> Result<bool> {
    let ended = end_where(connection, "token_hash = $1", &[token_hash], now_ms).await?;
    Ok(!ended.is_empty())
}

/// Ends one session of an account by its identifier. Returns how many ended.
pub async fn end_of(connection: &mut Connection, account_id: &str, id: &str, now_ms: i64) -> Result<u64> {
    let condition = "account_id = $1 AND id = $2";
    let ended = end_where(connection, condition, &[account_id, id], now_ms).await?;
    Ok(ended.len() as u64)
}

/// Ends all sessions of the accounts, live or expired, except the session `but_id`.
pub(super) async fn end_of_accounts(
    connection: &mut Connection,
    who: Selection<'_>,
    but_id: Option<&str>,
    now_ms: i64,
) -> Result<()> {
    let mut values = who.values();
    let mut condition = who.names("account_id");
    if let Some(but_id) = but_id {
        condition = format!("{condition} AND id <> ${}", who.next());
        values.push(but_id);
    }
    end_where(connection, &condition, &values, now_ms).await?;
    Ok(())
}

/// Ends the sessions of the accounts that began with a password or a passkey, and those from identity providers whose issuer
/// `is_issuer` does not accept. Returns the account of each ended session.
pub(super) async fn end_of_others_than(
    connection: &mut Connection,
    who: Selection<'_>,
    is_issuer: &(dyn Fn(&str) -> bool + Sync),
    now_ms: i64,
) -> Result<Vec<String>> {
    let account = who.names("account_id");
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT DISTINCT idp_issuer FROM sessions WHERE {account} AND idp_issuer IS NOT NULL"
    ));
    let mut query = sqlx::query_scalar(sql);
    for value in who.values() {
        query = query.bind(value);
    }
    let mut others: Vec<String> = query.fetch_all(&mut *connection).await?;
    others.retain(|issuer| !is_issuer(issuer));
    let others = TextList::new(connection, others.iter().map(String::as_str));
    let condition = format!(
        "{account} AND (signed_in_by IN ('{}', '{}') OR {})",
        SignedInBy::Password.as_str(),
        SignedInBy::Passkey.as_str(),
        others.holds("idp_issuer", who.next())
    );
    let mut values = who.values();
    values.push(others.value());
    let ended = end_where(connection, &condition, &values, now_ms).await?;
    Ok(ended.into_iter().map(|session| session.account_id).collect())
}

/// Ends all sessions of everybody. Returns how many.
pub async fn end_every_one(connection: &mut Connection, now_ms: i64) -> Result<u64> {
    let ended = end_where(connection, "expires_at_ms IS NOT NULL", &[], now_ms).await?;
    Ok(ended.len() as u64)
}

/// Ends all sessions of an account but one, also those that could be renewed. Returns how many were live.
pub async fn end_others_of(
    connection: &mut Connection,
    account_id: &str,
    but_id: &str,
    now_ms: i64,
) -> Result<u64> {
    let condition = "account_id = $1 AND id <> $2";
    let ended = end_where(connection, condition, &[account_id, but_id], now_ms).await?;
    Ok(ended.iter().filter(|session| session.was_live(now_ms)).count() as u64)
}

/// The sessions that an identity provider names, in a logout token or a security event token.
#[derive(Debug)]
pub struct SessionsAtIdp<'a> {
    /// The company whose identity provider it is.
    pub company_id: &'a str,
    /// `iss`
    pub issuer: &'a str,
    /// `sub`; `None` matches any.
    pub subject: Option<&'a str>,
    /// `sid`; `None` matches any.
    pub sid: Option<&'a str>,
}

/// Ends the sessions that an identity provider names, live or expired. A session for which the identity provider never sent a `sid`
/// ends with its subject.
pub async fn end_at_idp(
    connection: &mut Connection,
    which: &SessionsAtIdp<'_>,
    now_ms: i64,
) -> Result<Vec<EndedSession>> {
    let condition = match (which.subject, which.sid) {
        (Some(_), Some(_)) => {
            "idp_issuer = $1 AND idp_subject = $3 AND (idp_sid = $4 OR idp_sid IS NULL)
               AND account_id IN (SELECT id FROM accounts WHERE company_id = $2)"
        }
        (Some(_), None) => {
            "idp_issuer = $1 AND idp_subject = $3
               AND account_id IN (SELECT id FROM accounts WHERE company_id = $2)"
        }
        (None, Some(_)) => {
            "idp_issuer = $1 AND idp_sid = $3
               AND account_id IN (SELECT id FROM accounts WHERE company_id = $2)"
        }
        (None, None) => return Ok(Vec::new()),
    };
    let identifiers = [which.subject, which.sid].into_iter().flatten();
    let values = [which.issuer, which.company_id]
        .into_iter()
        .chain(identifiers)
        .collect::<Vec<_>>();
    end_where(connection, condition, &values, now_ms).await
}

/// Deletes an expired session, so that it cannot be renewed. A live one stays.
pub async fn delete_expired(connection: &mut Connection, token_hash: &str, now_ms: i64) -> Result<()> {
    let sql =
        "DELETE FROM sessions WHERE token_hash = $1 AND (ended_at_ms IS NOT NULL OR expires_at_ms <= $2)";
    sqlx::query(sql)
        .bind(token_hash)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Works through a batch of expired sessions: deletes those that cannot be renewed and marks the renewable ones as ended. Returns the
/// number of rows touched; call again until it is 0.
pub async fn purge_expired(connection: &mut Connection, now_ms: i64) -> Result<u64> {
    let expired = "SELECT token_hash FROM sessions WHERE ended_at_ms IS NULL AND signed_in_by = $1 AND expires_at_ms <= $2 LIMIT $3";
    // Sessions without an identity provider cannot be renewed.
    let over = format!("DELETE FROM sessions WHERE token_hash IN ({expired})");
    let by_sso = format!("UPDATE sessions SET ended_at_ms = expires_at_ms WHERE token_hash IN ({expired})");
    let mut touched = 0;
    for (sql, way) in [
        (&over, SignedInBy::Password),
        (&over, SignedInBy::Passkey),
        (&over, SignedInBy::Recovery),
        (&over, SignedInBy::Test),
        (&by_sso, SignedInBy::Sso),
    ] {
        let done = sqlx::query(sqlx::AssertSqlSafe(sql.as_str()))
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
