//! Somebody without access to an app's environment is told so, and whom to ask.

use leptos::prelude::*;

use crate::{
    front::page::{AccessAsking, AppName, NoAccessScreen, TeamMember, WhomToAsk},
    i18n::*,
    paths::{self, percent_encoded},
    ui::named,
};

/// The page of somebody who may not enter an environment.
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
        WhomToAsk::Contact(contact) => (td_string!(locale, no_access.ask_contact), vec![nameless(contact)]),
        WhomToAsk::Company => (td_string!(locale, no_access.ask_company), Vec::new()),
        WhomToAsk::Nobody => (td_string!(locale, no_access.ask_nobody), Vec::new()),
    };
    let (of, at, who) = (app.as_str(), environment.as_str(), screen.email.as_str());
    let subject = td_string!(locale, no_access.mail_subject, app = of, environment = at);
    let body = td_string!(
        locale,
        no_access.mail_body,
        app = of,
        environment = at,
        email = who
    );
    let team = whom.into_iter().map(|TeamMember { name, email }| {
        let href = match email.starts_with("https://") {
            true => email.clone(),
            false => mail_to(&email, &subject, &body),
        };
        let name = (!name.is_empty()).then(|| view! { <bdi translate="no">{name}</bdi> });
        view! {
            <li>
                {name}
                " "
                <a translate="no" href=href>{email}</a>
            </li>
        }
    });
    let team = team.collect_view();
    let text = td!(
        locale,
        no_access.text,
        email = named(screen.email),
        app = named(app),
        environment = named(environment)
    );
    let request_button = (screen.asking == AccessAsking::Possible).then(|| {
        view! {
            <button class="button" type="submit" name="decision" value="ask">
                {td_string!(locale, no_access.request)}
            </button>
        }
    });
    let asked = (screen.asking == AccessAsking::Asked)
        .then(|| view! { <p role="status">{td_string!(locale, no_access.requested)}</p> });
    let back = match request_button {
        Some(_) => "button quiet",
        None => "button",
    };
    view! {
        <h1>{td_string!(locale, no_access.title)}</h1>
        <p>{text}</p>
        <p>{ask}</p>
        {(!team.is_empty()).then(|| view! { <ul class="team">{team}</ul> })}
        {asked}
        <form method="post" action=paths::CONSENT>
            <input type="hidden" name="request" value=screen.request />
            {request_button}
            <button class=back type="submit" name="decision" value="cancel">
                {td_string!(locale, no_access.back)}
            </button>
            <button class="button quiet" type="submit" name="decision" value="switch">
                {td_string!(locale, no_access.switch)}
            </button>
        </form>
    }
}

/// Somebody or something of whom only the address is known.
const fn nameless(email: String) -> TeamMember {
    TeamMember {
        name: String::new(),
        email,
    }
}

/// A mail that is begun (RFC 6068).
fn mail_to(address: &str, subject: &str, body: &str) -> String {
    let mut link = format!("mailto:{address}?subject=");
    percent_encoded(&mut link, subject);
    link.push_str("&body=");
    // Lines of a mail end like this.
    percent_encoded(&mut link, &body.replace('\n', "\r\n"));
    link
}
