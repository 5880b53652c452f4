//! Signing in to try a configuration that is not active, by its Test Email Domain or its Test Link. Invariant: it opens an account that
//! is there, of the company's own and in one of its proven domains, for ten minutes; it writes no link and no account.

use latchkey_contract::sign_in::SsoFailure;

use super::SignInError;
use super::conflict_notes::note;
use super::identity::{DecidedAccount, Identity, decide_account, failure_of};
use super::session::{Beginning, begin};
use super::sso_callback::CallbackOutcome;
use super::sso_completion::SsoCompletion;
use crate::domain::account_linking::Decision;
use crate::domain::email_address::EmailAddress;
use crate::domain::expected_person::{is_to_be_asked, wrong_person};
use crate::domain::session_lifetime::{SignedInBy, of_test};
use crate::domain::sign_in_attempt::AttemptEvent;
use crate::store::{Connection, StoreError, accounts, companies};

impl SsoCompletion<'_> {
    /// Opens the account, if there is one.
    pub(super) async fn complete_test(&self, identity: &Identity) -> Result<CallbackOutcome, SignInError> {
        let mut transaction = self.app.store.begin().await?;
        let company_id = &self.attempt.company_id;
        // What a draft finds about links is a matter of its mapping.
        let DecidedAccount { decision, .. } = decide_account(&mut transaction, identity, company_id).await?;
        self.note_another(&mut transaction, identity, &decision).await?;
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
            second_factor: None,
            remembered_browser: None,
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

impl SsoCompletion<'_> {
    /// Notes that somebody else came back than was typed.
    async fn note_another(
        &self,
        connection: &mut Connection,
        identity: &Identity,
        decision: &Decision,
    ) -> Result<(), StoreError> {
        let Some(username) = EmailAddress::parse(&self.attempt.username) else {
            return Ok(());
        };
        let typed = accounts::by_email(connection, &username).await?;
        let typed = typed.filter(|typed| typed.company_id == self.attempt.company_id);
        let Some(typed) = typed.filter(|typed| is_to_be_asked(decision, Some(&typed.id), false)) else {
            return Ok(());
        };
        let another = wrong_person(decision, &typed.id);
        let noted = self.noted(identity, &another, Some(&username));
        note(connection, noted, self.origin, self.app.clock.now_ms()).await
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
