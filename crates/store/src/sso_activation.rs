//! The accounts that activating an SSO configuration affects, counted, and the company's admins, who are notified.

use sqlx::AssertSqlSafe;

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
}

/// Counts the company's accounts, by domain; `lately_ms`: since when the use of a password for a repository counts. Reads all of them once: call it by [`super::Store::read_long`].
pub async fn counts(
    connection: &mut Connection,
    company_id: &str,
    lately_ms: i64,
) -> Result<Vec<DomainCount>> {
    let (count_linked, join_links, of_company) = match connection.backend_name() {
        "SQLite" => {
            let sql = "SELECT COUNT(*) FROM accounts WHERE company_id = $1";
            let total: i64 = sqlx::query_scalar(sql)
                .bind(company_id)
                .fetch_one(&mut *connection)
                .await?;
            // Without statistics it would read the links anew for each account. Of many accounts it is quicker to pass by those of others than to
            // go from an index to each.
            let of_company = match total >= MANY {
                true => "+a.company_id",
                false => "a.company_id",
            };
            (SQLITE_LINKED, "", of_company)
        }
        _ => ("COUNT(l.account_id)", LINKS, "a.company_id"),
    };
    let sql = format!(
        "SELECT COALESCE(d.domain, '') AS domain, COUNT(*) AS accounts, COUNT(a.password_hash) AS with_password,
           {count_linked} AS linked, COUNT(CASE WHEN a.company_admin = 1 AND a.deactivated_at_ms IS NULL THEN 1 END) AS admins,
           COUNT(r.account_id) AS repository_passwords,
           COUNT(CASE WHEN a.service_account = 1 AND a.deactivated_at_ms IS NULL THEN 1 END) AS service_accounts
         FROM accounts a
         LEFT JOIN email_domains d ON d.domain = a.email_domain AND d.company_id = $1 AND d.proven_at_ms IS NOT NULL
         {join_links}
         LEFT JOIN repository_passwords r ON r.account_id = a.id AND r.used_at_ms > $2
         WHERE {of_company} = $1 GROUP BY COALESCE(d.domain, '') ORDER BY 1"
    );
    Ok(sqlx::query_as(AssertSqlSafe(sql))
        .bind(company_id)
        .bind(lately_ms)
        .fetch_all(connection)
        .await?)
}

/// How many accounts have a link, where SQLite asks for each.
const SQLITE_LINKED: &str = "COUNT(CASE WHEN EXISTS
  (SELECT 1 FROM account_links l WHERE l.account_id = a.id AND l.company_id = $1) THEN 1 END)";
/// The accounts with a link, once each.
const LINKS: &str = "LEFT JOIN (SELECT DISTINCT account_id FROM account_links WHERE company_id = $1) l ON l.account_id = a.id";
/// From how many accounts on SQLite passes by those of others.
const MANY: i64 = 20_000;

/// By which issuer and claim accounts of the company are linked, and how many.
pub async fn link_sources(
    connection: &mut Connection,
    company_id: &str,
) -> Result<Vec<(String, String, i64)>> {
    let sql = "SELECT issuer, foreign_id_claim, COUNT(*) FROM account_links WHERE company_id = $1
               GROUP BY issuer, foreign_id_claim";
    Ok(sqlx::query_as(sql).bind(company_id).fetch_all(connection).await?)
}
