//! Access tokens and refresh tokens, by their hashes.

use super::{Connection, Result};
use crate::domain::scopes::Scopes;

/// Rows deleted in one statement, so that purging never holds the writer for long.
const PURGE_BATCH: i64 = 500;

/// An access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessToken {
    /// Its family.
    pub family_id: String,
    /// What it may be used for.
    pub scopes: Scopes,
    /// When it was given.
    pub created_at_ms: i64,
    /// When it ends.
    pub expires_at_ms: i64,
}

/// A refresh token.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct RefreshToken {
    /// Its family.
    pub family_id: String,
    /// `client_id` of whom it was given to.
    pub client_id: String,
    /// When it was given.
    pub created_at_ms: i64,
    /// When it ends.
    pub expires_at_ms: i64,
    /// When it was used, if it was.
    pub used_at_ms: Option<i64>,
    /// When its family was revoked, if it was.
    pub revoked_at_ms: Option<i64>,
}

/// Remembers an access token.
pub async fn insert_access(connection: &mut Connection, token_hash: &str, token: &AccessToken) -> Result<()> {
    let sql = "INSERT INTO access_tokens (token_hash, family_id, scopes, created_at_ms, expires_at_ms)
               VALUES ($1, $2, $3, $4, $5)";
    sqlx::query(sql)
        .bind(token_hash)
        .bind(&token.family_id)
        .bind(token.scopes.to_string())
        .bind(token.created_at_ms)
        .bind(token.expires_at_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// The access token, if it has not expired. Whether its family is alive is another question.
pub async fn access(
    connection: &mut Connection,
    token_hash: &str,
    now_ms: i64,
) -> Result<Option<AccessToken>> {
    let sql = "SELECT family_id, scopes, created_at_ms, expires_at_ms FROM access_tokens
               WHERE token_hash = $1 AND expires_at_ms > $2";
    let row: Option<(String, String, i64, i64)> = sqlx::query_as(sql)
        .bind(token_hash)
        .bind(now_ms)
        .fetch_optional(connection)
        .await?;
    Ok(
        row.map(|(family_id, scopes, created_at_ms, expires_at_ms)| AccessToken {
            family_id,
            scopes: Scopes::parse(&scopes),
            created_at_ms,
            expires_at_ms,
        }),
    )
}

/// Forgets an access token.
pub async fn delete_access(connection: &mut Connection, token_hash: &str) -> Result<()> {
    sqlx::query("DELETE FROM access_tokens WHERE token_hash = $1")
        .bind(token_hash)
        .execute(connection)
        .await?;
    Ok(())
}

/// Remembers a refresh token.
pub async fn insert_refresh(
    connection: &mut Connection,
    token_hash: &str,
    family_id: &str,
    now_ms: i64,
    expires_at_ms: i64,
) -> Result<()> {
    let sql = "INSERT INTO refresh_tokens (token_hash, family_id, created_at_ms, expires_at_ms) VALUES ($1, $2, $3, $4)";
    sqlx::query(sql)
        .bind(token_hash)
        .bind(family_id)
        .bind(now_ms)
        .bind(expires_at_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// The refresh token, used, expired, revoked or not.
pub async fn refresh(connection: &mut Connection, token_hash: &str) -> Result<Option<RefreshToken>> {
    let sql =
        "SELECT r.family_id, e.client_id, r.created_at_ms, r.expires_at_ms, r.used_at_ms, f.revoked_at_ms
               FROM refresh_tokens r JOIN token_families f ON f.id = r.family_id
                 JOIN app_environments e ON e.id = f.environment_id
               WHERE r.token_hash = $1";
    Ok(sqlx::query_as(sql)
        .bind(token_hash)
        .fetch_optional(connection)
        .await?)
}

/// Remembers a first pair of tokens.
pub async fn insert(connection: &mut Connection, pair: &Next<'_>) -> Result<()> {
    insert_access(connection, pair.access_hash, pair.access).await?;
    let (family_id, now_ms) = (&pair.access.family_id, pair.access.created_at_ms);
    insert_refresh(
        connection,
        pair.refresh_hash,
        family_id,
        now_ms,
        pair.refresh_expires_at_ms,
    )
    .await
}

/// A pair of tokens, as a code is made into, or a refresh token.
#[derive(Debug)]
pub struct Next<'a> {
    /// SHA-256 of the next access token, hexadecimal.
    pub access_hash: &'a str,
    /// What lies with it.
    pub access: &'a AccessToken,
    /// SHA-256 of the next refresh token, hexadecimal.
    pub refresh_hash: &'a str,
    /// When that ends.
    pub refresh_expires_at_ms: i64,
}

/// Uses a refresh token up and remembers what comes after it. Returns whether it had not been used before; if it had, nothing
/// is written. In one go: this is what a provider does most.
pub async fn rotate(connection: &mut Connection, used_hash: &str, next: &Next<'_>) -> Result<bool> {
    // Each one only if the one before it did something.
    let sql = match connection.backend_name() {
        "PostgreSQL" => {
            "WITH used AS (UPDATE refresh_tokens SET used_at_ms = $2 WHERE token_hash = $1 AND used_at_ms IS NULL RETURNING 1),
                  access AS (INSERT INTO access_tokens (token_hash, family_id, scopes, created_at_ms, expires_at_ms)
                             SELECT $3, $4, $5, $2, $6 FROM used)
             INSERT INTO refresh_tokens (token_hash, family_id, created_at_ms, expires_at_ms) SELECT $7, $4, $2, $8 FROM used"
        }
        _ => {
            let sql = "UPDATE refresh_tokens SET used_at_ms = $2 WHERE token_hash = $1 AND used_at_ms IS NULL";
            let used = sqlx::query(sql)
                .bind(used_hash)
                .bind(next.access.created_at_ms)
                .execute(&mut *connection)
                .await?;
            if used.rows_affected() == 1 {
                insert(connection, next).await?;
            }
            return Ok(used.rows_affected() == 1);
        }
    };
    let done = sqlx::query(sql)
        .bind(used_hash)
        .bind(next.access.created_at_ms)
        .bind(next.access_hash)
        .bind(&next.access.family_id)
        .bind(next.access.scopes.to_string())
        .bind(next.access.expires_at_ms)
        .bind(next.refresh_hash)
        .bind(next.refresh_expires_at_ms)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Deletes some of the tokens that have expired, and families that ended before `families_before_ms` with all their tokens.
/// Returns how many rows; call again while it is not 0. A refresh token that was used stays as long as its family, so that it
/// is known when it comes again.
pub async fn purge(connection: &mut Connection, now_ms: i64, families_before_ms: i64) -> Result<u64> {
    let over =
        "(SELECT id FROM token_families WHERE ends_at_ms <= $1 OR revoked_at_ms <= $1 ORDER BY id LIMIT $2)";
    let expired = "DELETE FROM access_tokens WHERE token_hash IN
                     (SELECT token_hash FROM access_tokens WHERE expires_at_ms <= $1 LIMIT $2)";
    let mut gone = sqlx::query(expired)
        .bind(now_ms)
        .bind(PURGE_BATCH)
        .execute(&mut *connection)
        .await?
        .rows_affected();
    let tokens = ["access_tokens", "refresh_tokens"]
        .map(|table| format!("DELETE FROM {table} WHERE family_id IN {over}"));
    for sql in tokens
        .into_iter()
        .chain([format!("DELETE FROM token_families WHERE id IN {over}")])
    {
        // All parts are constants of this function.
        gone += sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(families_before_ms)
            .bind(PURGE_BATCH)
            .execute(&mut *connection)
            .await?
            .rows_affected();
    }
    Ok(gone)
}
