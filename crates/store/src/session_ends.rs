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
const TOLD_AT_ONCE: usize = 1_000;

/// A session that has been ended.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct EndedSession {
    /// Its identifier.
    pub id: String,
    /// Whose it was.
    pub account_id: String,
    expires_at_ms: i64,
    ended_at_ms: Option<i64>,
}

impl EndedSession {
    /// Whether it had not run out before.
    const fn was_live(&self, now_ms: i64) -> bool {
        self.ended_at_ms.is_none() && self.expires_at_ms > now_ms
    }
}

/// The one statement that ends sessions: those which fulfil `condition`, whose `$1`… are `values`.
async fn end_where(
    connection: &mut Connection,
    condition: &str,
    values: &[&str],
    now_ms: i64,
) -> Result<Vec<EndedSession>> {
    // Both parts are constants of this folder.
    let sql = sqlx::AssertSqlSafe(format!(
        "DELETE FROM sessions WHERE {condition} RETURNING id, account_id, expires_at_ms, ended_at_ms"
    ));
    let mut query = sqlx::query_as::<_, EndedSession>(sql);
    for value in values {
        query = query.bind(*value);
    }
    let ended = query.fetch_all(&mut *connection).await?;
    let ids: Vec<&str> = ended.iter().map(|session| session.id.as_str()).collect();
    for some in ids.chunks(TOLD_AT_ONCE) {
        backchannel_logouts::queue(connection, some, now_ms).await?;
    }
    Ok(ended)
}

/// Ends one session, live or run out. Returns whether there was one.
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

/// Ends all sessions of the accounts, live or run out; `but_id` goes on.
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

/// Ends the sessions of the accounts that began by a password, and those at identity providers whose issuer `is_issuer` does not
/// know. Returns whose each was.
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

/// Ends the sessions that an identity provider speaks of, live or run out. One whose `sid` the identity provider never said
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

/// Deletes a session that has run out, so that it cannot be renewed. One that is live stays.
pub async fn forget_run_out(connection: &mut Connection, token_hash: &str, now_ms: i64) -> Result<()> {
    let sql =
        "DELETE FROM sessions WHERE token_hash = $1 AND (ended_at_ms IS NOT NULL OR expires_at_ms <= $2)";
    sqlx::query(sql)
        .bind(token_hash)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Deletes or marks some of the sessions that have run out, and deletes some that cannot be renewed any more. Returns how
/// many rows it touched; call again while it is not 0.
pub async fn purge_expired(connection: &mut Connection, now_ms: i64) -> Result<u64> {
    let run_out = "SELECT token_hash FROM sessions WHERE ended_at_ms IS NULL AND signed_in_by = $1 AND expires_at_ms <= $2 LIMIT $3";
    // Those that nobody can renew.
    let over = format!("DELETE FROM sessions WHERE token_hash IN ({run_out})");
    let by_sso = format!("UPDATE sessions SET ended_at_ms = expires_at_ms WHERE token_hash IN ({run_out})");
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
