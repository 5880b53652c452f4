//! An invitation into an app: who invites, whom, and the way on; or why it leads nowhere.

use latchkey_contract::paths::INVITATIONS;
use leptos::prelude::*;

use crate::{
    front::page::{InvitationProblem, InvitationReader, InvitationScreen, OpenInvitation},
    i18n::*,
    paths,
    ui::named,
};

/// The page of an invitation.
#[component]
pub fn Invitation(
    /// Language of the screen.
    locale: Locale,
    /// What there is to say.
    screen: InvitationScreen,
) -> impl IntoView {
    match screen {
        InvitationScreen::Open(open) => view! { <Open locale open /> }.into_any(),
        InvitationScreen::Closed(problem) => view! { <Closed locale problem /> }.into_any(),
    }
}

#[component]
fn Open(locale: Locale, open: OpenInvitation) -> impl IntoView {
    let OpenInvitation {
        invitation,
        app,
        invited_by,
        email,
        roles,
        reader,
    } = open;
    let place = [INVITATIONS, "/", &invitation].concat();
    let name = app.app.clone();
    let text = td!(
        locale,
        invitation.text,
        inviter = named(invited_by),
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
    let present = match &reader {
        InvitationReader::Nobody => None,
        InvitationReader::Invitee { email } | InvitationReader::Another { email } => Some(email.clone()),
    };
    let present = present.map(|email| {
        view! {
            <div>
                <dt>{td_string!(locale, invitation.signed_in_as)}</dt>
                <dd translate="no" dir="auto">{email}</dd>
            </div>
        }
    });
    view! {
        <h1>{td_string!(locale, invitation.title)}</h1>
        <p>{text}</p>
        <dl class="facts">
            <div>
                <dt>{td_string!(locale, invitation.email)}</dt>
                <dd translate="no" dir="auto">{email}</dd>
            </div>
            {present} {roles}
        </dl>
        <WayOn locale reader place name />
    }
}

#[component]
fn WayOn(locale: Locale, reader: InvitationReader, place: String, name: String) -> impl IntoView {
    match reader {
        InvitationReader::Nobody => view! {
            <p>{td_string!(locale, invitation.sign_in)}</p>
            <a class="button" href=paths::sign_in_and_back_to(&place)>
                {td_string!(locale, invitation.go_on)}
            </a>
        }
        .into_any(),
        InvitationReader::Invitee { .. } => view! {
            <form method="post" action=place>
                <button class="button" type="submit" name="decision" value="accept">
                    {td_string!(locale, invitation.accept, app = name)}
                </button>
            </form>
        }
        .into_any(),
        InvitationReader::Another { .. } => view! {
            <p>{td_string!(locale, invitation.another)}</p>
            <form method="post" action=place>
                <button class="button" type="submit" name="decision" value="switch">
                    {td_string!(locale, invitation.switch)}
                </button>
            </form>
            <p class="aside">
                <a href=paths::HOME>{td_string!(locale, invitation.stay)}</a>
            </p>
        }
        .into_any(),
    }
}

#[component]
fn Closed(locale: Locale, problem: InvitationProblem) -> impl IntoView {
    let (happened, next) = match problem {
        InvitationProblem::Unknown => (
            td_string!(locale, invitation.unknown),
            td_string!(locale, invitation.next_new),
        ),
        InvitationProblem::Elsewhere => (
            td_string!(locale, invitation.elsewhere),
            td_string!(locale, invitation.next_open_again),
        ),
        InvitationProblem::Accepted => (
            td_string!(locale, invitation.accepted),
            td_string!(locale, invitation.next_home),
        ),
        InvitationProblem::Declined => (
            td_string!(locale, invitation.declined),
            td_string!(locale, invitation.next_new),
        ),
        InvitationProblem::Expired => (
            td_string!(locale, invitation.expired),
            td_string!(locale, invitation.next_new),
        ),
        InvitationProblem::Withdrawn => (
            td_string!(locale, invitation.withdrawn),
            td_string!(locale, invitation.next_new),
        ),
    };
    view! {
        <h1>{td_string!(locale, invitation.closed_title)}</h1>
        <p>{happened}</p>
        <p>{next}</p>
        <a class="button" href=paths::HOME>
            {td_string!(locale, portal.go_home)}
        </a>
    }
}
