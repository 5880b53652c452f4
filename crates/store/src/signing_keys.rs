//! The provider's signing keys, encrypted.

use super::{Connection, Result};

/// One key.
#[derive(Clone, sqlx::FromRow)]
pub struct SigningKey {
    /// `kid`
    pub kid: String,
    /// `ES256` or `RS256`.
    pub algorithm: String,
    /// See [`latchkey_domain::signing_key_schedule`].
    pub generation: i64,
    /// PKCS #8, base64, sealed for [`purpose`].
    pub private_key_sealed: String,
    /// From when it signs.
    pub signs_from_ms: i64,
}

/// What a private key is sealed for.
pub fn purpose(kid: &str) -> String {
    format!("signing_key:{kid}")
}

/// All keys.
pub async fn all(connection: &mut Connection) -> Result<Vec<SigningKey>> {
    let sql = "SELECT kid, algorithm, generation, private_key_sealed, signs_from_ms FROM signing_keys
               ORDER BY algorithm, generation";
    Ok(sqlx::query_as(sql).fetch_all(connection).await?)
}

/// Adds a key.
///
/// # Errors
/// [`super::StoreError::AlreadyExists`] where another server has made the key of this generation.
pub async fn insert(connection: &mut Connection, key: &SigningKey, now_ms: i64) -> Result<()> {
    let sql = "INSERT INTO signing_keys (kid, algorithm, generation, private_key_sealed, created_at_ms, signs_from_ms)
               VALUES ($1, $2, $3, $4, $5, $6)";
    sqlx::query(sql)
        .bind(&key.kid)
        .bind(&key.algorithm)
        .bind(key.generation)
        .bind(&key.private_key_sealed)
        .bind(now_ms)
        .bind(key.signs_from_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets a key.
pub async fn delete(connection: &mut Connection, kid: &str) -> Result<()> {
    sqlx::query("DELETE FROM signing_keys WHERE kid = $1")
        .bind(kid)
        .execute(connection)
        .await?;
    Ok(())
}
