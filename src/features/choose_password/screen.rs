//! The screen: a plain form; awake it rates the password, shows progress and refuses to be sent twice.

use leptos::{html::Input, prelude::*};

use crate::{
    api::ApiError,
    front::entry::{ChoosePasswordScreen, LinkPurpose},
    i18n::*,
    new_password::NewPasswordField,
    paths,
    phrases::{notice, problem_phrase},
    ui::{Alert, FieldError, SubmitButton, idle_again_on_return},
};

/// What the `h1` says.
pub fn title(locale: Locale, purpose: LinkPurpose) -> &'static str {
    match purpose {
        LinkPurpose::SignUp => td_string!(locale, choose_password.sign_up_title),
        LinkPurpose::SetUp => td_string!(locale, choose_password.set_up_title),
        _ => td_string!(locale, choose_password.reset_title),
    }
}

/// See the module.
#[component]
pub fn ChoosePassword(
    /// Language of the screen.
    locale: Locale,
    /// What the server knows.
    screen: ChoosePasswordScreen,
) -> impl IntoView {
    let sending = RwSignal::new(false);
    idle_again_on_return(sending);
    let submit = move |event: web_sys::SubmitEvent| {
        if sending.get_untracked() {
            event.prevent_default();
        }
        sending.set(true);
    };
    let purpose = screen.purpose;
    let (intro, submit_label) = match purpose {
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
    };
    let problem = screen.problem.map(ApiError::from);
    let message_at = |name: &str| match &problem {
        Some(error @ ApiError::Refused(refusal)) if refusal.field.as_deref() == Some(name) => {
            Some(problem_phrase(locale, error))
        }
        _ => None,
    };
    let is_new = purpose != LinkPurpose::ResetPassword;
    let sets_up = purpose == LinkPurpose::SetUp;
    let password_error = message_at("password");
    let errors = ["company_name", "first_name", "last_name", "username"].map(message_at);
    let nowhere = password_error.is_none() && errors.iter().all(Option::is_none);
    let complaint = problem.as_ref().filter(|_| nowhere);
    let complaint = RwSignal::new(complaint.map(|error| notice(locale, error)));
    let [company_error, first_error, last_error, username_error] = errors;
    let about: [NodeRef<Input>; 4] = std::array::from_fn(|_| NodeRef::new());
    // Where something is wrong, or where typing begins.
    let in_password = password_error.is_some() || !is_new;
    let in_company = sets_up && !in_password && problem.is_none();
    let in_first_name = is_new && !sets_up && problem.is_none();
    let company = sets_up.then(|| {
        view! {
            <TextField
                name="company_name"
                error_id="company_name-error"
                label=td_string!(locale, choose_password.company)
                autocomplete="organization"
                value=screen.company_name
                error=company_error
                autofocus=in_company
                node_ref=about[0]
            />
        }
    });
    let names = is_new.then(|| {
        view! {
            <TextField
                name="first_name"
                error_id="first_name-error"
                label=td_string!(locale, onboarding.first_name)
                autocomplete="given-name"
                value=screen.first_name
                error=first_error
                autofocus=in_first_name
                node_ref=about[1]
            />
            <TextField
                name="last_name"
                error_id="last_name-error"
                label=td_string!(locale, onboarding.last_name)
                autocomplete="family-name"
                value=screen.last_name
                error=last_error
                autofocus=false
                node_ref=about[2]
            />
        }
    });
    view! {
        <h1>{title(locale, purpose)}</h1>
        <p>{intro}</p>
        <form method="post" action=paths::of_link(purpose, &screen.link) novalidate on:submit=submit>
            <Alert locale notice=complaint />
            {company}
            {names}
            <TextField
                name="username"
                error_id="username-error"
                label=td_string!(locale, onboarding.address)
                autocomplete="username"
                value=screen.username.clone()
                error=username_error
                autofocus=false
                fixed=!sets_up
                node_ref=about[3]
            />
            <NewPasswordField
                locale
                label=td_string!(locale, choose_password.password)
                error=RwSignal::new(password_error)
                address=String::new()
                about=about.to_vec()
                autofocus=in_password
            />
            <SubmitButton busy=sending label=submit_label />
        </form>
        <p class="aside">
            <a href=paths::SIGN_IN>{td_string!(locale, back_to_sign_in)}</a>
        </p>
    }
}

/// One line of text. A fixed one is shown, and there for password managers, but not to be changed.
#[component]
fn TextField(
    name: &'static str,
    error_id: &'static str,
    label: &'static str,
    autocomplete: &'static str,
    value: String,
    error: Option<String>,
    autofocus: bool,
    #[prop(optional)] fixed: bool,
    node_ref: NodeRef<Input>,
) -> impl IntoView {
    let is_address = name == "username";
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <div class="cell">
                <input
                    node_ref=node_ref
                    id=name
                    name=name
                    type="text"
                    inputmode=is_address.then_some("email")
                    autocapitalize=is_address.then_some("none")
                    maxlength=if is_address { "320" } else { "100" }
                    autocomplete=autocomplete
                    value=value
                    readonly=fixed
                    autofocus=autofocus || error.is_some()
                    aria-describedby=error_id
                    aria-invalid=error.is_some().then_some("true")
                />
            </div>
            <FieldError id=error_id message=RwSignal::new(error) />
        </div>
    }
}
