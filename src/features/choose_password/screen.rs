//! The screen on which somebody chooses a password: a plain form. Once hydrated it rates the password, checks its fields before it is sent, and is
//! sent only once.

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

/// Words of the `h1`.
pub fn title(locale: Locale, purpose: LinkPurpose) -> &'static str {
    match purpose {
        LinkPurpose::SignUp => td_string!(locale, choose_password.sign_up_title),
        LinkPurpose::SetUp => td_string!(locale, choose_password.set_up_title),
        _ => td_string!(locale, choose_password.reset_title),
    }
}

/// The sentence below the `h1`, and the words of the button.
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
    let sets_up = purpose == LinkPurpose::SetUp;
    let inputs = Inputs {
        locale,
        form,
        begins_at: begins_at(form, purpose),
    };
    let address = inputs.address(screen.username, !sets_up);
    let company = sets_up.then(|| inputs.company(screen.company_name));
    let is_new = purpose != LinkPurpose::ResetPassword;
    let names = is_new.then(|| inputs.names(screen.first_name, screen.last_name));
    // A known address comes first, so that people see whose account it is; one that they type comes after the company.
    let (above, below) = if sets_up {
        (None, Some(address))
    } else {
        (Some(address), None)
    };
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
            {inputs.password()}
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

/// Name of the field that has the focus first: one with an error, or else the first to be typed.
fn begins_at(form: Form, purpose: LinkPurpose) -> &'static str {
    let first_wrong = form.fields().into_iter().find(|field| field.is_wrong());
    match (first_wrong, purpose) {
        (Some(field), _) => field.name,
        (None, LinkPurpose::SetUp) => "company_name",
        (None, LinkPurpose::ResetPassword) => "password",
        (None, _) => "first_name",
    }
}

/// Makes the inputs of the form.
#[derive(Clone, Copy)]
struct Inputs {
    locale: Locale,
    form: Form,
    /// Name of the field that has the focus first.
    begins_at: &'static str,
}

impl Inputs {
    fn address(self, value: String, fixed: bool) -> impl IntoView {
        view! {
            <LiveTextField
                locale=self.locale
                field=self.form.username
                error_id="username-error"
                label=td_string!(self.locale, onboarding.address)
                autocomplete="username"
                value
                autofocus=self.begins_at == "username"
                fixed
            />
        }
    }

    fn company(self, value: String) -> impl IntoView {
        view! {
            <LiveTextField
                locale=self.locale
                field=self.form.company_name
                error_id="company_name-error"
                label=td_string!(self.locale, choose_password.company)
                autocomplete="organization"
                value
                autofocus=self.begins_at == "company_name"
            />
        }
    }

    fn names(self, first_name: String, last_name: String) -> impl IntoView {
        view! {
            <LiveTextField
                locale=self.locale
                field=self.form.first_name
                error_id="first_name-error"
                label=td_string!(self.locale, onboarding.first_name)
                autocomplete="given-name"
                value=first_name
                autofocus=self.begins_at == "first_name"
            />
            <LiveTextField
                locale=self.locale
                field=self.form.last_name
                error_id="last_name-error"
                label=td_string!(self.locale, onboarding.last_name)
                autocomplete="family-name"
                value=last_name
                autofocus=self.begins_at == "last_name"
                optional=true
                together_with=self.form.first_name
            />
        }
    }

    /// The input for the password, which is also rated by whether it contains what the other fields hold.
    fn password(self) -> impl IntoView {
        let about = [
            self.form.company_name,
            self.form.first_name,
            self.form.last_name,
            self.form.username,
        ];
        view! {
            <NewPasswordField
                locale=self.locale
                label=td_string!(self.locale, choose_password.password)
                error=self.form.password.error
                address=String::new()
                about=about.map(|field| field.input).to_vec()
                autofocus=self.begins_at == "password"
                node_ref=self.form.password.input
                reveal=self.form.reveal
                guessable=self.form.guessable
            />
        }
    }
}
