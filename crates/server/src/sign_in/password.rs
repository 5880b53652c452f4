//! Signing in with a password. Invariant: known and unknown usernames take the same steps in the same order, so that neither the result nor the
//! time reveals whether an account exists.

use serde_json::json;
use zeroize::Zeroizing;

use super::SignInError;
use super::after_password::{Entered, Newcomer, enter};
use super::attempt::in_own_task;
use super::guesses::{refund, reserve};
use crate::app_state::AppState;
use crate::domain::email_address::EmailAddress;
use crate::domain::sign_in_way::{Way, way};
use crate::passwords::QueueSlot;
use crate::secrets::BrowserSecrets;
use crate::store::accounts::{self, Credentials};
use crate::store::audit::{self, Origin};
use crate::store::{Connection, StoreError, companies, new_id, sso_configurations, throttle};

/// What a browser sends to sign in with a password.
pub struct PasswordForm {
    /// The username, as typed.
    pub username: String,
    /// The password, as typed.
    pub password: Zeroizing<String>,
    /// The key under which attempts from the client's address are counted.
    pub address_key: String,
}

/// What a right password leads to.
pub trait Goal: Send + Sync + 'static {
    /// The outcome for the caller.
    type Reached: Send;
    /// Its name in audit events and metrics.
    const NAME: &'static str;

    /// Reaches the goal, in the transaction that has locked the account's password.
    fn reach(
        &self,
        app: &AppState,
        connection: &mut Connection,
        credentials: &Credentials,
        origin: &Origin,
    ) -> impl Future<Output = Result<Self::Reached, SignInError>> + Send;

    /// The outcome's name in metrics.
    fn outcome(_: &Self::Reached) -> &'static str {
        "signed_in"
    }
}

/// A session, or the second step on the way to one.
pub struct NewSession {
    /// The token of this browser's present session, which the new one replaces.
    pub replaces: Option<String>,
    /// The secret of this browser, to which a second step is bound.
    pub browser_token: String,
    /// The tokens by which this browser is remembered, so that the second step may be left out.
    pub remembered: BrowserSecrets,
    /// Where to go afterwards: a path of this platform.
    pub return_to: Option<String>,
}

impl Goal for NewSession {
    type Reached = Entered;
    const NAME: &'static str = "password";

    fn outcome(entered: &Entered) -> &'static str {
        match entered {
            Entered::SignedIn(_) => "signed_in",
            Entered::Owes(_) => "second_step",
        }
    }

    async fn reach(
        &self,
        app: &AppState,
        connection: &mut Connection,
        credentials: &Credentials,
        origin: &Origin,
    ) -> Result<Entered, SignInError> {
        let newcomer = Newcomer {
            account_id: &credentials.account_id,
            company_id: &credentials.company_id,
            password_hash: credentials.password_hash.as_deref().unwrap_or_default(),
            replaces: self.replaces.as_deref(),
            browser_token: &self.browser_token,
            remembered: &self.remembered,
            return_to: self.return_to.as_deref(),
        };
        enter(app, connection, &newcomer, origin).await
    }
}

/// Verifies the password and, if it is right, reaches the goal.
pub async fn check<G: Goal>(
    app: &AppState,
    form: PasswordForm,
    goal: G,
    origin: &Origin,
) -> Result<G::Reached, SignInError> {
    let address = address(&form.username)?;
    if sso_configurations::is_sent(&mut *app.store.read().await?, &address).await? {
        return Err(SignInError::SsoRequired);
    }
    if form.password.is_empty() {
        return Err(SignInError::PasswordMissing);
    }
    let attempt = PasswordAttempt {
        app: app.clone(),
        id: new_id(),
        address,
        form,
        goal,
        origin: origin.clone(),
    };
    in_own_task(attempt.run()).await
}

/// Reads a username that has to be an address.
pub fn address(username: &str) -> Result<EmailAddress, SignInError> {
    if username.trim().is_empty() {
        return Err(SignInError::UsernameMissing);
    }
    EmailAddress::parse(username).ok_or(SignInError::UsernameNotAnAddress)
}

struct PasswordAttempt<G> {
    app: AppState,
    id: String,
    address: EmailAddress,
    form: PasswordForm,
    goal: G,
    origin: Origin,
}

impl<G: Goal> PasswordAttempt<G> {
    async fn run(self) -> Result<G::Reached, SignInError> {
        let _one_at_a_time = self.app.account_locks.lock(&self.address.key()).await;
        // Before anything is stored: a refusal because the queue is full costs the store nothing.
        let slot = self.app.passwords.enter()?;
        reserve(&self.app, &self.id, &self.address, &self.form.address_key).await?;
        match self.check(slot).await {
            Err(SignInError::Store(error)) => {
                // The error is not the person's. Best effort: the store is failing.
                let _ = refund(&self.app, &self.id).await;
                Err(error.into())
            }
            checked => checked,
        }
    }

    async fn check(&self, slot: QueueSlot) -> Result<G::Reached, SignInError> {
        let credentials =
            accounts::credentials_by_email(&mut *self.app.store.read().await?, &self.address).await?;
        let stored = credentials
            .as_ref()
            .and_then(|credentials| credentials.password_hash.clone());
        let right = self
            .app
            .passwords
            .verify_at(slot, stored, self.form.password.clone())
            .await?;
        match credentials {
            Some(credentials) if right => self.succeed(&credentials).await,
            _ => self.fail().await,
        }
    }

    async fn succeed(&self, credentials: &Credentials) -> Result<G::Reached, SignInError> {
        let mut transaction = self.app.store.begin().await?;
        if !self.still_holds(&mut transaction, credentials).await? {
            drop(transaction);
            return self.fail().await;
        }
        throttle::refund(&mut transaction, &self.id).await?;
        let reached = self
            .goal
            .reach(&self.app, &mut transaction, credentials, &self.origin)
            .await?;
        transaction.commit().await?;
        metrics::counter!("latchkey_sign_ins_total", "by" => G::NAME, "outcome" => G::outcome(&reached))
            .increment(1);
        Ok(reached)
    }

    /// Whether the verified password still signs in; locks what that depends on until the commit. SSO may have been activated, the account
    /// deactivated or linked, or its password replaced while the hash was computed.
    async fn still_holds(
        &self,
        connection: &mut Connection,
        credentials: &Credentials,
    ) -> Result<bool, StoreError> {
        companies::lock_sign_in_rules(connection, &credentials.company_id, self.address.domain()).await?;
        let Some(hash) = &credentials.password_hash else {
            return Ok(false);
        };
        if !accounts::lock_credentials(connection, &credentials.account_id, hash).await? {
            return Ok(false);
        }
        let facts = sso_configurations::facts_of(connection, &credentials.account_id).await?;
        Ok(way(facts) == Way::Password)
    }

    async fn fail(&self) -> Result<G::Reached, SignInError> {
        let mut transaction = self.app.store.begin().await?;
        // Without the username: people mistype, and the audit trail must not collect addresses from elsewhere.
        let event = audit::Event {
            action: "sign_in_failed",
            company_id: None,
            actor_account_id: None,
            subject: None,
            detail: json!({ "by": G::NAME }),
        };
        audit::append(&mut transaction, &event, &self.origin, self.app.clock.now_ms()).await?;
        transaction.commit().await?;
        metrics::counter!("latchkey_sign_ins_total", "by" => G::NAME, "outcome" => "wrong_credentials")
            .increment(1);
        Err(SignInError::WrongCredentials)
    }
}
