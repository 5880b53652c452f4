//! Companies and their email domains.

use super::database::lock_rows;
use super::{Connection, Result};
use latchkey_domain::email_address::EmailDomain;

/// A customer of the platform.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Company {
    /// Identifier.
    pub id: String,
    /// Its slug, the short name in addresses, e.g. `/sso/callback/acme`.
    pub slug: String,
    /// What people call it.
    pub name: String,
}

/// The identifier of the company of unaffiliated accounts: those whose domain no company has proven. It is no customer: it is not
/// listed and cannot be found by its slug.
pub const UNAFFILIATED: &str = "00000000-0000-0000-0000-000000000000";

/// The company with this slug.
pub async fn by_slug(connection: &mut Connection, slug: &str) -> Result<Option<Company>> {
    // Slugs come from addresses, and PostgreSQL takes no NUL.
    if slug.contains(char::is_control) {
        return Ok(None);
    }
    let company = sqlx::query_as("SELECT id, slug, name FROM companies WHERE slug = $1 AND id <> $2")
        .bind(slug)
        .bind(UNAFFILIATED)
        .fetch_optional(connection)
        .await?;
    Ok(company)
}

/// All companies, by slug.
pub async fn all(connection: &mut Connection) -> Result<Vec<Company>> {
    let all = sqlx::query_as("SELECT id, slug, name FROM companies WHERE id <> $1 ORDER BY slug")
        .bind(UNAFFILIATED)
        .fetch_all(connection)
        .await?;
    Ok(all)
}

/// Whether the platform has a customer yet.
pub async fn is_any(connection: &mut Connection) -> Result<bool> {
    let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM companies WHERE id <> $1")
        .bind(UNAFFILIATED)
        .fetch_one(connection)
        .await?;
    Ok(count > 0)
}

/// The company with this identifier.
pub async fn by_id(connection: &mut Connection, id: &str) -> Result<Option<Company>> {
    let company = sqlx::query_as("SELECT id, slug, name FROM companies WHERE id = $1")
        .bind(id)
        .fetch_optional(connection)
        .await?;
    Ok(company)
}

/// Locks the company's SSO configurations (`FOR SHARE`) until the transaction ends. Lock first and read afterwards: an activation
/// between the two would go unnoticed.
pub async fn lock_for_share(connection: &mut Connection, company_id: &str) -> Result<()> {
    lock_rows(
        connection,
        "SELECT id FROM companies WHERE id = $1",
        company_id,
        "FOR SHARE",
    )
    .await
}

/// Locks the SSO configurations that can apply to an account of `company_id` with an address in `domain`: those of the company and
/// those of the company that owns the domain ([`lock_for_share`]).
pub async fn lock_sign_in_rules(
    connection: &mut Connection,
    company_id: &str,
    domain: &EmailDomain,
) -> Result<()> {
    let owner = domain_owner(connection, domain).await?;
    if let Some(owner) = owner.as_deref().filter(|owner| *owner != company_id) {
        lock_for_share(connection, owner).await?;
    }
    if company_id != UNAFFILIATED {
        lock_for_share(connection, company_id).await?;
    }
    Ok(())
}

/// Locks which company has proven which domain (`FOR SHARE`) until the transaction ends. Call it before an account is assigned to a
/// company by its domain: a company that proves the domain in between would miss the account.
pub async fn lock_domains_for_share(connection: &mut Connection) -> Result<()> {
    lock_for_share(connection, UNAFFILIATED).await
}

/// Locks which company has proven which domain (`FOR UPDATE`) until the transaction ends. To avoid deadlocks, call it before any
/// company is locked.
pub async fn lock_domains_for_update(connection: &mut Connection) -> Result<()> {
    lock_for_update(connection, UNAFFILIATED).await
}

/// Locks the company (`FOR UPDATE`) until the transaction ends.
pub async fn lock_for_update(connection: &mut Connection, company_id: &str) -> Result<()> {
    lock_rows(
        connection,
        "SELECT id FROM companies WHERE id = $1",
        company_id,
        "FOR UPDATE",
    )
    .await
}

/// Makes the company or renames it.
pub async fn upsert(connection: &mut Connection, company: &Company, now_ms: i64) -> Result<()> {
    let sql = "INSERT INTO companies (id, slug, name, created_at_ms) VALUES ($1, $2, $3, $4)
               ON CONFLICT (id) DO UPDATE SET name = excluded.name";
    sqlx::query(sql)
        .bind(&company.id)
        .bind(&company.slug)
        .bind(&company.name)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// The company that a domain belongs to, proven or not.
pub async fn domain_owner(connection: &mut Connection, domain: &EmailDomain) -> Result<Option<String>> {
    let owner = sqlx::query_scalar("SELECT company_id FROM email_domains WHERE domain = $1")
        .bind(domain.as_str())
        .fetch_optional(connection)
        .await?;
    Ok(owner)
}

/// The company that a domain is proven for.
pub async fn proven_owner(connection: &mut Connection, domain: &EmailDomain) -> Result<Option<String>> {
    let sql = "SELECT company_id FROM email_domains WHERE domain = $1 AND proven_at_ms IS NOT NULL";
    Ok(sqlx::query_scalar(sql)
        .bind(domain.as_str())
        .fetch_optional(connection)
        .await?)
}

/// Records that `domain` is the company's, and proven since `now_ms` unless it was before.
pub async fn add_proven_domain(
    connection: &mut Connection,
    company_id: &str,
    domain: &EmailDomain,
    now_ms: i64,
) -> Result<()> {
    let sql = "INSERT INTO email_domains (domain, company_id, proven_at_ms) VALUES ($1, $2, $3)
               ON CONFLICT (domain) DO UPDATE SET proven_at_ms = COALESCE(email_domains.proven_at_ms, excluded.proven_at_ms)";
    sqlx::query(sql)
        .bind(domain.as_str())
        .bind(company_id)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// The company's domains that are proven.
pub async fn proven_domains(connection: &mut Connection, company_id: &str) -> Result<Vec<EmailDomain>> {
    let sql =
        "SELECT domain FROM email_domains WHERE company_id = $1 AND proven_at_ms IS NOT NULL ORDER BY domain";
    let names: Vec<String> = sqlx::query_scalar(sql)
        .bind(company_id)
        .fetch_all(connection)
        .await?;
    Ok(names.iter().filter_map(|name| EmailDomain::parse(name)).collect())
}
