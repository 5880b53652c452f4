//! What a front-door page shows: made by the server, rendered there, and read again by the browser to hydrate the very
//! same markup. Invariant: holds nothing that the person in front of the screen may not know.

pub use latchkey_contract::Language;
use latchkey_contract::{
    ErrorCode,
    apps::AppScope,
    sign_in::{SignInMethod, SsoFailure},
};
use serde::{Deserialize, Serialize};

pub use super::app_name::AppName;
use super::entry::{
    AddressChangeScreen, AskForLinkScreen, CheckMailScreen, ChoosePasswordScreen, LinkFailedScreen,
    SecondAccountScreen,
};
use super::form_problem::FormProblem;
use super::no_access::NoAccessScreen;
use super::recovery::RecoveryScreen;
use super::second_step::SecondStepScreen;
use super::sso_set_up::{SsoSetUpOverScreen, SsoSetUpScreen};

/// One page of the front door with everything it shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrontPage {
    /// Language of the page.
    pub language: Language,
    /// Name of the platform, as its people call it.
    pub platform_name: String,
    /// The screen.
    pub screen: Screen,
}

/// The screens of the front door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Screen {
    /// `/sign-in`
    SignIn(SignInScreen),
    /// What stands in its place as long as the platform has no company, and nobody an account.
    NotSetUp,
    /// `/signed-out`
    SignedOut,
    /// The answer to a form posted without WebAssembly for a federated domain: goes on to the identity provider by
    /// itself (`<meta http-equiv=refresh>`, because `form-action` is enforced along redirects) and offers a link.
    Leaving(LeavingScreen),
    /// `/onboarding`
    Onboarding(OnboardingScreen),
    /// `/sign-in/mismatch`
    Mismatch(MismatchScreen),
    /// `/sign-in/choose-account`
    #[serde(skip)]
    ChooseAccount(ChooseAccountScreen),
    /// `/sign-in/failed/{attempt}`
    SsoFailed(SsoFailedScreen),
    /// `/consent`
    Consent(ConsentScreen),
    /// `/invitations/{invitation}`. No browser reads it again, so that none loads what that would take.
    #[serde(skip)]
    Invitation(InvitationScreen),
    /// The account may not enter the environment.
    NoAccess(NoAccessScreen),
    /// An app's request that cannot be worked with, and cannot be answered.
    AppProblem(AppProblemScreen),
    /// On the way to an app, or on within the platform: goes on by itself, because `form-action` is enforced along redirects.
    GoingOn(GoingOnScreen),
    /// On the way to an app that wants its answer posted.
    FormPost(FormPostScreen),
    /// `/oauth/end-session`, where nothing proves that the person wants it.
    ConfirmSignOut(ConfirmSignOutScreen),
    /// `/sign-up` and `/reset-password`
    AskForLink(AskForLinkScreen),
    /// The answer to both.
    CheckMail(CheckMailScreen),
    /// `/sign-up/{link}`, `/reset-password/{link}` and `/set-up/{link}`
    ChoosePassword(ChoosePasswordScreen),
    /// `/confirm-address/{link}` and `/keep-address/{link}`
    AddressChange(AddressChangeScreen),
    /// `/second-account/{link}`
    #[serde(skip)]
    SecondAccount(SecondAccountScreen),
    /// What these say of a link that does not work.
    LinkFailed(LinkFailedScreen),
    /// `/recover` and `/recover/{link}`
    #[serde(skip)]
    Recovery(RecoveryScreen),
    /// `/sign-in/second-step/{step}`
    #[serde(skip)]
    SecondStep(SecondStepScreen),
    /// `/sso/set-up/{link}`
    SsoSetUp(SsoSetUpScreen),
    /// What it says of a link that does not work (any more).
    SsoSetUpOver(SsoSetUpOverScreen),
    /// The browser sends no cookie: blocked, for this site or for all.
    CookiesNeeded(CookiesNeededScreen),
    /// Nothing here, no entry, or a fault of ours.
    Error(ErrorScreen),
}

impl Screen {
    /// Whether the browser has anything to do on this screen beyond showing it. Where not, no script is sent.
    pub const fn is_live(&self) -> bool {
        matches!(
            self,
            Self::SignIn(_) | Self::Onboarding(_) | Self::ChoosePassword(_) | Self::Consent(_)
        )
    }

    /// Whether its address shows it once more. Those on the way to somewhere else are over when they have been seen.
    pub const fn can_be_shown_again(&self) -> bool {
        !matches!(
            self,
            Self::Leaving(_) | Self::GoingOn(_) | Self::FormPost(_) | Self::SsoFailed(_)
        )
    }

    /// Whether a name or an address is on it, or an answer for an app: no browser keeps it, because others may sit before it later.
    pub fn is_personal(&self) -> bool {
        match self {
            Self::SignIn(screen) => !screen.username.is_empty(),
            Self::SsoFailed(screen) => !screen.username.is_empty(),
            Self::AskForLink(screen) => !screen.username.is_empty(),
            Self::Recovery(RecoveryScreen::Ask(screen)) => !screen.username.is_empty(),
            Self::Leaving(_)
            | Self::Onboarding(_)
            | Self::Mismatch(_)
            | Self::ChooseAccount(_)
            | Self::SecondAccount(_)
            | Self::Consent(_)
            | Self::NoAccess(_)
            | Self::Invitation(InvitationScreen::Open(_))
            | Self::GoingOn(_)
            | Self::FormPost(_)
            | Self::ConfirmSignOut(_)
            | Self::CheckMail(_)
            | Self::ChoosePassword(_)
            | Self::AddressChange(_)
            | Self::Recovery(RecoveryScreen::Confirm(_))
            | Self::SecondStep(
                SecondStepScreen::Ask(_)
                | SecondStepScreen::Enrol(_)
                | SecondStepScreen::Codes(_)
                | SecondStepScreen::CodeUsed(_),
            )
            | Self::SsoSetUp(_)
            | Self::SsoSetUpOver(_) => true,
            Self::NotSetUp
            | Self::SignedOut
            | Self::AppProblem(_)
            | Self::LinkFailed(_)
            | Self::Recovery(RecoveryScreen::Asked | RecoveryScreen::Over(_))
            | Self::SecondStep(SecondStepScreen::Over)
            | Self::Invitation(InvitationScreen::Closed(_))
            | Self::CookiesNeeded(_)
            | Self::Error(_) => false,
        }
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
    /// The app that waits for the sign-in.
    pub app: Option<AppName>,
    /// Good news from the screen before.
    pub news: Option<SignInNews>,
    /// Why the form is shown again: everything that is wrong with it.
    pub problems: Vec<FormProblem>,
}

/// What brought somebody to the sign-in screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignInNews {
    /// The new password is set.
    PasswordSet,
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
    /// Why the form is shown again: everything that is wrong with it.
    pub problems: Vec<FormProblem>,
}

/// Another person came back from the identity provider than the one whose address was typed. Posts `attempt` and `answer`
/// (`go_on` or `switch`) to `/sign-in/mismatch`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MismatchScreen {
    /// The attempt that waits; worth nothing in another browser.
    pub attempt: String,
    /// Name of the company.
    pub company_name: String,
    /// The address that was typed.
    pub typed: String,
    /// The address of the person who came back.
    pub came_back: String,
}

/// The identity has several accounts. Posts `attempt` and `account` to `/sign-in/choose-account`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChooseAccountScreen {
    /// The attempt that waits; worth nothing in another browser.
    pub attempt: String,
    /// Name of the company.
    pub company_name: String,
    /// The accounts, at most five.
    pub accounts: Vec<AccountChoice>,
}

/// An account to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountChoice {
    /// Its identifier.
    pub id: String,
    /// Its address.
    pub address: String,
    /// Whether it is chosen at first.
    pub selected: bool,
}

/// A sign-in through the identity provider that did not end in a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SsoFailedScreen {
    /// Why the sign-in failed, as far as the person is told.
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

/// What an app will know. Posts `request`, `account`, `required` (what was shown locked), `scope` (each optional one that is
/// ticked) and `decision` (`authorize`, `cancel`, or `switch` to another account) to `/consent`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentScreen {
    /// The request that the form answers; worth nothing in another browser.
    pub request: String,
    /// The account that is asked.
    pub account: String,
    /// Its address.
    pub email: String,
    /// The app that asks for consent.
    pub app: AppName,
    /// Where the person goes back to, e.g. `expenses.acme.example`.
    pub returns_to: String,
    /// What is asked for.
    pub items: Vec<ConsentItem>,
    /// The scopes of the locked ones, as they are posted back: nobody agrees to others than those that were shown.
    pub required: String,
    /// Whether something was agreed to before; only some items are new.
    pub is_again: bool,
    /// Whether it is shown once more: the app has changed what it requires since.
    pub has_changed: bool,
    /// Whether the app runs on the person's device and cannot prove which program it is, so it asks each time.
    pub is_asked_each_time: bool,
}

/// One thing that the app will know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentItem {
    /// The scope that covers it.
    pub scope: AppScope,
    /// What the app would read of the person at this moment, maybe empty.
    pub value: String,
    /// Whether the person cannot decline it.
    pub required: bool,
    /// Whether the box is ticked.
    pub ticked: bool,
    /// Marked: it was not asked for the last time, or not in this way.
    pub is_new: bool,
}

/// An invitation into an app, or why it leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvitationScreen {
    /// It can be accepted.
    Open(OpenInvitation),
    /// It cannot.
    Closed(InvitationProblem),
}

/// An invitation that can be accepted. Posts `decision` (`accept`, or `switch` to another account) to `/invitations/{invitation}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenInvitation {
    /// Its identifier; opens nothing.
    pub invitation: String,
    /// The app that the invitation is for.
    pub app: AppName,
    /// Address of who invites.
    pub invited_by: String,
    /// Whom: the address that the mail went to.
    pub email: String,
    /// The roles that it gives.
    pub roles: Vec<String>,
    /// Who opened the link.
    pub reader: InvitationReader,
}

/// Who reads an invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvitationReader {
    /// Nobody is signed in.
    Nobody,
    /// Whoever was invited.
    Invitee {
        /// Address of the account.
        email: String,
    },
    /// Somebody else.
    Another {
        /// Address of that account.
        email: String,
    },
}

/// Why an invitation leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationProblem {
    /// There is none.
    Unknown,
    /// This browser has not opened its link.
    Elsewhere,
    /// The invitation was accepted.
    Accepted,
    /// Whoever is invited declined.
    Declined,
    /// Nobody accepted in time.
    Expired,
    /// It was taken back.
    Withdrawn,
}

/// What is wrong with an app's request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppProblem {
    /// No such app.
    UnknownApp,
    /// The app wants to be answered at an address that is not registered.
    UnknownAddress,
    /// The app's `state` cannot be given back to it as it came.
    State,
    /// The request took too long, was used, or is another browser's.
    Over,
}

impl AppProblem {
    /// Every problem.
    pub const ALL: &[Self] = &[Self::UnknownApp, Self::UnknownAddress, Self::State, Self::Over];

    /// As support knows it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnknownApp => "unknown_app",
            Self::UnknownAddress => "unknown_redirect_address",
            Self::State => "state_not_returnable",
            Self::Over => "authorization_over",
        }
    }
}

/// See [`Screen::AppProblem`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppProblemScreen {
    /// What is wrong with the app's request.
    pub problem: AppProblem,
    /// Which app, where it is known.
    pub app: Option<AppName>,
    /// Where the app opens, to start again from there.
    pub start_again: Option<String>,
    /// Finds the request in the logs.
    pub request_id: String,
}

/// See [`Screen::GoingOn`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoingOnScreen {
    /// Where to: an app's registered address with its answer, or a path of this platform.
    pub redirect_to: String,
    /// The place, for people.
    pub place: String,
}

/// See [`Screen::FormPost`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormPostScreen {
    /// An app's registered address.
    pub action: String,
    /// Names and values of the answer.
    pub fields: Vec<(String, String)>,
    /// The place, for people.
    pub place: String,
}

/// An app asks to sign somebody out. Posts `fields` to `/oauth/end-session/confirm`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmSignOutScreen {
    /// Who asks, where it is known.
    pub app: Option<AppName>,
    /// The address of the account that is signed in.
    pub email: String,
    /// Names and values: where it goes on.
    pub fields: Vec<(String, String)>,
}

/// See [`Screen::CookiesNeeded`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CookiesNeededScreen {
    /// Path to try again with; none: only the link in a mail leads there again.
    pub try_again: Option<String>,
}

/// A page for what has no better page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorScreen {
    /// The error code.
    pub code: ErrorCode,
    /// Finds the request in the logs.
    pub request_id: String,
}
