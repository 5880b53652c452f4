//! Control Center > Branding: how a company presents itself on the platform's screens, as its admins see and set it. Invariants: to everybody else there is
//! nothing to see; what is kept can be read, and holds no markup.

pub mod logo;
pub mod shown;
pub mod style;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use latchkey_contract::company::CompanyBrand as Said;
use latchkey_contract::company::set_company_brand::Request;
use serde_json::{Value, json};

use self::style::logo_path;
use crate::app_state::AppState;
use crate::domain::company_brand::{Look, LookFault};
use crate::domain::domain_letters::in_letters;
use crate::domain::email_address::EmailDomain;
use crate::domain::logo::LogoFault;
use crate::store::audit::{self, Origin};
use crate::store::company_brands::{self as store, CompanyBrand};
use crate::store::{Connection, StoreError, accounts, app_settings, companies};

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum BrandError {
    /// The person is no admin of a company.
    #[error("the person is no admin of a company")]
    NoAdmin,
    /// Name or colour cannot be what was typed.
    #[error("name or colour cannot be read")]
    Look(Vec<LookFault>),
    /// The file is no logo.
    #[error(transparent)]
    Logo(#[from] LogoFault),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

type Result<T> = std::result::Result<T, BrandError>;

/// The admin who does something.
#[derive(Clone, Copy)]
pub struct BrandAdmin<'a> {
    /// The account.
    pub account_id: &'a str,
    /// Where it comes from.
    pub origin: &'a Origin,
}

/// The brand, for an admin of the company.
///
/// # Errors
/// [`BrandError::NoAdmin`] for everybody else.
pub async fn read(app: &AppState, account_id: &str) -> Result<Said> {
    let mut connection = app.store.read().await?;
    let company_id = administered_by(&mut connection, account_id).await?;
    let brand = store::of_company(&mut connection, &company_id).await?;
    let domains = companies::proven_domains(&mut connection, &company_id).await?;
    let in_its_letters =
        |domain: &EmailDomain| in_letters(domain.as_str()).unwrap_or_else(|| domain.as_str().to_owned());
    Ok(Said {
        name: brand.look.name,
        colour: brand.look.colour.map(|colour| colour.to_string()),
        logo: brand.logo.as_ref().map(logo_path),
        email_domain: domains.first().map(in_its_letters),
        platform_colour: app.config.platform_colour.to_string(),
        platform_logo: app
            .config
            .platform_logo
            .as_ref()
            .map(|logo| logo_path(&logo.name)),
    })
}

/// Sets name and colour.
///
/// # Errors
/// [`BrandError::Look`]; [`BrandError::NoAdmin`] for everybody but admins.
pub async fn set_look(app: &AppState, admin: BrandAdmin<'_>, wanted: &Request) -> Result<()> {
    let look = Look::chosen(wanted.name.as_deref(), wanted.colour.as_deref());
    let change = Change::Look(look.map_err(BrandError::Look)?);
    apply(app, admin, change).await
}

/// Gives the company the picture in this file (Base64) as its logo; returns where that is.
///
/// # Errors
/// [`BrandError::Logo`]; [`BrandError::NoAdmin`] for everybody but admins.
pub async fn set_logo(app: &AppState, admin: BrandAdmin<'_>, content: &str) -> Result<String> {
    // Nobody else has the platform draw anything.
    administered_by(&mut *app.store.read().await?, admin.account_id).await?;
    let file = STANDARD.decode(content).map_err(|_| LogoFault::Unreadable)?;
    let logo = logo::draw(file).await?;
    let path = logo_path(&logo.name);
    apply(app, admin, Change::Logo(logo)).await?;
    Ok(path)
}

/// Takes the logo away.
///
/// # Errors
/// [`BrandError::NoAdmin`] for everybody but admins.
pub async fn remove_logo(app: &AppState, admin: BrandAdmin<'_>) -> Result<()> {
    apply(app, admin, Change::NoLogo).await
}

/// A change of a brand.
enum Change {
    Look(Look),
    Logo(logo::Logo),
    NoLogo,
}

impl Change {
    /// The brand behind it.
    fn after(&self, before: &CompanyBrand) -> CompanyBrand {
        let mut after = before.clone();
        match self {
            Self::Look(look) => after.look = look.clone(),
            Self::Logo(logo) => after.logo = Some(logo.name.clone()),
            Self::NoLogo => after.logo = None,
        }
        after
    }
}

async fn apply(app: &AppState, admin: BrandAdmin<'_>, change: Change) -> Result<()> {
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let company_id = administered_by(&mut transaction, admin.account_id).await?;
    companies::lock_for_update(&mut transaction, &company_id).await?;
    if !accounts::lock_active(&mut transaction, admin.account_id).await?
        || administered_by(&mut transaction, admin.account_id).await? != company_id
    {
        return Err(BrandError::NoAdmin);
    }
    let before = store::of_company(&mut transaction, &company_id).await?;
    let after = change.after(&before);
    if before == after {
        return Ok(());
    }
    match &change {
        Change::Look(look) => store::set_look(&mut transaction, &company_id, look, now).await?,
        Change::Logo(logo) => {
            store::set_logo(&mut transaction, &company_id, &logo.png, &logo.name, now).await?;
        }
        Change::NoLogo => store::remove_logo(&mut transaction, &company_id, now).await?,
    }
    let event = audit::Event {
        action: "company_brand_changed",
        company_id: Some(&company_id),
        actor_account_id: Some(admin.account_id),
        subject: Some(&company_id),
        detail: json!({ "before": audit_detail(&before), "after": audit_detail(&after) }),
    };
    audit::append(&mut transaction, &event, admin.origin, now).await?;
    Ok(transaction.commit().await?)
}

/// A brand as audit events record it: the logo by its hash alone.
fn audit_detail(brand: &CompanyBrand) -> Value {
    json!({
        "name": brand.look.name,
        "colour": brand.look.colour.map(|colour| colour.to_string()),
        "logo": brand.logo.as_ref().map(|logo| &logo.hash),
    })
}

async fn administered_by(connection: &mut Connection, account_id: &str) -> Result<String> {
    match app_settings::membership_of(connection, account_id).await? {
        Some((Some(company_id), true)) => Ok(company_id),
        _ => Err(BrandError::NoAdmin),
    }
}
