//! Mails that wait to be sent; each is a job. Invariant: a mail is encrypted for its own row, and cannot be decrypted in another.

use super::{Connection, Result, jobs};

/// The kind of these jobs. Their label is the kind of mail.
pub const KIND: &str = "mail";

/// A mail that waits.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct WaitingMail {
    /// Identifier.
    pub id: String,
    /// The mail, encrypted for [`purpose`].
    pub sealed: String,
    /// What kind of mail it is.
    pub kind: String,
}

/// What a mail is encrypted for (associated data).
pub fn purpose(id: &str) -> String {
    jobs::purpose(KIND, id)
}

/// Up to `limit` mails behind the one with the identifier `after`, in the order in which they were made.
pub async fn all_after(connection: &mut Connection, after: &str, limit: i64) -> Result<Vec<WaitingMail>> {
    let sql = "SELECT id, payload AS sealed, label AS kind FROM jobs WHERE kind = $1 AND id > $2 ORDER BY id LIMIT $3";
    Ok(sqlx::query_as(sql)
        .bind(KIND)
        .bind(after)
        .bind(limit)
        .fetch_all(connection)
        .await?)
}

/// How many mails wait for their first attempt, up to `most`: how far the mail server is behind.
pub async fn count_untried(connection: &mut Connection, most: i64) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM (SELECT id FROM jobs WHERE kind = $1 AND target = '' AND attempts = 0 LIMIT $2) untried";
    Ok(sqlx::query_scalar(sql)
        .bind(KIND)
        .bind(most)
        .fetch_one(connection)
        .await?)
}
