//! Asking for a link: to make an account, or to set a new password. A plain form with nothing to wake.

use leptos::prelude::*;

use crate::{
    api::ApiError,
    front::entry::{AskForLinkScreen, LinkPurpose},
    i18n::*,
    paths,
    phrases::{notice, problem_phrase},
    ui::{Alert, FieldError},
};

/// What the `h1` says.
pub fn title(locale: Locale, purpose: LinkPurpose) -> &'static str {
    match purpose {
        LinkPurpose::ResetPassword => td_string!(locale, ask_for_link.reset_title),
        _ => td_string!(locale, ask_for_link.sign_up_title),
    }
}

/// The form that asks for a link by mail.
#[component]
pub fn AskForLink(
    /// Language of the screen.
    locale: Locale,
    /// What the server knows.
    screen: AskForLinkScreen,
) -> impl IntoView {
    let intro = match screen.purpose {
        LinkPurpose::ResetPassword => td_string!(locale, ask_for_link.reset_intro),
        _ => td_string!(locale, ask_for_link.sign_up_intro),
    };
    // Whose identity provider lets nobody in looks for help here, too.
    let recover = (screen.purpose == LinkPurpose::ResetPassword).then(|| {
        view! {
            <p class="aside">
                <a href=paths::RECOVER>{td_string!(locale, sso_failed.recover)}</a>
            </p>
        }
    });
    let return_to = screen.return_to;
    let back = paths::and_back_to(paths::SIGN_IN, return_to.as_deref());
    let problem = screen.problem.map(ApiError::from);
    let at_field =
        matches!(&problem, Some(ApiError::Refused(refusal)) if refusal.field.as_deref() == Some("username"));
    let (above, below) = match &problem {
        Some(error) if at_field => (None, Some(problem_phrase(locale, error))),
        Some(error) => (Some(notice(locale, error)), None),
        None => (None, None),
    };
    view! {
        <h1>{title(locale, screen.purpose)}</h1>
        <p>{intro}</p>
        <form method="post" action=paths::asking(screen.purpose) novalidate>
            <Alert locale notice=RwSignal::new(above) />
            {return_to.map(|path| view! { <input type="hidden" name="return_to" value=path /> })}
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
                        aria-describedby="username-error"
                        aria-invalid=at_field.then_some("true")
                    />
                </div>
                <FieldError id="username-error" message=RwSignal::new(below) />
            </div>
            <button class="button" type="submit">
                {td_string!(locale, ask_for_link.submit)}
            </button>
        </form>
        <p class="aside">
            <a href=back>{td_string!(locale, back_to_sign_in)}</a>
        </p>
        {recover}
    }
}
