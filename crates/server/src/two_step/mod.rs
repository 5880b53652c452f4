//! "My Account" > Two-step sign-in: the second factor of the person who is signed in. Invariants: it is added, changed and taken away by
//! somebody who has just signed in, with it where there is one, and its person gets a mail; a secret and a code are shown once; while the company's identity provider
//! is the way in, the factor sleeps, and nobody is asked for it.

pub mod app;
pub mod check;
pub mod codes;
pub mod passkeys;
pub mod qr;
pub mod reminders;
pub mod reset;
pub mod rule;

use latchkey_contract::two_step::get_two_step::{RecoveryCodesLeft, Response, TotpApp};
use latchkey_contract::{Language, paths};
use serde_json::{Value, json};

use crate::app_state::AppState;
use crate::domain::email_address::EmailAddress;
use crate::domain::second_factor_rule::SecondFactorRule;
use crate::domain::sign_in_way::{Way, way};
use crate::jobs::JobError;
use crate::mail::{self, Asking, Message, Recipient, TwoStepChange};
use crate::rfc3339::rfc3339;
use crate::secrets::{CannotOpen, NoRandomness};
use crate::sign_in::SignInError;
use crate::sign_in::recent::is_recent;
use crate::store::accounts::{self, Account};
use crate::store::audit::{self, Origin};
use crate::store::passkeys as passkey_store;
use crate::store::second_factors as store;
use crate::store::sessions::Session;
use crate::store::{Connection, StoreError, companies, second_factor_rules, sso_configurations};

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum TwoStepError {
    /// The account is gone or switched off.
    #[error("there is no such account any more")]
    Gone,
    /// The sign-in is too old.
    #[error("the sign-in is too old")]
    NotFresh,
    /// The company signs its people in itself.
    #[error("the company looks after the second factor")]
    ManagedByCompany,
    /// The company wants nobody to have one.
    #[error("the company offers no second factor")]
    NotOffered,
    /// It is no day on which a rule could begin.
    #[error("no day on which a rule could begin")]
    DayInvalid,
    /// The account has none, or the person is no admin.
    #[error("there is no second factor")]
    NoFactor,
    /// There are as many passkeys as there may be.
    #[error("there are too many passkeys")]
    TooMany,
    /// It is none that a passkey can have.
    #[error("no name for a passkey")]
    NameInvalid,
    /// The passkey does not fit.
    #[error("the passkey does not fit")]
    PasskeyRefused,
    /// It is the last factor, and the company requires one.
    #[error("the company requires a second factor")]
    Required,
    /// The code is not the app's, or there is no secret (any more) that it could confirm.
    #[error("the code is wrong")]
    CodeWrong,
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Its person could not be told.
    #[error(transparent)]
    Mail(#[from] JobError),
    /// The machine has no randomness to give.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// A secret cannot be opened.
    #[error(transparent)]
    CannotOpen(#[from] CannotOpen),
}

impl From<TwoStepError> for SignInError {
    fn from(error: TwoStepError) -> Self {
        match error {
            TwoStepError::CodeWrong => Self::CodeWrong,
            TwoStepError::PasskeyRefused | TwoStepError::NameInvalid => Self::PasskeyRefused,
            TwoStepError::Store(error) => error.into(),
            TwoStepError::Mail(error) => error.into(),
            TwoStepError::NoRandomness(error) => error.into(),
            TwoStepError::CannotOpen(error) => error.into(),
            TwoStepError::Gone
            | TwoStepError::NotFresh
            | TwoStepError::ManagedByCompany
            | TwoStepError::NotOffered
            | TwoStepError::DayInvalid
            | TwoStepError::TooMany
            | TwoStepError::Required
            | TwoStepError::NoFactor => Self::SecondStepOver,
        }
    }
}

type Result<T> = std::result::Result<T, TwoStepError>;

/// Whoever does something, for the trail and the mail.
#[derive(Clone, Copy)]
pub struct TwoStepActor<'a> {
    /// The session.
    pub session: &'a Session,
    /// Where it comes from.
    pub origin: &'a Origin,
    /// The language of mails to people who chose none.
    pub language: Language,
}

impl TwoStepActor<'_> {
    async fn require_fresh(&self, connection: &mut Connection, now_ms: i64) -> Result<()> {
        let is_recent = is_recent(connection, self.session, now_ms).await?;
        is_recent.then_some(()).ok_or(TwoStepError::NotFresh)
    }
}

/// What the person has.
pub async fn read(app: &AppState, account_id: &str) -> Result<Response> {
    let mut connection = app.store.read().await?;
    let account = accounts::by_id(&mut connection, account_id).await?;
    let account = account.ok_or(TwoStepError::Gone)?;
    let is_managed = way(sso_configurations::facts_of(&mut connection, account_id).await?) == Way::Sso;
    let company = match is_managed {
        true => companies::by_id(&mut connection, &account.company_id).await?,
        false => None,
    };
    let rule = second_factor_rules::of_company(&mut connection, &account.company_id).await?;
    let totp = store::totp_of(&mut connection, account_id).await?;
    let codes = store::codes_of(&mut connection, account_id).await?;
    let own = passkey_store::of_account(&mut connection, account_id).await?;
    let time = |at_ms| rfc3339(at_ms).unwrap_or_default();
    Ok(Response {
        managed_by: company.map(|company| company.name),
        is_offered: rule != SecondFactorRule::Off,
        required_from: match rule {
            SecondFactorRule::Required { from_ms } => rfc3339(from_ms),
            SecondFactorRule::Off | SecondFactorRule::Offered => None,
        },
        app: totp.map(|totp| TotpApp {
            added_at: time(totp.added_at_ms),
            last_used_at: time(totp.last_used_at_ms),
        }),
        passkeys: own.into_iter().map(passkeys::shown).collect(),
        can_have_passkeys: passkeys::relying_party_id(&app.config.public_url).is_some(),
        recovery_codes: codes.map(|codes| RecoveryCodesLeft {
            made_at: time(codes.made_at_ms),
            made: codes.made,
            left: codes.left,
        }),
    })
}

/// The account of whoever acts, which stays as it is, and whose own matter its second factor stays, until the transaction ends.
async fn held(connection: &mut Connection, account_id: &str) -> Result<Account> {
    let account = accounts::by_id(connection, account_id)
        .await?
        .ok_or(TwoStepError::Gone)?;
    let address = EmailAddress::parse(&account.email).ok_or(StoreError::Corrupt("accounts.email"))?;
    companies::lock_sign_in_rules(connection, &account.company_id, address.domain()).await?;
    if !accounts::lock_active(connection, account_id).await? {
        return Err(TwoStepError::Gone);
    }
    match way(sso_configurations::facts_of(connection, account_id).await?) {
        Way::Sso => Err(TwoStepError::ManagedByCompany),
        Way::Password => Ok(account),
    }
}

/// The same for somebody who has just signed in, with the second factor where there is one.
async fn fresh(connection: &mut Connection, actor: TwoStepActor<'_>, now_ms: i64) -> Result<Account> {
    let account = held(connection, &actor.session.account_id).await?;
    actor.require_fresh(connection, now_ms).await?;
    Ok(account)
}

/// Refuses to take a factor away from an account that has no other one while its company requires one.
async fn keeps_one_where_required(connection: &mut Connection, account: &Account, now_ms: i64) -> Result<()> {
    let rule = second_factor_rules::of_company(connection, &account.company_id).await?;
    match rule.is_required(now_ms) && store::count(connection, &account.id).await? <= 1 {
        true => Err(TwoStepError::Required),
        false => Ok(()),
    }
}

/// Makes the recovery codes that come with a factor, where none are left.
async fn codes_where_none(connection: &mut Connection, account_id: &str, now_ms: i64) -> Result<Vec<String>> {
    match store::codes_of(connection, account_id).await? {
        Some(codes) if codes.left > 0 => Ok(Vec::new()),
        _ => codes::make(connection, account_id, now_ms).await,
    }
}

/// Queues a mail about a change of a second factor to its owner.
async fn notify(
    app: &AppState,
    connection: &mut Connection,
    account: &Account,
    change: TwoStepChange,
    language: Language,
    asking: Option<Asking>,
    now_ms: i64,
) -> std::result::Result<(), JobError> {
    let to = Recipient {
        address: &account.email,
        language: account.language().unwrap_or(language),
    };
    let message = Message::TwoStepChanged {
        change,
        page: app.config.public_url.join(paths::TWO_STEP),
    };
    mail::queue(connection, &app.secret_key, now_ms, &to, &message, asking).await
}

/// Appends the audit event for a used recovery code, and queues a mail to its owner. Returns how many are left.
///
/// # Errors
/// Errors of the store and of the mail queue.
pub async fn record_used_code(
    app: &AppState,
    connection: &mut Connection,
    account: &Account,
    language: Language,
    origin: &Origin,
    now_ms: i64,
) -> std::result::Result<i64, JobError> {
    let codes = store::codes_of(connection, &account.id).await?;
    let left = codes.map_or(0, |codes| codes.left);
    let event = audit::Event {
        action: "account_recovery_code_used",
        company_id: Some(&account.company_id),
        actor_account_id: Some(&account.id),
        subject: Some(&account.id),
        detail: json!({ "left": left }),
    };
    audit::append(connection, &event, origin, now_ms).await?;
    let asking = Some(Asking::new(now_ms, &origin.user_agent));
    let change = TwoStepChange::CodeUsed { left };
    notify(app, connection, account, change, language, asking, now_ms).await?;
    Ok(left)
}

async fn append_audit(
    connection: &mut Connection,
    action: &'static str,
    account: &Account,
    origin: &Origin,
    detail: Value,
    now_ms: i64,
) -> Result<()> {
    let event = audit::Event {
        action,
        company_id: Some(&account.company_id),
        actor_account_id: Some(&account.id),
        subject: Some(&account.id),
        detail,
    };
    Ok(audit::append(connection, &event, origin, now_ms).await?)
}
