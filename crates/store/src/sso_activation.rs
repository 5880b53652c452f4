//! The accounts that activating an SSO configuration affects, counted, and the company's admins, who are notified.

use sqlx::AssertSqlSafe;

use super::password_jobs::VOUCHED_FOR;
use super::sso_notices::READERS;
use super::{Connection, Result};

/// The company's accounts in one of its proven domains; without a domain: those outside all of them.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DomainCount {
    /// The domain; empty: outside.
    pub domain: String,
    /// Accounts.
    pub accounts: i64,
    /// Accounts with a password.
    pub with_password: i64,
    /// Accounts that are linked to an identity at an identity provider of the company.
    pub linked: i64,
    /// Admins of the company.
    pub admins: i64,
    /// Accounts whose password has opened a repository lately.
    pub repository_passwords: i64,
    /// Accounts that programs use.
    pub service_accounts: i64,
    /// People who get the mail that says so, as [`super::sso_notices::count`] counts them.
    pub readers: i64,
}

/// Counts the company's accounts, by domain; `lately_ms`: since when the use of a password for a repository counts. Reads all of them once: call it by [`super::Store::read_long`].
pub async fn counts(
    connection: &mut Connection,
    company_id: &str,
    lately_ms: i64,
) -> Result<Vec<DomainCount>> {
    match connection.backend_name() {
        "SQLite" => counts_by_turns(connection, company_id, lately_ms).await,
        _ => counts_at_once(connection, company_id, lately_ms).await,
    }
}

/// The counts of accounts `a`, for the columns of [`DomainCount`]. `is_linked`: a condition that an account meets which has a link.
fn columns(is_linked: &str) -> String {
    format!(
        "COUNT(*) AS accounts, COUNT(a.password_hash) AS with_password, COUNT(CASE WHEN {is_linked} THEN 1 END) AS linked,
         COUNT(CASE WHEN a.company_admin = 1 AND a.deactivated_at_ms IS NULL THEN 1 END) AS admins,
         COUNT(r.account_id) AS repository_passwords,
         COUNT(CASE WHEN a.service_account = 1 AND a.deactivated_at_ms IS NULL THEN 1 END) AS service_accounts,
         COUNT(CASE WHEN {READERS} AND {VOUCHED_FOR} THEN 1 END) AS readers"
    )
}

/// The recent uses of a password for a repository, of accounts `a`.
const REPOSITORY_PASSWORDS: &str =
    "LEFT JOIN repository_passwords r ON r.account_id = a.id AND r.used_at_ms > $2";
/// The company's proven domains.
const PROVEN: &str = "SELECT domain FROM email_domains WHERE company_id = $1 AND proven_at_ms IS NOT NULL";

/// All domains in one statement.
async fn counts_at_once(
    connection: &mut Connection,
    company_id: &str,
    lately_ms: i64,
) -> Result<Vec<DomainCount>> {
    let sql = format!(
        "SELECT COALESCE(d.domain, '') AS domain, {}
         FROM accounts a LEFT JOIN ({PROVEN}) d ON d.domain = a.email_domain
         LEFT JOIN (SELECT DISTINCT account_id FROM account_links WHERE company_id = $1) l ON l.account_id = a.id
         {REPOSITORY_PASSWORDS}
         WHERE a.company_id = $1 GROUP BY COALESCE(d.domain, '') ORDER BY 1",
        columns("l.account_id IS NOT NULL")
    );
    Ok(sqlx::query_as(AssertSqlSafe(sql))
        .bind(company_id)
        .bind(lately_ms)
        .fetch_all(connection)
        .await?)
}

/// A statement for each domain, then one for the accounts outside: SQLite sorts what it groups, which takes as long again as reading it.
async fn counts_by_turns(
    connection: &mut Connection,
    company_id: &str,
    lately_ms: i64,
) -> Result<Vec<DomainCount>> {
    let is_large =
        format!("SELECT COUNT(*) FROM (SELECT 1 FROM accounts WHERE company_id = $1 LIMIT {LARGE})");
    let is_large: i64 = sqlx::query_scalar(AssertSqlSafe(is_large))
        .bind(company_id)
        .fetch_one(&mut *connection)
        .await?;
    // Of many accounts it is quicker to pass by those of others than to go from an index to each.
    let of_company = match is_large >= LARGE {
        true => "+a.company_id",
        false => "a.company_id",
    };
    let columns =
        columns("EXISTS (SELECT 1 FROM account_links l WHERE l.account_id = a.id AND l.company_id = $1)");
    let counts_where = |condition: &str| {
        AssertSqlSafe(format!(
            "SELECT $3 AS domain, {columns} FROM accounts a {REPOSITORY_PASSWORDS} WHERE {condition}"
        ))
    };
    let domains: Vec<String> = sqlx::query_scalar(AssertSqlSafe(format!("{PROVEN} ORDER BY domain")))
        .bind(company_id)
        .fetch_all(&mut *connection)
        .await?;
    let outside = counts_where(&format!("{of_company} = $1 AND a.email_domain NOT IN ({PROVEN})"));
    let inside = domains.iter().map(|domain| {
        (
            domain.as_str(),
            counts_where("a.company_id = $1 AND a.email_domain = $3"),
        )
    });
    let mut counts = Vec::new();
    for (domain, sql) in std::iter::once(("", outside)).chain(inside) {
        let count: DomainCount = sqlx::query_as(sql)
            .bind(company_id)
            .bind(lately_ms)
            .bind(domain)
            .fetch_one(&mut *connection)
            .await?;
        counts.push(count);
    }
    counts.retain(|count| count.accounts > 0);
    Ok(counts)
}

/// From so many accounts on a company is large to SQLite.
const LARGE: i64 = 20_000;

/// By which issuer and claim accounts of the company are linked, and how many.
pub async fn link_sources(
    connection: &mut Connection,
    company_id: &str,
) -> Result<Vec<(String, String, i64)>> {
    let sql = "SELECT issuer, foreign_id_claim, COUNT(*) FROM account_links WHERE company_id = $1
               GROUP BY issuer, foreign_id_claim";
    Ok(sqlx::query_as(sql).bind(company_id).fetch_all(connection).await?)
}
