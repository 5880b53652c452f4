//! Test runs of SSO configurations. Invariant: the store knows the hash of `state` alone, and what came back is sealed.

use super::{Connection, Result};

/// Runs deleted in one statement.
const PURGE_BATCH: i64 = 500;

/// A test run.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct TestRunRow {
    /// Identifier.
    pub id: String,
    /// The company whose configuration it is.
    pub company_id: String,
    /// The configuration.
    pub sso_configuration_id: String,
    /// The account that began it.
    pub account_id: String,
    /// The session in which it was begun.
    pub session_id: String,
    /// SHA-256 of `state`, hexadecimal; none until the browser leaves.
    pub state_hash: Option<String>,
    /// The exact settings that are tested.
    pub settings_fingerprint: String,
    /// `started`, `at_idp`, `redeeming`, `passed`, `failed` or `expired`.
    pub status: String,
    /// 1 where the identity provider is asked for another person.
    pub as_someone_else: i64,
    /// 1 where more time was given.
    pub extended: i64,
    /// When it began, in milliseconds since the Unix epoch.
    pub began_at_ms: i64,
    /// Until when something may come back.
    pub deadline_at_ms: i64,
    /// Trace and claims as JSON, sealed for the run's identifier.
    pub result_sealed: Option<String>,
    /// Finds it in the log.
    pub request_id: String,
}

const SELECT: &str =
    "SELECT id, company_id, sso_configuration_id, account_id, session_id, state_hash, settings_fingerprint,
                             status, as_someone_else, extended, began_at_ms, deadline_at_ms, result_sealed, request_id
                      FROM sso_test_runs";

/// What the result of a run is sealed for.
pub fn result_purpose(run_id: &str) -> String {
    format!("sso_test_run:{run_id}")
}

/// Begins a run.
pub async fn insert(connection: &mut Connection, run: &TestRunRow) -> Result<()> {
    let sql = "INSERT INTO sso_test_runs (id, company_id, sso_configuration_id, account_id, session_id, settings_fingerprint, status,
                                          as_someone_else, extended, began_at_ms, deadline_at_ms, request_id)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    sqlx::query(sql)
        .bind(&run.id)
        .bind(&run.company_id)
        .bind(&run.sso_configuration_id)
        .bind(&run.account_id)
        .bind(&run.session_id)
        .bind(&run.settings_fingerprint)
        .bind(&run.status)
        .bind(run.as_someone_else)
        .bind(run.extended)
        .bind(run.began_at_ms)
        .bind(run.deadline_at_ms)
        .bind(&run.request_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// The run with this identifier.
pub async fn by_id(connection: &mut Connection, id: &str) -> Result<Option<TestRunRow>> {
    if uuid::Uuid::try_parse(id).is_err() {
        return Ok(None);
    }
    let sql = sqlx::AssertSqlSafe(format!("{SELECT} WHERE id = $1"));
    Ok(sqlx::query_as(sql).bind(id).fetch_optional(connection).await?)
}

/// The run whose browser left with this `state`.
pub async fn by_state_hash(connection: &mut Connection, state_hash: &str) -> Result<Option<TestRunRow>> {
    let sql = sqlx::AssertSqlSafe(format!("{SELECT} WHERE state_hash = $1"));
    Ok(sqlx::query_as(sql)
        .bind(state_hash)
        .fetch_optional(connection)
        .await?)
}

/// The run of a configuration that was finished last with these settings.
pub async fn last_finished(
    connection: &mut Connection,
    configuration_id: &str,
    settings_fingerprint: &str,
) -> Result<Option<TestRunRow>> {
    let sql = sqlx::AssertSqlSafe(format!(
        "{SELECT} WHERE sso_configuration_id = $1 AND settings_fingerprint = $2 AND status IN ('passed', 'failed', 'expired')
         ORDER BY began_at_ms DESC, id DESC LIMIT 1"
    ));
    Ok(sqlx::query_as(sql)
        .bind(configuration_id)
        .bind(settings_fingerprint)
        .fetch_optional(connection)
        .await?)
}

/// The run of a configuration that passed last with these settings.
pub async fn last_passed(
    connection: &mut Connection,
    configuration_id: &str,
    settings_fingerprint: &str,
) -> Result<Option<TestRunRow>> {
    let sql = sqlx::AssertSqlSafe(format!(
        "{SELECT} WHERE sso_configuration_id = $1 AND settings_fingerprint = $2 AND status = 'passed'
         ORDER BY began_at_ms DESC, id DESC LIMIT 1"
    ));
    Ok(sqlx::query_as(sql)
        .bind(configuration_id)
        .bind(settings_fingerprint)
        .fetch_optional(connection)
        .await?)
}

/// Whether a run of the configuration has passed, with whatever settings.
pub async fn has_ever_passed(connection: &mut Connection, configuration_id: &str) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM sso_test_runs WHERE sso_configuration_id = $1 AND status = 'passed'";
    let count: i64 = sqlx::query_scalar(sql)
        .bind(configuration_id)
        .fetch_one(connection)
        .await?;
    Ok(count > 0)
}

/// The run of a configuration that somebody (an account, or a set-up link) began last with these settings, if nothing has come of it yet.
pub async fn last_unfinished(
    connection: &mut Connection,
    configuration_id: &str,
    settings_fingerprint: &str,
    account_id: &str,
) -> Result<Option<TestRunRow>> {
    let sql = sqlx::AssertSqlSafe(format!(
        "{SELECT} WHERE sso_configuration_id = $1 AND settings_fingerprint = $2 AND account_id = $3
         ORDER BY began_at_ms DESC, id DESC LIMIT 1"
    ));
    let last: Option<TestRunRow> = sqlx::query_as(sql)
        .bind(configuration_id)
        .bind(settings_fingerprint)
        .bind(account_id)
        .fetch_optional(connection)
        .await?;
    Ok(last.filter(|run| run.result_sealed.is_none()))
}

/// Whether a run with these settings has passed.
pub async fn has_passed(
    connection: &mut Connection,
    configuration_id: &str,
    settings_fingerprint: &str,
) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM sso_test_runs
               WHERE sso_configuration_id = $1 AND settings_fingerprint = $2 AND status = 'passed'";
    let count: i64 = sqlx::query_scalar(sql)
        .bind(configuration_id)
        .bind(settings_fingerprint)
        .fetch_one(connection)
        .await?;
    Ok(count > 0)
}

/// The browser leaves for the identity provider. Returns whether the run waited for that.
pub async fn leave(connection: &mut Connection, id: &str, state_hash: &str, now_ms: i64) -> Result<bool> {
    let sql = "UPDATE sso_test_runs SET status = 'at_idp', state_hash = $2
               WHERE id = $1 AND status = 'started' AND deadline_at_ms > $3";
    let done = sqlx::query(sql)
        .bind(id)
        .bind(state_hash)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Somebody came back: nobody else does, with the same answer. Returns whether the run waited for that.
pub async fn claim(connection: &mut Connection, id: &str, now_ms: i64) -> Result<bool> {
    let sql = "UPDATE sso_test_runs SET status = 'redeeming'
               WHERE id = $1 AND status = 'at_idp' AND deadline_at_ms > $2";
    let done = sqlx::query(sql).bind(id).bind(now_ms).execute(connection).await?;
    Ok(done.rows_affected() == 1)
}

/// Ends a run that is not over. Returns whether it was not.
pub async fn finish(
    connection: &mut Connection,
    id: &str,
    status: &str,
    result_sealed: &str,
) -> Result<bool> {
    let sql = "UPDATE sso_test_runs SET status = $2, result_sealed = $3
               WHERE id = $1 AND status IN ('started', 'at_idp', 'redeeming')";
    let done = sqlx::query(sql)
        .bind(id)
        .bind(status)
        .bind(result_sealed)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives more time, once. Returns whether it was given.
pub async fn extend(connection: &mut Connection, id: &str, by_ms: i64, now_ms: i64) -> Result<bool> {
    let sql = "UPDATE sso_test_runs SET deadline_at_ms = deadline_at_ms + $2, extended = 1
               WHERE id = $1 AND extended = 0 AND status IN ('started', 'at_idp') AND deadline_at_ms > $3";
    let done = sqlx::query(sql)
        .bind(id)
        .bind(by_ms)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Deletes some runs that began before, but for the last passed one of each configuration: it stands for the configuration. Returns how
/// many; call again while it is not 0.
pub async fn purge(connection: &mut Connection, before_ms: i64) -> Result<u64> {
    let sql = "DELETE FROM sso_test_runs WHERE id IN
                 (SELECT r.id FROM sso_test_runs r WHERE r.began_at_ms < $1
                    AND (r.status <> 'passed' OR EXISTS
                      (SELECT 1 FROM sso_test_runs n WHERE n.sso_configuration_id = r.sso_configuration_id
                         AND n.status = 'passed' AND (n.began_at_ms > r.began_at_ms OR (n.began_at_ms = r.began_at_ms AND n.id > r.id))))
                  ORDER BY r.began_at_ms LIMIT $2)";
    let gone = sqlx::query(sql)
        .bind(before_ms)
        .bind(PURGE_BATCH)
        .execute(connection)
        .await?;
    Ok(gone.rows_affected())
}
