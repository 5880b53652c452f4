//! Somebody without access to an app's environment is told so, and whom to ask.

use leptos::prelude::*;

use crate::{
    front::page::{AppName, NoAccessScreen},
    i18n::*,
    paths,
};

/// See the module.
#[component]
pub fn NoAccess(
    /// Language of the screen.
    locale: Locale,
    /// Who may not enter what.
    screen: NoAccessScreen,
) -> impl IntoView {
    let AppName { app, environment } = screen.app;
    let ask = if screen.team.is_empty() {
        td_string!(locale, no_access.ask_company)
    } else {
        td_string!(locale, no_access.ask)
    };
    let team = screen.team.into_iter().map(|email| {
        view! {
            <li>
                <a translate="no" href=format!("mailto:{email}")>{email.clone()}</a>
            </li>
        }
    });
    let team = team.collect_view();
    view! {
        <h1>{td_string!(locale, no_access.title)}</h1>
        <p>{td_string!(locale, no_access.text, email = screen.email, app = app, environment = environment)}</p>
        <p>{ask}</p>
        {(!team.is_empty()).then(|| view! { <ul class="team">{team}</ul> })}
        <form method="post" action=paths::CONSENT>
            <input type="hidden" name="request" value=screen.request />
            <button class="button" type="submit" name="decision" value="cancel">
                {td_string!(locale, no_access.back)}
            </button>
            <button class="button quiet" type="submit" name="decision" value="switch">
                {td_string!(locale, no_access.switch)}
            </button>
        </form>
    }
}
