//! Signing in with a passkey alone (Web Authentication §7.2). Invariants: no account is named before the passkey was verified, so that nothing
//! is revealed about any; the authenticator has verified the user; a challenge works once, also if the attempt fails; people of a company
//! with active SSO are sent to its identity provider instead.

use latchkey_contract::two_step::{PasskeyAssertion, PasskeyChallenge};
use serde_json::json;
use zeroize::Zeroizing;

use super::SignInError;
use super::attempt::{Attempt, in_own_task};
use super::guesses::admitted;
use super::session::{Beginning, begin};
use crate::app_state::AppState;
use crate::domain::email_address::EmailAddress;
use crate::domain::session_lifetime::{SignedInBy, of_password};
use crate::domain::sign_in_way::{Way, way};
use crate::domain::throttle::RateLimit;
use crate::domain::webauthn::AuthenticatorData;
use crate::secrets::{BrowserSecrets, token_hash};
use crate::store::accounts::{self, Account};
use crate::store::audit::{self, Origin};
use crate::store::passkeys::{self, Passkey};
use crate::store::{Connection, StoreError, companies, sso_configurations, throttle};
use crate::two_step::passkeys::challenge::{self, ChallengeUse};
use crate::two_step::passkeys::{NotTaken, judge, relying_party_id, use_it};

/// Makes a challenge for this browser; `None` if the platform's address does not allow passkeys. Stores nothing.
///
/// # Errors
/// The machine has no randomness.
pub fn ask(app: &AppState, browser_token: &str) -> Result<Option<PasskeyChallenge>, SignInError> {
    let Some(rp_id) = relying_party_id(&app.config.public_url) else {
        return Ok(None);
    };
    let browser = token_hash(browser_token);
    let challenge = challenge::make(app, ChallengeUse::SignIn, &browser, app.clock.now_ms())?;
    Ok(Some(PasskeyChallenge {
        challenge,
        rp_id: rp_id.to_owned(),
        credentials: Vec::new(),
    }))
}

/// What a browser sends to sign in with a passkey.
pub struct PasskeyForm {
    /// The authenticator's response.
    pub assertion: PasskeyAssertion,
    /// The browser's secrets.
    pub browser: BrowserSecrets,
    /// The token of this browser's present session, which the new one replaces.
    pub replaces: Option<Zeroizing<String>>,
    /// The key under which attempts from the client's address are counted.
    pub address_key: String,
}

/// Verifies the passkey and signs in. Returns the token of the session.
///
/// # Errors
/// [`SignInError::PasskeyRefused`], [`SignInError::PasskeyAfterPassword`], [`SignInError::SsoRequired`], [`SignInError::TooManyAttempts`].
pub async fn sign_in(app: &AppState, form: PasskeyForm, origin: &Origin) -> Result<String, SignInError> {
    in_own_task(Attempt::new(app, form, origin).run()).await
}

impl Attempt<PasskeyForm> {
    async fn run(self) -> Result<String, SignInError> {
        let is_first = self.reserve().await?;
        let done = match is_first {
            true => self.check().await,
            false => Err(Stop::NotTaken(NotTaken::Refused(
                "no challenge, or one that was used",
            ))),
        };
        match done {
            Ok(token) => Ok(token),
            Err(Stop::NotTaken(NotTaken::Store(error))) => {
                self.uncount().await;
                Err(error.into())
            }
            Err(Stop::NotTaken(reason)) => self.fail(&reason).await,
            Err(Stop::Other(error)) => {
                self.uncount().await;
                Err(error)
            }
        }
    }

    /// Counts the attempt for the client's address, and uses the challenge up. Returns whether the challenge was made for this browser and
    /// was not used before.
    async fn reserve(&self) -> Result<bool, SignInError> {
        let scopes = [(RateLimit::Address, self.form.address_key.as_str())];
        let now = self.app.clock.now_ms();
        admitted(throttle::look(&mut *self.app.store.read().await?, &scopes, now).await?)?;
        let challenge = &self.form.assertion.challenge;
        let browser = challenge::read(&self.app, ChallengeUse::SignIn, challenge, now);
        let mut transaction = self.app.store.begin().await?;
        admitted(throttle::reserve(&mut transaction, &self.id, &scopes, now).await?)?;
        let is_ours = browser.is_some_and(|hash| self.form.browser.include(&hash));
        let is_first = is_ours && challenge::use_up(&mut transaction, challenge, now).await?;
        transaction.commit().await?;
        Ok(is_first)
    }

    async fn check(&self) -> Result<String, Stop> {
        let assertion = &self.form.assertion;
        let found =
            passkeys::by_credential(&mut *self.app.store.read().await?, &assertion.credential_id).await?;
        let passkey = found.ok_or(NotTaken::Refused("nobody has this passkey"))?;
        // Required where no username was given before (§7.2, step 6).
        if assertion.user_handle.is_none() {
            return Err(NotTaken::Refused("no user handle").into());
        }
        let said = judge(&self.app, &passkey, assertion, true)?;
        self.succeed(&passkey, said).await
    }

    async fn succeed(&self, passkey: &Passkey, said: AuthenticatorData) -> Result<String, Stop> {
        let now = self.app.clock.now_ms();
        let mut transaction = self.app.store.begin().await?;
        let account = held(&mut transaction, passkey).await?;
        if passkey.opens_alone == 0 {
            return Err(Stop::Other(SignInError::PasskeyAfterPassword));
        }
        use_it(&mut transaction, passkey, said, now).await?;
        throttle::refund(&mut transaction, &self.id).await?;
        let beginning = Beginning {
            account_id: &account.id,
            company_id: &account.company_id,
            signed_in_by: SignedInBy::Passkey,
            lifetime: of_password(now, self.app.config.session_ttl_ms),
            idp: None,
            replaces: self.form.replaces.as_deref().map(String::as_str),
            is_renewal: false,
            authenticated_at_ms: None,
            was_asked: true,
            second_factor: None,
            remembered_browser: None,
        };
        let token = begin(&mut transaction, &beginning, &self.origin, now)
            .await
            .map_err(Stop::Other)?;
        transaction.commit().await?;
        metrics::counter!("latchkey_sign_ins_total", "by" => "passkey", "outcome" => "signed_in")
            .increment(1);
        Ok(token)
    }

    async fn fail(&self, reason: &NotTaken) -> Result<String, SignInError> {
        tracing::info!(reason = %reason, "a passkey was refused");
        let now = self.app.clock.now_ms();
        let mut transaction = self.app.store.begin().await?;
        let known = passkeys::by_credential(&mut transaction, &self.form.assertion.credential_id).await?;
        let went_back = known.filter(|_| matches!(reason, NotTaken::CounterWentBack));
        note_failure(&mut transaction, went_back.as_ref(), &self.origin, now).await?;
        transaction.commit().await?;
        metrics::counter!("latchkey_sign_ins_total", "by" => "passkey", "outcome" => "wrong_credentials")
            .increment(1);
        Err(SignInError::PasskeyRefused)
    }
}

/// Why an attempt ends without a session.
enum Stop {
    /// The passkey was not accepted.
    NotTaken(NotTaken),
    /// The passkey is right, but the account may not sign in with it alone.
    Other(SignInError),
}

impl From<NotTaken> for Stop {
    fn from(reason: NotTaken) -> Self {
        Self::NotTaken(reason)
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::NotTaken(error.into())
    }
}

/// Appends an audit event for a failed attempt. A signature counter that went back means that the passkey was copied or a response replayed
/// (Web Authentication §7.2, step 22); the event then names the account, since the signature was right. Other failures name none.
async fn note_failure(
    connection: &mut Connection,
    went_back: Option<&Passkey>,
    origin: &Origin,
    now_ms: i64,
) -> Result<(), StoreError> {
    let account = match went_back {
        Some(passkey) => accounts::by_id(connection, &passkey.account_id).await?,
        None => None,
    };
    let event = match (went_back, &account) {
        (Some(passkey), Some(account)) => audit::Event {
            action: "passkey_counter_went_back",
            company_id: Some(&account.company_id),
            actor_account_id: None,
            subject: Some(&account.id),
            detail: json!({ "name": passkey.name }),
        },
        _ => audit::Event {
            action: "sign_in_failed",
            company_id: None,
            actor_account_id: None,
            subject: None,
            detail: json!({ "by": "passkey" }),
        },
    };
    audit::append(connection, &event, origin, now_ms).await?;
    Ok(())
}

/// The passkey's account, locked until the commit. Checked again here, as for a password: SSO may have been activated, the account deactivated
/// or the passkey removed meanwhile.
async fn held(connection: &mut Connection, passkey: &Passkey) -> Result<Account, Stop> {
    let gone = || NotTaken::Refused("the account or the passkey is gone");
    let account = accounts::by_id(connection, &passkey.account_id)
        .await?
        .ok_or_else(gone)?;
    let address = EmailAddress::parse(&account.email).ok_or(StoreError::Corrupt("accounts.email"))?;
    companies::lock_sign_in_rules(connection, &account.company_id, address.domain()).await?;
    if !accounts::lock_active(connection, &account.id).await? {
        return Err(gone().into());
    }
    let present = passkeys::by_credential(connection, &passkey.credential_id).await?;
    if present.as_ref() != Some(passkey) {
        return Err(gone().into());
    }
    match way(sso_configurations::facts_of(connection, &account.id).await?) {
        Way::Password => Ok(account),
        Way::Sso => Err(Stop::Other(SignInError::SsoRequired)),
    }
}
