//! The page of a pilot, in which some people try a configuration before everybody signs in with it: their list, beginning, and ending. Invariant: what is on the screen is the
//! list that the platform has.

use latchkey_contract::sso_configurations::{
    BeginSsoPilot, ChangeSsoPilot, DeactivateSsoConfiguration, GetSsoPilot, PilotPerson, PilotRefusal,
    SsoPilot, begin_sso_pilot, change_sso_pilot, deactivate_sso_configuration, get_sso_pilot,
};
use leptos::prelude::*;

use super::{act::Act, wizard_frame::above};
use crate::{
    api::ApiError,
    i18n::*,
    kit::{
        Form, Loaded, Page, StatusMessage, focus_heading, format_datetime, use_locale, use_param,
        use_session_client,
    },
    paths,
    ui::{Alert, Badge, Callout, FieldError, SubmitButton, Toast, Tone, use_toasts},
};

type Read = LocalResource<Result<SsoPilot, ApiError>>;

/// The page.
#[component]
pub fn PilotPage() -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let id = use_param("configuration");
    let pilot: Read = LocalResource::new(move || {
        let (client, configuration) = (client.clone(), id.get());
        async move {
            let request = get_sso_pilot::Request { configuration };
            client.call::<GetSsoPilot>(&request).await
        }
    });
    let heading = Signal::derive(move || match pilot.get() {
        Some(Ok(pilot)) => td_string!(locale, sso_pilot.title, name = pilot.name),
        _ => td_string!(locale, sso_pilot.title_unknown).to_owned(),
    });
    let refused = RwSignal::new(Vec::<PilotRefusal>::new());
    view! {
        <Page heading crumbs=above(locale) lead=td_string!(locale, sso_pilot.lead)>
            <Loaded resource=pilot let:shown>
                <Pilot id=id.get_untracked() pilot=shown read=pilot refused />
            </Loaded>
        </Page>
    }
}

#[component]
fn Pilot(id: String, pilot: SsoPilot, read: Read, refused: RwSignal<Vec<PilotRefusal>>) -> impl IntoView {
    let reload = Callback::new(move |()| read.refetch());
    let is_empty = pilot.people.is_empty();
    let people = pilot.people.clone();
    view! {
        <div class="sso-form">
            <Standing id=id.clone() pilot is_empty reload />
            <People id=id.clone() people reload />
            <Add id reload refused />
        </div>
    }
}

/// How it stands, and what can be done.
#[component]
fn Standing(id: String, pilot: SsoPilot, is_empty: bool, reload: Callback<()>) -> AnyView {
    let locale = use_locale();
    if let Some(since) = &pilot.since {
        let since = format_datetime(locale, since);
        let everybody = paths::sso_activation(&id);
        return view! {
            <Callout tone=Tone::Info title=td_string!(locale, sso_pilot.is_on)>
                <p>{td_string!(locale, sso_pilot.is_on_text, time = since)}</p>
                <p>
                    <a href=everybody>{td_string!(locale, sso_pilot.to_everybody)}</a>
                </p>
                <End id version=pilot.version reload />
            </Callout>
        }
        .into_any();
    }
    if pilot.is_for_everybody {
        return view! {
            <Callout tone=Tone::Info title=td_string!(locale, sso_pilot.for_everybody)>
                <p>{td_string!(locale, sso_pilot.for_everybody_text)}</p>
            </Callout>
        }
        .into_any();
    }
    if !pilot.obstacles.is_empty() {
        let href = paths::sso_activation(&id);
        return view! {
            <Callout tone=Tone::Warn title=td_string!(locale, sso_pilot.not_ready)>
                <p>
                    <a href=href>{td_string!(locale, sso_pilot.see_obstacles)}</a>
                </p>
            </Callout>
        }
        .into_any();
    }
    match is_empty {
        true => view! { <p class="hint">{td_string!(locale, sso_pilot.add_first)}</p> }.into_any(),
        false => view! { <Begin id version=pilot.version reload /> }.into_any(),
    }
}

/// Says what was done, and reads how it stands now.
fn use_done(words: &'static str, reload: Callback<()>) -> Callback<()> {
    let toasts = use_toasts();
    Callback::new(move |()| {
        toasts.show(Toast::good(words.to_owned()));
        focus_heading();
        reload.run(());
    })
}

#[component]
fn Begin(id: String, version: String, reload: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    let form = Form::new("begin-pilot");
    let done = use_done(td_string!(locale, sso_pilot.begun), reload);
    let send = form.submission::<BeginSsoPilot>(move |_, _| done.run(()));
    let request = begin_sso_pilot::Request {
        configuration: id,
        version,
    };
    view! {
        <p>{td_string!(locale, sso_pilot.begin_text)}</p>
        <Act form send request label=td_string!(locale, sso_pilot.begin) reload />
    }
}

#[component]
fn End(id: String, version: String, reload: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    let form = Form::new("end-pilot");
    let done = use_done(td_string!(locale, sso_pilot.ended), reload);
    let send = form.submission::<DeactivateSsoConfiguration>(move |_, _| done.run(()));
    let request = deactivate_sso_configuration::Request {
        configuration: id,
        version,
        notice: String::new(),
    };
    view! { <Act form send request label=td_string!(locale, sso_pilot.end) is_quiet=true reload /> }
}

/// The list.
#[component]
fn People(id: String, people: Vec<PilotPerson>, reload: Callback<()>) -> AnyView {
    let locale = use_locale();
    if people.is_empty() {
        return ().into_any();
    }
    let rows = people
        .into_iter()
        .map(|person| view! { <Person id=id.clone() person reload /> })
        .collect_view();
    view! {
        <section class="page-section" aria-labelledby="pilot-people">
            <h2 id="pilot-people">{td_string!(locale, sso_pilot.people)}</h2>
            <ul class="sso-pilot">{rows}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Person(id: String, person: PilotPerson, reload: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    let (tone, words) = match (person.has_come, person.has_account) {
        (true, _) => (Tone::Good, td_string!(locale, sso_pilot.has_come)),
        (false, true) => (Tone::Neutral, td_string!(locale, sso_pilot.not_yet)),
        (false, false) => (Tone::Neutral, td_string!(locale, sso_pilot.no_account)),
    };
    let form = Form::new("take-out");
    let toasts = use_toasts();
    let send = form.submission::<ChangeSsoPilot>(move |_, _| {
        toasts.show(Toast::good(td_string!(locale, sso_pilot.taken_out).to_owned()));
        focus_heading();
        reload.run(());
    });
    let request = change_sso_pilot::Request {
        configuration: id,
        add: String::new(),
        remove: vec![person.email.clone()],
    };
    let label = td_string!(locale, sso_pilot.take_out);
    let email = person.email.clone();
    view! {
        <li>
            <bdi translate="no">{person.email}</bdi>
            <Badge tone label=words />
            <button
                class="button quiet dense"
                type="button"
                aria-busy=move || send.pending().get().then_some("true")
                on:click=move |_| send.send(request.clone())
            >
                {label}
                <span class="unseen" translate="no">
                    " "
                    {email}
                </span>
            </button>
            <Alert locale notice=form.notice />
        </li>
    }
}

/// The form for more people.
#[component]
fn Add(id: String, reload: Callback<()>, refused: RwSignal<Vec<PilotRefusal>>) -> impl IntoView {
    let locale = use_locale();
    let form = Form::new("pilot");
    let add = form.field("add", "");
    let toasts = use_toasts();
    let send = form.submission::<ChangeSsoPilot>(move |_, changed| {
        refused.set(changed.refused);
        toasts.show(Toast::good(td_string!(locale, sso_pilot.added).to_owned()));
        focus_heading();
        reload.run(());
    });
    let id = StoredValue::new(id);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        send.send(change_sso_pilot::Request {
            configuration: id.get_value(),
            add: add.value.get_untracked(),
            remove: Vec::new(),
        });
    };
    let value = add.value;
    let label = td_string!(locale, sso_pilot.add);
    view! {
        <form class="sso-form" aria-label=label novalidate on:submit=submit>
            <div class="field">
                <label for="pilot-addresses">{td_string!(locale, sso_pilot.addresses)}</label>
                <textarea
                    id="pilot-addresses"
                    name=add.name
                    rows="5"
                    autocapitalize="none"
                    autocomplete="off"
                    spellcheck="false"
                    aria-describedby="pilot-addresses-error pilot-addresses-hint"
                    aria-invalid=move || add.is_invalid()
                    prop:value=value
                    on:input:target=move |event| value.set(event.target().value())
                ></textarea>
                <FieldError id="pilot-addresses-error" message=add.error />
                <p id="pilot-addresses-hint" class="hint">
                    {td_string!(locale, sso_pilot.addresses_hint)}
                </p>
            </div>
            <div role="status">{move || said(locale, refused.get())}</div>
            <Alert locale notice=form.notice />
            <div class="buttons">
                <SubmitButton busy=send.pending() label />
            </div>
            <StatusMessage message=form.message />
        </form>
    }
}

/// What was not added, and why.
fn said(locale: Locale, refused: Vec<PilotRefusal>) -> AnyView {
    if refused.is_empty() {
        return ().into_any();
    }
    let rows = refused
        .into_iter()
        .map(|one| {
            let why = match one.is_of_other_domain {
                true => td_string!(locale, sso_pilot.other_domain),
                false => td_string!(locale, sso_pilot.no_address),
            };
            view! {
                <li>
                    <bdi translate="no">{one.typed}</bdi>
                    ": "
                    {why}
                </li>
            }
        })
        .collect_view();
    view! {
        <Callout tone=Tone::Warn title=td_string!(locale, sso_pilot.not_added)>
            <ul class="sso-changes">{rows}</ul>
        </Callout>
    }
    .into_any()
}
