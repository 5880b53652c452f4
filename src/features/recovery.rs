//! The way back in for a company's admins: a form for address and code, its answer, and the page of the link that is mailed then. Plain forms
//! with nothing to wake.

use latchkey_contract::LinkProblem;
use leptos::prelude::*;

use crate::{
    api::ApiError,
    front::recovery::{RecoveryAskScreen, RecoveryConfirmScreen, RecoveryScreen},
    i18n::*,
    paths,
    phrases::notice,
    ui::{Alert, named},
};

/// What the `h1` says.
pub fn title(locale: Locale, screen: &RecoveryScreen) -> &'static str {
    match screen {
        RecoveryScreen::Ask(_) => td_string!(locale, recovery.title),
        RecoveryScreen::Asked => td_string!(locale, check_mail.title),
        RecoveryScreen::Confirm(_) => td_string!(locale, recovery.confirm_title),
        RecoveryScreen::Over(_) => td_string!(locale, link_failed.title),
    }
}

/// One of the pages.
#[component]
pub fn Recovery(
    /// Language of the screen.
    locale: Locale,
    /// The page to show, with what the server put into it.
    screen: RecoveryScreen,
) -> impl IntoView {
    let heading = title(locale, &screen);
    let rest = match screen {
        RecoveryScreen::Ask(screen) => view! { <Ask locale screen /> }.into_any(),
        RecoveryScreen::Asked => view! { <Asked locale /> }.into_any(),
        RecoveryScreen::Confirm(screen) => view! { <Confirm locale screen /> }.into_any(),
        RecoveryScreen::Over(problem) => view! { <Over locale problem /> }.into_any(),
    };
    view! {
        <h1>{heading}</h1>
        {rest}
    }
}

#[component]
fn Ask(locale: Locale, screen: RecoveryAskScreen) -> impl IntoView {
    let problem = screen.problem.map(ApiError::from);
    let above = problem.map(|error| notice(locale, &error));
    view! {
        <p>{td_string!(locale, recovery.intro)}</p>
        <form method="post" action=paths::RECOVER novalidate>
            <Alert locale notice=RwSignal::new(above) />
            <div class="field">
                <label for="username">{td_string!(locale, onboarding.address)}</label>
                <div class="cell">
                    <input
                        id="username"
                        name="username"
                        type="text"
                        inputmode="email"
                        autocomplete="username"
                        autocapitalize="none"
                        spellcheck="false"
                        autofocus
                        value=screen.username
                    />
                </div>
            </div>
            <div class="field">
                <label for="code">{td_string!(locale, recovery.code)}</label>
                <div class="cell">
                    <input
                        id="code"
                        name="code"
                        type="text"
                        autocomplete="off"
                        autocapitalize="characters"
                        spellcheck="false"
                        maxlength="100"
                        aria-describedby="code-hint"
                    />
                </div>
                <p class="hint" id="code-hint">
                    {td_string!(locale, recovery.code_hint)}
                </p>
            </div>
            <button class="button" type="submit">
                {td_string!(locale, recovery.submit)}
            </button>
        </form>
        <p class="fine-print">{td_string!(locale, recovery.without_code)}</p>
        <Back locale />
    }
}

#[component]
fn Asked(locale: Locale) -> impl IntoView {
    view! {
        <p>{td_string!(locale, recovery.asked)}</p>
        <p>{td_string!(locale, recovery.asked_next)}</p>
        <a class="button quiet" href=paths::RECOVER>
            {td_string!(locale, recovery.again)}
        </a>
        <Back locale />
    }
}

#[component]
fn Confirm(locale: Locale, screen: RecoveryConfirmScreen) -> impl IntoView {
    let RecoveryConfirmScreen {
        link,
        address,
        company_name,
    } = screen;
    let text = td!(
        locale,
        recovery.confirm_text,
        address = named(address),
        company = named(company_name)
    );
    view! {
        <p>{text}</p>
        <p>{td_string!(locale, recovery.confirm_next)}</p>
        <form method="post" action=paths::of_recovery(&link)>
            <button class="button" type="submit">
                {td_string!(locale, recovery.confirm_submit)}
            </button>
        </form>
        <Back locale />
    }
}

#[component]
fn Over(locale: Locale, problem: LinkProblem) -> impl IntoView {
    let (happened, next) = phrases(locale, problem);
    view! {
        <p>{happened}</p>
        <p>{next}</p>
        <a class="button" href=paths::RECOVER>
            {td_string!(locale, recovery.new_link)}
        </a>
        <Back locale />
    }
}

#[component]
fn Back(locale: Locale) -> impl IntoView {
    view! {
        <p class="aside">
            <a href=paths::SIGN_IN>{td_string!(locale, back_to_sign_in)}</a>
        </p>
    }
}

/// What became of a link, and what to do.
pub fn phrases(locale: Locale, problem: LinkProblem) -> (&'static str, &'static str) {
    match problem {
        LinkProblem::Elsewhere => (
            td_string!(locale, recovery.elsewhere),
            td_string!(locale, recovery.elsewhere_next),
        ),
        LinkProblem::Replaced => (
            td_string!(locale, recovery.replaced),
            td_string!(locale, recovery.replaced_next),
        ),
        LinkProblem::AccountUnavailable => (
            td_string!(locale, recovery.unavailable),
            td_string!(locale, link_failed.next_ask),
        ),
        LinkProblem::Used => (
            td_string!(locale, link_failed.used),
            td_string!(locale, recovery.over_next),
        ),
        LinkProblem::Expired => (
            td_string!(locale, link_failed.expired),
            td_string!(locale, recovery.over_next),
        ),
        LinkProblem::WrongKind | LinkProblem::AlreadyHasAccount | LinkProblem::SsoRequired => (
            td_string!(locale, link_failed.wrong_kind),
            td_string!(locale, recovery.over_next),
        ),
        LinkProblem::Unknown => (
            td_string!(locale, link_failed.unknown),
            td_string!(locale, recovery.over_next),
        ),
    }
}
