//! Jobs that mail people a link to set a password after the company has deactivated single sign-on, or has removed their email domain. Invariant: people are processed in the order of their identifiers; all up to the job's progress are done.

use latchkey_domain::people_job::Pace;
use serde::{Deserialize, Serialize};
use sqlx::AssertSqlSafe;

use super::{Connection, Result, StoreError, ended_people_jobs, jobs, new_id};

/// The kind of these jobs. Their target is the company.
pub const KIND: &str = "password_links";

/// The payload of such a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordLinks {
    /// Number of people, counted when the job was queued.
    pub total: i64,
    /// The email domain that the company has removed; `None`: single sign-on was deactivated.
    #[serde(default)]
    pub domain: Option<String>,
    /// What an admin adds; empty for nothing.
    #[serde(default)]
    pub notice: String,
}

/// The progress of such a job.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinksProgress {
    /// Number of people that are done, mailed or not.
    pub done: i64,
    /// Account of the last person that is done; people are processed in the order of these identifiers.
    pub last_account_id: String,
    /// How long the job has worked so far.
    #[serde(default)]
    pub pace: Pace,
}

/// People of the company without a password, who are not switched off and whose address no other company has proven.
const WITHOUT: &str =
    "FROM accounts a WHERE a.company_id = $1 AND a.password_hash IS NULL AND a.deactivated_at_ms IS NULL
       AND NOT EXISTS (SELECT 1 FROM email_domains o WHERE o.domain = a.email_domain AND o.company_id <> $1 AND o.proven_at_ms IS NOT NULL)";

/// People for whom the company's identity provider vouches, as in [`super::password_jobs`].
const OF_COMPANY: &str =
    "(a.email_domain IN (SELECT domain FROM email_domains WHERE company_id = $1 AND proven_at_ms IS NOT NULL)
      OR EXISTS (SELECT 1 FROM account_links l WHERE l.account_id = a.id AND l.company_id = $1)
      OR EXISTS (SELECT 1 FROM former_addresses h JOIN email_domains d ON d.domain = h.email_domain
                 WHERE h.account_id = a.id AND d.company_id = $1 AND d.proven_at_ms IS NOT NULL))";

/// People for whom it vouches because of the domain `$2` alone: linked people go on with single sign-on, and so do people of the other domains.
const OF_DOMAIN: &str = "(a.email_domain = $2 OR EXISTS (SELECT 1 FROM former_addresses h WHERE h.account_id = a.id AND h.email_domain = $2))
      AND NOT EXISTS (SELECT 1 FROM account_links l WHERE l.account_id = a.id AND l.company_id = $1)
      AND NOT EXISTS (SELECT 1 FROM email_domains d WHERE d.company_id = $1 AND d.domain <> $2 AND d.proven_at_ms IS NOT NULL
                      AND (d.domain = a.email_domain
                           OR EXISTS (SELECT 1 FROM former_addresses h WHERE h.account_id = a.id AND h.email_domain = d.domain)))";

/// How many people are mailed when single sign-on is de-activated, or when `domain` is removed while it is active. Reads all of the company's
/// people once.
pub async fn count(connection: &mut Connection, company_id: &str, domain: Option<&str>) -> Result<i64> {
    let whom = if domain.is_some() { OF_DOMAIN } else { OF_COMPANY };
    let sql = AssertSqlSafe(format!("SELECT COUNT(*) {WITHOUT} AND {whom}"));
    let mut query = sqlx::query_scalar(sql).bind(company_id);
    if let Some(domain) = domain {
        query = query.bind(domain);
    }
    Ok(query.fetch_one(connection).await?)
}

/// Queues a job for all of them; nothing where there is nobody. `domain` as in [`count`]; `notice`: what an admin adds to the mail.
pub async fn queue(
    connection: &mut Connection,
    company_id: &str,
    domain: Option<&str>,
    notice: &str,
    now_ms: i64,
) -> Result<()> {
    let total = count(connection, company_id, domain).await?;
    if total == 0 {
        return Ok(());
    }
    ended_people_jobs::forget(connection, company_id).await?;
    let payload = PasswordLinks {
        total,
        domain: domain.map(str::to_owned),
        notice: notice.to_owned(),
    };
    let job = jobs::NewJob {
        id: &new_id(),
        kind: KIND,
        target: company_id,
        label: "",
        idempotency_key: None,
        payload: &serde_json::to_string(&payload).map_err(|_| StoreError::Corrupt("jobs.payload"))?,
        is_sealed: false,
        expires_at_ms: None,
    };
    jobs::insert(connection, &job, now_ms).await?;
    Ok(())
}

/// Ends the jobs of a company that mail all of its people, also one that runs. Call it before accounts or the company are locked, as a batch does.
pub async fn cancel(connection: &mut Connection, company_id: &str) -> Result<()> {
    sqlx::query("DELETE FROM jobs WHERE kind = $1 AND target = $2")
        .bind(KIND)
        .bind(company_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// The up to `limit` people whose turn is next, by identifier; none where all are done.
pub async fn next_batch(
    connection: &mut Connection,
    company_id: &str,
    domain: Option<&str>,
    after: &str,
    limit: i64,
) -> Result<Vec<String>> {
    let whom = match domain {
        Some(_) => OF_DOMAIN.to_owned(),
        // So that both have the same values.
        None => format!("$2 = '' AND {OF_COMPANY}"),
    };
    let sql = AssertSqlSafe(format!(
        "SELECT a.id {WITHOUT} AND {whom} AND a.id > $3 ORDER BY a.id LIMIT $4"
    ));
    Ok(sqlx::query_scalar(sql)
        .bind(company_id)
        .bind(domain.unwrap_or_default())
        .bind(after)
        .bind(limit)
        .fetch_all(connection)
        .await?)
}

/// Whether the account has a password, and whether its address lies in a domain that another company than its own has proven.
pub async fn password_and_other_company(
    connection: &mut Connection,
    account_id: &str,
) -> Result<Option<(bool, bool)>> {
    let sql = "SELECT (SELECT COUNT(*) FROM accounts p WHERE p.id = a.id AND p.password_hash IS NOT NULL),
                 (SELECT COUNT(*) FROM email_domains o
                  WHERE o.domain = a.email_domain AND o.company_id <> a.company_id AND o.proven_at_ms IS NOT NULL)
               FROM accounts a WHERE a.id = $1";
    let row: Option<(i64, i64)> = sqlx::query_as(sql)
        .bind(account_id)
        .fetch_optional(connection)
        .await?;
    Ok(row.map(|(password, others)| (password > 0, others > 0)))
}
