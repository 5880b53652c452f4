//! Looks at a code of the second step. Invariant: a code that is taken is used up in the same transaction.

use zeroize::Zeroizing;

use crate::app_state::AppState;
use crate::domain::recovery;
use crate::domain::second_factor::SecondFactor;
use crate::domain::totp;
use crate::secrets::token_hash;
use crate::sign_in::SignInError;
use crate::store::Connection;
use crate::store::second_factors::{self as store, totp_purpose};

/// A code as it was typed.
pub enum Typed {
    /// Of the app.
    Totp(Zeroizing<String>),
    /// One that was written down.
    RecoveryCode(Zeroizing<String>),
}

impl Typed {
    /// Of which kind it is.
    pub const fn kind(&self) -> SecondFactor {
        match self {
            Self::Totp(_) => SecondFactor::Totp,
            Self::RecoveryCode(_) => SecondFactor::RecoveryCode,
        }
    }
}

/// Uses the code up; `None` where it is wrong, or was used before.
///
/// # Errors
/// Those of the store; a secret that cannot be opened.
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
    };
    Ok(is_right.then(|| typed.kind()))
}
