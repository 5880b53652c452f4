//! Renders a page to HTML, on the server.
//!
//! Invariants: everything that comes from people or companies is escaped; no `style` attribute and no script is made
//! here, so the Content-Security-Policy needs no exception for it.

use latchkey_contract::{
    Operation as _,
    operation::fill,
    sign_in::{
        BeginPasskeySignIn, BeginPasskeyStep, FinishPasskeyStep, SignInWithPasskey, begin_passkey_step,
    },
};
use leptos::prelude::*;

use super::{
    door::FrontDoor,
    page::{FrontPage, InvitationScreen, Language, Screen},
    second_step::SecondStepScreen,
};
use crate::{
    features::{self, language_choice::LanguageChoice, portal_fallback::PortalFallback},
    i18n::*,
};

/// A page as the server puts it into the entry page.
#[derive(Debug, Clone)]
pub struct RenderedPage {
    /// Value of `<html lang>`.
    pub language: &'static str,
    /// For `<title>`: plain text, not yet escaped.
    pub title: String,
    /// HTML inside `<body>`.
    pub body: String,
    /// The script of passkeys, where the page has one: its name in `public/`.
    pub script: Option<&'static str>,
    /// Attributes of the script's element, as names and values: addresses and phrases that the script uses.
    pub passkeys: Vec<(&'static str, String)>,
    /// For `<script type="application/json" id="front-page">`, where the screen is live: the page as JSON, with every
    /// `<` escaped, so that nothing in it can end the script.
    pub state: Option<String>,
    /// For `<script type="application/json" id="phrases">`, where the screen is live: what it says in the page's language, escaped
    /// likewise.
    pub phrases: Option<String>,
}

/// One phrase of each group that the live screens say something of. The source of the screens is looked through for others in
/// `tests/front`.
const LIVE: &[Key] = &[
    keys::request_id,
    keys::errors::offline,
    keys::new_password::show,
    keys::choose_password::again,
    keys::consent::title,
    keys::onboarding::title,
];
/// The same for the sign-in screen.
const SIGN_IN: &[Key] = &[
    keys::request_id,
    keys::errors::offline,
    keys::new_password::show,
    keys::sign_in::title,
];

/// Renders `page`.
pub fn render(page: &FrontPage) -> RenderedPage {
    let door = page.clone();
    let body = Owner::new().with(move || view! { <FrontDoor page=door /> }.to_html());
    let is_live = page.screen.is_live();
    let state = is_live.then(|| serde_json::to_string(page).ok()).flatten();
    let wanted = match page.screen {
        Screen::SignIn(_) => SIGN_IN,
        _ => LIVE,
    };
    let phrases = is_live.then(|| phrases_json(page.language.into(), wanted));
    RenderedPage {
        language: page.language.tag(),
        title: title(page),
        body,
        script: script(&page.screen),
        passkeys: passkeys(page),
        state: state.map(in_script),
        phrases: phrases.map(in_script),
    }
}

/// Where the script of passkeys asks and answers, and its words.
fn passkeys(page: &FrontPage) -> Vec<(&'static str, String)> {
    let locale = Locale::from(page.language);
    let words = |failed: &str| {
        [
            ("refused", td_string!(locale, portal_errors.passkey_refused)),
            ("behind", td_string!(locale, portal_errors.passkey_after_password)),
            ("sso", td_string!(locale, sign_in.passkey_sso)),
            ("code", td_string!(locale, portal_errors.passkey_refused)),
            ("throttled", td_string!(locale, errors.too_many_attempts)),
            ("failed", failed),
        ]
        .map(|(name, words)| (name, words.to_owned()))
    };
    match &page.screen {
        Screen::SignIn(screen) => {
            let mut attributes = vec![
                ("begin", BeginPasskeySignIn::PATH.to_owned()),
                ("finish", SignInWithPasskey::PATH.to_owned()),
                ("next", screen.return_to.clone().unwrap_or_default()),
            ];
            attributes.extend(words(td_string!(locale, sign_in.passkey_failed)));
            attributes
        }
        Screen::SecondStep(SecondStepScreen::Ask(screen)) if screen.has_passkey => {
            let step = screen.step.clone();
            let begin = begin_passkey_step::Request { step: step.clone() };
            let mut attributes = vec![
                ("begin", BeginPasskeyStep::path(&begin).into_owned()),
                ("finish", fill(FinishPasskeyStep::PATH, &[&step]).into_owned()),
            ];
            attributes.extend(words(td_string!(locale, second_step.passkey_failed)));
            attributes
        }
        Screen::SecondStep(SecondStepScreen::Enrol(screen)) => {
            let asked = screen.new_passkey.iter();
            asked
                .flat_map(|asked| {
                    [
                        ("asked", asked.as_str()),
                        ("name", td_string!(locale, two_step.passkey_name_default)),
                        ("cancelled", td_string!(locale, two_step.passkey_cancelled)),
                        ("failed", td_string!(locale, two_step.passkey_failed)),
                    ]
                })
                .map(|(name, words)| (name, words.to_owned()))
                .collect()
        }
        _ => Vec::new(),
    }
}

fn script(screen: &Screen) -> Option<&'static str> {
    match screen {
        Screen::SignIn(_) => Some("passkey.js"),
        Screen::SecondStep(SecondStepScreen::Ask(screen)) if screen.has_passkey => Some("passkey.js"),
        Screen::SecondStep(SecondStepScreen::Enrol(screen)) if screen.new_passkey.is_some() => {
            Some("new-passkey.js")
        }
        _ => None,
    }
}

impl RenderedPage {
    /// What wakes the page: its data and its phrases. None where there is nothing to wake.
    pub fn data(&self) -> Option<(&str, &str)> {
        self.state.as_deref().zip(self.phrases.as_deref())
    }
}

/// JSON in which nothing can end the script that it stands in.
fn in_script(json: String) -> String {
    json.replace('<', "\\u003c")
}

/// Renders the way from the page at `place` (path and query) to the same in the other language; stands behind the page's body.
pub fn render_language_choice(language: Language, place: &str) -> String {
    let place = place.to_owned();
    Owner::new().with(move || view! { <LanguageChoice language place /> }.to_html())
}

/// Renders what the portal's entry page shows until the portal has come.
pub fn render_portal_fallback(language: Language, platform_name: &str) -> String {
    let locale = Locale::from(language);
    let platform_name = platform_name.to_owned();
    Owner::new().with(move || view! { <PortalFallback locale platform_name /> }.to_html())
}

/// The page, what it is about where that has a name, the platform.
fn title(page: &FrontPage) -> String {
    let (heading, platform) = (screen_title(page), &page.platform_name);
    match &page.screen {
        Screen::Consent(screen) => format!("{heading} · {} · {platform}", screen.app.app),
        _ => format!("{heading} · {platform}"),
    }
}

/// What the `h1` of the screen says.
fn screen_title(page: &FrontPage) -> &'static str {
    let locale = Locale::from(page.language);
    match &page.screen {
        Screen::SignIn(_) => td_string!(locale, sign_in.title),
        Screen::NotSetUp => td_string!(locale, not_set_up.title),
        Screen::SignedOut => td_string!(locale, signed_out.title),
        Screen::Leaving(_) => td_string!(locale, leaving.title),
        Screen::Onboarding(_) => td_string!(locale, onboarding.title),
        Screen::Mismatch(_) => td_string!(locale, mismatch.title),
        Screen::ChooseAccount(_) => td_string!(locale, choose_account.title),
        Screen::SecondAccount(screen) => features::second_account::title(locale, screen.step),
        Screen::SsoFailed(_) => td_string!(locale, sso_failed.title),
        Screen::Consent(_) => td_string!(locale, consent.title),
        Screen::Invitation(InvitationScreen::Open(_)) => td_string!(locale, invitation.title),
        Screen::Invitation(InvitationScreen::Closed(_)) => td_string!(locale, invitation.closed_title),
        Screen::NoAccess(screen) => features::no_access::title(locale, &screen.asking),
        Screen::AppProblem(screen) => features::app_problem::title(locale, screen.problem),
        Screen::ConfirmSignOut(_) => td_string!(locale, confirm_sign_out.title),
        Screen::GoingOn(_) | Screen::FormPost(_) => td_string!(locale, going_on.title),
        Screen::AskForLink(screen) => features::ask_for_link::title(locale, screen.purpose),
        Screen::CheckMail(_) => td_string!(locale, check_mail.title),
        Screen::ChoosePassword(screen) => features::choose_password::title(locale, screen.purpose),
        Screen::AddressChange(screen) => features::address_change::title(locale, screen),
        Screen::LinkFailed(_) => td_string!(locale, link_failed.title),
        Screen::Recovery(screen) => features::recovery::title(locale, screen),
        Screen::SecondStep(screen) => features::second_step::title(locale, screen),
        Screen::SsoSetUp(_) => td_string!(locale, sso_set_up.title),
        Screen::SsoSetUpOver(screen) => features::sso_set_up::over_title(locale, screen.end),
        Screen::CookiesNeeded(_) => td_string!(locale, cookies_needed.title),
        Screen::Error(screen) => features::error_page::title(locale, screen.code),
    }
}
