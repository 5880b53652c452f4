//! Mails that wait to be sent. Invariant: two nodes never hold the same mail at the same time, as long as a try takes less
//! than its lease.

use super::{Connection, Result};

/// A mail that waits.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct WaitingMail {
    /// Identifier.
    pub id: String,
    /// The mail, sealed.
    pub sealed: String,
    /// What kind of mail it is.
    pub kind: String,
    /// How often it was tried.
    pub tries: i64,
    /// When it is due, or somebody's lease of it ends. Milliseconds since the Unix epoch.
    pub next_try_at_ms: i64,
    /// When it is given up.
    pub expires_at_ms: i64,
}

/// A new mail.
#[derive(Debug)]
pub struct NewMail<'a> {
    /// Identifier.
    pub id: &'a str,
    /// The mail, sealed.
    pub sealed: &'a str,
    /// What kind of mail it is.
    pub kind: &'a str,
    /// When it is given up.
    pub expires_at_ms: i64,
}

const COLUMNS: &str = "id, sealed, kind, tries, next_try_at_ms, expires_at_ms";

/// What a mail is sealed for.
pub fn purpose(id: &str) -> String {
    format!("mail:{id}")
}

/// Puts a mail into the queue, due at once.
pub async fn insert(connection: &mut Connection, mail: &NewMail<'_>, now_ms: i64) -> Result<()> {
    let sql = "INSERT INTO mails (id, sealed, kind, created_at_ms, next_try_at_ms, expires_at_ms)
               VALUES ($1, $2, $3, $4, $4, $5)";
    sqlx::query(sql)
        .bind(mail.id)
        .bind(mail.sealed)
        .bind(mail.kind)
        .bind(now_ms)
        .bind(mail.expires_at_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Up to `limit` mails that are due, the longest due first.
pub async fn due(connection: &mut Connection, now_ms: i64, limit: i64) -> Result<Vec<WaitingMail>> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM mails WHERE next_try_at_ms <= $1 ORDER BY next_try_at_ms, id LIMIT $2"
    ));
    Ok(sqlx::query_as(sql)
        .bind(now_ms)
        .bind(limit)
        .fetch_all(connection)
        .await?)
}

/// Up to `limit` mails behind the one with the identifier `after`, in the order in which they were made.
pub async fn all_after(connection: &mut Connection, after: &str, limit: i64) -> Result<Vec<WaitingMail>> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM mails WHERE id > $1 ORDER BY id LIMIT $2"
    ));
    Ok(sqlx::query_as(sql)
        .bind(after)
        .bind(limit)
        .fetch_all(connection)
        .await?)
}

/// How many wait.
pub async fn count(connection: &mut Connection) -> Result<i64> {
    Ok(sqlx::query_scalar("SELECT COUNT(*) FROM mails")
        .fetch_one(connection)
        .await?)
}

/// Takes the mail until `until_ms`, and counts the try. `false` where somebody else was quicker, or it is gone.
pub async fn claim(connection: &mut Connection, mail: &WaitingMail, until_ms: i64) -> Result<bool> {
    let sql = "UPDATE mails SET next_try_at_ms = $3, tries = tries + 1 WHERE id = $1 AND next_try_at_ms = $2 AND tries = $4";
    let claimed = sqlx::query(sql)
        .bind(&mail.id)
        .bind(mail.next_try_at_ms)
        .bind(until_ms)
        .bind(mail.tries)
        .execute(connection)
        .await?;
    Ok(claimed.rows_affected() == 1)
}

/// Says when the next try is, and why the last one came to nothing (words of ours).
pub async fn put_off(
    connection: &mut Connection,
    id: &str,
    next_try_at_ms: i64,
    last_error: &str,
) -> Result<()> {
    let sql = "UPDATE mails SET next_try_at_ms = $2, last_error = $3 WHERE id = $1";
    sqlx::query(sql)
        .bind(id)
        .bind(next_try_at_ms)
        .bind(last_error)
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets a mail: it was sent, or was given up.
pub async fn delete(connection: &mut Connection, id: &str) -> Result<()> {
    sqlx::query("DELETE FROM mails WHERE id = $1")
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Whether there is something for [`take_expired`].
pub async fn any_expired(connection: &mut Connection, now_ms: i64) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM mails WHERE expires_at_ms <= $1 AND next_try_at_ms <= $1";
    let expired: i64 = sqlx::query_scalar(sql).bind(now_ms).fetch_one(connection).await?;
    Ok(expired > 0)
}

/// Forgets up to `limit` mails whose time is over, and that nobody is sending at this moment. Returns their kinds.
pub async fn take_expired(connection: &mut Connection, now_ms: i64, limit: i64) -> Result<Vec<String>> {
    let sql = "DELETE FROM mails WHERE id IN
                 (SELECT id FROM mails WHERE expires_at_ms <= $1 AND next_try_at_ms <= $1 ORDER BY id LIMIT $2)
               RETURNING kind";
    Ok(sqlx::query_scalar(sql)
        .bind(now_ms)
        .bind(limit)
        .fetch_all(connection)
        .await?)
}
