//! Signing in by password. Known and unknown usernames take the same steps in the same order, so that neither result nor time tells
//! them apart.

use serde_json::json;
use zeroize::Zeroizing;

use super::SignInError;
use super::session::{Beginning, begin};
use crate::app_state::AppState;
use crate::domain::email_address::EmailAddress;
use crate::domain::session_lifetime::{SignedInBy, of_password};
use crate::domain::sign_in_way::{Way, way};
use crate::domain::throttle::{Admission, RateLimit};
use crate::passwords::QueueSlot;
use crate::store::accounts::{self, Credentials};
use crate::store::audit::{self, Origin};
use crate::store::{Connection, StoreError, companies, new_id, sso_configurations, throttle};

/// A username and its password, and who sent them.
pub struct PasswordForm {
    /// As typed.
    pub username: String,
    /// As typed.
    pub password: Zeroizing<String>,
    /// Under which key the client's address is counted.
    pub address_key: String,
}

/// What a right password is for.
pub trait Goal: Send + Sync + 'static {
    /// What comes of it.
    type Reached: Send;
    /// Its name, for the trail and the numbers.
    const NAME: &'static str;

    /// Reaches it, in the transaction in which the password still counts.
    fn reach(
        &self,
        app: &AppState,
        connection: &mut Connection,
        credentials: &Credentials,
        origin: &Origin,
    ) -> impl Future<Output = Result<Self::Reached, SignInError>> + Send;
}

/// A session, whose token comes of it.
pub struct NewSession {
    /// The token of the session that this browser had before.
    pub replaces: Option<String>,
}

impl Goal for NewSession {
    type Reached = String;
    const NAME: &'static str = "password";

    async fn reach(
        &self,
        app: &AppState,
        connection: &mut Connection,
        credentials: &Credentials,
        origin: &Origin,
    ) -> Result<String, SignInError> {
        let now = app.clock.now_ms();
        let beginning = Beginning {
            account_id: &credentials.account_id,
            company_id: &credentials.company_id,
            signed_in_by: SignedInBy::Password,
            lifetime: of_password(now, app.config.session_ttl_ms),
            idp: None,
            replaces: self.replaces.as_deref(),
            is_renewal: false,
            authenticated_at_ms: None,
            was_asked: true,
        };
        begin(connection, &beginning, origin, now).await
    }
}

/// Looks at the password and, where it is right, reaches the goal.
pub async fn check<G: Goal>(
    app: &AppState,
    form: PasswordForm,
    goal: G,
    origin: &Origin,
) -> Result<G::Reached, SignInError> {
    let address = address(&form.username)?;
    if sso_configurations::is_federated(&mut *app.store.read().await?, address.domain()).await? {
        return Err(SignInError::SsoRequired);
    }
    if form.password.is_empty() {
        return Err(SignInError::PasswordMissing);
    }
    let attempt = Attempt {
        app: app.clone(),
        id: new_id(),
        address,
        form,
        goal,
        origin: origin.clone(),
    };
    // A task of its own: whoever hangs up after the password was looked at is counted, and told of in the trail, all the same.
    tokio::spawn(attempt.run())
        .await
        .unwrap_or(Err(SignInError::Interrupted))
}

/// Reads a username that has to be an address.
pub fn address(username: &str) -> Result<EmailAddress, SignInError> {
    if username.trim().is_empty() {
        return Err(SignInError::UsernameMissing);
    }
    EmailAddress::parse(username).ok_or(SignInError::UsernameNotAnAddress)
}

struct Attempt<G> {
    app: AppState,
    id: String,
    address: EmailAddress,
    form: PasswordForm,
    goal: G,
    origin: Origin,
}

impl<G: Goal> Attempt<G> {
    async fn run(self) -> Result<G::Reached, SignInError> {
        let _one_at_a_time = self.app.account_locks.lock(&self.address.key()).await;
        // Before anything is written: whoever is turned away costs the store nothing.
        let slot = self.app.passwords.enter()?;
        self.reserve().await?;
        match self.check(slot).await {
            Err(SignInError::Store(error)) => {
                // Nobody was wrong here. Best effort: the store is just failing.
                let _ = self.refund().await;
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

    async fn reserve(&self) -> Result<(), SignInError> {
        let account_key = crate::secrets::token_hash(&self.address.key());
        let scopes = [
            (RateLimit::Account, account_key.as_str()),
            (RateLimit::Address, self.form.address_key.as_str()),
        ];
        let now = self.app.clock.now_ms();
        admitted(throttle::look(&mut *self.app.store.read().await?, &scopes, now).await?)?;
        let mut transaction = self.app.store.begin().await?;
        admitted(throttle::reserve(&mut transaction, &self.id, &scopes, now).await?)?;
        Ok(transaction.commit().await?)
    }

    async fn refund(&self) -> Result<(), StoreError> {
        let mut transaction = self.app.store.begin().await?;
        throttle::refund(&mut transaction, &self.id).await?;
        transaction.commit().await
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
        metrics::counter!("latchkey_sign_ins_total", "by" => G::NAME, "outcome" => "signed_in").increment(1);
        Ok(reached)
    }

    /// Again, and from here to the commit: an activation, a deactivation, a link or a new password may have come while the
    /// hash was computed.
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
        // Without the username: it would tell, to whoever reads the trail, which addresses were tried here by mistake.
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

/// What a verdict means for a sign-in.
pub fn admitted(verdict: Admission) -> Result<(), SignInError> {
    match verdict {
        Admission::Admitted => Ok(()),
        Admission::Refused { retry_after_seconds } => {
            Err(SignInError::TooManyAttempts { retry_after_seconds })
        }
    }
}
