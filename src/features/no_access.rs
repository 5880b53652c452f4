//! Somebody without access to an app's environment is told so, and whom to ask.

use leptos::prelude::*;

use crate::{
    front::page::{AppName, NoAccessScreen, WhomToAsk},
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
    let (ask, whom) = match screen.whom {
        WhomToAsk::Team(team) => (td_string!(locale, no_access.ask), team),
        WhomToAsk::Contact(contact) => (td_string!(locale, no_access.ask_contact), vec![contact]),
        WhomToAsk::Company => (td_string!(locale, no_access.ask_company), Vec::new()),
        WhomToAsk::Nobody => (td_string!(locale, no_access.ask_nobody), Vec::new()),
    };
    let team = whom.into_iter().map(|whom| {
        let href = match whom.starts_with("https://") {
            true => whom.clone(),
            false => format!("mailto:{whom}"),
        };
        view! {
            <li>
                <a translate="no" href=href>{whom}</a>
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
