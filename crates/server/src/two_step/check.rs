//! Looks at a code of the second step. Invariant: a code that is taken is used up in the same transaction.

use latchkey_contract::two_step::{PasskeyAssertion, add_passkey};
use zeroize::Zeroizing;

use crate::app_state::AppState;
use crate::domain::recovery;
use crate::domain::second_factor::SecondFactor;
use crate::domain::totp;
use crate::secrets::token_hash;
use crate::sign_in::SignInError;
use crate::store::second_factors::{self as store, totp_purpose};
use crate::store::{Connection, StoreError, passkeys};
use crate::two_step::passkeys::challenge::{self, ChallengeUse};
use crate::two_step::passkeys::{NotTaken, judge, use_it};

/// A code as it was typed.
pub enum Typed {
    /// The code that an authenticator app shows (RFC 6238).
    Totp(Zeroizing<String>),
    /// A recovery code, as the person wrote it down.
    RecoveryCode(Zeroizing<String>),
    /// The answer of a passkey's authenticator, in the place of a code.
    Passkey {
        /// The authenticator's answer (Web Authentication §5.2.2).
        assertion: PasskeyAssertion,
        /// The step that the challenge has to be for.
        step_id: String,
    },
    /// What a browser says of a passkey that it has made, to be added in this step.
    NewPasskey(Box<add_passkey::Request>),
}

impl Typed {
    /// Of which kind it is.
    pub const fn kind(&self) -> SecondFactor {
        match self {
            Self::Totp(_) => SecondFactor::Totp,
            Self::RecoveryCode(_) => SecondFactor::RecoveryCode,
            Self::Passkey { .. } | Self::NewPasskey(_) => SecondFactor::Passkey,
        }
    }
}

/// Uses the code up; `None` where it is wrong, or was used before.
///
/// # Errors
/// Errors of the store; a secret that cannot be decrypted.
pub async fn use_up(
    app: &AppState,
    connection: &mut Connection,
    account_id: &str,
    typed: &Typed,
    now_ms: i64,
) -> Result<Option<SecondFactor>, SignInError> {
    let is_right = match typed {
        Typed::Totp(code) => {
            let Some(factor) = store::totp_of(connection, account_id).await? else {
                return Ok(None);
            };
            let secret = app
                .secret_key
                .open(&totp_purpose(account_id), &factor.secret_sealed)?;
            match totp::step_of(&secret, code, factor.last_step, now_ms) {
                Some(step) => store::use_step(connection, account_id, step, now_ms).await?,
                None => false,
            }
        }
        Typed::RecoveryCode(code) => match recovery::typed_code(code) {
            Some(code) => store::use_code(connection, account_id, &token_hash(&code), now_ms).await?,
            None => false,
        },
        Typed::Passkey { assertion, step_id } => {
            use_passkey(app, connection, account_id, assertion, step_id, now_ms).await?
        }
        // Somebody who has a factor shows that.
        Typed::NewPasskey(_) => false,
    };
    Ok(is_right.then(|| typed.kind()))
}

/// Behind the password the authenticator need not have verified who is there: the password is what its person knows.
async fn use_passkey(
    app: &AppState,
    connection: &mut Connection,
    account_id: &str,
    assertion: &PasskeyAssertion,
    step_id: &str,
    now_ms: i64,
) -> Result<bool, StoreError> {
    let is_ours =
        challenge::read(app, ChallengeUse::Step { step_id }, &assertion.challenge, now_ms).is_some();
    if !is_ours || !challenge::use_up(connection, &assertion.challenge, now_ms).await? {
        return Ok(false);
    }
    let passkey = passkeys::by_credential(connection, &assertion.credential_id).await?;
    let Some(passkey) = passkey.filter(|passkey| passkey.account_id == account_id) else {
        return Ok(false);
    };
    let taken = match judge(app, &passkey, assertion, false) {
        Ok(said) => use_it(connection, &passkey, said, now_ms).await,
        Err(reason) => Err(reason),
    };
    match taken {
        Ok(()) => Ok(true),
        Err(NotTaken::Store(error)) => Err(error),
        Err(reason) => {
            tracing::info!(reason = %reason, "a passkey was refused");
            Ok(false)
        }
    }
}
