//! Counts attempts against rate limits. Invariant: the counts are exact under parallel load, because one transaction locks an attempt's counters,
//! checks their limits and records the attempt, before any password is verified.

use super::{Connection, Result};
use latchkey_domain::throttle::{Admission, LONGEST_WINDOW_MS, RateLimit, decide};

/// Rows deleted in one statement, so that purging never holds the writer for long.
const PURGE_BATCH: i64 = 500;

/// Whether an attempt would be admitted, without recording it: a refusal that is already certain then writes nothing.
pub async fn look(
    connection: &mut Connection,
    scopes: &[(RateLimit, &str)],
    now_ms: i64,
) -> Result<Admission> {
    for (scope, key) in scopes {
        let limiting = limiting_attempt(connection, &stored_key(*scope, key), *scope, now_ms).await?;
        let verdict = decide(*scope, limiting, now_ms);
        if verdict != Admission::Admitted {
            return Ok(verdict);
        }
    }
    Ok(Admission::Admitted)
}

/// Records the attempt `attempt_id` under each of `scopes`, which are pairs of limit and key. On [`Admission::Refused`] the caller drops the
/// transaction.
pub async fn reserve(
    connection: &mut Connection,
    attempt_id: &str,
    scopes: &[(RateLimit, &str)],
    now_ms: i64,
) -> Result<Admission> {
    let mut keys = scopes
        .iter()
        .map(|(scope, key)| (*scope, stored_key(*scope, key)))
        .collect::<Vec<_>>();
    // Sorted, so that two attempts which lock the same two rows do not wait for each other (deadlock).
    keys.sort_by(|a, b| a.1.cmp(&b.1));
    for (scope, key) in &keys {
        lock(connection, key, now_ms).await?;
        let limiting = limiting_attempt(connection, key, *scope, now_ms).await?;
        let verdict = decide(*scope, limiting, now_ms);
        if verdict != Admission::Admitted {
            return Ok(verdict);
        }
    }
    for (_, key) in &keys {
        let sql = "INSERT INTO throttle_attempts (attempt_id, scope, at_ms) VALUES ($1, $2, $3)";
        sqlx::query(sql)
            .bind(attempt_id)
            .bind(key)
            .bind(now_ms)
            .execute(&mut *connection)
            .await?;
    }
    Ok(Admission::Admitted)
}

/// Removes an attempt from the counts, because it was right.
pub async fn refund(connection: &mut Connection, attempt_id: &str) -> Result<()> {
    sqlx::query("DELETE FROM throttle_attempts WHERE attempt_id = $1")
        .bind(attempt_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Deletes a batch of attempts that no longer count. Returns the number of rows; call again until it is 0.
pub async fn purge(connection: &mut Connection, now_ms: i64) -> Result<u64> {
    let sql = "DELETE FROM throttle_attempts WHERE attempt_id IN (SELECT attempt_id FROM throttle_attempts WHERE at_ms <= $1 LIMIT $2)";
    let attempts = sqlx::query(sql)
        .bind(now_ms - LONGEST_WINDOW_MS)
        .bind(PURGE_BATCH)
        .execute(&mut *connection)
        .await?;
    let sql = "DELETE FROM throttle_scopes WHERE scope IN (SELECT scope FROM throttle_scopes WHERE last_attempt_at_ms <= $1 LIMIT $2)";
    let scopes = sqlx::query(sql)
        .bind(now_ms - LONGEST_WINDOW_MS)
        .bind(PURGE_BATCH)
        .execute(&mut *connection)
        .await?;
    Ok(attempts.rows_affected() + scopes.rows_affected())
}

fn stored_key(scope: RateLimit, key: &str) -> String {
    match scope {
        RateLimit::Account => format!("account:{key}"),
        RateLimit::Address => format!("address:{key}"),
        RateLimit::SsoStart => format!("sso_start:{key}"),
        RateLimit::Authorization => format!("authorization:{key}"),
        RateLimit::AuthorizationOfBrowser => format!("authorization_browser:{key}"),
        RateLimit::AuthorizationOfAddress => format!("authorization_address:{key}"),
        RateLimit::ClientSecret => format!("client_secret:{key}"),
        RateLimit::Estimate => format!("estimate:{key}"),
        RateLimit::LinkRequest => format!("link_request:{key}"),
        RateLimit::DomainCheck => format!("domain_check:{key}"),
        RateLimit::Recovery => format!("recovery:{key}"),
        RateLimit::LinkMail => format!("link_mail:{key}"),
        RateLimit::SsoSetUp => format!("sso_set_up:{key}"),
    }
}

/// Locks the row of this limit and key until the transaction ends.
async fn lock(connection: &mut Connection, key: &str, now_ms: i64) -> Result<()> {
    let sql = "INSERT INTO throttle_scopes (scope, last_attempt_at_ms) VALUES ($1, $2)
               ON CONFLICT (scope) DO UPDATE SET last_attempt_at_ms = excluded.last_attempt_at_ms";
    sqlx::query(sql)
        .bind(key)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// The time of the attempt that uses the last free place in the window, i.e. the one with `limit - 1` newer ones; `None` if there are fewer.
async fn limiting_attempt(
    connection: &mut Connection,
    key: &str,
    scope: RateLimit,
    now_ms: i64,
) -> Result<Option<i64>> {
    let sql = "SELECT at_ms FROM throttle_attempts WHERE scope = $1 AND at_ms > $2 ORDER BY at_ms DESC LIMIT 1 OFFSET $3";
    let at_ms = sqlx::query_scalar(sql)
        .bind(key)
        .bind(now_ms - scope.window_ms())
        .bind(i64::from(scope.limit()) - 1)
        .fetch_optional(connection)
        .await?;
    Ok(at_ms)
}
