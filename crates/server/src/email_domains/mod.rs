//! The email domains of a company: what its admins claim, prove and take away. Invariants: to everybody else there is nothing here;
//! which company has a domain that is not free is never said; nobody is locked out by taking a domain away.

mod adopt;
pub mod check;
pub mod dns;
pub mod watch;

use serde_json::json;

pub use self::adopt::adopt;
use crate::app_state::AppState;
use crate::domain::email_address::EmailDomain;
use crate::domain::email_domain_claim::{Claim, ClaimRefusal, claim};
use crate::secrets::{NoRandomness, new_token};
use crate::store::audit::{self, Origin};
use crate::store::email_domains::{self as store, OwnedDomain};
use crate::store::page::{Part, Rows};
use crate::store::{
    Connection, StoreError, accounts, app_settings, companies, password_links, sso_configurations,
};

/// Most domains of a company.
const MOST: i64 = 200;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum EmailDomainError {
    /// It is not there, or this person is no admin of its company.
    #[error("there is no such domain for this person")]
    NotFound,
    /// It cannot be claimed.
    #[error("the domain cannot be claimed")]
    Refused(ClaimRefusal),
    /// The company has it already.
    #[error("the company has the domain")]
    Present,
    /// Another company has it.
    #[error("the domain is taken")]
    Taken,
    /// The company has as many as there may be.
    #[error("too many domains")]
    TooMany,
    /// The last proven one while SSO is active.
    #[error("the domain is needed")]
    Needed,
    /// The company asks DNS too often.
    #[error("too many attempts")]
    TooManyAttempts {
        /// When to come back.
        retry_after_seconds: u32,
    },
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No token could be made.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

type Result<T> = std::result::Result<T, EmailDomainError>;

/// The admin who makes a request, and where it came from.
#[derive(Debug, Clone, Copy)]
pub struct DomainAdmin<'a> {
    /// The account.
    pub account_id: &'a str,
    /// Where the request came from, for audit events.
    pub origin: &'a Origin,
}

/// What taking a domain away would change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deletion {
    /// How many of the company's people have an address in it.
    pub people: i64,
    /// Whether it is proven, and SSO is active.
    pub is_federated: bool,
    /// Whether it is the last proven one, and SSO is active: it stays.
    pub is_needed: bool,
    /// How many people are mailed a link to set a password.
    pub mailed: i64,
}

/// Some of the domains of the company whose admin asks.
pub async fn list(app: &AppState, account_id: &str, part: &Part) -> Result<Rows<OwnedDomain>> {
    let mut connection = app.store.read().await?;
    let company_id = administered_by(&mut connection, account_id).await?;
    Ok(store::of_company(&mut connection, &company_id, part).await?)
}

/// Claims a domain for the company. Returns it with whether it was taken out of an email address.
pub async fn add(app: &AppState, actor: DomainAdmin<'_>, typed: &str) -> Result<(OwnedDomain, bool)> {
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    companies::lock_domains_for_update(&mut transaction).await?;
    let company_id = locked_admin(&mut transaction, actor).await?;
    let Claim {
        domain,
        is_from_address,
    } = claim(typed).map_err(EmailDomainError::Refused)?;
    match companies::domain_owner(&mut transaction, &domain).await? {
        Some(owner) if owner == company_id => return Err(EmailDomainError::Present),
        Some(_) => return Err(EmailDomainError::Taken),
        None => {}
    }
    if store::count(&mut transaction, &company_id).await? >= MOST {
        return Err(EmailDomainError::TooMany);
    }
    store::insert_claim(&mut transaction, &company_id, &domain, &new_token()?, now).await?;
    let event = audit::Event {
        action: "email_domain_added",
        company_id: Some(&company_id),
        actor_account_id: Some(actor.account_id),
        subject: None,
        detail: json!({ "domain": domain.as_str(), "before": null, "after": "waiting" }),
    };
    audit::append(&mut transaction, &event, actor.origin, now).await?;
    let owned = found(&mut transaction, &company_id, &domain).await?;
    transaction.commit().await?;
    Ok((owned, is_from_address))
}

/// What taking a domain away would change.
pub async fn deletion(app: &AppState, account_id: &str, name: &str) -> Result<Deletion> {
    let domain = parsed(name)?;
    let mut connection = app.store.read().await?;
    let company_id = administered_by(&mut connection, account_id).await?;
    let owned = found(&mut connection, &company_id, &domain).await?;
    impact(&mut connection, &company_id, &domain, &owned).await
}

/// Takes a domain away from the company. Its people stay the company's, and nothing of theirs ends: who is linked to an identity goes on
/// signing in by SSO, and all others of the domain by password: whoever has none is mailed a link that sets one, by a job.
pub async fn remove(app: &AppState, actor: DomainAdmin<'_>, name: &str) -> Result<()> {
    let (domain, now) = (parsed(name)?, app.clock.now_ms());
    let mut transaction = app.store.begin().await?;
    companies::lock_domains_for_update(&mut transaction).await?;
    let company_id = locked_admin(&mut transaction, actor).await?;
    // An activation of SSO comes before or after.
    companies::lock_for_share(&mut transaction, &company_id).await?;
    let owned = found(&mut transaction, &company_id, &domain).await?;
    let impact = impact(&mut transaction, &company_id, &domain, &owned).await?;
    if impact.is_needed {
        return Err(EmailDomainError::Needed);
    }
    store::delete(&mut transaction, &company_id, &domain).await?;
    if impact.is_federated {
        password_links::queue(&mut transaction, &company_id, Some(domain.as_str()), "", now).await?;
    }
    let before = match owned.proven_at_ms {
        Some(_) => "proven",
        None => "waiting",
    };
    let event = audit::Event {
        action: "email_domain_removed",
        company_id: Some(&company_id),
        actor_account_id: Some(actor.account_id),
        subject: None,
        detail: json!({
            "domain": domain.as_str(), "before": before, "after": null,
            "people": impact.people, "was_federated": impact.is_federated, "mailed": impact.mailed,
        }),
    };
    audit::append(&mut transaction, &event, actor.origin, now).await?;
    Ok(transaction.commit().await?)
}

async fn impact(
    connection: &mut Connection,
    company_id: &str,
    domain: &EmailDomain,
    owned: &OwnedDomain,
) -> Result<Deletion> {
    let has_sso = sso_configurations::active_of_company(connection, company_id)
        .await?
        .is_some_and(|active| active.is_for_everybody());
    let proven = companies::proven_domains(connection, company_id).await?;
    let is_federated = has_sso && owned.proven_at_ms.is_some();
    let mailed = match is_federated {
        true => password_links::count(connection, company_id, Some(domain.as_str())).await?,
        false => 0,
    };
    Ok(Deletion {
        mailed,
        people: store::people(connection, company_id, domain).await?,
        is_federated,
        is_needed: is_federated && proven.len() == 1,
    })
}

/// The company that this person administers.
async fn administered_by(connection: &mut Connection, account_id: &str) -> Result<String> {
    match app_settings::membership_of(connection, account_id).await? {
        Some((Some(company_id), true)) => Ok(company_id),
        _ => Err(EmailDomainError::NotFound),
    }
}

/// The same, with the person's account locked until the transaction ends.
async fn locked_admin(connection: &mut Connection, actor: DomainAdmin<'_>) -> Result<String> {
    if !accounts::lock_active(connection, actor.account_id).await? {
        return Err(EmailDomainError::NotFound);
    }
    administered_by(connection, actor.account_id).await
}

async fn found(connection: &mut Connection, company_id: &str, domain: &EmailDomain) -> Result<OwnedDomain> {
    let owned = store::find(connection, company_id, domain).await?;
    owned.ok_or(EmailDomainError::NotFound)
}

/// The domain that an address of the API names.
fn parsed(name: &str) -> Result<EmailDomain> {
    EmailDomain::parse(name).ok_or(EmailDomainError::NotFound)
}
