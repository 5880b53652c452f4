//! Somebody without access to an app's environment is told so, and whom to ask.

use leptos::prelude::*;

use crate::{
    front::{
        no_access::{AccessAsking, NoAccessScreen, TeamMember, WhomToAsk},
        page::AppName,
    },
    i18n::*,
    paths::{self, percent_encoded},
    ui::named,
};

/// What the page is about.
pub fn title(locale: Locale, asking: &AccessAsking) -> &'static str {
    match asking {
        AccessAsking::Invited { .. } => td_string!(locale, invitation.title),
        AccessAsking::Archived => td_string!(locale, no_access.archived_title),
        AccessAsking::Possible
        | AccessAsking::Asked
        | AccessAsking::Declined { .. }
        | AccessAsking::Impossible => {
            td_string!(locale, no_access.title)
        }
    }
}

/// The page of somebody who may not enter an environment.
#[component]
pub fn NoAccess(
    /// Language of the screen.
    locale: Locale,
    /// Who may not enter what.
    screen: NoAccessScreen,
) -> impl IntoView {
    let heading = title(locale, &screen.asking);
    let NoAccessScreen {
        request,
        email,
        app,
        whom,
        asking,
    } = screen;
    let (said, act) = match asking {
        AccessAsking::Invited { by, roles } => {
            let accept = td_string!(locale, invitation.accept, app = app.app.clone());
            let said = view! { <Invited locale email app by roles /> };
            (said.into_any(), Some(("accept", accept)))
        }
        AccessAsking::Archived => {
            let AppName { app, environment } = app;
            let (app, environment) = (named(app), named(environment));
            let text = td!(locale, no_access.archived, app = app, environment = environment);
            (view! { <p>{text}</p> }.into_any(), None)
        }
        asking => {
            let act = (asking == AccessAsking::Possible)
                .then(|| ("ask", td_string!(locale, no_access.request).to_owned()));
            let status = match asking {
                AccessAsking::Asked => Some(td_string!(locale, no_access.requested).to_owned()),
                AccessAsking::Declined { hours: 0 | 1 } => {
                    Some(td_string!(locale, no_access.declined_soon).to_owned())
                }
                AccessAsking::Declined { hours } => {
                    Some(td_string!(locale, no_access.declined, hours = hours))
                }
                _ => None,
            };
            // Whoever has asked here waits for the answer: to be told to ask somebody, too, would contradict that.
            let whom = (asking != AccessAsking::Asked).then_some(whom);
            let said = view! { <Asking locale email app whom status /> };
            (said.into_any(), act)
        }
    };
    let back = match act {
        Some(_) => "button quiet",
        None => "button",
    };
    let act = act.map(|(decision, words)| {
        view! {
            <button class="button" type="submit" name="decision" value=decision>
                {words}
            </button>
        }
    });
    view! {
        <h1>{heading}</h1>
        {said}
        <form method="post" action=paths::CONSENT>
            <input type="hidden" name="request" value=request />
            {act}
            <button class=back type="submit" name="decision" value="cancel">
                {td_string!(locale, no_access.back)}
            </button>
            <button class="button quiet" type="submit" name="decision" value="switch">
                {td_string!(locale, no_access.switch)}
            </button>
        </form>
    }
}

/// Who invites the person, and as what.
#[component]
fn Invited(locale: Locale, email: String, app: AppName, by: String, roles: Vec<String>) -> impl IntoView {
    let text = td!(
        locale,
        invitation.text,
        inviter = named(by),
        app = named(app.app),
        environment = named(app.environment)
    );
    let roles = (!roles.is_empty()).then(|| {
        view! {
            <div>
                <dt>{td_string!(locale, invitation.roles)}</dt>
                <dd translate="no">{roles.join(", ")}</dd>
            </div>
        }
    });
    view! {
        <p>{text}</p>
        <dl class="facts">
            <div>
                <dt>{td_string!(locale, invitation.signed_in_as)}</dt>
                <dd translate="no" dir="auto">
                    {email}
                </dd>
            </div>
            {roles}
        </dl>
    }
}

/// That there is no access, and whom to ask, where somebody is to be asked.
#[component]
fn Asking(
    locale: Locale,
    email: String,
    app: AppName,
    whom: Option<WhomToAsk>,
    status: Option<String>,
) -> impl IntoView {
    let (ask, whom) = match whom {
        None => (None, Vec::new()),
        Some(WhomToAsk::Team(team)) => (Some(td_string!(locale, no_access.ask)), team),
        Some(WhomToAsk::Contact(contact)) => (
            Some(td_string!(locale, no_access.ask_contact)),
            vec![nameless(contact)],
        ),
        Some(WhomToAsk::Company) => (Some(td_string!(locale, no_access.ask_company)), Vec::new()),
        Some(WhomToAsk::Nobody) => (Some(td_string!(locale, no_access.ask_nobody)), Vec::new()),
    };
    let AppName { app, environment } = app;
    let (of, at, who) = (app.as_str(), environment.as_str(), email.as_str());
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
        email = named(email),
        app = named(app),
        environment = named(environment)
    );
    view! {
        <p>{text}</p>
        {ask.map(|ask| view! { <p>{ask}</p> })}
        {(!team.is_empty()).then(|| view! { <ul class="team">{team}</ul> })}
        {status.map(|status| view! { <p role="status">{status}</p> })}
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
