//! The second step of a sign-in: a code of the app, or a recovery code. Plain forms with nothing to wake.

use latchkey_contract::ErrorCode;
use leptos::prelude::*;

use crate::{
    api::ApiError,
    front::second_step::{SecondStepAskScreen, SecondStepScreen},
    i18n::*,
    paths,
    phrases::notice,
    ui::{Alert, Notice, named},
};

/// What the `h1` says.
pub fn title(locale: Locale, screen: &SecondStepScreen) -> &'static str {
    match screen {
        SecondStepScreen::Ask(_) => td_string!(locale, second_step.title),
        SecondStepScreen::Over => td_string!(locale, second_step.over_title),
    }
}

/// The page.
#[component]
pub fn SecondStep(
    /// Language of the screen.
    locale: Locale,
    /// What there is to say.
    screen: SecondStepScreen,
) -> impl IntoView {
    match screen {
        SecondStepScreen::Ask(screen) => view! { <Ask locale screen /> }.into_any(),
        SecondStepScreen::Over => view! {
            <h1>{td_string!(locale, second_step.over_title)}</h1>
            <p>{td_string!(locale, second_step.over)}</p>
            <a class="button" href=paths::SIGN_IN>
                {td_string!(locale, second_step.again)}
            </a>
        }
        .into_any(),
    }
}

#[component]
fn Ask(locale: Locale, screen: SecondStepAskScreen) -> impl IntoView {
    let SecondStepAskScreen {
        step,
        address,
        app,
        sign_in,
        problem,
    } = screen;
    let action = paths::of_second_step(&step);
    let target = app.map(|app| {
        let text = td!(
            locale,
            sign_in.purpose,
            app = named(app.app),
            environment = named(app.environment)
        );
        view! { <p>{text}</p> }
    });
    let above = problem.map(|problem| told(locale, problem.into()));
    view! {
        <h1>{td_string!(locale, second_step.title)}</h1>
        {target}
        <p>{td!(locale, second_step.text, address = named(address))}</p>
        <form method="post" action=action.clone() novalidate>
            <Alert locale notice=RwSignal::new(above) />
            <div class="field">
                <label for="code">{td_string!(locale, second_step.code)}</label>
                <div class="cell">
                    <input
                        id="code"
                        name="code"
                        type="text"
                        inputmode="numeric"
                        autocomplete="one-time-code"
                        spellcheck="false"
                        maxlength="20"
                        autofocus
                        aria-describedby="code-hint"
                    />
                </div>
                <p class="hint" id="code-hint">
                    {td_string!(locale, second_step.code_hint)}
                </p>
            </div>
            <button class="button" type="submit">
                {td_string!(locale, second_step.submit)}
            </button>
        </form>
        <RecoveryCode locale action />
        <p class="aside">
            <a href=sign_in>{td_string!(locale, second_step.other_account)}</a>
        </p>
    }
}

#[component]
fn RecoveryCode(locale: Locale, action: String) -> impl IntoView {
    view! {
        <details class="second-way">
            <summary>{td_string!(locale, second_step.no_app)}</summary>
            <form method="post" action=action novalidate>
                <div class="field">
                    <label for="recovery-code">{td_string!(locale, second_step.recovery_code)}</label>
                    <div class="cell">
                        <input
                            id="recovery-code"
                            name="recovery_code"
                            type="text"
                            autocomplete="off"
                            autocapitalize="characters"
                            spellcheck="false"
                            maxlength="100"
                            aria-describedby="recovery-code-hint"
                        />
                    </div>
                    <p class="hint" id="recovery-code-hint">
                        {td_string!(locale, second_step.recovery_code_hint)}
                    </p>
                </div>
                <button class="button quiet" type="submit">
                    {td_string!(locale, second_step.use_recovery_code)}
                </button>
            </form>
            <p class="fine-print">{td_string!(locale, second_step.lost_both)}</p>
        </details>
    }
}

/// The front door has no words of its own for a wrong code: this page alone meets it.
fn told(locale: Locale, error: ApiError) -> Notice {
    let mut notice = notice(locale, &error);
    if error.code() == Some(ErrorCode::CodeWrong) {
        notice.message = td_string!(locale, second_step.wrong).to_owned();
    }
    notice
}
