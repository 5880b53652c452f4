//! Challenges. Each says itself when it was made, for what, and in which browser or session, under a seal of ours: pages are shown to anybody, and
//! none of them writes to the store for it. What was answered is written down, so that no challenge is answered twice.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::app_state::AppState;
use crate::domain::passkey::CHALLENGE_MS;
use crate::secrets::{NoRandomness, new_token, token_hash};
use crate::store::{Connection, StoreError, passkeys};

/// What a challenge is for. One for something else is none.
#[derive(Debug, Clone, Copy)]
pub enum ChallengeUse<'a> {
    /// Adding a passkey, in this session.
    Add {
        /// The session.
        session_id: &'a str,
    },
    /// Adding a passkey in the middle of a sign-in, in this step.
    AddInStep {
        /// The step.
        step_id: &'a str,
    },
    /// Signing in by a passkey alone.
    SignIn,
    /// The second step of a sign-in.
    Step {
        /// The step.
        step_id: &'a str,
    },
}

impl ChallengeUse<'_> {
    fn text(self) -> String {
        match self {
            Self::Add { session_id } => format!("passkey challenge: add in {session_id}"),
            Self::AddInStep { step_id } => format!("passkey challenge: add in step {step_id}"),
            Self::SignIn => "passkey challenge: sign in".to_owned(),
            Self::Step { step_id } => format!("passkey challenge: step {step_id}"),
        }
    }
}

/// Makes one, in base64url as browsers read it. `carried` is one word that comes back with it, for anybody to read.
///
/// # Errors
/// [`NoRandomness`].
pub fn make(
    app: &AppState,
    purpose: ChallengeUse<'_>,
    carried: &str,
    now_ms: i64,
) -> Result<String, NoRandomness> {
    let text = format!("{now_ms} {} {carried}", new_token()?);
    let sealed = app.secret_key.sealed_token(&purpose.text(), &text);
    Ok(URL_SAFE_NO_PAD.encode(sealed))
}

/// What one of ours carries, if it is for this and works still.
pub fn read(app: &AppState, purpose: ChallengeUse<'_>, challenge: &str, now_ms: i64) -> Option<String> {
    let sealed = String::from_utf8(URL_SAFE_NO_PAD.decode(challenge).ok()?).ok()?;
    let text = app.secret_key.text_in(&purpose.text(), &sealed)?;
    let mut words = text.split(' ');
    let made_at_ms: i64 = words.next()?.parse().ok()?;
    let carried = words.nth(1)?;
    (made_at_ms <= now_ms && now_ms < made_at_ms + CHALLENGE_MS).then(|| carried.to_owned())
}

/// Uses one up. Returns whether it was not used before.
///
/// # Errors
/// Errors of the store.
pub async fn use_up(connection: &mut Connection, challenge: &str, now_ms: i64) -> Result<bool, StoreError> {
    passkeys::use_challenge(connection, &token_hash(challenge), now_ms).await
}
