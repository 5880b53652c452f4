//! What the page of the second step shows. No browser reads it again, so that none loads what that would take. Invariant: it is there only for
//! whoever knows the password.

use super::app_name::AppName;
use super::form_problem::FormProblem;

/// The page, or what it says when it is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecondStepScreen {
    /// `/sign-in/second-step/{step}`: asks for a code, or for a passkey.
    Ask(SecondStepAskScreen),
    /// The same address, where the company requires a second step and the person has none yet.
    Enrol(SecondStepEnrolScreen),
    /// The recovery codes that come with it, this once.
    Codes(SecondStepCodesScreen),
    /// Signed in by one of them: what was lost may still be there.
    CodeUsed(SecondStepCodeUsedScreen),
    /// It took too long, was done, or is another browser's.
    Over,
}

/// Asks for a code. Posts `code` (of the app) or `recovery_code` to `/sign-in/second-step/{step}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondStepAskScreen {
    /// Its identifier; opens nothing by itself.
    pub step: String,
    /// Whose password was right.
    pub address: String,
    /// The app that waits for the sign-in.
    pub app: Option<AppName>,
    /// Path back to the sign-in form.
    pub sign_in: String,
    /// Whether there is an authenticator app.
    pub has_app: bool,
    /// Whether there is a passkey: a script asks for it, and sends what comes of it to the same step.
    pub has_passkey: bool,
    /// Whether the browser may be remembered: `remember` is sent along.
    pub may_remember: bool,
    /// Why it is asked again.
    pub problem: Option<FormProblem>,
    /// Whether it is asked again because of what was sent as a recovery code.
    pub by_recovery_code: bool,
}

/// Adds an authenticator app. Posts its first `code` as [`SecondStepAskScreen`] does.
#[derive(Clone, PartialEq, Eq)]
pub struct SecondStepEnrolScreen {
    /// What both have in common.
    pub ask: SecondStepAskScreen,
    /// To be typed into an app.
    pub secret: String,
    /// For an app on this device.
    pub uri: String,
    /// The QR code: its size in modules, and the path of the dark ones.
    pub qr_code: Option<(u16, String)>,
    /// What the browser is asked to make a passkey instead, as JSON for `public/new-passkey.js`; none where this platform's address allows none.
    pub new_passkey: Option<String>,
}

impl std::fmt::Debug for SecondStepEnrolScreen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SecondStepEnrolScreen")
            .field("ask", &self.ask)
            .finish_non_exhaustive()
    }
}

/// Says that a recovery code was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondStepCodeUsedScreen {
    /// How many are left.
    pub left: i64,
    /// Path on to where the person wanted to go.
    pub next: String,
}

/// Shows recovery codes.
#[derive(Clone, PartialEq, Eq)]
pub struct SecondStepCodesScreen {
    /// The codes.
    pub codes: Vec<String>,
    /// The account's address.
    pub address: String,
    /// Name of the platform on which they count.
    pub platform: String,
    /// Path on to where the person wanted to go.
    pub next: String,
}

impl std::fmt::Debug for SecondStepCodesScreen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SecondStepCodesScreen")
            .field("next", &self.next)
            .finish_non_exhaustive()
    }
}
