//! "Invite Users": addresses are pasted, read, and reviewed before anything is sent. Invariant: nothing is sent before somebody has seen
//! who gets a mail, and with which roles.

use latchkey_contract::{
    access_management::{
        CheckInvitees, CreateInvitations, Invitee, InviteeOutcome, check_invitees, create_invitations,
    },
    app_settings::Environment,
};
use leptos::prelude::*;

use super::{
    invitee_list::{InviteeList, Invitees, outcome_words},
    people_page::crumbs,
    role_choices::RoleChoices,
};
use crate::{
    features::app_settings::{
        current_app::{CurrentApp, use_current_app},
        missing::MissingEnvironment,
    },
    i18n::*,
    kit::{Form, FormField, Page, focus_heading, use_locale, use_param},
    paths,
    ui::{Alert, SubmitButton},
};

/// What the address names: an environment, or nothing.
#[component]
pub fn InviteUsersPage() -> impl IntoView {
    let locale = use_locale();
    let app = use_current_app();
    let id = use_param("environment");
    move || match app.environment(&id.get()) {
        Some(environment) => view! { <Invite app environment /> }.into_any(),
        None => {
            let crumbs = untrack(|| crumbs(locale, app, None));
            let environments = paths::access_management(&app.slug());
            view! { <MissingEnvironment crumbs environments /> }.into_any()
        }
    }
}

/// How far somebody has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Whom to invite, as what.
    Collect,
    /// What will be sent.
    Review,
    /// The invitations were sent.
    Sent,
}

/// What the steps share.
#[derive(Clone, Copy)]
struct Inviting {
    step: RwSignal<Step>,
    invitees: Invitees,
    form: Form,
    roles: FormField,
    sent: RwSignal<Vec<Invitee>>,
}

#[component]
fn Invite(app: CurrentApp, environment: Environment) -> impl IntoView {
    let locale = use_locale();
    let Environment { id, settings, .. } = environment;
    let form = Form::new("invite-users");
    let inviting = Inviting {
        step: RwSignal::new(Step::Collect),
        invitees: Invitees::empty(),
        form,
        roles: form.list("roles", &[]),
        sent: RwSignal::new(Vec::new()),
    };
    let name = StoredValue::new(settings.name.clone());
    let published = StoredValue::new(settings.roles);
    let slug = app.slug();
    let people = StoredValue::new((
        paths::environment_people(&slug, &id),
        paths::environment_invitations(&slug, &id),
    ));
    let id = StoredValue::new(id);
    let step = move || match inviting.step.get() {
        Step::Collect => {
            view! { <Collect inviting environment=id.get_value() published=published.get_value() /> }
                .into_any()
        }
        Step::Review => view! { <Review inviting environment=id.get_value() /> }.into_any(),
        Step::Sent => view! { <Sent inviting people=people.get_value() /> }.into_any(),
    };
    view! {
        <Page
            heading=td_string!(locale, access_management.invite_users)
            crumbs=Signal::derive(move || crumbs(locale, app, Some(name.get_value())))
            lead=td_string!(locale, access_management.invite_lead, environment = name.get_value())
        >
            <Alert locale notice=form.notice />
            {step}
        </Page>
    }
}

#[component]
fn Collect(inviting: Inviting, environment: String, published: Vec<String>) -> impl IntoView {
    let locale = use_locale();
    let Inviting { invitees, roles, .. } = inviting;
    let next = move |_| {
        inviting.form.clear();
        inviting.step.set(Step::Review);
        focus_heading();
    };
    let has_roles = !published.is_empty();
    let choices = has_roles.then(|| view! { <RoleChoices field=roles published /> });
    view! {
        <Adding inviting environment />
        <InviteeList invitees />
        {choices}
        <Show when=move || { invitees.to_invite().get() > 0 }>
            <p>
                <button class="button" type="button" on:click=next>
                    {td_string!(locale, access_management.next)}
                </button>
            </p>
        </Show>
    }
}

/// The field for what is pasted.
#[component]
fn Adding(inviting: Inviting, environment: String) -> impl IntoView {
    let locale = use_locale();
    let form = Form::new("invitees");
    let text = form.field("text", "");
    let with_team = RwSignal::new(false);
    let check = form.submission::<CheckInvitees>(move |_, response| {
        inviting.invitees.add(response.items);
        text.reset(String::new());
        with_team.set(false);
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        check.send(check_invitees::Request {
            environment: environment.clone(),
            text: text.value.get_untracked(),
            include_team: with_team.get_untracked(),
        });
    };
    view! {
        <form class="environment-form" novalidate on:submit=submit>
            <Alert locale notice=form.notice />
            <div class="field">
                <label for="invitee-text">{td_string!(locale, access_management.addresses)}</label>
                <textarea
                    id="invitee-text"
                    name="text"
                    rows="5"
                    autocapitalize="none"
                    autocomplete="off"
                    spellcheck="false"
                    aria-describedby="invitee-text-hint"
                    prop:value=text.value
                    on:input:target=move |event| text.value.set(event.target().value())
                ></textarea>
                <p id="invitee-text-hint" class="hint">
                    {td_string!(locale, access_management.addresses_hint)}
                </p>
            </div>
            <div class="choice">
                <input
                    type="checkbox"
                    id="include-team"
                    name="include_team"
                    prop:checked=with_team
                    on:change:target=move |event| with_team.set(event.target().checked())
                />
                <label for="include-team">{td_string!(locale, access_management.include_team)}</label>
            </div>
            <SubmitButton busy=check.pending() label=td_string!(locale, access_management.add_invitees) />
        </form>
    }
}

#[component]
fn Review(inviting: Inviting, environment: String) -> impl IntoView {
    let locale = use_locale();
    let Inviting {
        invitees,
        form,
        roles,
        ..
    } = inviting;
    let send = form.submission::<CreateInvitations>(move |_, response| {
        inviting.sent.set(response.items);
        invitees.clear();
        inviting.step.set(Step::Sent);
        focus_heading();
    });
    let emails = StoredValue::new(invitees.addresses());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        send.send(create_invitations::Request {
            environment: environment.clone(),
            emails: emails.get_value(),
            roles: roles.entries(),
        });
    };
    let back = move |_| {
        form.clear();
        inviting.step.set(Step::Collect);
        focus_heading();
    };
    let count = emails.with_value(Vec::len);
    let who = match count {
        1 => td_string!(locale, access_management.review_one).to_owned(),
        count => td_string!(locale, access_management.review_many, count = count),
    };
    let as_what = match roles.entries() {
        roles if roles.is_empty() => td_string!(locale, access_management.review_no_role).to_owned(),
        roles => td_string!(locale, access_management.review_roles, roles = roles.join(", ")),
    };
    let list = emails
        .get_value()
        .into_iter()
        .map(|email| view! { <li translate="no"><bdi>{email}</bdi></li> });
    let list = list.collect_view();
    view! {
        <form class="environment-form" novalidate on:submit=submit>
            <p>{who} " " {as_what}</p>
            <ul class="invitee-addresses" aria-label=td_string!(locale, access_management.invitees) tabindex="0">
                {list}
            </ul>
            <div class="buttons">
                <SubmitButton busy=send.pending() label=td_string!(locale, access_management.send) />
                <button class="button quiet" type="button" on:click=back>
                    {td_string!(locale, access_management.back)}
                </button>
            </div>
        </form>
    }
}

#[component]
fn Sent(inviting: Inviting, people: (String, String)) -> impl IntoView {
    let locale = use_locale();
    let items = inviting.sent.get_untracked();
    let count = items
        .iter()
        .filter(|item| item.outcome == InviteeOutcome::Invited)
        .count();
    let text = match count {
        0 => td_string!(locale, access_management.sent_none).to_owned(),
        1 => td_string!(locale, access_management.sent_one).to_owned(),
        count => td_string!(locale, access_management.sent_many, count = count),
    };
    let others = items
        .into_iter()
        .filter(|item| item.outcome != InviteeOutcome::Invited);
    let others = others.map(|item| {
        let words = outcome_words(locale, item.outcome);
        view! { <li><bdi translate="no">{item.typed}</bdi> ": " {words}</li> }
    });
    let others = others.collect_view();
    let (people, invitations) = people;
    let more = move |_| {
        inviting.step.set(Step::Collect);
        focus_heading();
    };
    view! {
        <p role="status">{text}</p>
        {(!others.is_empty()).then(|| view! { <ul>{others}</ul> })}
        <p class="buttons">
            <a class="button" href=invitations>
                {td_string!(locale, access_management.invitations)}
            </a>
            <a class="button quiet" href=people>
                {td_string!(locale, access_management.manage_users)}
            </a>
            <button class="button quiet" type="button" on:click=more>
                {td_string!(locale, access_management.invite_more)}
            </button>
        </p>
    }
}
