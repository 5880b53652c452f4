//! How people with an address in a domain sign in. Invariant: one statement finds that out, since it runs for everybody who types an address.

use super::company_brands::{self, CompanyBrand};
use super::{Connection, Result};
use latchkey_domain::email_address::EmailDomain;

/// How people of a domain sign in, as far as the domain decides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum DomainDiscovery {
    /// With a password: nobody has proven the domain, or its company has no active configuration.
    #[default]
    Password,
    /// The company tries single sign-on with some people: the address decides.
    Pilot,
    /// Through the company's identity provider, under its brand.
    Federated(CompanyBrand),
}

#[derive(sqlx::FromRow)]
struct Row {
    pilot_since_ms: Option<i64>,
    #[sqlx(flatten)]
    brand: company_brands::Row,
}

/// How people of this domain sign in.
pub async fn of_domain(connection: &mut Connection, domain: &EmailDomain) -> Result<DomainDiscovery> {
    let sql = "SELECT c.pilot_since_ms, b.display_name, b.colour, b.logo_hash, b.logo_width, b.logo_height
               FROM email_domains d JOIN sso_configurations c ON c.company_id = d.company_id AND c.active = 1
               LEFT JOIN company_brands b ON b.company_id = d.company_id
               WHERE d.domain = $1 AND d.proven_at_ms IS NOT NULL";
    let row: Option<Row> = sqlx::query_as(sql)
        .bind(domain.as_str())
        .fetch_optional(connection)
        .await?;
    match row {
        None => Ok(DomainDiscovery::Password),
        Some(row) if row.pilot_since_ms.is_some() => Ok(DomainDiscovery::Pilot),
        Some(row) => Ok(DomainDiscovery::Federated(company_brands::read(row.brand)?)),
    }
}
