//! What a checked identity leads to: an account, a link, onboarding or a conflict, and the end of the attempt with it.

use latchkey_contract::sign_in::SsoFailure;
use serde_json::json;

use super::SignInError;
use super::identity::{Identity, decide_account, failure_of};
use super::session::{Beginning, begin};
use super::sso_finish::Landing;
use super::sso_start::fingerprint;
use crate::app::App;
use crate::domain::account_linking::{Conflict, Decision};
use crate::domain::session_lifetime::{SignedInBy, of_sso};
use crate::domain::sign_in_attempt::{Event, failure_text};
use crate::store::audit::{self, Origin};
use crate::store::sign_in_attempts::{self, SignInAttempt};
use crate::store::sso_configurations::{self, SsoConfiguration};
use crate::store::{Connection, StoreError, account_links, accounts, companies, sessions};

/// How often a decision is made anew because somebody else made the account or the link in between.
pub(super) const TRIES: usize = 3;

/// One person's attempt, being finished by one request.
#[derive(Clone, Copy)]
pub(super) struct Visit<'a> {
    pub(super) app: &'a App,
    pub(super) attempt: &'a SignInAttempt,
    pub(super) origin: &'a Origin,
    /// The token of the session that this browser has.
    pub(super) replaces: Option<&'a str>,
}

impl Visit<'_> {
    /// Decides whose account it is, and does what was decided.
    pub(super) async fn settle(
        &self,
        identity: &Identity,
        configuration: &SsoConfiguration,
    ) -> Result<Landing, SignInError> {
        for _ in 1..TRIES {
            match self.settle_once(identity, configuration).await {
                Err(SignInError::Store(StoreError::AlreadyExists)) => {}
                settled => return self.or_elsewhere(settled),
            }
        }
        let settled = self.settle_once(identity, configuration).await;
        self.or_elsewhere(settled)
    }

    /// Two requests of one attempt: the one that came second shows where the attempt stands.
    pub(super) fn or_elsewhere(&self, settled: Result<Landing, SignInError>) -> Result<Landing, SignInError> {
        match settled {
            Err(SignInError::FinishedElsewhere) => Ok(Landing::Failed {
                attempt_id: self.attempt.id.clone(),
            }),
            settled => settled,
        }
    }

    async fn settle_once(
        &self,
        identity: &Identity,
        configuration: &SsoConfiguration,
    ) -> Result<Landing, SignInError> {
        let mut transaction = self.app.store.begin().await?;
        if !self.is_still_active(&mut transaction).await? {
            drop(transaction);
            return self.fail(SsoFailure::SwitchedOff).await;
        }
        let landing = match decide_account(&mut transaction, identity, &configuration.company_id).await? {
            Decision::SignIn { account_id } => self.complete(&mut transaction, identity, &account_id).await?,
            Decision::Link { account_id } => {
                self.link(&mut transaction, identity, &account_id).await?;
                self.complete(&mut transaction, identity, &account_id).await?
            }
            Decision::Onboard => {
                let kept = serde_json::to_string(identity).map_err(|_| StoreError::Corrupt("identity"))?;
                self.move_on(&mut transaction, Event::Onboard, Some(&kept))
                    .await?;
                Landing::Onboarding {
                    attempt_id: self.attempt.id.clone(),
                }
            }
            Decision::Conflict(conflict) => {
                drop(transaction);
                return self.conflict(conflict).await;
            }
        };
        transaction.commit().await?;
        Ok(landing)
    }

    /// Whether the configuration with which the person left is still the one, from here to the commit. The identity provider
    /// may have taken its time.
    pub(super) async fn is_still_active(&self, connection: &mut Connection) -> Result<bool, StoreError> {
        companies::hold(connection, &self.attempt.company_id).await?;
        let active = sso_configurations::active_of_company(connection, &self.attempt.company_id).await?;
        Ok(active.is_some_and(|active| fingerprint(&active) == self.attempt.settings_fingerprint))
    }

    /// Links the account. Whoever set its password before may not be the person who stands at the identity provider: the
    /// password and all sessions die.
    pub(super) async fn link(
        &self,
        connection: &mut Connection,
        identity: &Identity,
        account_id: &str,
    ) -> Result<(), SignInError> {
        let now = self.app.clock.now_ms();
        let company_id = &self.attempt.company_id;
        account_links::insert(connection, identity.foreign(company_id), account_id, now).await?;
        // The password first: a sign-in by it holds its row until its session is there to be ended.
        accounts::set_password_hash(connection, account_id, None).await?;
        let ended = sessions::delete_all_of(connection, account_id).await?;
        let event = audit::Event {
            action: "account_linked",
            company_id: Some(company_id),
            actor_account_id: Some(account_id),
            subject: Some(account_id),
            detail: json!({ "issuer": identity.issuer, "foreign_id_claim": identity.foreign_id_claim, "sessions_ended": ended }),
        };
        audit::append(connection, &event, self.origin, now).await?;
        Ok(())
    }

    /// Begins the session and closes the attempt.
    pub(super) async fn complete(
        &self,
        connection: &mut Connection,
        identity: &Identity,
        account_id: &str,
    ) -> Result<Landing, SignInError> {
        let now = self.app.clock.now_ms();
        self.move_on(connection, Event::Complete, None).await?;
        let ttl_ms = self.app.config.session_ttl_ms;
        let beginning = Beginning {
            account_id,
            company_id: &self.attempt.company_id,
            signed_in_by: SignedInBy::Sso,
            lifetime: of_sso(now, identity.issued_at_ms, identity.session_expires_at_ms, ttl_ms),
            idp: Some(identity.idp_session()),
            replaces: self.replaces,
        };
        let token = begin(connection, &beginning, self.origin, now).await?;
        metrics::counter!("latchkey_sign_ins_total", "by" => "sso", "outcome" => "signed_in").increment(1);
        Ok(Landing::SignedIn {
            token,
            next: self.attempt.return_to.clone().unwrap_or_else(|| "/".into()),
        })
    }

    /// Closes the attempt because the account cannot be decided on, and tells the operator.
    pub(super) async fn conflict(&self, conflict: Conflict) -> Result<Landing, SignInError> {
        tracing::warn!(
            company_id = self.attempt.company_id,
            conflict = conflict.as_str(),
            "account conflict"
        );
        self.fail(failure_of(conflict)).await
    }

    /// Closes the attempt with a reason, and leaves a trace for the admin.
    pub(super) async fn fail(&self, failure: SsoFailure) -> Result<Landing, SignInError> {
        let mut transaction = self.app.store.begin().await?;
        if let Err(error) = self.move_on(&mut transaction, Event::Fail(failure), None).await {
            return self.or_elsewhere(Err(error));
        }
        let event = audit::Event {
            action: "sso_sign_in_failed",
            company_id: Some(&self.attempt.company_id),
            actor_account_id: None,
            subject: Some(&self.attempt.sso_configuration_id),
            detail: json!({ "reason": failure_text(failure) }),
        };
        audit::append(&mut transaction, &event, self.origin, self.app.clock.now_ms()).await?;
        transaction.commit().await?;
        metrics::counter!("latchkey_sign_ins_total", "by" => "sso", "outcome" => failure_text(failure))
            .increment(1);
        Ok(Landing::Failed {
            attempt_id: self.attempt.id.clone(),
        })
    }

    async fn move_on(
        &self,
        connection: &mut Connection,
        event: Event,
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
