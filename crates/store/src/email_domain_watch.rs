//! Proven domains whose record is looked for again. Invariant: nothing here changes who has a domain, or whether it is proven.

use latchkey_domain::email_domain_watch::{LOOKED_AT_EVERY_MS, RecordStatus};

use super::email_domains::DomainCheck;
use super::{Connection, Result};

/// The kind of the jobs that look.
pub const KIND: &str = "email_domain_watch";

/// Most domains for which jobs are queued at once.
const AT_ONCE: i64 = 50;

/// A proven domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedDomain {
    /// The company that has it.
    pub company_id: String,
    /// What is known of its record.
    pub status: RecordStatus,
}

/// Domains that DNS has proven and at which nobody has looked for a day, with their companies; some of them.
pub async fn due(connection: &mut Connection, now_ms: i64) -> Result<Vec<(String, DomainCheck)>> {
    let sql = "SELECT company_id, domain, token FROM email_domains
               WHERE proven_by_dns = 1 AND last_check_at_ms <= $1 AND token IS NOT NULL ORDER BY last_check_at_ms LIMIT $2";
    let rows: Vec<(String, String, String)> = sqlx::query_as(sql)
        .bind(now_ms - LOOKED_AT_EVERY_MS)
        .bind(AT_ONCE)
        .fetch_all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(company_id, domain, token)| (company_id, DomainCheck { domain, token }))
        .collect())
}

/// The domain, as long as this record proves it.
pub async fn find(connection: &mut Connection, check: &DomainCheck) -> Result<Option<WatchedDomain>> {
    let sql = "SELECT company_id, missing_since_ms, warned_at_ms FROM email_domains
               WHERE domain = $1 AND token = $2 AND proven_by_dns = 1";
    let row: Option<(String, Option<i64>, Option<i64>)> = sqlx::query_as(sql)
        .bind(&check.domain)
        .bind(&check.token)
        .fetch_optional(connection)
        .await?;
    Ok(
        row.map(|(company_id, missing_since_ms, warned_at_ms)| WatchedDomain {
            company_id,
            status: RecordStatus {
                missing_since_ms,
                warned_at_ms,
            },
        }),
    )
}

/// Writes down what came of a look. `records`: a JSON list of what stood there.
pub async fn record(
    connection: &mut Connection,
    check: &DomainCheck,
    (outcome, records): (&str, &str),
    status: RecordStatus,
    now_ms: i64,
) -> Result<()> {
    let sql =
        "UPDATE email_domains SET last_check_at_ms = $3, last_check_outcome = $4, last_check_records = $5,
                      missing_since_ms = $6, warned_at_ms = $7
               WHERE domain = $1 AND token = $2 AND proven_by_dns = 1";
    sqlx::query(sql)
        .bind(&check.domain)
        .bind(&check.token)
        .bind(now_ms)
        .bind(outcome)
        .bind(records)
        .bind(status.missing_since_ms)
        .bind(status.warned_at_ms)
        .execute(connection)
        .await?;
    Ok(())
}
