//! Keys with which the platform proves to companies' identity providers who it is. Invariant: encrypted; a configuration holds the key that it
//! uses itself, in the place of its client secret, and this is the one that new configurations begin with.

use super::{Connection, Result};

/// What a company's key is sealed for.
pub fn purpose(company_id: &str) -> String {
    format!("client_key:{company_id}")
}

/// The company's key, sealed.
pub async fn of_company(connection: &mut Connection, company_id: &str) -> Result<Option<String>> {
    let sql = "SELECT key_sealed FROM client_keys WHERE company_id = $1";
    Ok(sqlx::query_scalar(sql)
        .bind(company_id)
        .fetch_optional(connection)
        .await?)
}

/// Writes down the company's first key. `false` where it has one.
pub async fn insert(
    connection: &mut Connection,
    company_id: &str,
    key_sealed: &str,
    now_ms: i64,
) -> Result<bool> {
    let sql = "INSERT INTO client_keys (company_id, key_sealed, made_at_ms) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    let written = sqlx::query(sql)
        .bind(company_id)
        .bind(key_sealed)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(written.rows_affected() == 1)
}

/// Puts another key in its place.
pub async fn replace(connection: &mut Connection, company_id: &str, key_sealed: &str) -> Result<()> {
    let sql = "UPDATE client_keys SET key_sealed = $2 WHERE company_id = $1";
    sqlx::query(sql)
        .bind(company_id)
        .bind(key_sealed)
        .execute(connection)
        .await?;
    Ok(())
}

/// A key that a configuration uses, is to use, or used a while ago.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct UsedKey {
    /// Identifier of the SSO configuration.
    pub configuration_id: String,
    /// The private key, sealed as the configuration's client secret is.
    pub key_sealed: String,
}

/// All of a company's configurations: the one of each, and those that are kept beside it.
pub async fn used(connection: &mut Connection, company_id: &str, now_ms: i64) -> Result<Vec<UsedKey>> {
    let sql = "SELECT c.id AS configuration_id, c.client_secret_sealed AS key_sealed FROM sso_configurations c
               WHERE c.company_id = $1 AND c.client_auth_method = 'private_key_jwt'
               UNION ALL
               SELECT c.id, k.secret_sealed FROM kept_client_secrets k JOIN sso_configurations c ON c.id = k.sso_configuration_id
               WHERE c.company_id = $1 AND c.client_auth_method = 'private_key_jwt' AND k.until_ms > $2";
    Ok(sqlx::query_as(sql)
        .bind(company_id)
        .bind(now_ms)
        .fetch_all(connection)
        .await?)
}

/// The drafts of a company that use a key.
pub async fn drafts_with_key(connection: &mut Connection, company_id: &str) -> Result<Vec<String>> {
    let sql = "SELECT id FROM sso_configurations
               WHERE company_id = $1 AND active = 0 AND client_auth_method = 'private_key_jwt' ORDER BY id";
    Ok(sqlx::query_scalar(sql)
        .bind(company_id)
        .fetch_all(connection)
        .await?)
}
