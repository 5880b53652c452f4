//! The team of an app, on its page **General**. Invariants: what is shown comes from the platform; whoever may not change the team sees no
//! button for it.

use latchkey_contract::app_settings::{
    ChangeAppTeam, GetAppTeam, TeamChange, TeamMember, TeamOutcome, change_app_team, get_app_team,
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::current_app::CurrentApp;
use crate::{
    i18n::*,
    kit::{Confirmation, ConfirmationDialog, Form, Loaded, Question, use_locale, use_session_client},
    ui::{
        Alert, Badge, FieldError, Notice, Shape, Skeleton, SubmitButton, Toast, Tone, listed_name,
        person_name, use_toasts,
    },
};

/// Identifier of the section's title.
const TITLE: &str = "team";

/// The section.
#[component]
pub fn TeamSection(
    /// The app.
    app: CurrentApp,
) -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let team = LocalResource::new(move || {
        let client = client.clone();
        let request = get_app_team::Request { app: app.slug() };
        async move { client.call::<GetAppTeam>(&request).await }
    });
    let loading = td_string!(locale, portal.loading);
    view! {
        <section class="page-section" aria-labelledby=TITLE>
            <h2 id=TITLE tabindex="-1">
                {td_string!(locale, app_team.title)}
            </h2>
            <p>{td_string!(locale, app_team.intro)}</p>
            <Loaded resource=team fallback=move || view! { <Skeleton shape=Shape::Rows(2) label=loading /> } let:found>
                <Team app found />
            </Loaded>
        </section>
    }
}

#[component]
fn Team(app: CurrentApp, found: get_app_team::Response) -> impl IntoView {
    let locale = use_locale();
    let (members, may_change) = (RwSignal::new(found.members), RwSignal::new(found.may_change));
    let form = Form::new("app-team");
    let toasts = use_toasts();
    let done = move || td_string!(locale, app_team.done).to_owned();
    // Takes what the platform says the team is now; why it was not changed, if it was not.
    let take = Callback::new(move |answer: change_app_team::Response| {
        members.set(answer.members);
        may_change.set(answer.may_change);
        let problem = problem_words(locale, answer.outcome);
        if problem.is_none() {
            toasts.show(Toast::good(done()));
        }
        problem
    });
    let take_of_row = move |answer: change_app_team::Response| {
        let notice = take.run(answer).map(|message| Notice {
            message: message.to_owned(),
            request_id: None,
        });
        form.notice.set(notice);
    };
    let set = form.submission::<ChangeAppTeam>(move |_, answer| take_of_row(answer));
    let client = use_session_client();
    let removal = Confirmation::new(done, move |member: TeamMember| {
        let client = client.clone();
        let request = change_app_team::Request {
            app: app.slug(),
            change: TeamChange::Remove { account: member.id },
        };
        async move {
            let answer = client.call::<ChangeAppTeam>(&request).await?;
            // The page may be gone by now.
            if members.try_with_untracked(|_| ()).is_some() {
                take_of_row(answer);
            }
            Ok(())
        }
    });
    let question = Callback::new(move |member: TeamMember| Question {
        title: td_string!(locale, app_team.remove_title, person = name_of(&member)),
        text: td_string!(locale, app_team.remove_text).to_owned(),
        confirm: td_string!(locale, app_team.remove).to_owned(),
    });
    let toggle = Callback::new(move |member: TeamMember| {
        let change = TeamChange::SetOwner {
            owner: !member.owner,
            account: member.id,
        };
        set.send(change_app_team::Request {
            app: app.slug(),
            change,
        });
    });
    let row = move |member: TeamMember| team_row(locale, member, may_change, toggle, removal);
    view! {
        <Show when=move || members.with(Vec::is_empty)>
            <p>{td_string!(locale, app_team.nobody)}</p>
        </Show>
        <ul class="account-rows" role="list" aria-labelledby="team">
            <For
                each=move || members.get()
                key=|member| (member.id.clone(), member.owner, member.deactivated)
                children=row
            />
        </ul>
        <Alert locale notice=form.notice />
        <Show when=move || may_change.get()>
            <AddToTeam app take />
        </Show>
        <ConfirmationDialog
            confirmation=removal
            question
            on_done=Callback::new(move |()| focus_title())
        />
    }
}

/// Puts the focus on the title of the section: the row that had it is gone.
fn focus_title() {
    let title = document().get_element_by_id(TITLE);
    if let Some(title) = title.and_then(|title| title.dyn_into::<HtmlElement>().ok()) {
        let _ = title.focus();
    }
}

/// The form that takes somebody in. `take` says why it was not done, if it was not.
#[component]
fn AddToTeam(
    app: CurrentApp,
    take: Callback<change_app_team::Response, Option<&'static str>>,
) -> impl IntoView {
    let locale = use_locale();
    let form = Form::new("app-team-addition");
    let email = form.field("email", "");
    let as_owner = RwSignal::new(false);
    let add = form.submission::<ChangeAppTeam>(move |_, answer| match take.run(answer) {
        Some(problem) => email.error.set(Some(problem.to_owned())),
        None => {
            email.reset(String::new());
            as_owner.set(false);
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let change = TeamChange::Add {
            email: email.value.get_untracked().trim().to_owned(),
            owner: as_owner.get_untracked(),
        };
        add.send(change_app_team::Request {
            app: app.slug(),
            change,
        });
    };
    view! {
            <form novalidate on:submit=submit>
                <div class="field">
                    <label for="team-email">{td_string!(locale, app_team.email)}</label>
                    <input
                        node_ref=email.input
                        id="team-email"
                        type="text"
                        inputmode="email"
                        autocapitalize="none"
                        autocomplete="off"
                        spellcheck="false"
                        maxlength="320"
                        aria-describedby="team-email-error"
                        aria-invalid=move || email.is_invalid()
                        prop:value=email.value
                        on:input:target=move |event| email.value.set(event.target().value())
                    />
                    <FieldError id="team-email-error" message=email.error />
                </div>
                <div class="choice">
                    <input
                        id="team-owner"
                        type="checkbox"
                        prop:checked=as_owner
                        on:change=move |event| as_owner.set(event_target_checked(&event))
                    />
                    <label for="team-owner">{td_string!(locale, app_team.as_owner)}</label>
                </div>
                <Alert locale notice=form.notice />
                <SubmitButton busy=add.pending() label=td_string!(locale, app_team.add) />
            </form>
    }
}

fn team_row(
    locale: Locale,
    member: TeamMember,
    may_change: RwSignal<bool>,
    toggle: Callback<TeamMember>,
    removal: Confirmation<TeamMember>,
) -> impl IntoView {
    let (label, may, toggle_label) = match member.owner {
        true => (
            td_string!(locale, app_team.owner),
            td_string!(locale, app_team.owner_may),
            td_string!(locale, app_team.make_member),
        ),
        false => (
            td_string!(locale, app_team.member),
            td_string!(locale, app_team.member_may),
            td_string!(locale, app_team.make_owner),
        ),
    };
    let deactivated = member.deactivated.then(|| {
        view! { <Badge tone=Tone::Warn label=td_string!(locale, access_management.deactivated) /> }
    });
    let name = name_of(&member);
    let listed = listed_name(locale, &member.first_name, &member.last_name, &member.email);
    let shown = (listed, member.email.clone());
    let member = StoredValue::new(member);
    let of = StoredValue::new(name);
    let button = move |label: &'static str, act: Callback<TeamMember>| {
        view! {
            <button
                class="button quiet dense"
                type="button"
                on:click=move |_| act.run(member.get_value())
            >
                {label}
                <span class="unseen" translate="no">
                    " "
                    {of.get_value()}
                </span>
            </button>
        }
    };
    let ask = Callback::new(move |member: TeamMember| removal.ask(member));
    view! {
        <li class="account-row">
            <div class="account-facts">
                <p class="account-name" translate="no">
                    <bdi>{shown.0}</bdi>
                </p>
                <p translate="no">
                    <bdi>{shown.1}</bdi>
                </p>
                <p>{may}</p>
            </div>
            <div class="access-actions">
                <Badge tone=Tone::Neutral label />
                {deactivated}
                <Show when=move || may_change.get()>
                    {button(toggle_label, toggle)}
                    {button(td_string!(locale, app_team.remove), ask)}
                </Show>
            </div>
        </li>
    }
}

fn name_of(member: &TeamMember) -> String {
    person_name(&member.first_name, &member.last_name, &member.email)
}

/// Why it was not done, and what to do.
fn problem_words(locale: Locale, outcome: TeamOutcome) -> Option<&'static str> {
    Some(match outcome {
        TeamOutcome::Done => return None,
        TeamOutcome::Present => td_string!(locale, app_team.present),
        TeamOutcome::NotAnAddress => td_string!(locale, app_team.not_an_address),
        TeamOutcome::Unknown => td_string!(locale, app_team.unknown),
        TeamOutcome::LastOwner => td_string!(locale, app_team.last_owner),
        TeamOutcome::Full => td_string!(locale, app_team.full),
    })
}
