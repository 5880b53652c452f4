//! Pending sign-ins through identity providers. The store holds only hashes of `state` and of the browser's secret.

use super::{Connection, Result, StoreError};
use latchkey_domain::sign_in_attempt::AttemptState;
use latchkey_system::secrets::BrowserSecrets;

/// Attempts deleted in one statement, so that purging never holds the writer for long.
const PURGE_BATCH: i64 = 500;

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInAttempt {
    /// Identifier; appears in addresses, opens nothing without the browser's secret.
    pub id: String,
    /// SHA-256 of `state`, hexadecimal.
    pub state_hash: String,
    /// SHA-256 of the secret in the browser's cookie, hexadecimal.
    pub browser_hash: String,
    /// The company whose identity provider was asked.
    pub company_id: String,
    /// The configuration that was used.
    pub sso_configuration_id: String,
    /// Its exact settings.
    pub settings_fingerprint: String,
    /// Its state.
    pub status: AttemptState,
    /// What was typed as the username.
    pub username: String,
    /// Where to go afterwards.
    pub return_to: Option<String>,
    /// The request that decided it last, for support.
    pub request_id: String,
    /// The checked identity, JSON, while its owner is being onboarded.
    pub identity: Option<String>,
    /// When it was created.
    pub created_at_ms: i64,
    /// The account whose session it renews, if that is what it is for.
    pub renews_account_id: Option<String>,
    /// Whether the identity provider was asked to ask the person anew.
    pub asked_anew: bool,
    /// Whether it tries a configuration that is not active.
    pub is_test: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    state_hash: String,
    browser_hash: String,
    company_id: String,
    sso_configuration_id: String,
    settings_fingerprint: String,
    status: String,
    username: String,
    return_to: Option<String>,
    request_id: String,
    identity: Option<String>,
    created_at_ms: i64,
    renews_account_id: Option<String>,
    asked_anew: i64,
    is_test: i64,
}

impl TryFrom<Row> for SignInAttempt {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            status: AttemptState::from_text(&row.status)
                .ok_or(StoreError::Corrupt("sign_in_attempts.status"))?,
            id: row.id,
            state_hash: row.state_hash,
            browser_hash: row.browser_hash,
            company_id: row.company_id,
            sso_configuration_id: row.sso_configuration_id,
            settings_fingerprint: row.settings_fingerprint,
            username: row.username,
            return_to: row.return_to,
            request_id: row.request_id,
            identity: row.identity,
            created_at_ms: row.created_at_ms,
            renews_account_id: row.renews_account_id,
            asked_anew: row.asked_anew == 1,
            is_test: row.is_test == 1,
        })
    }
}

const SELECT: &str = "SELECT id, state_hash, browser_hash, company_id, sso_configuration_id, settings_fingerprint, status, username,
                             return_to, request_id, identity, created_at_ms, renews_account_id, asked_anew, is_test
                             FROM sign_in_attempts";

/// The attempt with this `state`.
pub async fn by_state_hash(connection: &mut Connection, state_hash: &str) -> Result<Option<SignInAttempt>> {
    let sql = sqlx::AssertSqlSafe(format!("{SELECT} WHERE state_hash = $1"));
    let row: Option<Row> = sqlx::query_as(sql)
        .bind(state_hash)
        .fetch_optional(connection)
        .await?;
    row.map(SignInAttempt::try_from).transpose()
}

/// The attempt with this identifier, if it is this browser's.
pub async fn by_id_and_browser(
    connection: &mut Connection,
    id: &str,
    browser: &BrowserSecrets,
) -> Result<Option<SignInAttempt>> {
    // Identifiers come from addresses: what is none finds nothing, and PostgreSQL takes no NUL.
    if browser.newest().is_none() || uuid::Uuid::try_parse(id).is_err() {
        return Ok(None);
    }
    let sql = sqlx::AssertSqlSafe(format!("{SELECT} WHERE id = $1"));
    let row: Option<Row> = sqlx::query_as(sql).bind(id).fetch_optional(connection).await?;
    let row = row.filter(|row| browser.include(&row.browser_hash));
    row.map(SignInAttempt::try_from).transpose()
}

/// Begins an attempt.
pub async fn insert(connection: &mut Connection, attempt: &SignInAttempt) -> Result<()> {
    let sql = "INSERT INTO sign_in_attempts (id, state_hash, browser_hash, company_id, sso_configuration_id, settings_fingerprint,
                                             status, username, return_to, request_id, identity, created_at_ms,
                                             renews_account_id, asked_anew, is_test)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    sqlx::query(sql)
        .bind(&attempt.id)
        .bind(&attempt.state_hash)
        .bind(&attempt.browser_hash)
        .bind(&attempt.company_id)
        .bind(&attempt.sso_configuration_id)
        .bind(&attempt.settings_fingerprint)
        .bind(attempt.status.to_text())
        .bind(&attempt.username)
        .bind(&attempt.return_to)
        .bind(&attempt.request_id)
        .bind(&attempt.identity)
        .bind(attempt.created_at_ms)
        .bind(&attempt.renews_account_id)
        .bind(i64::from(attempt.asked_anew))
        .bind(i64::from(attempt.is_test))
        .execute(connection)
        .await?;
    Ok(())
}

/// Moves an attempt from one state to the next. Returns whether it was (still) in `from`: of two at once, one wins.
pub async fn advance(
    connection: &mut Connection,
    id: &str,
    from: AttemptState,
    to: AttemptState,
    request_id: &str,
    identity: Option<&str>,
) -> Result<bool> {
    let sql = "UPDATE sign_in_attempts SET status = $3, request_id = $4, identity = $5 WHERE id = $1 AND status = $2";
    let done = sqlx::query(sql)
        .bind(id)
        .bind(from.to_text())
        .bind(to.to_text())
        .bind(request_id)
        .bind(identity)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Deletes some of the attempts that began before `before_ms`. Returns how many; call again while it is not 0.
pub async fn purge(connection: &mut Connection, before_ms: i64) -> Result<u64> {
    let sql = "DELETE FROM sign_in_attempts WHERE id IN (SELECT id FROM sign_in_attempts WHERE created_at_ms <= $1 LIMIT $2)";
    let done = sqlx::query(sql)
        .bind(before_ms)
        .bind(PURGE_BATCH)
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}
