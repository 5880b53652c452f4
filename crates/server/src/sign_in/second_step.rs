//! The second step of a sign-in by password. Invariants: that an account has a second factor is known to nobody whose password was not right;
//! the step works once, for a while, in the browser in which the password was typed, and as long as the account's password is that one.

mod finish;

use latchkey_contract::two_step::{PasskeyChallenge, begin_passkey, begin_totp};

use super::SignInError;
use super::remembered_browser::may_be_remembered;
use crate::app_state::AppState;
use crate::domain::second_factor::SECOND_STEP_MS;
use crate::secrets::BrowserSecrets;
use crate::store::accounts::{self, Account};
use crate::store::second_steps::{self, SecondStep};
use crate::store::{Connection, StoreError, passkeys, second_factors};
use crate::two_step::app::show_again;
use crate::two_step::passkeys::challenge::{self, ChallengeUse};
use crate::two_step::passkeys::{begin_in_step, named, relying_party_id};

pub(super) use finish::credentials_of;
pub use finish::{SecondStepDone, SecondStepForm, finish};

/// The step as its page shows it.
#[derive(Debug)]
pub struct OpenStep {
    /// Whose password it was.
    pub account: Account,
    /// Where to go afterwards.
    pub return_to: Option<String>,
    /// The secret of an app that is to be added; none where the person has a factor.
    pub enrolment: Option<begin_totp::Response>,
    /// What the browser is asked to make a passkey, beside it.
    pub new_passkey: Option<begin_passkey::Response>,
    /// Whether the person has an authenticator app.
    pub has_app: bool,
    /// Whether the person has a passkey, and this platform's address allows them.
    pub has_passkey: bool,
    /// Whether the browser may be remembered.
    pub may_remember: bool,
}

/// The step with this identifier, if it can be done in this browser. Changes nothing.
///
/// # Errors
/// [`SignInError::SecondStepOver`] where it cannot.
pub async fn look(app: &AppState, id: &str, browser: &BrowserSecrets) -> Result<OpenStep, SignInError> {
    let mut connection = app.store.read().await?;
    let (step, account) = open(&mut connection, id, browser, app.clock.now_ms()).await?;
    let enrolment = match enrols(&mut connection, &step).await? {
        true => show_again(app, &mut connection, &account).await?,
        false => None,
    };
    let has_passkey = relying_party_id(&app.config.public_url).is_some()
        && !passkeys::of_account(&mut connection, &account.id)
            .await?
            .is_empty();
    let new_passkey = match &enrolment {
        Some(_) => begin_in_step(app, &step.id, &account)?,
        None => None,
    };
    Ok(OpenStep {
        new_passkey,
        has_app: second_factors::totp_of(&mut connection, &account.id)
            .await?
            .is_some(),
        has_passkey,
        may_remember: enrolment.is_none() && may_be_remembered(&mut connection, &account).await?,
        account,
        return_to: step.return_to,
        enrolment,
    })
}

/// A challenge for the person's passkeys in this step. Writes nothing.
///
/// # Errors
/// [`SignInError::SecondStepOver`] where the step is over, or there is no passkey.
pub async fn ask_for_passkey(
    app: &AppState,
    id: &str,
    browser: &BrowserSecrets,
) -> Result<PasskeyChallenge, SignInError> {
    let now = app.clock.now_ms();
    let mut connection = app.store.read().await?;
    let (step, account) = open(&mut connection, id, browser, now).await?;
    let present = passkeys::of_account(&mut connection, &account.id).await?;
    let rp_id = relying_party_id(&app.config.public_url).filter(|_| !present.is_empty());
    let rp_id = rp_id.ok_or(SignInError::SecondStepOver)?;
    let purpose = ChallengeUse::Step { step_id: &step.id };
    Ok(PasskeyChallenge {
        challenge: challenge::make(app, purpose, "-", now)?,
        rp_id: rp_id.to_owned(),
        credentials: named(&present),
    })
}

/// Whether the person adds a factor in this step. Somebody who has one by now shows that.
async fn enrols(connection: &mut Connection, step: &SecondStep) -> Result<bool, StoreError> {
    Ok(step.enrols == 1 && !second_factors::has_any(connection, &step.account_id).await?)
}

async fn open(
    connection: &mut Connection,
    id: &str,
    browser: &BrowserSecrets,
    now_ms: i64,
) -> Result<(SecondStep, Account), SignInError> {
    let step = second_steps::by_id_and_browser(connection, id, browser).await?;
    let is_open =
        |step: &SecondStep| step.ended_at_ms.is_none() && now_ms < step.begun_at_ms + SECOND_STEP_MS;
    let step = step.filter(is_open).ok_or(SignInError::SecondStepOver)?;
    let account = accounts::by_id(connection, &step.account_id).await?;
    Ok((step, account.ok_or(SignInError::SecondStepOver)?))
}
