//! Signing in to try a configuration that is not active, by its Test Email Domain or its Test Link. Invariant: it opens an account that
//! is there, of the company's own and in one of its proven domains, for ten minutes; it writes no link and no account.

use latchkey_contract::sign_in::SsoFailure;
use latchkey_contract::username::domain_to_discover;

use super::SignInError;
use super::identity::{Identity, decide_account, failure_of};
use super::session::{Beginning, begin};
use super::sso_callback::CallbackOutcome;
use super::sso_completion::SsoCompletion;
use crate::app_state::AppState;
use crate::domain::account_linking::Decision;
use crate::domain::email_address::EmailAddress;
use crate::domain::session_lifetime::{SignedInBy, of_test};
use crate::domain::sign_in_attempt::AttemptEvent;
use crate::store::sign_in_attempts::SignInAttempt;
use crate::store::sso_configurations::{self, SsoConfiguration};
use crate::store::sso_test_access::{self, TEST_DOMAIN_ENDING, TestAccessRow};
use crate::store::{Connection, StoreError, accounts, companies};

/// The configuration whose Test Email Domain this is, alone or behind an `@`, while it works.
pub async fn tried_configuration(
    app: &AppState,
    username: &str,
) -> Result<Option<SsoConfiguration>, StoreError> {
    let Some(domain) = domain_to_discover(username).map(str::to_lowercase) else {
        return Ok(None);
    };
    if !domain.ends_with(TEST_DOMAIN_ENDING) {
        return Ok(None);
    }
    let mut connection = app.store.read().await?;
    let access = sso_test_access::by_email_domain(&mut connection, &domain).await?;
    working(app, &mut connection, access).await
}

/// The Test Email Domain that belongs to this Test Link, while it works.
pub async fn domain_of_link(app: &AppState, token: &str) -> Result<Option<String>, StoreError> {
    let mut connection = app.store.read().await?;
    let access = sso_test_access::by_link_token(&mut connection, token).await?;
    let domain = access.as_ref().map(|access| access.email_domain.clone());
    let works = working(app, &mut connection, access).await?.is_some();
    Ok(domain.filter(|_| works))
}

async fn working(
    app: &AppState,
    connection: &mut Connection,
    access: Option<TestAccessRow>,
) -> Result<Option<SsoConfiguration>, StoreError> {
    let Some(access) = access.filter(|access| access.expires_at_ms > app.clock.now_ms()) else {
        return Ok(None);
    };
    let configuration = sso_configurations::with_id(connection, &access.sso_configuration_id).await?;
    Ok(configuration.filter(|configuration| {
        !configuration.active && configuration.settings_fingerprint() == access.settings_fingerprint
    }))
}

/// The configuration that an attempt tries, while its Test Email Domain works.
pub(super) async fn configuration_of(
    app: &AppState,
    attempt: &SignInAttempt,
) -> Result<Option<SsoConfiguration>, StoreError> {
    let mut connection = app.store.read().await?;
    let id = &attempt.sso_configuration_id;
    let access = sso_test_access::of_configuration(&mut connection, id).await?;
    working(app, &mut connection, access).await
}

impl SsoCompletion<'_> {
    /// Opens the account, if there is one.
    pub(super) async fn complete_test(&self, identity: &Identity) -> Result<CallbackOutcome, SignInError> {
        let mut transaction = self.app.store.begin().await?;
        let company_id = &self.attempt.company_id;
        let decision = decide_account(&mut transaction, identity, company_id).await?;
        let account_id = match decision {
            Decision::SignIn { account_id } | Decision::Link { account_id } => account_id,
            Decision::Onboard => {
                drop(transaction);
                return self.fail(SsoFailure::NoAccountToTest).await;
            }
            Decision::Conflict(conflict) => {
                drop(transaction);
                return self.fail(failure_of(conflict)).await;
            }
        };
        if !is_in_own_domains(&mut transaction, &account_id, company_id).await? {
            drop(transaction);
            return self.fail(SsoFailure::ForeignDomain).await;
        }
        let now_ms = self.app.clock.now_ms();
        self.move_on(&mut transaction, AttemptEvent::Complete, None)
            .await?;
        let beginning = Beginning {
            account_id: &account_id,
            company_id,
            signed_in_by: SignedInBy::Test,
            lifetime: of_test(now_ms),
            idp: None,
            replaces: self.replaces,
            is_renewal: false,
            was_asked: false,
            authenticated_at_ms: None,
        };
        let token = begin(&mut transaction, &beginning, self.origin, now_ms).await?;
        transaction.commit().await?;
        metrics::counter!("latchkey_sign_ins_total", "by" => "test", "outcome" => "signed_in").increment(1);
        Ok(CallbackOutcome::SignedIn {
            token,
            next: "/".to_owned(),
        })
    }
}

/// Whether the account is the company's, with an address in one of its proven domains.
async fn is_in_own_domains(
    connection: &mut Connection,
    account_id: &str,
    company_id: &str,
) -> Result<bool, StoreError> {
    let account = accounts::by_id(connection, account_id).await?;
    let domains = companies::proven_domains(connection, company_id).await?;
    Ok(account.is_some_and(|account| {
        let address = EmailAddress::parse(&account.email);
        account.company_id == company_id && address.is_some_and(|address| domains.contains(address.domain()))
    }))
}
