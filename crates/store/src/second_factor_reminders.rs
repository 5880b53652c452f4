//! Reminders to people who have no second factor although their company requires one. Invariant: people are processed in the order of their
//! identifiers; all up to the job's progress are done.

use latchkey_domain::second_factor_reminder::{DAY_MS, DAYS_AHEAD};
use latchkey_domain::second_factor_rule::SecondFactorRule;
use serde::{Deserialize, Serialize};

use super::{Connection, Result};

/// How far a job is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemindersProgress {
    /// People up to this one are done.
    pub last_account_id: String,
    /// People who were mailed.
    pub mailed: i64,
}

/// A company whose rule begins soon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComingRule {
    /// The company.
    pub company_id: String,
    /// Its rule.
    pub rule: SecondFactorRule,
    /// For how many days ahead its people were reminded last.
    pub reminded_days: Option<i64>,
}

/// The companies whose rule begins within the longest of [`DAYS_AHEAD`].
pub async fn coming(connection: &mut Connection, now_ms: i64) -> Result<Vec<ComingRule>> {
    let sql = "SELECT id, second_factor_required_from_ms, second_factor_reminded_days FROM companies
               WHERE second_factor_rule = 'required' AND second_factor_required_from_ms > $1
                 AND second_factor_required_from_ms <= $2 ORDER BY id";
    let rows: Vec<(String, i64, Option<i64>)> = sqlx::query_as(sql)
        .bind(now_ms)
        .bind(now_ms + DAYS_AHEAD[0] * DAY_MS)
        .fetch_all(connection)
        .await?;
    let rule = |(company_id, from_ms, reminded_days)| ComingRule {
        company_id,
        rule: SecondFactorRule::Required { from_ms },
        reminded_days,
    };
    Ok(rows.into_iter().map(rule).collect())
}

/// Writes down that a company's people are reminded for so many days ahead. Returns whether nobody did so before: of two nodes, one wins.
pub async fn record_company(connection: &mut Connection, company_id: &str, days: i64) -> Result<bool> {
    let sql = "UPDATE companies SET second_factor_reminded_days = $2
               WHERE id = $1 AND (second_factor_reminded_days IS NULL OR second_factor_reminded_days > $2)";
    let done = sqlx::query(sql)
        .bind(company_id)
        .bind(days)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// The up to `limit` people without a second factor whose turn is next, by identifier; none where all are done.
pub async fn next_batch(
    connection: &mut Connection,
    company_id: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<String>> {
    let sql = "SELECT a.id FROM accounts a
               WHERE a.company_id = $1 AND a.id > $2 AND a.password_hash IS NOT NULL AND a.deactivated_at_ms IS NULL
                 AND a.service_account = 0
                 AND NOT EXISTS (SELECT 1 FROM totp_factors f WHERE f.account_id = a.id)
                 AND NOT EXISTS (SELECT 1 FROM passkeys p WHERE p.account_id = a.id)
               ORDER BY a.id LIMIT $3";
    Ok(sqlx::query_scalar(sql)
        .bind(company_id)
        .bind(after)
        .bind(limit)
        .fetch_all(connection)
        .await?)
}

/// What decides about a person beside the second factor: the password, whether it is a service account, and when the last reminder was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Reminded {
    /// 1: there is a password.
    pub has_password: i64,
    /// 1: a program uses the account.
    pub service_account: i64,
    /// When the person was reminded last.
    pub reminded_at_ms: Option<i64>,
}

/// That of an account.
pub async fn of_account(connection: &mut Connection, account_id: &str) -> Result<Option<Reminded>> {
    let sql = "SELECT CAST(CASE WHEN a.password_hash IS NULL THEN 0 ELSE 1 END AS BIGINT) AS has_password, a.service_account,
                 r.reminded_at_ms
               FROM accounts a LEFT JOIN second_factor_reminders r ON r.account_id = a.id WHERE a.id = $1";
    Ok(sqlx::query_as(sql)
        .bind(account_id)
        .fetch_optional(connection)
        .await?)
}

/// Writes down that somebody was reminded.
pub async fn record(connection: &mut Connection, account_id: &str, now_ms: i64) -> Result<()> {
    let sql = "INSERT INTO second_factor_reminders (account_id, reminded_at_ms) VALUES ($1, $2)
               ON CONFLICT (account_id) DO UPDATE SET reminded_at_ms = excluded.reminded_at_ms";
    sqlx::query(sql)
        .bind(account_id)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}
