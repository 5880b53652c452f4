//! Client secrets that are kept beside the present one of an SSO configuration while it is rotated: the pending one and the previous one
//! (`secret_rotation` of the domain). Invariant: each is sealed like the configuration's own, and there is at most one of each role.

use latchkey_domain::secret_rotation::{ANNOUNCED_FOR_MS, KeptSecret, Rotation};

use super::{Connection, Result, new_id};

/// The part of a secret in a rotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The new one, before the swap.
    Pending,
    /// The old one, after the swap.
    Previous,
}

impl Role {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Previous => "previous",
        }
    }
}

/// A row of `kept_client_secrets`.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct KeptSecretRow {
    role: String,
    /// The secret, sealed for the configuration's identifier.
    pub secret_sealed: String,
    /// Identifier of the secret.
    pub secret_id: String,
    /// Fingerprint of the configuration's settings when it was stored.
    pub beside: String,
    /// The last day on which it works (`YYYY-MM-DD`).
    pub expires_on: Option<String>,
    /// Account of the admin who stored it.
    pub account_id: String,
    /// When it was stored, in milliseconds since the Unix epoch.
    pub at_ms: i64,
    /// When the platform erases it, in milliseconds since the Unix epoch.
    pub until_ms: i64,
}

impl KeptSecretRow {
    /// The facts for decisions. `ahead_ms`: how long it is published before it can be used.
    pub fn kept(&self, ahead_ms: i64) -> KeptSecret {
        KeptSecret {
            secret_id: self.secret_id.clone(),
            beside: self.beside.clone(),
            usable_from_ms: self.at_ms.saturating_add(ahead_ms),
            until_ms: self.until_ms,
        }
    }
}

/// The kept secrets of a configuration.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeptSecrets {
    /// The new one, before the swap.
    pub pending: Option<KeptSecretRow>,
    /// The old one, after the swap.
    pub previous: Option<KeptSecretRow>,
}

impl KeptSecrets {
    /// The facts for decisions. `are_keys`: they are keys, and a new key is published for a while before it can be used.
    pub fn rotation(&self, are_keys: bool) -> Rotation {
        let ahead_ms = if are_keys { ANNOUNCED_FOR_MS } else { 0 };
        Rotation {
            pending: self.pending.as_ref().map(|row| row.kept(ahead_ms)),
            previous: self.previous.as_ref().map(|row| row.kept(0)),
        }
    }
}

/// The kept secrets of a configuration, also those that cannot be used any more.
pub async fn of_configuration(connection: &mut Connection, configuration_id: &str) -> Result<KeptSecrets> {
    let sql = "SELECT role, secret_sealed, secret_id, beside, expires_on, account_id, at_ms, until_ms
               FROM kept_client_secrets WHERE sso_configuration_id = $1";
    let rows: Vec<KeptSecretRow> = sqlx::query_as(sql)
        .bind(configuration_id)
        .fetch_all(connection)
        .await?;
    let of = |role: Role| rows.iter().find(|row| row.role == role.as_str()).cloned();
    Ok(KeptSecrets {
        pending: of(Role::Pending),
        previous: of(Role::Previous),
    })
}

/// A secret to keep.
#[derive(Debug, Clone, Copy)]
pub struct NewKeptSecret<'a> {
    /// Its part in the rotation.
    pub role: Role,
    /// The secret, sealed for the configuration's identifier.
    pub secret_sealed: &'a str,
    /// Its identifier, the fingerprint of the settings, and how long it is kept.
    pub kept: &'a KeptSecret,
    /// The last day on which it works (`YYYY-MM-DD`).
    pub expires_on: Option<&'a str>,
    /// Account of the admin who stores it.
    pub account_id: &'a str,
}

/// Stores a secret, in the place of any other with its role.
pub async fn put(
    connection: &mut Connection,
    configuration_id: &str,
    secret: NewKeptSecret<'_>,
    now_ms: i64,
) -> Result<()> {
    erase(connection, configuration_id, secret.role).await?;
    let sql = "INSERT INTO kept_client_secrets (id, sso_configuration_id, role, secret_sealed, secret_id, beside, expires_on, account_id,
                                                at_ms, until_ms)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    sqlx::query(sql)
        .bind(new_id())
        .bind(configuration_id)
        .bind(secret.role.as_str())
        .bind(secret.secret_sealed)
        .bind(&secret.kept.secret_id)
        .bind(&secret.kept.beside)
        .bind(secret.expires_on)
        .bind(secret.account_id)
        .bind(now_ms)
        .bind(secret.kept.until_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Erases the secret with this role.
pub async fn erase(connection: &mut Connection, configuration_id: &str, role: Role) -> Result<()> {
    let sql = "DELETE FROM kept_client_secrets WHERE sso_configuration_id = $1 AND role = $2";
    sqlx::query(sql)
        .bind(configuration_id)
        .bind(role.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// Erases the kept secrets of a configuration whose settings have changed.
pub async fn erase_all(connection: &mut Connection, configuration_id: &str) -> Result<()> {
    let sql = "DELETE FROM kept_client_secrets WHERE sso_configuration_id = $1";
    sqlx::query(sql)
        .bind(configuration_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Erases secrets whose time is over. Returns how many.
pub async fn purge(connection: &mut Connection, now_ms: i64) -> Result<u64> {
    let sql = "DELETE FROM kept_client_secrets WHERE until_ms <= $1";
    let gone = sqlx::query(sql).bind(now_ms).execute(connection).await?;
    Ok(gone.rows_affected())
}
