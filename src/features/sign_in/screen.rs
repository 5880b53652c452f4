//! The sign-in screen. Renders the same on the server and in the browser, posts without WebAssembly, and keeps every
//! element it was born with: password managers and people may have filled them already. Each input has a cell of its own:
//! extensions put their icons next to inputs, and hydration goes by position.

use leptos::prelude::*;

use super::form::Form;
use crate::{
    front::page::{AppName, SignInNews, SignInScreen},
    i18n::*,
    paths,
    ui::{Alert, FieldError, RevealButton, SubmitButton, named, words},
};

/// The sign-in screen.
#[component]
pub fn SignIn(
    /// Language of the screen.
    locale: Locale,
    /// What the server knew.
    screen: SignInScreen,
) -> impl IntoView {
    let form = Form::new(locale, &screen);
    let username_first = screen.username.is_empty() || form.username_error.with_untracked(Option::is_some);
    form.wake();
    let submit = move |event: web_sys::SubmitEvent| {
        form.submit(&event);
    };
    let label = move || {
        if form.federated.with(Option::is_some) {
            td_string!(locale, sign_in.submit_sso)
        } else {
            td_string!(locale, sign_in.submit)
        }
    };
    let purpose = screen.app.map(|name| {
        let AppName { app, environment } = name;
        view! { <p>{td!(locale, sign_in.purpose, app = named(app), environment = named(environment))}</p> }
    });
    let news = screen.news.map(|news| {
        let words = match news {
            SignInNews::PasswordSet => td_string!(locale, sign_in.password_set),
        };
        view! { <p class="news">{words}</p> }
    });
    let [sign_up, reset] = [paths::SIGN_UP, paths::RESET_PASSWORD]
        .map(|way| paths::and_back_to(way, screen.return_to.as_deref()));
    view! {
        <h1>{td_string!(locale, sign_in.title)}</h1>
        {purpose}
        {news}
        <form method="post" action=paths::SIGN_IN novalidate on:submit=submit>
            <Alert locale notice=form.notice />
            <p class="way-out" hidden=move || !form.throttled.get()>
                // Seen and not announced: no screen reader counts along.
                {words(move || form.left.get().map(|left| wait(locale, left)).unwrap_or_default())}
                " "
                <a href=reset.clone()>{td_string!(locale, sign_in.throttled)}</a>
            </p>
            {screen.return_to.map(|path| view! { <input type="hidden" name="return_to" value=path /> })}
            <UsernameField locale form username=screen.username autofocus=username_first />
            <PasswordField locale form autofocus=!username_first />
            <SubmitButton busy=form.sending label />
            // Shown by `public/passkey.js`, where the browser knows them. Nothing here touches them again.
            <button class="button quiet" type="button" id="passkey" hidden>
                {td_string!(locale, sign_in.passkey)}
            </button>
        </form>
        <div aria-live="assertive">
            <p class="alert" id="passkey-problem" hidden></p>
        </div>
        <p class="aside ways">
            <a href=sign_up on:click=move |_| form.carry_username()>{td_string!(locale, sign_in.create_account)}</a>
            <a href=reset on:click=move |_| form.carry_username()>{td_string!(locale, sign_in.need_help)}</a>
        </p>
    }
}

/// "Next attempt in 14:05."
fn wait(locale: Locale, seconds: u32) -> String {
    match seconds {
        0 => td_string!(locale, sign_in.wait_over).to_owned(),
        _ => {
            let time = format!("{}:{:02}", seconds / 60, seconds % 60);
            td_string!(locale, sign_in.wait, time = time)
        }
    }
}

#[component]
fn UsernameField(locale: Locale, form: Form, username: String, autofocus: bool) -> impl IntoView {
    let hint = words(move || match form.federated.get() {
        Some(domain) => td_string!(locale, sign_in.federated, domain = domain),
        None => td_string!(locale, sign_in.username_hint).to_owned(),
    });
    view! {
        <div class="field">
            <label for="username">{td_string!(locale, sign_in.username)}</label>
            <div class="cell">
                <input
                    node_ref=form.username
                    id="username"
                    name="username"
                    type="text"
                    inputmode="email"
                    autocomplete="username webauthn"
                    autocapitalize="none"
                    dir="auto"
                    spellcheck="false"
                    enterkeyhint="next"
                    autofocus=autofocus
                    value=username
                    aria-describedby="username-hint username-error"
                    aria-invalid=move || form.username_error.with(Option::is_some).then_some("true")
                    readonly=form.sending
                    on:input=move |event| {
                        form.changed(form.username_error);
                        form.edited(&event);
                    }
                    on:change=move |event| form.edited(&event)
                    on:animationstart=move |event| form.edited(&event)
                />
            </div>
            <FieldError id="username-error" message=form.username_error />
            <div id="username-hint" class="hint" aria-live="polite">
                {hint}
            </div>
        </div>
    }
}

/// For a federated domain the row folds away but stays in the page: a manager that has filled it is not confused, and
/// what it filled is still there when the domain changes back. Without a `name` the input belongs to no submission, so
/// not even a form posted without WebAssembly carries it; `disabled` would say the same but make managers forget the
/// field.
#[component]
fn PasswordField(locale: Locale, form: Form, autofocus: bool) -> impl IntoView {
    let folded = move || form.federated.with(Option::is_some);
    view! {
        <div class="field secret" class:folded=folded inert=folded aria-hidden=move || folded().then_some("true")>
            <label for="password">{td_string!(locale, sign_in.password)}</label>
            <div class="cell">
                <input
                    node_ref=form.password
                    id="password"
                    name=move || (!folded()).then_some("password")
                    type=move || form.reveal.kind()
                    autocomplete="current-password"
                    autocapitalize="none"
                    spellcheck="false"
                    enterkeyhint="go"
                    autofocus=autofocus
                    aria-describedby="password-error"
                    aria-invalid=move || form.password_error.with(Option::is_some).then_some("true")
                    readonly=form.sending
                    on:input=move |_| form.changed(form.password_error)
                />
            </div>
            <RevealButton locale reveal=form.reveal controls="password" />
            <FieldError id="password-error" message=form.password_error />
        </div>
    }
}
