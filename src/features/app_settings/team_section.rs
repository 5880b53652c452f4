//! The team of an app, on its page **General**. Invariants: what is shown comes from the platform; whoever may not change the team sees no
//! button for it.

use latchkey_contract::app_settings::{
    ChangeAppTeam, GetAppTeam, TeamChange, TeamMember, TeamOutcome, change_app_team, get_app_team,
};
use leptos::prelude::*;

use super::current_app::CurrentApp;
use crate::{
    i18n::*,
    kit::{Confirmation, ConfirmationDialog, Form, Loaded, Question, use_locale, use_session_client},
    ui::{Alert, Badge, FieldError, Shape, Skeleton, SubmitButton, Tone},
};

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
        <section class="page-section" aria-labelledby="team">
            <h2 id="team" tabindex="-1">
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
    let problem = RwSignal::new(None::<&'static str>);
    let form = Form::new("app-team");
    let email = form.field("email", "");
    let as_owner = RwSignal::new(false);
    let take = move |answer: change_app_team::Response| {
        members.set(answer.members);
        may_change.set(answer.may_change);
        problem.set(problem_words(locale, answer.outcome));
        let is_done = answer.outcome == TeamOutcome::Done;
        form.message
            .set(is_done.then(|| td_string!(locale, app_team.done).to_owned()));
        is_done
    };
    let add = form.submission::<ChangeAppTeam>(move |_, answer| {
        if take(answer) {
            email.reset(String::new());
            as_owner.set(false);
        }
    });
    let set = form.submission::<ChangeAppTeam>(move |_, answer| {
        take(answer);
    });
    let client = use_session_client();
    let removal = Confirmation::new(
        move || td_string!(locale, app_team.done).to_owned(),
        move |member: TeamMember| {
            let client = client.clone();
            let request = change_app_team::Request {
                app: app.slug(),
                change: TeamChange::Remove { account: member.id },
            };
            async move {
                let answer = client.call::<ChangeAppTeam>(&request).await?;
                // The page may be gone by now.
                if members.try_with_untracked(|_| ()).is_some() {
                    take(answer);
                }
                Ok(())
            }
        },
    );
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
        <div role="status">{move || form.message.get().map(|text| view! { <p>{text}</p> })}</div>
        <Alert locale notice=form.notice />
        <Show when=move || may_change.get()>
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
                        aria-invalid=move || problem.with(Option::is_some).then_some("true")
                        prop:value=email.value
                        on:input:target=move |event| email.value.set(event.target().value())
                    />
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
                <FieldError
                    id="team-email-error"
                    message=Signal::derive(move || problem.get().map(str::to_owned))
                />
                <SubmitButton busy=add.pending() label=td_string!(locale, app_team.add) />
            </form>
        </Show>
        <ConfirmationDialog
            confirmation=removal
            question
            on_done=Callback::new(move |()| email.focus())
        />
    }
}

fn team_row(
    locale: Locale,
    member: TeamMember,
    may_change: RwSignal<bool>,
    toggle: Callback<TeamMember>,
    removal: Confirmation<TeamMember>,
) -> impl IntoView {
    let (label, toggle_label) = match member.owner {
        true => (
            td_string!(locale, app_team.owner),
            td_string!(locale, app_team.make_member),
        ),
        false => (
            td_string!(locale, app_team.member),
            td_string!(locale, app_team.make_owner),
        ),
    };
    let deactivated = member.deactivated.then(|| {
        view! { <Badge tone=Tone::Warn label=td_string!(locale, access_management.deactivated) /> }
    });
    let name = name_of(&member);
    let shown = (name.clone(), member.email.clone());
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
    match [member.first_name.as_str(), &member.last_name].join(" ").trim() {
        "" => member.email.clone(),
        name => name.to_owned(),
    }
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
