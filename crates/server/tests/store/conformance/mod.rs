//! The promises, by what they are about, and the rows that they are tried on.

mod access;
mod access_requests;
mod accounts_and_links;
mod authorizations;
mod email_domains;
mod environment_people;
mod group_rules;
mod invitations;
mod lists;
mod mailed_links;
mod mails_and_keys;
mod members;
mod people_lists;
mod queue;
mod races;
mod sign_in;
mod sso_takeover;
mod sso_takeover_model;
mod the_house;
mod time;
mod token_families;
mod upgrade;

use latchkey_contract::claim_mapping::ClaimMapping;
use latchkey_contract::sso_configurations::IdpKind;
use latchkey_server::domain::email_address::{EmailAddress, EmailDomain};
use latchkey_server::domain::session_lifetime::{Lifetime, SignedInBy};
use latchkey_server::domain::sign_in_attempt::AttemptState;
use latchkey_server::secrets::token_hash;
use latchkey_server::store::account_security::{self, Cause, NewPassword};
use latchkey_server::store::audit::Origin;
use latchkey_server::store::companies::{self, Company};
use latchkey_server::store::sessions::{self, NewSession};
use latchkey_server::store::sign_in_attempts::SignInAttempt;
use latchkey_server::store::sso_configurations::SsoConfiguration;
use latchkey_server::store::{Transaction, accounts};

pub(crate) use self::access::*;
pub(crate) use self::access_requests::*;
pub(crate) use self::accounts_and_links::*;
pub(crate) use self::authorizations::*;
pub(crate) use self::email_domains::*;
pub(crate) use self::environment_people::*;
pub(crate) use self::group_rules::*;
pub(crate) use self::invitations::*;
pub(crate) use self::lists::*;
pub(crate) use self::mailed_links::*;
pub(crate) use self::mails_and_keys::*;
pub(crate) use self::members::*;
pub(crate) use self::people_lists::*;
pub(crate) use self::queue::*;
pub(crate) use self::races::*;
pub(crate) use self::sign_in::*;
pub(crate) use self::sso_takeover::*;
pub(crate) use self::the_house::*;
pub(crate) use self::time::*;
pub(crate) use self::token_families::*;
pub(crate) use self::upgrade::*;

pub(super) const NOW: i64 = 1_800_000_000_000;

pub(super) fn domain(name: &str) -> EmailDomain {
    EmailDomain::parse(name).expect("a domain")
}

pub(super) fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).expect("an address")
}

pub(super) async fn company(transaction: &mut Transaction, slug: &str) -> Company {
    let company = Company {
        id: format!("company-{slug}"),
        slug: slug.into(),
        name: slug.to_uppercase(),
    };
    companies::upsert(transaction, &company, NOW)
        .await
        .expect("a company");
    company
}

pub(super) async fn account(transaction: &mut Transaction, company: &Company, email: &str) -> String {
    let id = format!("account-{email}");
    let account = accounts::NewAccount {
        id: &id,
        company_id: &company.id,
        email: &address(email),
        first_name: "A",
        last_name: "B",
    };
    accounts::insert(transaction, &account, NOW)
        .await
        .expect("an account");
    id
}

/// Sets a password or takes it away; returns how many sessions ended with that.
pub(super) async fn set_password(transaction: &mut Transaction, account_id: &str, hash: Option<&str>) -> u64 {
    let change = NewPassword {
        account_id,
        hash,
        keeps_session: None,
    };
    let cause = Cause::of_operator("password_set", serde_json::json!({}));
    let ended = account_security::set_password(transaction, &change, &cause, NOW).await;
    ended.expect("updates").sessions
}

/// Switches an account off; returns how many sessions ended with that.
pub(super) async fn deactivate(transaction: &mut Transaction, account_id: &str) -> u64 {
    let cause = Cause::of_operator("account_deactivated", serde_json::json!({}));
    let ended = account_security::set_active(transaction, account_id, false, &cause, NOW).await;
    ended.expect("updates").sessions
}

pub(super) fn configuration(company: &Company, name: &str) -> SsoConfiguration {
    SsoConfiguration {
        id: format!("configuration-{name}"),
        company_id: company.id.clone(),
        company_slug: company.slug.clone(),
        name: name.into(),
        endpoint_url: "https://idp.example".into(),
        client_id: "latchkey".into(),
        client_secret_sealed: "sealed".into(),
        client_auth_method: None,
        scopes: vec!["openid".into(), "email".into()],
        claim_mapping: ClaimMapping {
            foreign_id: "sub".into(),
            username: "email".into(),
            first_name: None,
            last_name: Some("family_name".into()),
        },
        active: false,
        idp: IdpKind::Other,
        secret_id: String::new(),
        is_mapped: true,
        changed_by_account_id: None,
        updated_at_ms: NOW,
        pilot_since_ms: None,
    }
}

/// An identifier of the usual form.
pub(super) fn attempt_id(name: &str) -> String {
    format!("00000000-0000-7000-8000-{name:0>12}").replace(|c: char| !c.is_ascii_hexdigit() && c != '-', "a")
}

pub(super) fn attempt(company: &Company, name: &str, created_at_ms: i64) -> SignInAttempt {
    SignInAttempt {
        id: attempt_id(name),
        state_hash: format!("state-{name}"),
        browser_hash: token_hash("browser"),
        company_id: company.id.clone(),
        sso_configuration_id: "configuration".into(),
        settings_fingerprint: "settings".into(),
        status: AttemptState::SentToIdp,
        username: "ada@acme.example".into(),
        return_to: Some("/profile".into()),
        request_id: "request".into(),
        identity: None,
        created_at_ms,
        renews_account_id: None,
        asked_anew: true,
        is_test: false,
    }
}

pub(super) async fn session(transaction: &mut Transaction, account_id: &str, hash: &str, expires_at_ms: i64) {
    let session = NewSession {
        id: &format!("id-{hash}"),
        token_hash: hash,
        account_id,
        signed_in_by: SignedInBy::Password,
        lifetime: Lifetime {
            expires_at_ms,
            ends_at_ms: expires_at_ms,
        },
        idp: None,
        auth_time_known: true,
        second_factor: None,
    };
    sessions::insert(transaction, &session, NOW, &Origin::default(), NOW)
        .await
        .expect("a session");
}
