//! The types of an SSO callback: its parameters, and where the browser goes next. Invariant: values without behaviour, so that
//! every step of completing a sign-in can use them.

use latchkey_contract::sign_in::SsoFailure;

use crate::secrets::BrowserSecrets;

/// The authorization response, with the browser's secrets.
#[derive(Debug, Clone, Default)]
pub struct SsoCallback {
    /// The company whose callback was called.
    pub company_slug: String,
    /// `state`
    pub state: Option<String>,
    /// `code`
    pub code: Option<String>,
    /// `error`
    pub error: Option<String>,
    /// `error_description`
    pub error_description: Option<String>,
    /// `iss`
    pub iss: Option<String>,
    /// The secrets in this browser's cookies.
    pub browser: BrowserSecrets,
    /// The token of the session that this browser has.
    pub replaces: Option<String>,
}

/// Where the browser lands.
#[derive(Debug)]
pub enum CallbackOutcome {
    /// The person is signed in.
    SignedIn {
        /// The token of the session, for the cookie.
        token: String,
        /// Path to go to.
        next: String,
    },
    /// Was signed in by the same attempt before.
    Back {
        /// Path to go to.
        next: String,
    },
    /// Another person than the one whose address was typed.
    Mismatch {
        /// The attempt that waits for the response.
        attempt_id: String,
    },
    /// One of several accounts.
    ChooseAccount {
        /// The attempt that waits for the response.
        attempt_id: String,
    },
    /// The session cannot be renewed without the person.
    SignInAgain {
        /// The attempt that knows the username and the way back.
        attempt_id: String,
    },
    /// New here.
    Onboarding {
        /// The attempt that onboarding goes on with.
        attempt_id: String,
    },
    /// The attempt came to nothing; its page says why.
    Failed {
        /// Identifier of the sign-in attempt.
        attempt_id: String,
    },
    /// The response belongs to no attempt of this browser.
    Refused(SsoFailure),
    /// Nobody waits for the response, here or elsewhere.
    Unasked {
        /// The attempt of this browser that it once belonged to.
        attempt_id: Option<String>,
        /// Where the browser lands if no sign-in is begun anew.
        otherwise: Box<CallbackOutcome>,
    },
}
