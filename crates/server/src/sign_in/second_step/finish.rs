//! Finishes the second step: verifies the code or passkey that was sent, and signs in. Invariants: a wrong one is counted like a wrong password;
//! of a refused attempt only its count and an audit event are stored.

use latchkey_contract::Language;
use serde_json::json;
use zeroize::Zeroizing;

use super::{enrols, look, open};
use crate::app_state::AppState;
use crate::domain::email_address::EmailAddress;
use crate::domain::second_factor::SecondFactor;
use crate::domain::session_lifetime::{SignedInBy, of_password};
use crate::domain::sign_in_way::{Way, way};
use crate::secrets::{BrowserSecrets, token_hash};
use crate::sign_in::SignInError;
use crate::sign_in::attempt::{Attempt, in_own_task};
use crate::sign_in::guesses::reserve;
use crate::sign_in::remembered_browser::remember;
use crate::sign_in::session::{Beginning, begin};
use crate::store::accounts::{self, Account, Credentials};
use crate::store::audit::{self, Origin};
use crate::store::second_steps::{self, SecondStep};
use crate::store::sessions::{self, Session};
use crate::store::{Connection, StoreError, Transaction, companies, sso_configurations, throttle};
use crate::two_step::app::{Adder, add};
use crate::two_step::check::{Typed, use_up};
use crate::two_step::passkeys::add::add_in_step;
use crate::two_step::passkeys::challenge;
use crate::two_step::record_used_code;

/// What a browser sends to finish the second step.
pub struct SecondStepForm {
    /// Identifier of the step.
    pub id: String,
    /// The browser's secrets.
    pub browser: BrowserSecrets,
    /// The code, or the authenticator's response.
    pub typed: Typed,
    /// Whether to remember the browser.
    pub remember: bool,
    /// The token of this browser's present session, which the new one replaces.
    pub replaces: Option<Zeroizing<String>>,
    /// The key under which attempts from the client's address are counted.
    pub address_key: String,
    /// Language of the page, for a mail to an account that has chosen none.
    pub language: Language,
}

/// The outcome of a sign-in.
#[derive(Debug)]
pub struct SecondStepDone {
    /// The token of the session.
    pub token: String,
    /// Where the person wanted to go; `None`: the home page.
    pub return_to: Option<String>,
    /// Recovery codes that were made because a first factor was added.
    pub recovery_codes: Vec<String>,
    /// The token by which this browser is remembered from now on.
    pub remembered: Option<String>,
    /// How many recovery codes are left, where one was used.
    pub codes_left: Option<i64>,
}

/// Verifies the code or passkey and signs in.
///
/// # Errors
/// [`SignInError::CodeWrong`], [`SignInError::SecondStepOver`], [`SignInError::TooManyAttempts`].
pub async fn finish(
    app: &AppState,
    form: SecondStepForm,
    origin: &Origin,
) -> Result<SecondStepDone, SignInError> {
    let opened = look(app, &form.id, &form.browser).await?;
    let address = EmailAddress::parse(&opened.account.email).ok_or(StoreError::Corrupt("accounts.email"))?;
    in_own_task(Attempt::new(app, form, origin).run(address)).await
}

impl Attempt<SecondStepForm> {
    /// `address`: that of the step's account.
    async fn run(self, address: EmailAddress) -> Result<SecondStepDone, SignInError> {
        let _one_at_a_time = self.app.account_locks.lock(&address.key()).await;
        reserve(&self.app, &self.id, &address, &self.form.address_key).await?;
        match self.check(&address).await {
            Err(error @ (SignInError::CodeWrong | SignInError::PasskeyRefused)) => self.fail(error).await,
            Err(error) => {
                self.uncount().await;
                Err(error)
            }
            done => done,
        }
    }

    async fn check(&self, address: &EmailAddress) -> Result<SecondStepDone, SignInError> {
        let now = self.app.clock.now_ms();
        let mut transaction = self.app.store.begin().await?;
        let (step, account) = open(&mut transaction, &self.form.id, &self.form.browser, now).await?;
        if !still_holds(&mut transaction, &step, &account, address).await? {
            return Err(SignInError::SecondStepOver);
        }
        let enrols = enrols(&mut transaction, &step).await?;
        let (factor, codes) = match enrols {
            true => (
                self.form.typed.kind(),
                self.add(&mut transaction, &account, now).await?,
            ),
            false => {
                let typed = &self.form.typed;
                let factor = use_up(&self.app, &mut transaction, &account.id, typed, now).await?;
                (factor.ok_or(SignInError::CodeWrong)?, Vec::new())
            }
        };
        if !second_steps::end(&mut transaction, &step.id, now).await? {
            return Err(SignInError::SecondStepOver);
        }
        let remembered = match self.form.remember && !enrols {
            true => remember(&mut transaction, &account, factor, &self.origin, now).await?,
            false => None,
        };
        let done = self.succeed(transaction, step, &account, factor).await?;
        Ok(SecondStepDone {
            recovery_codes: codes,
            remembered,
            ..done
        })
    }

    /// Adds the authenticator app whose secret the page shows, or the passkey that the browser has made. Returns the new recovery codes.
    async fn add(
        &self,
        connection: &mut Connection,
        account: &Account,
        now_ms: i64,
    ) -> Result<Vec<String>, SignInError> {
        let adder = Adder {
            origin: &self.origin,
            language: self.form.language,
        };
        Ok(match &self.form.typed {
            Typed::Totp(code) => add(&self.app, connection, account, code, adder, now_ms).await?,
            Typed::NewPasskey(made) => {
                let made = (self.form.id.as_str(), made.as_ref());
                add_in_step(&self.app, connection, account, made, adder, now_ms).await?
            }
            Typed::RecoveryCode(_) | Typed::Passkey { .. } => return Err(SignInError::CodeWrong),
        })
    }

    async fn succeed(
        &self,
        mut transaction: Transaction,
        step: SecondStep,
        account: &Account,
        factor: SecondFactor,
    ) -> Result<SecondStepDone, SignInError> {
        let now = self.app.clock.now_ms();
        throttle::refund(&mut transaction, &self.id).await?;
        let replaces = self.form.replaces.as_deref().map(String::as_str);
        let before = match (&step.session_id, replaces) {
            (Some(id), Some(token)) => stepping_up(&mut transaction, id, account, token, now).await?,
            (Some(_), None) => return Err(SignInError::SecondStepOver),
            (None, _) => None,
        };
        let usual = of_password(now, self.app.config.session_ttl_ms);
        let beginning = Beginning {
            account_id: &account.id,
            company_id: &account.company_id,
            signed_in_by: SignedInBy::Password,
            lifetime: before.as_ref().map_or(usual, |session| session.lifetime),
            idp: None,
            replaces,
            is_renewal: false,
            // `auth_time` of a session that is stepped up stays that of its password.
            authenticated_at_ms: before.map(|session| session.created_at_ms),
            was_asked: true,
            second_factor: Some(factor),
            remembered_browser: None,
        };
        let token = begin(&mut transaction, &beginning, &self.origin, now).await?;
        let codes_left = match factor {
            SecondFactor::RecoveryCode => {
                let language = self.form.language;
                let left =
                    record_used_code(&self.app, &mut transaction, account, language, &self.origin, now);
                Some(left.await?)
            }
            SecondFactor::Totp | SecondFactor::Passkey => None,
        };
        transaction.commit().await?;
        metrics::counter!("latchkey_sign_ins_total", "by" => "second_step", "outcome" => "signed_in")
            .increment(1);
        Ok(SecondStepDone {
            token,
            return_to: step.return_to,
            recovery_codes: Vec::new(),
            remembered: None,
            codes_left,
        })
    }

    async fn fail(&self, error: SignInError) -> Result<SecondStepDone, SignInError> {
        let now = self.app.clock.now_ms();
        let mut transaction = self.app.store.begin().await?;
        let challenge = match &self.form.typed {
            Typed::Passkey { assertion, .. } => Some(&assertion.challenge),
            Typed::NewPasskey(made) => Some(&made.challenge),
            Typed::Totp(_) | Typed::RecoveryCode(_) => None,
        };
        if let Some(challenge) = challenge {
            // The transaction that used the challenge up was rolled back.
            challenge::use_up(&mut transaction, challenge, now).await?;
        }
        // Unlike after a wrong password, the audit event names the account, because its password is known to somebody.
        if let Ok((_, account)) = open(&mut transaction, &self.form.id, &self.form.browser, now).await {
            let event = audit::Event {
                action: "second_step_failed",
                company_id: Some(&account.company_id),
                actor_account_id: None,
                subject: Some(&account.id),
                detail: json!({ "by": self.form.typed.kind().as_str() }),
            };
            audit::append(&mut transaction, &event, &self.origin, now).await?;
        }
        transaction.commit().await?;
        metrics::counter!("latchkey_sign_ins_total", "by" => "second_step", "outcome" => "wrong_credentials")
            .increment(1);
        Err(error)
    }
}

/// The session that is stepped up because an app asked for a second factor, if it is this browser's and live.
async fn stepping_up(
    connection: &mut Connection,
    id: &str,
    account: &Account,
    token: &str,
    now_ms: i64,
) -> Result<Option<Session>, SignInError> {
    let session = sessions::by_token_hash(connection, &token_hash(token)).await?;
    let is_it = |session: &Session| session.id == id && session.account_id == account.id;
    let session = session.filter(is_it).ok_or(SignInError::SecondStepOver)?;
    match sessions::lock_live(connection, id, now_ms).await? {
        true => Ok(Some(session)),
        false => Err(SignInError::SecondStepOver),
    }
}

/// Whether the step is still valid; locks what that depends on until the commit. SSO may have been activated, the account deactivated or its
/// password replaced since the step began.
async fn still_holds(
    connection: &mut Connection,
    step: &SecondStep,
    account: &Account,
    address: &EmailAddress,
) -> Result<bool, StoreError> {
    companies::lock_sign_in_rules(connection, &account.company_id, address.domain()).await?;
    let Some(credentials) = credentials_of(connection, account).await? else {
        return Ok(false);
    };
    let Some(hash) = credentials.password_hash else {
        return Ok(false);
    };
    if token_hash(&hash) != step.credential_hash
        || !accounts::lock_credentials(connection, &account.id, &hash).await?
    {
        return Ok(false);
    }
    let facts = sso_configurations::facts_of(connection, &account.id).await?;
    Ok(way(facts) == Way::Password)
}

pub(in crate::sign_in) async fn credentials_of(
    connection: &mut Connection,
    account: &Account,
) -> Result<Option<Credentials>, StoreError> {
    let address = EmailAddress::parse(&account.email).ok_or(StoreError::Corrupt("accounts.email"))?;
    let credentials = accounts::credentials_by_email(connection, &address).await?;
    Ok(credentials.filter(|credentials| credentials.account_id == account.id))
}
