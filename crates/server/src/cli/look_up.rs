//! Commands for looking things up when something is wrong: which companies there are, who administers one, how an account signs in. Invariant: they
//! change nothing.

use std::fmt::Write as _;

use crate::domain::email_address::EmailAddress;
use crate::rfc3339::rfc3339;
use crate::store::accounts::{self, Account};
use crate::store::companies::{self, Company};
use crate::store::sso_configurations::{self, SsoConfiguration};
use crate::store::{Connection, Result, StoreError, passkeys, second_factors};

/// All companies, one a line: slug, name, how its people sign in.
pub async fn all_companies(connection: &mut Connection) -> Result<String> {
    let mut lines = Vec::new();
    for company in companies::all(connection).await? {
        let active = sso_configurations::active_of_company(connection, &company.id).await?;
        lines.push(format!(
            "{}\t{}\t{}",
            company.slug,
            company.name,
            way_of(active.as_ref())
        ));
    }
    Ok(match lines.is_empty() {
        true => "There is no company yet.".to_owned(),
        false => lines.join("\n"),
    })
}

/// One company: its domains, its admins, how its people sign in.
pub async fn company(connection: &mut Connection, company: &Company) -> Result<String> {
    let domains = companies::proven_domains(connection, &company.id).await?;
    let domains: Vec<&str> = domains.iter().map(|domain| domain.as_str()).collect();
    let active = sso_configurations::active_of_company(connection, &company.id).await?;
    let admins = accounts::admins_of_company(connection, &company.id).await?;
    let mut text = format!("{} ({})", company.name, company.slug);
    _ = write!(text, "\n  Proven email domains: {}", or_none(&domains.join(", ")));
    _ = write!(text, "\n  People sign in with: {}", way_of(active.as_ref()));
    if let Some(active) = &active {
        _ = write!(text, "\n  Identity provider: {}", active.endpoint_url);
    }
    if admins.is_empty() {
        text.push_str("\n  Admins: none");
    }
    for admin in &admins {
        _ = write!(text, "\n  Admin: {} <{}>", admin.name(), admin.email);
    }
    Ok(text)
}

/// One account: whose it is, whether it is switched off, and how it signs in.
pub async fn account(connection: &mut Connection, account: &Account) -> Result<String> {
    let company = companies::by_id(connection, &account.company_id).await?;
    let company = company.filter(|company| company.id != companies::UNAFFILIATED);
    let state = match account.deactivated_at_ms {
        None => "active".to_owned(),
        Some(at) => format!("switched off since {}", rfc3339(at).unwrap_or_default()),
    };
    let admins = accounts::admins_of_company(connection, &account.company_id).await?;
    let is_admin = admins.iter().any(|admin| admin.id == account.id);
    let address = EmailAddress::parse(&account.email).ok_or(StoreError::Corrupt("accounts.email"))?;
    let active = sso_configurations::active_for_account(connection, account, &address).await?;
    let credentials = accounts::credentials_by_email(connection, &address).await?;
    let has_password = credentials.is_some_and(|credentials| credentials.password_hash.is_some());
    let way = match (&active, has_password) {
        (Some(active), _) => way_of(Some(active)),
        (None, true) => way_of(None),
        (None, false) => "nothing yet: no password is set".to_owned(),
    };
    let mut factors = Vec::new();
    if second_factors::totp_of(connection, &account.id).await?.is_some() {
        factors.push("authenticator app".to_owned());
    }
    match passkeys::of_account(connection, &account.id).await?.len() {
        0 => {}
        1 => factors.push("1 passkey".to_owned()),
        count => factors.push(format!("{count} passkeys")),
    }
    let mut text = format!("{} <{}> ({})", account.name(), account.email, account.id);
    let of = company.map(|company| format!("{} ({})", company.name, company.slug));
    _ = write!(text, "\n  Company: {}", of.as_deref().unwrap_or("none"));
    _ = write!(text, "\n  State: {state}");
    _ = write!(
        text,
        "\n  Admin of the company: {}",
        if is_admin { "yes" } else { "no" }
    );
    _ = write!(text, "\n  Signs in with: {way}");
    _ = write!(text, "\n  Second factor: {}", or_none(&factors.join(", ")));
    Ok(text)
}

fn way_of(active: Option<&SsoConfiguration>) -> String {
    match active {
        Some(active) => format!("single sign-on {:?}", active.name),
        None => "password".to_owned(),
    }
}

const fn or_none(text: &str) -> &str {
    match text.is_empty() {
        true => "none",
        false => text,
    }
}
