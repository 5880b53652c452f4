//! Completes a sign-in with a verified identity: account, link, onboarding or conflict. The attempt ends in the same transaction.

use latchkey_contract::sign_in::SsoFailure;
use serde_json::json;

use super::SignInError;
use super::confirmation::{Confirming, MismatchConfirmed, must_be_confirmed};
use super::conflict_notes::{NotedConflict, note};
use super::entered::{Entered, enter};
use super::identity::{DecidedAccount, Identity, decide_account, failure_of};
use super::session::{Beginning, begin};
use super::sso_callback::CallbackOutcome;
use super::sso_failures::{FailedSignIn, Refused, write_down};
use super::sso_start::fingerprint;
use crate::access_groups::idp_memberships::{self, IdpPerson};
use crate::app_state::AppState;
use crate::domain::account_linking::{Conflict, Decision};
use crate::domain::email_address::EmailAddress;
use crate::domain::expected_person::{Renewal, account_of, renewal, wrong_person};
use crate::domain::identity_conflict::FoundConflict;
use crate::domain::session_lifetime::{Lifetime, SignedInBy, of_sso, proved_at};
use crate::domain::sign_in_attempt::{AttemptEvent, failure_text};
use crate::secrets::token_hash;
use crate::store::account_security::{self, Cause, NewPassword};
use crate::store::audit::{self, Origin};
use crate::store::sign_in_attempts::{self, SignInAttempt};
use crate::store::{
    Connection, StoreError, account_links, accounts, companies, session_ends, sso_configurations, sso_pilot,
};

/// How many times to decide: another request may create the account or the link between decision and write.
pub(super) const TRIES: usize = 3;

/// A sign-in attempt that this request completes.
#[derive(Clone, Copy)]
pub(super) struct SsoCompletion<'a> {
    pub(super) app: &'a AppState,
    pub(super) attempt: &'a SignInAttempt,
    pub(super) origin: &'a Origin,
    /// The token of the session that this browser has.
    pub(super) replaces: Option<&'a str>,
    /// The address that the identity provider sent.
    pub(super) person: Option<&'a str>,
    /// Which of several accounts the person has chosen.
    pub(super) chosen: Option<&'a str>,
}

impl SsoCompletion<'_> {
    /// Decides which account the identity leads to, and signs in, links, onboards or fails accordingly.
    pub(super) async fn complete(
        &self,
        identity: &Identity,
        confirmed: MismatchConfirmed,
    ) -> Result<CallbackOutcome, SignInError> {
        let of_person = SsoCompletion {
            person: Some(&identity.email),
            ..*self
        };
        of_person.complete_of(identity, confirmed).await
    }

    async fn complete_of(
        &self,
        identity: &Identity,
        confirmed: MismatchConfirmed,
    ) -> Result<CallbackOutcome, SignInError> {
        // A session that expires before it begins would be renewed at once, again and again.
        let now = self.app.clock.now_ms();
        if now >= self.lifetime(identity, now).expires_at_ms {
            tracing::warn!(
                company_id = self.attempt.company_id,
                step = "claims",
                member = "session_expiry",
                "the session at the identity provider is over already"
            );
            return match self.attempt.renews_account_id {
                Some(_) => self.sign_in_again().await,
                None => self.fail(SsoFailure::AnswerRefused).await,
            };
        }
        for _ in 1..TRIES {
            match self.complete_once(identity, confirmed).await {
                Err(SignInError::Store(StoreError::AlreadyExists)) => {}
                Err(SignInError::NothingToRenew) => return self.sign_in_again().await,
                completed => return self.or_elsewhere(completed),
            }
        }
        match self.complete_once(identity, confirmed).await {
            Err(SignInError::NothingToRenew) => self.sign_in_again().await,
            completed => self.or_elsewhere(completed),
        }
    }

    /// Where another request has completed the attempt meanwhile, this one shows how it ended.
    pub(super) fn or_elsewhere(
        &self,
        completed: Result<CallbackOutcome, SignInError>,
    ) -> Result<CallbackOutcome, SignInError> {
        match completed {
            Err(SignInError::FinishedElsewhere) => Ok(CallbackOutcome::Failed {
                attempt_id: self.attempt.id.clone(),
            }),
            completed => completed,
        }
    }

    async fn complete_once(
        &self,
        identity: &Identity,
        confirmed: MismatchConfirmed,
    ) -> Result<CallbackOutcome, SignInError> {
        let mut transaction = self.app.store.begin().await?;
        if !self.is_still_active(&mut transaction).await? {
            drop(transaction);
            return self.fail(SsoFailure::SwitchedOff).await;
        }
        let DecidedAccount { decision, found } =
            decide_account(&mut transaction, identity, &self.attempt.company_id).await?;
        // Of a pilot is whoever the identity is linked to.
        let takes_part = self.takes_part(&mut transaction, identity, &decision).await?;
        let Entered {
            decision,
            must_choose,
            seconds,
        } = enter(&mut transaction, self.attempt, identity, decision, self.chosen).await?;
        if let Some(expected) = &self.attempt.renews_account_id
            && renewal(&decision, expected) == Renewal::Another
        {
            drop(transaction);
            let another = wrong_person(&decision, expected);
            let noted = self.noted(identity, &another, None);
            return self
                .fail_noting(&SsoFailure::AnotherPerson.into(), Some(noted))
                .await;
        }
        if !takes_part {
            drop(transaction);
            return self.fail(SsoFailure::SwitchedOff).await;
        }
        let confirming = Confirming {
            attempt: self.attempt,
            decision: &decision,
            seconds: &seconds,
            confirmed,
            is_chosen: self.chosen.is_some(),
        };
        if let Some((typed, asked_for)) = must_be_confirmed(
            &mut transaction,
            &confirming,
            self.origin,
            self.app.clock.now_ms(),
        )
        .await?
        {
            // Another company's account is none of this company's business.
            if asked_for.company_id == self.attempt.company_id {
                let another = wrong_person(&decision, &asked_for.id);
                let noted = self.noted(identity, &another, Some(&typed));
                note(&mut transaction, noted, self.origin, self.app.clock.now_ms()).await?;
            }
            self.wait(&mut transaction, AttemptEvent::Ask, identity).await?;
            transaction.commit().await?;
            let attempt_id = self.attempt.id.clone();
            return Ok(CallbackOutcome::Mismatch { attempt_id });
        }
        if must_choose {
            self.wait(&mut transaction, AttemptEvent::Choose, identity)
                .await?;
            transaction.commit().await?;
            let attempt_id = self.attempt.id.clone();
            return Ok(CallbackOutcome::ChooseAccount { attempt_id });
        }
        let outcome = match decision {
            Decision::SignIn { account_id } => {
                // What does not agree is a matter of the account that the identity is linked to.
                if let Some(found) = found
                    .as_ref()
                    .filter(|found| found.account_id.as_ref() == Some(&account_id))
                {
                    let noted = self.noted(identity, found, None);
                    note(&mut transaction, noted, self.origin, self.app.clock.now_ms()).await?;
                }
                self.begin_session(&mut transaction, identity, &account_id)
                    .await?
            }
            Decision::Link { account_id } => {
                self.link(&mut transaction, identity, &account_id).await?;
                self.begin_session(&mut transaction, identity, &account_id)
                    .await?
            }
            Decision::Onboard => {
                self.wait(&mut transaction, AttemptEvent::Onboard, identity)
                    .await?;
                CallbackOutcome::Onboarding {
                    attempt_id: self.attempt.id.clone(),
                }
            }
            Decision::Conflict(conflict) => {
                drop(transaction);
                return self.conflict(conflict, identity, found.as_ref()).await;
            }
        };
        transaction.commit().await?;
        Ok(outcome)
    }

    /// What does not agree, for the company's admins.
    pub(super) fn noted<'b>(
        &'b self,
        identity: &'b Identity,
        found: &'b FoundConflict,
        typed: Option<&'b EmailAddress>,
    ) -> NotedConflict<'b> {
        NotedConflict {
            company_id: &self.attempt.company_id,
            identity,
            found,
            typed,
        }
    }

    /// Keeps the identity until the person has decided.
    async fn wait(
        &self,
        connection: &mut Connection,
        event: AttemptEvent,
        identity: &Identity,
    ) -> Result<(), SignInError> {
        let kept = serde_json::to_string(identity).map_err(|_| StoreError::Corrupt("identity"))?;
        self.move_on(connection, event, Some(&kept)).await
    }

    /// Whether the configuration that the sign-in began with is still active; locked until the commit. It may have changed while the
    /// person was at the identity provider.
    pub(super) async fn is_still_active(&self, connection: &mut Connection) -> Result<bool, StoreError> {
        companies::lock_for_share(connection, &self.attempt.company_id).await?;
        let active = sso_configurations::active_of_company(connection, &self.attempt.company_id).await?;
        Ok(active.is_some_and(|active| fingerprint(&active) == self.attempt.settings_fingerprint))
    }

    /// Whether the person signs in through the identity provider: of a pilot, only people of its list do.
    async fn takes_part(
        &self,
        connection: &mut Connection,
        identity: &Identity,
        decision: &Decision,
    ) -> Result<bool, StoreError> {
        let company_id = &self.attempt.company_id;
        let active = sso_configurations::active_of_company(connection, company_id).await?;
        if active.is_some_and(|active| active.is_for_everybody()) {
            return Ok(true);
        }
        match account_of(decision) {
            Some(account_id) => sso_pilot::has_account(connection, company_id, account_id).await,
            None => match EmailAddress::parse(&identity.email) {
                Some(address) => sso_pilot::has(connection, company_id, &address).await,
                None => Ok(false),
            },
        }
    }

    /// Links the account. Whoever set its password may be another person than the one at the identity provider: so the
    /// password is deleted and all sessions end.
    pub(super) async fn link(
        &self,
        connection: &mut Connection,
        identity: &Identity,
        account_id: &str,
    ) -> Result<(), SignInError> {
        let now = self.app.clock.now_ms();
        let company_id = &self.attempt.company_id;
        account_links::insert(connection, identity.foreign(company_id), account_id, now).await?;
        // A linked account was found, or created, by the address that the identity provider asserted.
        accounts::set_verified(connection, account_id, now).await?;
        let change = NewPassword {
            account_id,
            hash: None,
            keeps_session: None,
        };
        let cause = Cause {
            action: "account_linked",
            actor_account_id: Some(account_id),
            detail: json!({ "issuer": identity.issuer, "foreign_id_claim": identity.foreign_id_claim }),
            origin: self.origin,
        };
        let active = sso_configurations::active_of_company(connection, company_id).await?;
        match active.is_some_and(|active| active.is_for_everybody()) {
            true => account_security::set_password(connection, &change, &cause, now).await?,
            // Asleep, not gone: nobody signs in with it while the person is on the list, and it comes back when the pilot ends.
            false => account_security::sign_out(connection, account_id, &cause, now).await?,
        };
        Ok(())
    }

    fn lifetime(&self, identity: &Identity, now: i64) -> Lifetime {
        let ttl_ms = self.app.config.session_ttl_ms;
        of_sso(now, identity.issued_at_ms, identity.session_expires_at_ms, ttl_ms)
    }

    /// Begins the session and closes the attempt.
    pub(super) async fn begin_session(
        &self,
        connection: &mut Connection,
        identity: &Identity,
        account_id: &str,
    ) -> Result<CallbackOutcome, SignInError> {
        let now = self.app.clock.now_ms();
        self.move_on(connection, AttemptEvent::Complete, None).await?;
        let person = IdpPerson {
            account_id,
            company_id: &self.attempt.company_id,
            seen: &identity.seen,
        };
        idp_memberships::set_anew(connection, person, self.origin, now).await?;
        let beginning = Beginning {
            account_id,
            company_id: &self.attempt.company_id,
            signed_in_by: SignedInBy::Sso,
            lifetime: self.lifetime(identity, now),
            idp: Some(identity.idp_session()),
            replaces: self.replaces,
            is_renewal: self.attempt.renews_account_id.is_some(),
            was_asked: self.attempt.asked_anew,
            second_factor: None,
            remembered_browser: None,
            authenticated_at_ms: identity
                .authenticated_at_ms
                .map(|at_ms| proved_at(at_ms, identity.issued_at_ms, self.attempt.created_at_ms, now)),
        };
        let token = begin(connection, &beginning, self.origin, now).await?;
        let by = if self.attempt.renews_account_id.is_some() {
            "renewal"
        } else {
            "sso"
        };
        metrics::counter!("latchkey_sign_ins_total", "by" => by, "outcome" => "signed_in").increment(1);
        Ok(CallbackOutcome::SignedIn {
            token,
            next: self.attempt.return_to.clone().unwrap_or_else(|| "/".into()),
        })
    }

    /// Closes the attempt because no account can be decided on, and logs why for the operator.
    pub(super) async fn conflict(
        &self,
        conflict: Conflict,
        identity: &Identity,
        found: Option<&FoundConflict>,
    ) -> Result<CallbackOutcome, SignInError> {
        tracing::warn!(
            company_id = self.attempt.company_id,
            conflict = conflict.as_str(),
            step = "account",
            member = match conflict {
                Conflict::AddressNotVerified => "email_verified",
                Conflict::ForeignDomain => "username",
                Conflict::Deactivated | Conflict::OtherCompany | Conflict::OtherIdentity => "foreign_id",
            },
            "account conflict"
        );
        let noted = found.map(|found| self.noted(identity, found, None));
        self.fail_noting(&failure_of(conflict).into(), noted).await
    }

    /// Closes an attempt to renew a session that needs the person. That is no error, so the screen shows none.
    pub(super) async fn sign_in_again(&self) -> Result<CallbackOutcome, SignInError> {
        let mut transaction = self.app.store.begin().await?;
        let event = AttemptEvent::Fail(SsoFailure::Cancelled);
        if let Err(error) = self.move_on(&mut transaction, event, None).await {
            return self.or_elsewhere(Err(error));
        }
        self.use_up_renewal(&mut transaction).await?;
        transaction.commit().await?;
        metrics::counter!("latchkey_sign_ins_total", "by" => "renewal", "outcome" => "person_needed")
            .increment(1);
        Ok(CallbackOutcome::SignInAgain {
            attempt_id: self.attempt.id.clone(),
        })
    }

    /// The session that was to be renewed cannot be renewed any more.
    async fn use_up_renewal(&self, connection: &mut Connection) -> Result<(), StoreError> {
        let now = self.app.clock.now_ms();
        match self.replaces {
            Some(token) if self.attempt.renews_account_id.is_some() => {
                session_ends::delete_expired(connection, &token_hash(token), now).await
            }
            _ => Ok(()),
        }
    }

    /// Closes the attempt with a reason, and appends it to the audit trail for the admin.
    pub(super) async fn fail(&self, failure: SsoFailure) -> Result<CallbackOutcome, SignInError> {
        self.fail_with(&failure.into()).await
    }

    /// The same, with what the company's admins see of it.
    pub(super) async fn fail_with(&self, refused: &Refused) -> Result<CallbackOutcome, SignInError> {
        self.fail_noting(refused, None).await
    }

    /// The same, with what its admins have to decide.
    async fn fail_noting(
        &self,
        refused: &Refused,
        noted: Option<NotedConflict<'_>>,
    ) -> Result<CallbackOutcome, SignInError> {
        let failure = refused.failure;
        let mut transaction = self.app.store.begin().await?;
        if let Err(error) = self
            .move_on(&mut transaction, AttemptEvent::Fail(failure), None)
            .await
        {
            return self.or_elsewhere(Err(error));
        }
        self.use_up_renewal(&mut transaction).await?;
        let event = audit::Event {
            action: "sso_sign_in_failed",
            company_id: Some(&self.attempt.company_id),
            actor_account_id: None,
            subject: Some(&self.attempt.sso_configuration_id),
            detail: json!({ "reason": failure_text(failure) }),
        };
        let now_ms = self.app.clock.now_ms();
        audit::append(&mut transaction, &event, self.origin, now_ms).await?;
        if !self.attempt.is_test {
            let failed = FailedSignIn::of(self.attempt, self.person);
            write_down(&mut transaction, failed, refused, self.origin, now_ms).await?;
            if let Some(noted) = noted {
                note(&mut transaction, noted, self.origin, now_ms).await?;
            }
        }
        transaction.commit().await?;
        metrics::counter!("latchkey_sign_ins_total", "by" => "sso", "outcome" => failure_text(failure))
            .increment(1);
        Ok(CallbackOutcome::Failed {
            attempt_id: self.attempt.id.clone(),
        })
    }

    pub(super) async fn move_on(
        &self,
        connection: &mut Connection,
        event: AttemptEvent,
        identity: Option<&str>,
    ) -> Result<(), SignInError> {
        let (id, from) = (&self.attempt.id, self.attempt.status);
        let Ok(next) = from.after(event) else {
            return Err(SignInError::FinishedElsewhere);
        };
        if sign_in_attempts::advance(connection, id, from, next, &self.origin.request_id, identity).await? {
            Ok(())
        } else {
            Err(SignInError::FinishedElsewhere)
        }
    }
}
