//! `latchkey company`: what there is, and one more company, its proven domains and its first admin, in one transaction. Prints a link with
//! which the admin sets a password; where mail can be sent, it is mailed, too.

use clap::{Args, Subcommand};
use latchkey_contract::{Language, paths};
use serde_json::json;

use super::look_up;
use crate::clock::Clock;
use crate::config::{ConfigError, DatabaseOptions, PublicUrl};
use crate::domain::email_address::{EmailAddress, EmailDomain};
use crate::domain::mailed_link::Kind;
use crate::domain::slug::is_slug;
use crate::email_domains::adopt;
use crate::mail::{self, Message, Recipient};
use crate::secrets::SecretKey;
use crate::sign_in::link::{Purpose, make};
use crate::sign_in::set_up::new_company;
use crate::sign_in::{SignInError, names};
use crate::store::account_security::{self, Cause};
use crate::store::audit::{self, Origin};
use crate::store::companies::{self, Company};
use crate::store::{Connection, Store, StoreError, accounts, new_id};

/// What `latchkey company` can do.
#[derive(Debug, Subcommand)]
pub enum CompanyCommand {
    /// Make a company and its first admin, and print a link with which the admin sets a password.
    Add(AddCompany),
    /// List all companies, one a line: slug, name, and how its people sign in.
    List {
        /// The database.
        #[command(flatten)]
        database: DatabaseOptions,
    },
    /// Show a company: its proven email domains, its admins, and how its people sign in.
    Show {
        /// The company's slug, as `latchkey company list` shows it.
        company: String,
        /// The database.
        #[command(flatten)]
        database: DatabaseOptions,
    },
}

/// The new company.
#[derive(Debug, Clone, Args)]
pub struct AddCompany {
    /// What people call it.
    #[arg(long)]
    pub name: String,
    /// The word for it in addresses: a-z, 0-9 and -; made of the name when left out.
    #[arg(long)]
    pub slug: Option<String>,
    /// An email domain of the company, which counts as proven; may be given several times.
    #[arg(long = "domain", value_name = "DOMAIN")]
    pub domains: Vec<String>,
    /// Email address of the first admin.
    #[arg(long, value_name = "EMAIL")]
    pub admin: String,
    /// First name of the admin; what stands before the @ when both names are left out.
    #[arg(long, default_value = "")]
    pub first_name: String,
    /// Last name of the admin.
    #[arg(long, default_value = "")]
    pub last_name: String,
    /// The address at which browsers reach the platform.
    #[arg(long, env = "LATCHKEY_PUBLIC_URL", default_value = "http://localhost:8080")]
    pub public_url: String,
    /// Where it is set, the link is mailed, too.
    #[arg(long, env = "LATCHKEY_SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// The database.
    #[command(flatten)]
    pub database: DatabaseOptions,
}

/// Why there is no new company. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum CompanyError {
    /// A setting cannot be worked with.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A value cannot be.
    #[error("{0}; nothing was changed")]
    Value(String),
    /// A step failed.
    #[error("{0}; nothing was changed")]
    Step(#[from] SignInError),
}

impl From<StoreError> for CompanyError {
    fn from(error: StoreError) -> Self {
        Self::Step(error.into())
    }
}

/// All companies, for the operator to read.
pub async fn list(database: &DatabaseOptions) -> Result<String, CompanyError> {
    let store = database.open().await?;
    let text = look_up::all_companies(&mut *store.read().await?).await;
    store.close().await;
    Ok(text?)
}

/// The company with this slug, for the operator to read.
pub async fn show(slug: &str, database: &DatabaseOptions) -> Result<String, CompanyError> {
    let store = database.open().await?;
    let shown = shown(&mut *store.read().await?, slug).await;
    store.close().await;
    shown
}

async fn shown(connection: &mut Connection, slug: &str) -> Result<String, CompanyError> {
    let company = companies::by_slug(connection, slug).await?.ok_or_else(|| {
        CompanyError::Value(format!(
            "there is no company with the slug {slug:?}; `latchkey company list` shows all"
        ))
    })?;
    Ok(look_up::company(connection, &company).await?)
}

/// What a new company is made with.
pub struct Maker<'a> {
    /// The store.
    pub store: &'a Store,
    /// Seals the mail.
    pub secret_key: &'a SecretKey,
    /// The time.
    pub clock: &'a dyn Clock,
}

/// The company that was added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// The company's slug.
    pub slug: String,
    /// The admin's address.
    pub admin: String,
    /// The link with which the admin sets a password: a secret.
    pub link: String,
}

/// The checked values.
struct CheckedCompany {
    admin: EmailAddress,
    domains: Vec<EmailDomain>,
    first_name: String,
    public_url: PublicUrl,
}

impl Maker<'_> {
    /// Makes the company.
    pub async fn add(&self, company: &AddCompany) -> Result<Added, CompanyError> {
        let checked = check(company)?;
        let now = self.clock.now_ms();
        let mut transaction = self.store.begin().await?;
        companies::lock_domains_for_update(&mut transaction).await?;
        let made = make_company(&mut transaction, company, now).await?;
        for domain in &checked.domains {
            prove(&mut transaction, &made, domain, now).await?;
        }
        audit_creation(&mut transaction, &made, now).await?;
        let admin_id = make_admin(&mut transaction, &made, company, &checked, now).await?;
        // Whoever had the account before may spell the address in another way.
        let address = address_of(&mut transaction, &admin_id).await?;
        let purpose = Purpose {
            kind: Kind::SetPassword,
            address: Some(&address),
            account_id: Some(&admin_id),
            return_to: None,
        };
        let token = make(&mut transaction, purpose, now).await?;
        let link = checked
            .public_url
            .join(&format!("{}?token={token}", paths::RESET_PASSWORD));
        let admin = address.to_string();
        if company.smtp_url.is_some() {
            let to = Recipient {
                address: &admin,
                language: Language::default(),
            };
            let message = Message::SetPassword {
                link: link.clone(),
                expires_at_ms: now + Kind::SetPassword.lifetime_ms(),
                company: made.name.clone(),
            };
            let queued = mail::queue(&mut transaction, self.secret_key, now, &to, &message, None).await;
            queued.map_err(SignInError::from)?;
        }
        transaction.commit().await?;
        Ok(Added {
            slug: made.slug,
            admin,
            link,
        })
    }
}

fn check(company: &AddCompany) -> Result<CheckedCompany, CompanyError> {
    let refuse = |text: String| Err(CompanyError::Value(text));
    if names::check_company(&company.name).is_err() {
        return refuse("--name must have 1 to 100 characters, none of them invisible".into());
    }
    if let Some(slug) = company.slug.as_deref().filter(|slug| !is_slug(slug)) {
        return refuse(format!(
            "--slug {slug:?} must be 1 to 63 of a-z, 0-9 and -, beginning with a letter or digit"
        ));
    }
    let Some(admin) = EmailAddress::parse(&company.admin) else {
        return refuse(format!("--admin {:?} is not an email address", company.admin));
    };
    let mut domains = Vec::new();
    for spelling in &company.domains {
        match EmailDomain::parse(spelling) {
            Some(domain) => domains.push(domain),
            None => return refuse(format!("--domain {spelling:?} is not an email domain")),
        }
    }
    let unnamed = company.first_name.trim().is_empty() && company.last_name.trim().is_empty();
    let first_name = if unnamed {
        admin.local_part()
    } else {
        company.first_name.trim()
    };
    if names::check(first_name, &company.last_name).is_err() {
        return refuse(
            "--first-name and --last-name have at most 100 characters, none of them invisible".into(),
        );
    }
    Ok(CheckedCompany {
        first_name: first_name.to_owned(),
        admin: admin.clone(),
        domains,
        public_url: PublicUrl::parse(&company.public_url)?,
    })
}

async fn make_company(
    connection: &mut Connection,
    company: &AddCompany,
    now: i64,
) -> Result<Company, CompanyError> {
    let Some(slug) = &company.slug else {
        return Ok(new_company(connection, company.name.trim(), now).await?);
    };
    if companies::by_slug(connection, slug).await?.is_some() {
        let text = format!("there is a company with the slug {slug:?} already");
        return Err(CompanyError::Value(text));
    }
    let made = Company {
        id: new_id(),
        slug: slug.clone(),
        name: company.name.trim().to_owned(),
    };
    companies::upsert(connection, &made, now).await?;
    Ok(made)
}

async fn prove(
    connection: &mut Connection,
    company: &Company,
    domain: &EmailDomain,
    now: i64,
) -> Result<(), CompanyError> {
    let owner = companies::domain_owner(connection, domain).await?;
    if owner.is_some_and(|owner| owner != company.id) {
        let text = format!("the domain {} belongs to another company", domain.as_str());
        return Err(CompanyError::Value(text));
    }
    companies::add_proven_domain(connection, &company.id, domain, now).await?;
    adopt(connection, &company.id, domain, now).await?;
    Ok(())
}

async fn make_admin(
    connection: &mut Connection,
    made: &Company,
    company: &AddCompany,
    checked: &CheckedCompany,
    now: i64,
) -> Result<String, CompanyError> {
    let belongs_elsewhere = || CompanyError::Value(format!("{} belongs to another company", checked.admin));
    let owner = companies::proven_owner(connection, checked.admin.domain()).await?;
    if owner.is_some_and(|owner| owner != made.id) {
        return Err(belongs_elsewhere());
    }
    let id = match accounts::by_email(connection, &checked.admin).await? {
        Some(account) if account.deactivated_at_ms.is_some() => {
            let refusal = format!("{} is switched off: reactivate that account first", checked.admin);
            return Err(CompanyError::Value(refusal));
        }
        Some(account) if account.company_id == made.id => account.id,
        Some(account) if account.company_id == companies::UNAFFILIATED => {
            let entered = by_command("account_entered_company");
            account_security::enter_company(connection, &account.id, &made.id, &entered, now).await?;
            account.id
        }
        Some(_) => return Err(belongs_elsewhere()),
        None => {
            let id = new_id();
            let account = accounts::NewAccount {
                id: &id,
                company_id: &made.id,
                email: &checked.admin,
                first_name: &checked.first_name,
                last_name: company.last_name.trim(),
            };
            accounts::insert(connection, &account, now).await?;
            id
        }
    };
    let made = by_command("company_admin_made");
    account_security::set_company_admin(connection, &id, true, &made, now).await?;
    Ok(id)
}

/// The address that an account has.
async fn address_of(connection: &mut Connection, account_id: &str) -> Result<EmailAddress, StoreError> {
    let account = accounts::by_id(connection, account_id).await?;
    let address = account.and_then(|account| EmailAddress::parse(&account.email));
    address.ok_or(StoreError::Corrupt("accounts.email"))
}

fn by_command(action: &'static str) -> Cause<'static> {
    Cause::of_operator(action, json!({ "by": "command" }))
}

async fn audit_creation(connection: &mut Connection, company: &Company, now: i64) -> Result<(), StoreError> {
    let event = audit::Event {
        action: "company_created",
        company_id: Some(&company.id),
        actor_account_id: None,
        subject: Some(&company.id),
        detail: json!({ "by": "command" }),
    };
    audit::append(connection, &event, &Origin::default(), now).await
}
