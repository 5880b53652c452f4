//! The screen: a plain form; awake it rates the password, judges its fields before it is sent, and is sent once.

use leptos::prelude::*;

use super::form::Form;
use crate::{
    front::{
        entry::{ChoosePasswordScreen, LinkPurpose},
        field::{LiveTextField, whole_form},
    },
    i18n::*,
    new_password::NewPasswordField,
    paths,
    ui::{Alert, SubmitButton},
};

/// What the `h1` says.
pub fn title(locale: Locale, purpose: LinkPurpose) -> &'static str {
    match purpose {
        LinkPurpose::SignUp => td_string!(locale, choose_password.sign_up_title),
        LinkPurpose::SetUp => td_string!(locale, choose_password.set_up_title),
        _ => td_string!(locale, choose_password.reset_title),
    }
}

/// What stands below the `h1`, and on the button.
fn words(locale: Locale, purpose: LinkPurpose) -> (&'static str, &'static str) {
    match purpose {
        LinkPurpose::SignUp => (
            td_string!(locale, choose_password.sign_up_intro),
            td_string!(locale, choose_password.sign_up_submit),
        ),
        LinkPurpose::SetUp => (
            td_string!(locale, choose_password.set_up_intro),
            td_string!(locale, choose_password.set_up_submit),
        ),
        _ => (
            td_string!(locale, choose_password.reset_intro),
            td_string!(locale, choose_password.reset_submit),
        ),
    }
}

/// The form for an account's first or next password, with the fields that its purpose calls for.
#[component]
pub fn ChoosePassword(
    /// Language of the screen.
    locale: Locale,
    /// What the server knows.
    screen: ChoosePasswordScreen,
) -> impl IntoView {
    let form = Form::new(locale, &screen);
    let purpose = screen.purpose;
    let (intro, submit_label) = words(locale, purpose);
    let complaint = RwSignal::new(whole_form(locale, &screen.problems, &form.fields()));
    let is_new = purpose != LinkPurpose::ResetPassword;
    let sets_up = purpose == LinkPurpose::SetUp;
    // Where something is wrong, or where typing begins.
    let first_wrong = form.fields().into_iter().find(|field| field.is_wrong());
    let begins_at = match first_wrong {
        Some(field) => field.name,
        None if sets_up => "company_name",
        None if is_new => "first_name",
        None => "password",
    };
    let address = view! {
        <LiveTextField
            locale
            field=form.username
            error_id="username-error"
            label=td_string!(locale, onboarding.address)
            autocomplete="username"
            value=screen.username
            autofocus=begins_at == "username"
            fixed=!sets_up
        />
    };
    let company = sets_up.then(|| {
        view! {
            <LiveTextField
                locale
                field=form.company_name
                error_id="company_name-error"
                label=td_string!(locale, choose_password.company)
                autocomplete="organization"
                value=screen.company_name
                autofocus=begins_at == "company_name"
            />
        }
    });
    let names = is_new.then(|| {
        view! {
            <LiveTextField
                locale
                field=form.first_name
                error_id="first_name-error"
                label=td_string!(locale, onboarding.first_name)
                autocomplete="given-name"
                value=screen.first_name
                autofocus=begins_at == "first_name"
            />
            <LiveTextField
                locale
                field=form.last_name
                error_id="last_name-error"
                label=td_string!(locale, onboarding.last_name)
                autocomplete="family-name"
                value=screen.last_name
                autofocus=begins_at == "last_name"
                optional=true
                together_with=form.first_name
            />
        }
    });
    // Whose account it is stands first, where the link says it; last, where it is asked for.
    let (above, below) = if sets_up {
        (None, Some(address))
    } else {
        (Some(address), None)
    };
    let about = [form.company_name, form.first_name, form.last_name, form.username];
    view! {
        <h1>{title(locale, purpose)}</h1>
        <p>{intro}</p>
        <form
            method="post"
            action=paths::of_link(purpose, &screen.link)
            novalidate
            on:submit=move |event: web_sys::SubmitEvent| form.submit(&event)
        >
            <Alert locale notice=complaint />
            {above}
            {company}
            {names}
            {below}
            <NewPasswordField
                locale
                label=td_string!(locale, choose_password.password)
                error=form.password.error
                address=String::new()
                about=about.map(|field| field.input).to_vec()
                autofocus=begins_at == "password"
                node_ref=form.password.input
                reveal=form.reveal
                guessable=form.guessable
            />
            <SubmitButton busy=form.sending label=submit_label />
        </form>
        // Before the first account there is nothing to sign in to.
        {(!sets_up)
            .then(|| {
                view! {
                    <p class="aside">
                        <a href=paths::SIGN_IN>{td_string!(locale, back_to_sign_in)}</a>
                    </p>
                }
            })}
    }
}
