//! The newest time that any node has written down, and the operator's reset of it. Invariant: it goes back in [`reset`] only, which
//! in the same transaction ends everything that would become valid again.

use super::{Connection, Result, session_ends};

/// What is written down about the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The newest time, in milliseconds since the Unix epoch; `None` in a new database.
    pub newest_ms: Option<i64>,
    /// How often the operator has reset the clock.
    pub resets: i64,
}

/// Reads the mark: the newest time that a server wrote down, or of an audit event where that is later.
pub async fn mark(connection: &mut Connection) -> Result<Mark> {
    let sql = "SELECT newest_ms, trail_ignored_through_ms, resets FROM clock WHERE id = 1";
    let (newest, ignored_through, resets): (i64, i64, i64) =
        sqlx::query_as(sql).fetch_one(&mut *connection).await?;
    let sql = "SELECT COALESCE(MAX(at_ms), 0) FROM audit_events WHERE at_ms > $1";
    let told: i64 = sqlx::query_scalar(sql)
        .bind(ignored_through)
        .fetch_one(connection)
        .await?;
    Ok(Mark {
        newest_ms: Some(newest.max(told)).filter(|newest| *newest > 0),
        resets,
    })
}

/// The newest time that a server wrote down, and how often the operator has reset the clock: what nodes agree by.
pub async fn written(connection: &mut Connection) -> Result<(i64, i64)> {
    let sql = "SELECT newest_ms, resets FROM clock WHERE id = 1";
    Ok(sqlx::query_as(sql).fetch_one(connection).await?)
}

/// Writes a later time down. `false` where the operator has reset the clock since `resets` was read, and nothing is written.
pub async fn advance(connection: &mut Connection, now_ms: i64, resets: i64) -> Result<bool> {
    let sql = "UPDATE clock SET newest_ms = CASE WHEN newest_ms < $1 THEN $1 ELSE newest_ms END
               WHERE id = 1 AND resets = $2";
    let done = sqlx::query(sql)
        .bind(now_ms)
        .bind(resets)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// What the database server's own clock shows, in milliseconds since the Unix epoch; `None` with SQLite, which has none.
pub async fn database_ms(connection: &mut Connection) -> Result<Option<i64>> {
    if connection.backend_name() != "PostgreSQL" {
        return Ok(None);
    }
    let sql = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";
    Ok(Some(sqlx::query_scalar(sql).fetch_one(connection).await?))
}

/// Lets time go on from `now_ms`, also where that is in the past of what was written down. Then everything that has a time to
/// live ends first: sessions, mailed links, what apps hold, access tokens, and sign-ins under way. Returns how many sessions ended.
pub async fn reset(connection: &mut Connection, now_ms: i64) -> Result<u64> {
    let mark = mark(connection).await?;
    let goes_back = mark.newest_ms.is_some_and(|newest| newest > now_ms);
    let ended = if goes_back {
        end_everything(connection, now_ms).await?
    } else {
        0
    };
    let sql = "UPDATE clock SET newest_ms = $1, resets = resets + 1, trail_ignored_through_ms =
                 (SELECT COALESCE(MAX(at_ms), 0) FROM audit_events)
               WHERE id = 1";
    sqlx::query(sql).bind(now_ms).execute(connection).await?;
    Ok(ended)
}

/// Ends everything that has a time to live. Returns how many sessions ended.
pub async fn end_everything(connection: &mut Connection, now_ms: i64) -> Result<u64> {
    let ended = session_ends::end_every_one(connection, now_ms).await?;
    for sql in [
        "DELETE FROM jobs WHERE kind IN ('link_request', 'recovery')",
        "DELETE FROM sign_in_attempts",
        "DELETE FROM sso_set_up_links",
        "DELETE FROM authorization_requests",
    ] {
        sqlx::query(sql).execute(&mut *connection).await?;
    }
    let statements = [
        "UPDATE mailed_links SET expires_at_ms = $1 WHERE expires_at_ms > $1",
        "UPDATE token_families SET revoked_at_ms = $1 WHERE revoked_at_ms IS NULL OR revoked_at_ms > $1",
        "UPDATE personal_tokens SET revoked_at_ms = $1 WHERE revoked_at_ms IS NULL OR revoked_at_ms > $1",
        "UPDATE token_families SET ends_at_ms = $1 WHERE ends_at_ms > $1",
        "UPDATE app_environments SET previous_secret_ends_at_ms = $1 WHERE previous_secret_ends_at_ms > $1",
        // What would keep people out, or wait, until a time that never was.
        "DELETE FROM throttle_attempts WHERE at_ms > $1",
        "UPDATE throttle_scopes SET last_attempt_at_ms = $1 WHERE last_attempt_at_ms > $1",
        "UPDATE jobs SET run_at_ms = $1 WHERE run_at_ms > $1",
        "UPDATE jobs SET lease_until_ms = 0 WHERE lease_until_ms > $1",
    ];
    for sql in statements {
        sqlx::query(sql).bind(now_ms).execute(&mut *connection).await?;
    }
    Ok(ended)
}
