//! The second step of a sign-in: a code of the app, or a recovery code. Plain forms with nothing to wake.

use latchkey_contract::ErrorCode;
use leptos::prelude::*;

use crate::{
    api::ApiError,
    front::second_step::{
        SecondStepAskScreen, SecondStepCodesScreen, SecondStepEnrolScreen, SecondStepScreen,
    },
    i18n::*,
    paths,
    phrases::notice,
    ui::{Alert, Notice, named},
};

/// What the `h1` says.
pub fn title(locale: Locale, screen: &SecondStepScreen) -> &'static str {
    match screen {
        SecondStepScreen::Ask(_) => td_string!(locale, second_step.title),
        SecondStepScreen::Enrol(_) => td_string!(locale, second_step.enrol_title),
        SecondStepScreen::Codes(_) => td_string!(locale, two_step.made_title),
        SecondStepScreen::CodeUsed(_) => td_string!(locale, second_step.code_used_title),
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
        SecondStepScreen::Enrol(screen) => view! { <Enrol locale screen /> }.into_any(),
        SecondStepScreen::Codes(screen) => view! { <Codes locale screen /> }.into_any(),
        SecondStepScreen::CodeUsed(screen) => view! {
            <h1>{td_string!(locale, second_step.code_used_title)}</h1>
            <p>{td_string!(locale, second_step.code_used, left = screen.left)}</p>
            <p>{td_string!(locale, second_step.lost)}</p>
            <a class="button" href=screen.next>
                {td_string!(locale, second_step.code_used_on)}
            </a>
            <a class="button quiet" href=paths::TWO_STEP>
                {td_string!(locale, second_step.remove_lost)}
            </a>
        }
        .into_any(),
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
        has_app,
        has_passkey,
        may_remember,
        problem,
        by_recovery_code,
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
    let notice = problem.map(|problem| notice_of(locale, problem.into(), by_recovery_code));
    let (above, of_recovery_code) = match by_recovery_code {
        true => (None, notice),
        false => (notice, None),
    };
    let address = named(address);
    let text = match (has_app, has_passkey) {
        (true, true) => td!(locale, second_step.text_both, address = address).into_any(),
        (false, true) => td!(locale, second_step.text_passkey, address = address).into_any(),
        (_, false) => td!(locale, second_step.text, address = address).into_any(),
    };
    view! {
        <h1>{td_string!(locale, second_step.title)}</h1>
        {target}
        <p>{text}</p>
        {(!has_app).then(|| view! { <Alert locale notice=RwSignal::new(above.clone()) /> })}
        {(may_remember && has_passkey)
            .then(|| view! { <Remember locale form=has_app.then_some("second-step") /> })}
        {has_passkey.then(|| view! { <UsePasskey locale /> })}
        {has_app
            .then(|| {
                view! {
                    <form id="second-step" method="post" action=action.clone() novalidate>
                        <Alert locale notice=RwSignal::new(above.clone()) />
                        <CodeField locale autofocus=true />
                        {(may_remember && !has_passkey).then(|| view! { <Remember locale form=None /> })}
                        <button class="button" class:quiet=has_passkey type="submit">
                            {td_string!(locale, second_step.submit)}
                        </button>
                    </form>
                }
            })}
        <RecoveryCode locale action has_app notice=of_recovery_code />
        <p class="aside">
            <a href=sign_in>{td_string!(locale, second_step.other_account)}</a>
        </p>
    }
}

/// Whether the browser is to be remembered. Sent with the form of the code, and read by `public/passkey.js`.
#[component]
fn Remember(
    locale: Locale,
    /// The form, where it stands outside of it.
    form: Option<&'static str>,
) -> impl IntoView {
    view! {
        <div class="choice">
            <input
                type="checkbox"
                id="remember"
                name="remember"
                value="yes"
                form=form
                aria-describedby="remember-hint"
            />
            <label for="remember">{td_string!(locale, second_step.remember)}</label>
            <p class="hint" id="remember-hint">
                {td_string!(locale, second_step.remember_hint)}
            </p>
        </div>
    }
}

/// Shown by `public/passkey.js`, which does the rest.
#[component]
fn UsePasskey(locale: Locale) -> impl IntoView {
    view! {
        <button class="button" type="button" id="passkey" hidden>
            {td_string!(locale, second_step.use_passkey)}
        </button>
        <noscript>
            <p>{td_string!(locale, second_step.passkey_needs_script)}</p>
        </noscript>
        <div aria-live="assertive">
            <p class="alert" id="passkey-problem" hidden></p>
        </div>
    }
}

#[component]
fn CodeField(locale: Locale, autofocus: bool) -> impl IntoView {
    view! {
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
                    autofocus=autofocus
                    aria-describedby="code-hint"
                />
            </div>
            <p class="hint" id="code-hint">
                {td_string!(locale, second_step.code_hint)}
            </p>
        </div>
    }
}

#[component]
fn RecoveryCode(
    locale: Locale,
    action: String,
    has_app: bool,
    /// What is wrong with the one that was sent.
    #[prop(optional_no_strip)]
    notice: Option<Notice>,
) -> impl IntoView {
    let has_notice = notice.is_some();
    let summary = match has_app {
        true => td_string!(locale, second_step.no_app),
        false => td_string!(locale, second_step.no_passkey),
    };
    view! {
        <details class="second-way" open=has_notice>
            <summary>{summary}</summary>
            <form method="post" action=action novalidate>
                <Alert locale notice=RwSignal::new(notice) />
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

#[component]
fn Enrol(locale: Locale, screen: SecondStepEnrolScreen) -> impl IntoView {
    let SecondStepEnrolScreen {
        ask,
        secret,
        uri,
        qr_code,
        new_passkey,
    } = screen;
    let has_passkey = new_passkey.is_some();
    let action = paths::of_second_step(&ask.step);
    let address = named(ask.address);
    let text = match has_passkey {
        true => td!(locale, second_step.enrol_text_both, address = address).into_any(),
        false => td!(locale, second_step.enrol_text, address = address).into_any(),
    };
    let above = ask
        .problem
        .map(|problem| notice_of(locale, problem.into(), false));
    let scan = qr_code.map(|(size, path)| {
        view! {
            <p>{td_string!(locale, two_step.scan)}</p>
            <svg
                role="img"
                aria-label=td_string!(locale, two_step.qr)
                width="224"
                height="224"
                viewBox=format!("0 0 {size} {size}")
                shape-rendering="crispEdges"
            >
                <path fill="#fff" d=format!("M0 0h{size}v{size}h-{size}z") />
                <path fill="#000" d=path />
            </svg>
        }
    });
    view! {
        <h1>{td_string!(locale, second_step.enrol_title)}</h1>
        <p>{text}</p>
        <Alert locale notice=RwSignal::new(above) />
        {has_passkey.then(|| view! { <NewPasskey locale action=action.clone() /> })}
        {scan}
        <p>
            {td_string!(locale, two_step.by_hand)} " " <code translate="no">{secret}</code> " "
            <a href=uri>{td_string!(locale, two_step.open_app)}</a>
        </p>
        <form method="post" action=action novalidate>
            <CodeField locale autofocus=!has_passkey />
            <button class="button" class:quiet=has_passkey type="submit">
                {td_string!(locale, second_step.enrol_submit)}
            </button>
        </form>
        <p class="aside">
            <a href=ask.sign_in>{td_string!(locale, second_step.other_account)}</a>
        </p>
    }
}

/// Shown by `public/new-passkey.js`, which has the browser make one and sends it with this form.
#[component]
fn NewPasskey(locale: Locale, action: String) -> impl IntoView {
    view! {
        <form id="new-passkey" method="post" action=action hidden>
            <p>{td_string!(locale, two_step.passkeys_hint)}</p>
            <input type="hidden" name="passkey" />
            <button class="button" type="submit">
                {td_string!(locale, second_step.enrol_passkey)}
            </button>
            <div aria-live="assertive">
                <p class="alert" id="passkey-problem" hidden></p>
            </div>
            <h2>{td_string!(locale, second_step.enrol_app)}</h2>
        </form>
    }
}

#[component]
fn Codes(locale: Locale, screen: SecondStepCodesScreen) -> impl IntoView {
    let name = paths::codes_file_name(&screen.platform, &screen.address);
    let heading = td_string!(
        locale,
        two_step.file_heading,
        account = screen.address,
        platform = screen.platform
    );
    let file = paths::text_file(&heading, &screen.codes.join("\n"));
    let rows = screen
        .codes
        .into_iter()
        .map(|code| view! { <li><code translate="no">{code}</code></li> });
    view! {
        <h1>{td_string!(locale, two_step.made_title)}</h1>
        <p>{td_string!(locale, two_step.made_text)}</p>
        <ol>{rows.collect_view()}</ol>
        <p>
            <a href=file download=name>
                {td_string!(locale, two_step.download)}
            </a>
        </p>
        <a class="button" href=screen.next>
            {td_string!(locale, second_step.go_on)}
        </a>
    }
}

/// The front door has no words of its own for a wrong code: this page alone meets it.
fn notice_of(locale: Locale, error: ApiError, by_recovery_code: bool) -> Notice {
    let mut notice = notice(locale, &error);
    if error.code() == Some(ErrorCode::CodeWrong) {
        let words = match by_recovery_code {
            true => td_string!(locale, second_step.wrong_recovery_code),
            false => td_string!(locale, second_step.wrong),
        };
        notice.message = words.to_owned();
    }
    notice
}
