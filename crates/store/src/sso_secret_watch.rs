//! What is known of client secrets: until when they work, and what their identity providers said of them last. Invariant: all of it is about
//! the secret that the configuration holds; with another one, nothing is known.

use latchkey_domain::secret_check::SecretStanding;
use latchkey_domain::secret_expiry::WARNED_DAYS;
use latchkey_domain::session_lifetime::SignedInBy;

use super::{Connection, Result, StoreError};

/// The kind of the jobs that ask identity providers.
pub const KIND: &str = "sso_secret_check";

/// How often an identity provider is asked, in milliseconds: each day.
pub const ASKED_EVERY_MS: i64 = 24 * 3_600_000;

/// Most configurations that are looked at in one round.
const AT_ONCE: i64 = 50;

/// What is known of a client secret.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WatchedSecret {
    /// The last day on which it works (`YYYY-MM-DD`).
    pub expires_on: Option<String>,
    /// When its identity provider was asked last, and what it said.
    pub check: Option<(i64, SecretStanding)>,
    /// Whether the identity provider tells a wrong secret from a right one, where that was tried.
    pub tells_wrong: Option<bool>,
    /// When somebody of the company had signed in last by single sign-on, when the identity provider was asked.
    pub signed_in_at_ms: Option<i64>,
}

/// The outcome of asking an identity provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckedSecret {
    /// What the identity provider said about the secret.
    pub standing: SecretStanding,
    /// Whether it tells a wrong secret from a right one, where that was tried.
    pub tells_wrong: Option<bool>,
    /// When somebody of the company signed in last by single sign-on.
    pub signed_in_at_ms: Option<i64>,
}

type Row = (
    Option<String>,
    Option<i64>,
    Option<String>,
    Option<i64>,
    Option<i64>,
);

/// What is known of the secret that this configuration holds.
pub async fn of_configuration(connection: &mut Connection, configuration_id: &str) -> Result<WatchedSecret> {
    let sql = "SELECT w.expires_on, w.checked_at_ms, w.check_outcome, w.tells_wrong, w.signed_in_at_ms
               FROM sso_secret_watch w JOIN sso_configurations c ON c.id = w.sso_configuration_id AND c.secret_id = w.secret_id
               WHERE c.id = $1";
    let row: Option<Row> = sqlx::query_as(sql)
        .bind(configuration_id)
        .fetch_optional(connection)
        .await?;
    let Some((expires_on, checked_at_ms, outcome, tells_wrong, signed_in_at_ms)) = row else {
        return Ok(WatchedSecret::default());
    };
    let check = match (checked_at_ms, outcome) {
        (Some(at_ms), Some(text)) => {
            let standing = SecretStanding::from_text(&text);
            Some((
                at_ms,
                standing.ok_or(StoreError::Corrupt("sso_secret_watch.check_outcome"))?,
            ))
        }
        _ => None,
    };
    Ok(WatchedSecret {
        expires_on,
        check,
        tells_wrong: tells_wrong.map(|tells| tells != 0),
        signed_in_at_ms,
    })
}

/// Writes down until when the secret works that this configuration holds. Warnings begin anew.
pub async fn set_expiry(
    connection: &mut Connection,
    configuration_id: &str,
    expires_on: Option<&str>,
) -> Result<()> {
    begin(connection, configuration_id).await?;
    let sql =
        "UPDATE sso_secret_watch SET expires_on = $2, warned_days = NULL WHERE sso_configuration_id = $1";
    sqlx::query(sql)
        .bind(configuration_id)
        .bind(expires_on)
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes down what an identity provider said of the secret with this identifier; nothing where the configuration holds another one.
pub async fn record_check(
    connection: &mut Connection,
    configuration_id: &str,
    secret_id: &str,
    checked: CheckedSecret,
    now_ms: i64,
) -> Result<()> {
    begin(connection, configuration_id).await?;
    let sql = "UPDATE sso_secret_watch SET checked_at_ms = $3, check_outcome = $4, tells_wrong = $5, signed_in_at_ms = $6
               WHERE sso_configuration_id = $1 AND secret_id = $2";
    sqlx::query(sql)
        .bind(configuration_id)
        .bind(secret_id)
        .bind(now_ms)
        .bind(checked.standing.as_str())
        .bind(checked.tells_wrong.map(i64::from))
        .bind(checked.signed_in_at_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets what was known of another secret.
async fn begin(connection: &mut Connection, configuration_id: &str) -> Result<()> {
    let sql = "INSERT INTO sso_secret_watch (sso_configuration_id, secret_id)
               SELECT id, secret_id FROM sso_configurations WHERE id = $1
               ON CONFLICT (sso_configuration_id) DO UPDATE
                 SET secret_id = excluded.secret_id, expires_on = NULL, warned_days = NULL, checked_at_ms = NULL,
                     check_outcome = NULL, tells_wrong = NULL, signed_in_at_ms = NULL
                 WHERE sso_secret_watch.secret_id <> excluded.secret_id";
    sqlx::query(sql)
        .bind(configuration_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// When somebody of the company signed in last by single sign-on. Reads all its people once: call it by [`super::Store::read_long`].
pub async fn last_sign_in(connection: &mut Connection, company_id: &str) -> Result<Option<i64>> {
    let sql = "SELECT MAX(s.at_ms) FROM last_sign_ins s JOIN accounts a ON a.id = s.account_id
               WHERE a.company_id = $1 AND s.signed_in_by = $2";
    Ok(sqlx::query_scalar(sql)
        .bind(company_id)
        .bind(SignedInBy::Sso.as_str())
        .fetch_one(connection)
        .await?)
}

/// Active configurations whose identity provider has not been asked of their secret for a day, with their companies; some of them.
pub async fn due_for_check(connection: &mut Connection, now_ms: i64) -> Result<Vec<(String, String)>> {
    let sql = "SELECT c.company_id, c.id FROM sso_configurations c
               LEFT JOIN sso_secret_watch w ON w.sso_configuration_id = c.id AND w.secret_id = c.secret_id
               WHERE c.active = 1 AND (w.checked_at_ms IS NULL OR w.checked_at_ms <= $1)
               ORDER BY w.checked_at_ms, c.id LIMIT $2";
    Ok(sqlx::query_as(sql)
        .bind(now_ms - ASKED_EVERY_MS)
        .bind(AT_ONCE)
        .fetch_all(connection)
        .await?)
}

/// A secret that expires soon, of an active configuration.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ExpiringSecret {
    /// The configuration.
    pub configuration_id: String,
    /// What the admins call it.
    pub name: String,
    /// The company.
    pub company_id: String,
    /// The last day on which it works (`YYYY-MM-DD`).
    pub expires_on: String,
    /// For how many days ahead the admins were warned last.
    pub warned_days: Option<i64>,
}

/// Secrets of active configurations of which a warning is due; some of them. `days`: the last day (`YYYY-MM-DD`) that each warning of
/// [`WARNED_DAYS`] is for.
pub async fn expiring(
    connection: &mut Connection,
    days: &[String; WARNED_DAYS.len()],
) -> Result<Vec<ExpiringSecret>> {
    let sql = "SELECT c.id AS configuration_id, c.name, c.company_id, w.expires_on, w.warned_days
               FROM sso_secret_watch w
               JOIN sso_configurations c ON c.id = w.sso_configuration_id AND c.secret_id = w.secret_id AND c.active = 1
               WHERE w.expires_on <= $1 AND (w.warned_days IS NULL OR w.warned_days > $2)
                  OR w.expires_on <= $3 AND (w.warned_days IS NULL OR w.warned_days > $4)
                  OR w.expires_on <= $5 AND (w.warned_days IS NULL OR w.warned_days > $6)
                  OR w.expires_on <= $7 AND (w.warned_days IS NULL OR w.warned_days > $8)
               ORDER BY w.expires_on, c.id LIMIT $9";
    let mut query = sqlx::query_as(sql);
    for (day, warned_days) in days.iter().zip(WARNED_DAYS) {
        query = query.bind(day).bind(warned_days);
    }
    Ok(query.bind(AT_ONCE).fetch_all(connection).await?)
}

/// Writes down that the admins are warned. Returns whether nobody else did since it was read.
pub async fn record_warning(
    connection: &mut Connection,
    secret: &ExpiringSecret,
    warned_days: i64,
) -> Result<bool> {
    let sql = "UPDATE sso_secret_watch SET warned_days = $3
               WHERE sso_configuration_id = $1 AND expires_on = $2 AND (warned_days IS NULL OR warned_days > $3)";
    let written = sqlx::query(sql)
        .bind(&secret.configuration_id)
        .bind(&secret.expires_on)
        .bind(warned_days)
        .execute(connection)
        .await?;
    Ok(written.rows_affected() > 0)
}
