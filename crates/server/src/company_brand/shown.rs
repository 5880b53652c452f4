//! What people see of their company's brand: on screens and in mails. Invariant: of a company that has chosen nothing, they see the platform's.

use latchkey_contract::brand::Brand;

use super::style::stylesheet_path;
use crate::domain::colour::Shades;
use crate::domain::email_address::{EmailAddress, EmailDomain};
use crate::domain::mailed_link::Kind;
use crate::mail::letter::MailLook;
use crate::store::company_brands::{self as store, CompanyBrand};
use crate::store::mailed_links::MailedLink;
use crate::store::{Connection, StoreError};

/// What people of an account's company see.
///
/// # Errors
/// Errors of the store.
pub async fn to_account(connection: &mut Connection, account_id: &str) -> Result<Option<Brand>, StoreError> {
    Ok(shown(store::of_account(connection, account_id).await?))
}

/// What people with an address in this domain see, once they may know whose it is.
///
/// # Errors
/// Errors of the store.
pub async fn to_domain(
    connection: &mut Connection,
    domain: &EmailDomain,
) -> Result<Option<Brand>, StoreError> {
    Ok(shown(store::of_domain(connection, domain).await?))
}

/// What people of a company see.
///
/// # Errors
/// Errors of the store.
pub async fn to_company(connection: &mut Connection, company_id: &str) -> Result<Option<Brand>, StoreError> {
    Ok(shown(store::of_company(connection, company_id).await?))
}

/// What whoever has opened this link in its browser sees: the mailbox says whose company it is, as the sign-in screen does not.
///
/// # Errors
/// Errors of the store.
pub async fn to_link(connection: &mut Connection, link: &MailedLink) -> Result<Option<Brand>, StoreError> {
    match (&link.account_id, link.kind) {
        (Some(account_id), _) => to_account(connection, account_id).await,
        // The account that it makes will belong to whoever has the domain.
        (None, Kind::SignUp) => match EmailAddress::parse(&link.address) {
            Some(address) => to_domain(connection, address.domain()).await,
            None => Ok(None),
        },
        (None, _) => Ok(None),
    }
}

/// How a mail to this address looks on this platform.
///
/// # Errors
/// Errors of the store.
pub async fn in_mail_to(
    connection: &mut Connection,
    address: &str,
    platform: &MailLook,
) -> Result<MailLook, StoreError> {
    let brand = match EmailAddress::parse(address) {
        Some(address) => store::of_address(connection, &address).await?,
        None => CompanyBrand::default(),
    };
    Ok(MailLook {
        name: brand.look.name.unwrap_or_else(|| platform.name.clone()),
        platform_name: platform.platform_name.clone(),
        // White text stands on it, and its text on white.
        colour: match brand.look.colour {
            Some(colour) => Shades::light(colour).accent,
            None => platform.colour,
        },
    })
}

/// What people see of what a company has chosen.
pub fn shown(brand: CompanyBrand) -> Option<Brand> {
    if brand == CompanyBrand::default() {
        return None;
    }
    Some(Brand {
        stylesheet: stylesheet_path(brand.look.colour, brand.logo.as_ref()),
        name: brand.look.name,
    })
}
