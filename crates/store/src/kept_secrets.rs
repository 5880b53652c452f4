//! Client secrets that are kept beside the one of a configuration: one that is to take its place, and the one whose place was taken. Invariant:
//! each is encrypted as the configuration's own is, and there is one of each role at most.

use latchkey_domain::secret_rotation::{ANNOUNCED_FOR_MS, KeptSecret, Rotation};

use super::{Connection, Result, new_id};

/// What a secret is kept for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It is to take the place of the present one.
    Pending,
    /// Its place was taken.
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

/// A secret that is kept.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct KeptSecretRow {
    role: String,
    /// Sealed for the configuration's identifier.
    pub secret_sealed: String,
    /// Which secret.
    pub secret_id: String,
    /// The settings beside which it is kept.
    pub beside: String,
    /// The last day on which it works (`YYYY-MM-DD`).
    pub expires_on: Option<String>,
    /// Account of the admin who put it there.
    pub account_id: String,
    /// When the admin did, in milliseconds since the Unix epoch.
    pub at_ms: i64,
    /// When the platform erases it, in milliseconds since the Unix epoch.
    pub until_ms: i64,
}

impl KeptSecretRow {
    /// `ahead_ms`: for how long it is announced before it is used.
    pub fn kept(&self, ahead_ms: i64) -> KeptSecret {
        KeptSecret {
            secret_id: self.secret_id.clone(),
            beside: self.beside.clone(),
            usable_from_ms: self.at_ms.saturating_add(ahead_ms),
            until_ms: self.until_ms,
        }
    }
}

/// Those of a configuration.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeptSecrets {
    /// The one that is to take the present one's place.
    pub pending: Option<KeptSecretRow>,
    /// The one whose place was taken.
    pub previous: Option<KeptSecretRow>,
}

impl KeptSecrets {
    /// As decisions know them. `are_keys`: a new one is announced before it is used.
    pub fn rotation(&self, are_keys: bool) -> Rotation {
        let ahead_ms = if are_keys { ANNOUNCED_FOR_MS } else { 0 };
        Rotation {
            pending: self.pending.as_ref().map(|row| row.kept(ahead_ms)),
            previous: self.previous.as_ref().map(|row| row.kept(0)),
        }
    }
}

/// Those of a configuration, whether or not they still hold.
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
    /// What for.
    pub role: Role,
    /// Sealed for the configuration's identifier.
    pub secret_sealed: &'a str,
    /// As decided.
    pub kept: &'a KeptSecret,
    /// The last day on which it works (`YYYY-MM-DD`).
    pub expires_on: Option<&'a str>,
    /// Who puts it there.
    pub account_id: &'a str,
}

/// Keeps a secret, in the place of one of its role.
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

/// Erases the one of this role.
pub async fn erase(connection: &mut Connection, configuration_id: &str, role: Role) -> Result<()> {
    let sql = "DELETE FROM kept_client_secrets WHERE sso_configuration_id = $1 AND role = $2";
    sqlx::query(sql)
        .bind(configuration_id)
        .bind(role.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// Erases all of a configuration: its settings are others from now on.
pub async fn erase_all(connection: &mut Connection, configuration_id: &str) -> Result<()> {
    let sql = "DELETE FROM kept_client_secrets WHERE sso_configuration_id = $1";
    sqlx::query(sql)
        .bind(configuration_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Erases what cannot be used any more. Returns how many.
pub async fn purge(connection: &mut Connection, now_ms: i64) -> Result<u64> {
    let sql = "DELETE FROM kept_client_secrets WHERE until_ms <= $1";
    let gone = sqlx::query(sql).bind(now_ms).execute(connection).await?;
    Ok(gone.rows_affected())
}
