//! How companies present themselves on the platform's screens. Invariant: a logo is found by its hash alone, and is what the platform has drawn.

use super::{Connection, Result, StoreError};
use latchkey_domain::colour::Colour;
use latchkey_domain::company_brand::Look;
use latchkey_domain::email_address::{EmailAddress, EmailDomain};
use latchkey_domain::logo::LogoName;

/// What a company has chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CompanyBrand {
    /// Name and colour.
    pub look: Look,
    /// Its logo.
    pub logo: Option<LogoName>,
}

/// The columns of a brand; all of them are null where a company has chosen nothing.
#[derive(sqlx::FromRow)]
pub(super) struct Row {
    display_name: Option<String>,
    colour: Option<String>,
    logo_hash: Option<String>,
    logo_width: Option<i64>,
    logo_height: Option<i64>,
}

/// The brand of a company; of one that has chosen nothing, an empty one.
pub async fn of_company(connection: &mut Connection, company_id: &str) -> Result<CompanyBrand> {
    let sql = "SELECT display_name, colour, logo_hash, logo_width, logo_height FROM company_brands WHERE company_id = $1";
    let row = sqlx::query_as(sql).bind(company_id).fetch_optional(connection);
    row.await?.map_or(Ok(CompanyBrand::default()), read)
}

/// The brand of the company that an account belongs to.
pub async fn of_account(connection: &mut Connection, account_id: &str) -> Result<CompanyBrand> {
    let sql =
        "SELECT b.display_name, b.colour, b.logo_hash, b.logo_width, b.logo_height FROM company_brands b
               JOIN accounts a ON a.company_id = b.company_id WHERE a.id = $1";
    let row = sqlx::query_as(sql).bind(account_id).fetch_optional(connection);
    row.await?.map_or(Ok(CompanyBrand::default()), read)
}

/// The brand of the company that the account with this address belongs to.
pub async fn of_address(connection: &mut Connection, address: &EmailAddress) -> Result<CompanyBrand> {
    let sql =
        "SELECT b.display_name, b.colour, b.logo_hash, b.logo_width, b.logo_height FROM company_brands b
               JOIN accounts a ON a.company_id = b.company_id WHERE a.email_key = $1";
    let row = sqlx::query_as(sql).bind(address.key()).fetch_optional(connection);
    row.await?.map_or(Ok(CompanyBrand::default()), read)
}

/// The brand of the company that has proven a domain.
pub async fn of_domain(connection: &mut Connection, domain: &EmailDomain) -> Result<CompanyBrand> {
    let sql = "SELECT b.display_name, b.colour, b.logo_hash, b.logo_width, b.logo_height FROM company_brands b
               JOIN email_domains d ON d.company_id = b.company_id WHERE d.domain = $1 AND d.proven_at_ms IS NOT NULL";
    let row = sqlx::query_as(sql)
        .bind(domain.as_str())
        .fetch_optional(connection);
    row.await?.map_or(Ok(CompanyBrand::default()), read)
}

pub(super) fn read(row: Row) -> Result<CompanyBrand> {
    let colour = match row.colour {
        Some(text) => Some(Colour::parse(&text).ok_or(StoreError::Corrupt("company_brands.colour"))?),
        None => None,
    };
    let pixels = |side: Option<i64>| {
        let side = side.and_then(|side| u32::try_from(side).ok());
        side.ok_or(StoreError::Corrupt("company_brands.logo_width"))
    };
    let logo = match row.logo_hash {
        Some(hash) => Some(LogoName {
            hash,
            width: pixels(row.logo_width)?,
            height: pixels(row.logo_height)?,
        }),
        None => None,
    };
    Ok(CompanyBrand {
        look: Look {
            name: row.display_name,
            colour,
        },
        logo,
    })
}

/// Sets name and colour. The company is locked.
pub async fn set_look(connection: &mut Connection, company_id: &str, look: &Look, now_ms: i64) -> Result<()> {
    let sql = "INSERT INTO company_brands (company_id, display_name, colour, updated_at_ms) VALUES ($1, $2, $3, $4)
               ON CONFLICT (company_id) DO UPDATE
               SET display_name = excluded.display_name, colour = excluded.colour, updated_at_ms = excluded.updated_at_ms";
    sqlx::query(sql)
        .bind(company_id)
        .bind(&look.name)
        .bind(look.colour.map(|colour| colour.to_string()))
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Sets the logo: a PNG and its name. The company is locked.
pub async fn set_logo(
    connection: &mut Connection,
    company_id: &str,
    png: &[u8],
    name: &LogoName,
    now_ms: i64,
) -> Result<()> {
    let sql = "INSERT INTO company_brands (company_id, logo_png, logo_hash, logo_width, logo_height, updated_at_ms)
               VALUES ($1, $2, $3, $4, $5, $6)
               ON CONFLICT (company_id) DO UPDATE
               SET logo_png = excluded.logo_png, logo_hash = excluded.logo_hash, logo_width = excluded.logo_width,
                 logo_height = excluded.logo_height, updated_at_ms = excluded.updated_at_ms";
    sqlx::query(sql)
        .bind(company_id)
        .bind(png)
        .bind(&name.hash)
        .bind(i64::from(name.width))
        .bind(i64::from(name.height))
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes the logo away. The company is locked.
pub async fn remove_logo(connection: &mut Connection, company_id: &str, now_ms: i64) -> Result<()> {
    let sql = "UPDATE company_brands SET logo_png = NULL, logo_hash = NULL, logo_width = NULL, logo_height = NULL, updated_at_ms = $2 WHERE company_id = $1";
    sqlx::query(sql)
        .bind(company_id)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// The logo with this hash, if a company has it.
pub async fn logo(connection: &mut Connection, hash: &str) -> Result<Option<Vec<u8>>> {
    let sql = "SELECT logo_png FROM company_brands WHERE logo_hash = $1 LIMIT 1";
    let logo: Option<Option<Vec<u8>>> = sqlx::query_scalar(sql)
        .bind(hash)
        .fetch_optional(connection)
        .await?;
    Ok(logo.flatten())
}
