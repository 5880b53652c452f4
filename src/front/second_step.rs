//! What the page of the second step shows. No browser reads it again, so that none loads what that would take. Invariant: it is there only for
//! whoever knows the password.

use super::app_name::AppName;
use super::form_problem::FormProblem;

/// The page, or what it says when it is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecondStepScreen {
    /// `/sign-in/second-step/{step}`: asks for a code.
    Ask(SecondStepAskScreen),
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
    /// Why it is asked again.
    pub problem: Option<FormProblem>,
}
