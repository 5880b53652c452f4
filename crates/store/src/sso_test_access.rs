//! Test Link and Test Email Domain of configurations that are not active. Neither opens anything without a sign-in at the identity
//! provider.

use super::{Connection, Result};

/// What every Test Email Domain ends with: a name that no real domain has (RFC 6761 §6.2).
pub const TEST_DOMAIN_ENDING: &str = ".sso.test";

/// How a configuration can be tried.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct TestAccessRow {
    /// The configuration.
    pub sso_configuration_id: String,
    /// The last part of the Test Link.
    pub link_token: String,
    /// The Test Email Domain, in small letters.
    pub email_domain: String,
    /// The settings that it is for: with others it does not work.
    pub settings_fingerprint: String,
    /// When it expires.
    pub expires_at_ms: i64,
}

const SELECT: &str = "SELECT sso_configuration_id, link_token, email_domain, settings_fingerprint, expires_at_ms FROM sso_test_access";

/// Replaces what a configuration had.
pub async fn replace(connection: &mut Connection, access: &TestAccessRow) -> Result<()> {
    let sql = "INSERT INTO sso_test_access (sso_configuration_id, link_token, email_domain, settings_fingerprint, expires_at_ms)
               VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (sso_configuration_id) DO UPDATE SET link_token = excluded.link_token, email_domain = excluded.email_domain,
                 settings_fingerprint = excluded.settings_fingerprint, expires_at_ms = excluded.expires_at_ms";
    sqlx::query(sql)
        .bind(&access.sso_configuration_id)
        .bind(&access.link_token)
        .bind(&access.email_domain)
        .bind(&access.settings_fingerprint)
        .bind(access.expires_at_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// What a configuration has, expired or not.
pub async fn of_configuration(
    connection: &mut Connection,
    configuration_id: &str,
) -> Result<Option<TestAccessRow>> {
    find(connection, "sso_configuration_id", configuration_id).await
}

/// What this Test Link belongs to.
pub async fn by_link_token(connection: &mut Connection, token: &str) -> Result<Option<TestAccessRow>> {
    find(connection, "link_token", token).await
}

/// What this Test Email Domain belongs to.
pub async fn by_email_domain(connection: &mut Connection, domain: &str) -> Result<Option<TestAccessRow>> {
    find(connection, "email_domain", domain).await
}

/// What a configuration has stops working.
pub async fn delete(connection: &mut Connection, configuration_id: &str) -> Result<()> {
    let sql = "DELETE FROM sso_test_access WHERE sso_configuration_id = $1";
    sqlx::query(sql)
        .bind(configuration_id)
        .execute(connection)
        .await?;
    Ok(())
}

async fn find(
    connection: &mut Connection,
    column: &'static str,
    value: &str,
) -> Result<Option<TestAccessRow>> {
    // It may come from outside, and PostgreSQL takes no NUL.
    if value.contains(char::is_control) {
        return Ok(None);
    }
    // Every part is a constant of this file; values are bound.
    let sql = sqlx::AssertSqlSafe(format!("{SELECT} WHERE {column} = $1"));
    Ok(sqlx::query_as(sql).bind(value).fetch_optional(connection).await?)
}
