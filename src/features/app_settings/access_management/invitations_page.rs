//! "Invitations": who was invited into an environment and what became of it, with the ways to send one again and to take it back.

use latchkey_contract::{
    Page as ListPart, PageRequest,
    access_management::{
        Invitation, InvitationSort, InvitationStatus, ListInvitations, ResendInvitation, WithdrawInvitation,
        list_invitations, resend_invitation, withdraw_invitation,
    },
    app_settings::Environment,
};
use leptos::prelude::*;

use super::{people_page::crumbs, person::role_words};
use crate::{
    features::app_settings::{
        current_app::{CurrentApp, use_current_app},
        missing::MissingEnvironment,
    },
    i18n::*,
    kit::{
        Confirmation, ConfirmationDialog, DataTable, Page, Question, RelativeTime, RowSource, focus_heading,
        format_datetime, revision, use_locale, use_param, use_session_client,
    },
    paths,
    ui::{Badge, Column, EmptyKind, EmptyState, TableRow, Tone, address, icon},
};

/// What the address names: an environment, or nothing.
#[component]
pub fn InvitationsPage() -> impl IntoView {
    let locale = use_locale();
    let app = use_current_app();
    let id = use_param("environment");
    move || match app.environment(&id.get()) {
        Some(environment) => view! { <Invitations app environment /> }.into_any(),
        None => {
            let crumbs = untrack(|| crumbs(locale, app, None));
            let environments = paths::access_management(&app.slug());
            view! { <MissingEnvironment crumbs environments /> }.into_any()
        }
    }
}

/// What is asked about an invitation.
#[derive(Clone)]
enum Act {
    Resend(Invitation),
    Withdraw(Invitation),
}

#[component]
fn Invitations(app: CurrentApp, environment: Environment) -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let Environment { id, settings, .. } = environment;
    let name = StoredValue::new(settings.name);
    let invite = paths::invite_users(&app.slug(), &id);
    let place = StoredValue::new(id);
    let acts = {
        let client = client.clone();
        Confirmation::new(
            move || td_string!(locale, access_management.done).to_owned(),
            move |act: Act| {
                let client = client.clone();
                let environment = place.get_value();
                async move {
                    match act {
                        Act::Resend(Invitation { id: invitation, .. }) => {
                            let request = resend_invitation::Request {
                                environment,
                                invitation,
                            };
                            client.call::<ResendInvitation>(&request).await.map(drop)
                        }
                        Act::Withdraw(Invitation { id: invitation, .. }) => {
                            let request = withdraw_invitation::Request {
                                environment,
                                invitation,
                            };
                            client.call::<WithdrawInvitation>(&request).await.map(drop)
                        }
                    }
                }
            },
        )
    };
    let source = RowSource::new(move |query: PageRequest<InvitationSort>| {
        let client = client.clone();
        async move {
            let environment = place.get_value();
            let request = list_invitations::Request { environment, query };
            let page = client.call::<ListInvitations>(&request).await?;
            let rows = page
                .items
                .into_iter()
                .map(|invitation| row(locale, invitation, acts));
            Ok(ListPart {
                items: rows.collect(),
                next: page.next,
            })
        }
    });
    let invite = StoredValue::new(invite);
    let empty = move || {
        let text = td_string!(locale, access_management.no_invitation);
        view! { <EmptyState kind=EmptyKind::NothingYet icon=icon::GROUP text /> }
    };
    let done = Callback::new(move |()| {
        source.read_again();
        focus_heading();
    });
    view! {
        <Page
            heading=td_string!(locale, access_management.invitations)
            crumbs=Signal::derive(move || crumbs(locale, app, Some(name.get_value())))
            lead=td_string!(locale, access_management.invitations_lead, environment = name.get_value())
            action=move || {
                view! {
                    <a class="button" href=invite.get_value()>
                        {td_string!(locale, access_management.invite_users)}
                    </a>
                }
            }
        >
            <div class="invitations">
                <DataTable
                    label=td_string!(locale, access_management.invitations)
                    search_label=td_string!(locale, access_management.search_address)
                    columns=columns(locale)
                    source
                    empty
                />
            </div>
            <ConfirmationDialog
                confirmation=acts
                question=Callback::new(move |act| question(locale, act))
                on_done=done
            />
        </Page>
    }
}

fn columns(locale: Locale) -> Vec<Column> {
    vec![
        Column::sortable("email", td_string!(locale, access_management.email)),
        Column::text("roles", td_string!(locale, access_management.roles)),
        Column::text("state", td_string!(locale, access_management.state)),
        Column::text("sent", td_string!(locale, access_management.sent_at)),
        Column::text("actions", td_string!(locale, access_management.actions)),
    ]
}

fn row(locale: Locale, invitation: Invitation, acts: Confirmation<Act>) -> TableRow {
    let revision = revision(&(invitation.state, &invitation.sent_at, &invitation.roles));
    let (id, name) = (invitation.id.clone(), invitation.email.clone());
    let shown = StoredValue::new(invitation);
    let email = move || shown.with_value(|one| address(&one.email));
    let roles = move || shown.with_value(|one| role_words(locale, &one.roles));
    let state = move || shown.with_value(|one| state_cell(locale, one));
    let sent = move || {
        let (at, by) = shown.with_value(|one| (one.sent_at.clone(), one.invited_by.clone()));
        view! { <RelativeTime at /> <br /> <small>{address(&by)}</small> }
    };
    let actions = move || actions_cell(locale, shown.get_value(), acts);
    TableRow {
        id,
        revision,
        name,
        cells: vec![
            email.into(),
            roles.into(),
            state.into(),
            sent.into(),
            actions.into(),
        ],
    }
}

fn state_cell(locale: Locale, invitation: &Invitation) -> AnyView {
    let (tone, label) = match invitation.state {
        InvitationStatus::Pending => (Tone::Info, td_string!(locale, access_management.pending)),
        InvitationStatus::Bounced => (Tone::Danger, td_string!(locale, access_management.bounced)),
        InvitationStatus::Accepted => (Tone::Good, td_string!(locale, access_management.accepted)),
        InvitationStatus::Declined => (Tone::Warn, td_string!(locale, access_management.declined)),
        InvitationStatus::Expired => (Tone::Warn, td_string!(locale, access_management.expired)),
        InvitationStatus::Withdrawn => (Tone::Neutral, td_string!(locale, access_management.withdrawn)),
    };
    let until = matches!(invitation.state, InvitationStatus::Pending).then(|| {
        let time = format_datetime(locale, &invitation.expires_at);
        let text = td_string!(locale, access_management.until, time = time);
        view! { <span class="fine-print">{text}</span> }
    });
    view! { <Badge tone label /> " " {until} }.into_any()
}

fn actions_cell(locale: Locale, invitation: Invitation, acts: Confirmation<Act>) -> AnyView {
    let button = |label: &'static str, act: Act, name: String| {
        view! {
            <button class="button quiet dense" type="button" on:click=move |_| acts.ask(act.clone())>
                {label}
                <span class="unseen" translate="no">
                    " "
                    {name}
                </span>
            </button>
        }
    };
    let (is_open, is_accepted) = match invitation.state {
        InvitationStatus::Pending | InvitationStatus::Bounced => (true, false),
        InvitationStatus::Accepted => (false, true),
        InvitationStatus::Declined | InvitationStatus::Expired | InvitationStatus::Withdrawn => {
            (false, false)
        }
    };
    let name = invitation.email.clone();
    let resend = (!is_accepted).then(|| {
        let label = td_string!(locale, access_management.resend);
        button(label, Act::Resend(invitation.clone()), name.clone())
    });
    let withdraw = is_open.then(|| {
        let label = td_string!(locale, access_management.withdraw);
        button(label, Act::Withdraw(invitation.clone()), name.clone())
    });
    view! { <div class="access-actions">{resend} {withdraw}</div> }.into_any()
}

fn question(locale: Locale, act: Act) -> Question {
    match act {
        Act::Resend(invitation) => Question {
            title: td_string!(locale, access_management.resend_title, email = invitation.email),
            text: td_string!(locale, access_management.resend_text).to_owned(),
            confirm: td_string!(locale, access_management.resend).to_owned(),
        },
        Act::Withdraw(invitation) => Question {
            title: td_string!(locale, access_management.withdraw_title, email = invitation.email),
            text: td_string!(locale, access_management.withdraw_text).to_owned(),
            confirm: td_string!(locale, access_management.withdraw).to_owned(),
        },
    }
}
