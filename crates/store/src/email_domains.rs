//! The email domains of a company: claimed by its admins and proven by DNS, or entered by an operator. Invariants: a domain belongs
//! to one company; an unproven one has no effect but that no other company can claim it; of each claim at most one job waits that
//! checks it, and none where it is proven.
//!
//! What changes a domain's owner or its proof is called under [`super::companies::lock_domains_for_update`].

use super::page::{self, List, Part, Rows};
use super::{Connection, Result, StoreError, jobs, new_id};
use latchkey_domain::email_address::EmailDomain;
use latchkey_domain::email_domain_claim::{CHECKED_FOR_MS, FIRST_CHECK_AFTER_MS};
use serde::{Deserialize, Serialize};

/// The kind of the jobs that check claims.
pub const KIND: &str = "email_domain_check";

/// A domain of a company.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct OwnedDomain {
    /// Its name.
    pub domain: String,
    /// What the TXT record has to hold; none where an operator entered it.
    pub token: Option<String>,
    /// Since when it counts.
    pub proven_at_ms: Option<i64>,
    /// 1 where DNS proved it.
    pub proven_by_dns: i64,
    /// When somebody looked last.
    pub last_check_at_ms: Option<i64>,
    /// The outcome.
    pub last_check_outcome: Option<String>,
    /// What stood there instead: a JSON list of texts.
    pub last_check_records: Option<String>,
    /// When it is checked by itself; none: it is proven, or the checks were given up.
    pub next_check_at_ms: Option<i64>,
    /// Since when the record of a proven domain is not found any more.
    pub missing_since_ms: Option<i64>,
}

/// What a job that checks a claim knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainCheck {
    /// The domain.
    pub domain: String,
    /// The token of the claim: one that was removed and made again has another.
    pub token: String,
}

const COLUMNS: &str =
    "domain, token, proven_at_ms, proven_by_dns, last_check_at_ms, last_check_outcome, last_check_records, missing_since_ms,
     (SELECT run_at_ms FROM jobs WHERE kind = 'email_domain_check' AND idempotency_key = domain AND proven_at_ms IS NULL) AS next_check_at_ms";

/// Some of the domains of a company, by name.
pub async fn of_company(
    connection: &mut Connection,
    company_id: &str,
    part: &Part,
) -> Result<Rows<OwnedDomain>> {
    let list = List {
        columns: COLUMNS,
        from: "email_domains WHERE company_id = $1",
        values: &[company_id],
        key: "domain",
        id: "domain",
        searched: &["domain"],
    };
    page::read(connection, &list, part).await
}

/// A domain of this company.
pub async fn find(
    connection: &mut Connection,
    company_id: &str,
    domain: &EmailDomain,
) -> Result<Option<OwnedDomain>> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM email_domains WHERE company_id = $1 AND domain = $2"
    ));
    Ok(sqlx::query_as(sql)
        .bind(company_id)
        .bind(domain.as_str())
        .fetch_optional(connection)
        .await?)
}

/// How many domains the company has, proven or not.
pub async fn count(connection: &mut Connection, company_id: &str) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM email_domains WHERE company_id = $1";
    Ok(sqlx::query_scalar(sql)
        .bind(company_id)
        .fetch_one(connection)
        .await?)
}

/// How many of the company's people have an address in the domain.
pub async fn people(connection: &mut Connection, company_id: &str, domain: &EmailDomain) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM accounts WHERE email_domain = $2 AND company_id = $1";
    Ok(sqlx::query_scalar(sql)
        .bind(company_id)
        .bind(domain.as_str())
        .fetch_one(connection)
        .await?)
}

/// The company that claims the domain or has it and the claim's token, where it is not proven.
pub async fn unproven_claim(connection: &mut Connection, check: &DomainCheck) -> Result<Option<String>> {
    let sql =
        "SELECT company_id FROM email_domains WHERE domain = $1 AND token = $2 AND proven_at_ms IS NULL";
    Ok(sqlx::query_scalar(sql)
        .bind(&check.domain)
        .bind(&check.token)
        .fetch_optional(connection)
        .await?)
}

/// Claims a domain that nobody has, and has it checked from some minutes on.
///
/// # Errors
/// [`StoreError::AlreadyExists`] where a company has it.
pub async fn insert_claim(
    connection: &mut Connection,
    company_id: &str,
    domain: &EmailDomain,
    token: &str,
    now_ms: i64,
) -> Result<()> {
    let sql = "INSERT INTO email_domains (domain, company_id, token, created_at_ms) VALUES ($1, $2, $3, $4)";
    sqlx::query(sql)
        .bind(domain.as_str())
        .bind(company_id)
        .bind(token)
        .bind(now_ms)
        .execute(&mut *connection)
        .await?;
    let check = DomainCheck {
        domain: domain.as_str().to_owned(),
        token: token.to_owned(),
    };
    schedule_checks(connection, company_id, &check, now_ms).await
}

/// Has a claim checked by itself for a week, unless that goes on.
pub async fn schedule_checks(
    connection: &mut Connection,
    company_id: &str,
    check: &DomainCheck,
    now_ms: i64,
) -> Result<()> {
    let id = new_id();
    let job = jobs::NewJob {
        id: &id,
        kind: KIND,
        target: company_id,
        label: &check.domain,
        idempotency_key: Some(&check.domain),
        payload: &serde_json::to_string(check).map_err(|_| StoreError::Corrupt("jobs.payload"))?,
        is_sealed: false,
        expires_at_ms: Some(now_ms + CHECKED_FOR_MS),
    };
    if jobs::insert(connection, &job, now_ms).await? {
        sqlx::query("UPDATE jobs SET run_at_ms = $2 WHERE id = $1")
            .bind(&id)
            .bind(now_ms + FIRST_CHECK_AFTER_MS)
            .execute(connection)
            .await?;
    }
    Ok(())
}

/// Writes down what came of a check, unless the claim is proven or another one by now. `records`: a JSON list of what stood there.
pub async fn record_check(
    connection: &mut Connection,
    check: &DomainCheck,
    outcome: &str,
    records: &str,
    now_ms: i64,
) -> Result<()> {
    let sql =
        "UPDATE email_domains SET last_check_at_ms = $3, last_check_outcome = $4, last_check_records = $5
               WHERE domain = $1 AND token = $2 AND proven_at_ms IS NULL";
    sqlx::query(sql)
        .bind(&check.domain)
        .bind(&check.token)
        .bind(now_ms)
        .bind(outcome)
        .bind(records)
        .execute(connection)
        .await?;
    Ok(())
}

/// The claim is proven by DNS; no job checks it any more. `false` where it is another one by now, or was proven before.
pub async fn prove(connection: &mut Connection, check: &DomainCheck, now_ms: i64) -> Result<bool> {
    let sql = "UPDATE email_domains SET proven_at_ms = $3, proven_by_dns = 1
               WHERE domain = $1 AND token = $2 AND proven_at_ms IS NULL";
    let proven = sqlx::query(sql)
        .bind(&check.domain)
        .bind(&check.token)
        .bind(now_ms)
        .execute(&mut *connection)
        .await?;
    delete_job(connection, &check.domain).await?;
    Ok(proven.rows_affected() == 1)
}

/// Takes the domain from the company: people with an address in it stay the company's.
pub async fn delete(connection: &mut Connection, company_id: &str, domain: &EmailDomain) -> Result<()> {
    sqlx::query("DELETE FROM email_domains WHERE domain = $1 AND company_id = $2")
        .bind(domain.as_str())
        .bind(company_id)
        .execute(&mut *connection)
        .await?;
    delete_job(connection, domain.as_str()).await
}

async fn delete_job(connection: &mut Connection, domain: &str) -> Result<()> {
    sqlx::query("DELETE FROM jobs WHERE kind = $1 AND idempotency_key = $2")
        .bind(KIND)
        .bind(domain)
        .execute(connection)
        .await?;
    Ok(())
}
