//! What a front-door page shows: made by the server, rendered there, and read again by the browser to hydrate the very
//! same markup. Invariant: holds nothing that the person in front of the screen may not know.

use latchkey_contract::{
    ErrorCode,
    sign_in::{SignInMethod, SsoFailure},
};
use serde::{Deserialize, Serialize};

/// One page of the front door with everything it shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrontPage {
    /// Language of the page.
    pub language: Language,
    /// Name of the platform, as its people call it.
    pub platform_name: String,
    /// Which screen.
    pub screen: Screen,
}

/// The languages that there are phrases for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// German.
    De,
}

impl Language {
    /// Every language.
    pub const ALL: &[Self] = &[Self::En, Self::De];

    /// The language tag for `<html lang>` (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
        }
    }
}

/// The screens of the front door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Screen {
    /// `/sign-in`
    SignIn(SignInScreen),
    /// `/signed-out`
    SignedOut,
    /// The answer to a form posted without WebAssembly for a federated domain: goes on to the identity provider by
    /// itself (`<meta http-equiv=refresh>`, because `form-action` is enforced along redirects) and offers a link.
    Leaving(LeavingScreen),
    /// `/onboarding`
    Onboarding(OnboardingScreen),
    /// `/sign-in/failed/{attempt}`
    SsoFailed(SsoFailedScreen),
    /// Nothing here, no entry, or a fault of ours.
    Fault(FaultScreen),
}

impl Screen {
    /// Whether the browser has anything to do on this screen beyond showing it. Where not, no script is sent.
    pub const fn is_live(&self) -> bool {
        matches!(self, Self::SignIn(_) | Self::Onboarding(_))
    }
}

/// The sign-in form. Posts `username`, `password` and `return_to` to `/sign-in`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInScreen {
    /// What the username field holds.
    pub username: String,
    /// How people of that username's domain sign in, as far as the server knows already.
    pub method: SignInMethod,
    /// Where to go afterwards: a path of this platform.
    pub return_to: Option<String>,
    /// Why the form is shown again.
    pub problem: Option<FormProblem>,
}

/// Why a form that was sent is shown again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormProblem {
    /// What went wrong.
    pub code: ErrorCode,
    /// The field to blame, by its name in the form.
    pub field: Option<String>,
    /// Finds the request in the logs.
    pub request_id: String,
    /// After how many seconds it is worth trying again (429 and 503).
    pub retry_after: Option<u32>,
}

/// On the way to the identity provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeavingScreen {
    /// Absolute URL to go to.
    pub redirect_to: String,
    /// Host of that URL, for people.
    pub host: String,
}

/// Somebody who has no account yet confirms the name and gets one. Posts `attempt`, `first_name` and `last_name` to
/// `/onboarding`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnboardingScreen {
    /// The attempt that the form finishes; worth nothing in another browser.
    pub attempt: String,
    /// Name of the company.
    pub company_name: String,
    /// The address that the account gets.
    pub email: String,
    /// What the identity provider says, or what was typed.
    pub first_name: String,
    /// What the identity provider says, or what was typed.
    pub last_name: String,
    /// Why the form is shown again.
    pub problem: Option<FormProblem>,
}

/// A sign-in through the identity provider that did not end in a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SsoFailedScreen {
    /// Why.
    pub failure: SsoFailure,
    /// Name of the company, where it is known.
    pub company_name: Option<String>,
    /// The username that was typed, where the attempt is this browser's.
    pub username: String,
    /// Where the person wanted to go.
    pub return_to: Option<String>,
    /// Path back to the sign-in screen, which still knows the username.
    pub back: String,
    /// Finds the request in the logs.
    pub request_id: String,
}

/// A page for what has no better page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultScreen {
    /// What went wrong.
    pub code: ErrorCode,
    /// Finds the request in the logs.
    pub request_id: String,
}
