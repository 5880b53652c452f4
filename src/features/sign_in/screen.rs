//! The sign-in screen. Renders the same on the server and in the browser, posts without WebAssembly, and keeps every
//! element it was born with: password managers and people may have filled them already.

use latchkey_contract::ErrorCode;
use leptos::prelude::*;

use super::form::{Form, field_of};
use crate::{
    api::ApiError,
    front::page::SignInScreen,
    i18n::*,
    paths,
    phrases::problem_phrase,
    ui::{Alert, FieldError, SubmitButton},
};

/// The sign-in screen.
#[component]
pub fn SignIn(
    /// Language of the screen.
    locale: Locale,
    /// What the server knew.
    screen: SignInScreen,
) -> impl IntoView {
    let form = Form::new(&screen);
    form.wake();
    let problem_at = move |place: Option<&'static str>| {
        form.problem.with(|problem| {
            let problem = problem.as_ref()?;
            (place_of(problem) == place).then(|| problem_phrase(locale, problem))
        })
    };
    let support = move || form.problem.with(|problem| problem.as_ref().and_then(support_id));
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        form.submit();
    };
    let label = move || {
        if form.federated.with(Option::is_some) {
            td_string!(locale, sign_in.submit_sso)
        } else {
            td_string!(locale, sign_in.submit)
        }
    };
    view! {
        <h1>{td_string!(locale, sign_in.title)}</h1>
        <form method="post" action=paths::SIGN_IN novalidate on:submit=submit>
            <Alert locale message=Signal::derive(move || problem_at(None)) request_id=Signal::derive(support) />
            {screen.return_to.map(|path| view! { <input type="hidden" name="return_to" value=path /> })}
            <UsernameField locale form username=screen.username error=Signal::derive(move || problem_at(Some("username"))) />
            <PasswordField locale form error=Signal::derive(move || problem_at(Some("password"))) />
            <SubmitButton busy=form.sending label=Signal::derive(label) />
        </form>
    }
}

#[component]
fn UsernameField(
    locale: Locale,
    form: Form,
    username: String,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let hint = move || {
        let domain = form.federated.get()?;
        Some(view! { <p class="hint">{td_string!(locale, sign_in.federated, domain = domain)}</p> })
    };
    view! {
        <div class="field">
            <label for="username">{td_string!(locale, sign_in.username)}</label>
            <input
                node_ref=form.username
                id="username"
                name="username"
                type="text"
                inputmode="email"
                autocomplete="username"
                autocapitalize="none"
                spellcheck="false"
                autofocus=username.is_empty()
                value=username
                aria-describedby="username-hint username-error"
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                readonly=form.sending
                on:input=move |event| form.edited(&event)
                on:change=move |event| form.edited(&event)
                on:animationstart=move |event| form.edited(&event)
            />
            <FieldError id="username-error" message=error />
            <div id="username-hint" aria-live="polite">{hint}</div>
        </div>
    }
}

/// For a federated domain the row folds away but stays in the page: a manager that has filled it is not confused, and
/// what it filled is still there when the domain changes back. Without a `name` the input belongs to no submission, so
/// not even a form posted without WebAssembly carries it; `disabled` would say the same but make managers forget the
/// field.
#[component]
fn PasswordField(locale: Locale, form: Form, error: Signal<Option<String>>) -> impl IntoView {
    let folded = move || form.federated.with(Option::is_some);
    view! {
        <div class="field" class:folded=folded inert=folded aria-hidden=move || folded().then_some("true")>
            <label for="password">{td_string!(locale, sign_in.password)}</label>
            <input
                node_ref=form.password
                id="password"
                name=move || (!folded()).then_some("password")
                type="password"
                autocomplete="current-password"
                aria-describedby="password-error"
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                readonly=form.sending
            />
            <FieldError id="password-error" message=error />
        </div>
    }
}

/// The field next to which an error stands; `None` is above the form.
fn place_of(error: &ApiError) -> Option<&'static str> {
    match field_of(error) {
        // One message for the pair, whatever the server blames.
        _ if error.code() == Some(ErrorCode::WrongCredentials) => None,
        Some("username") => Some("username"),
        Some("password") => Some("password"),
        _ => None,
    }
}

/// What support needs to find the request: only for faults that the person cannot mend.
fn support_id(error: &ApiError) -> Option<String> {
    match error {
        ApiError::Refused(refusal) if refusal.code.status() >= 500 => Some(refusal.request_id.clone()),
        _ => None,
    }
}
