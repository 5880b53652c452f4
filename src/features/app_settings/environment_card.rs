//! One environment: what an app needs to be connected, and its secret. Invariant: a secret is shown once, and kept nowhere.

use latchkey_contract::app_settings::{
    ClientKind, EndPreviousSecret, Environment, RotateClientSecret, end_previous_secret, rotate_client_secret,
};
use leptos::{html::Button, prelude::*};

use super::{
    deletion::{DeleteButton, Target},
    secret_dialog::SecretDialog,
};
use crate::{
    i18n::*,
    kit::{Form, StatusMessage, format_datetime},
    ui::{Alert, CopyButton, Question},
};

/// Name, addresses and credentials of an environment, with the way to its settings.
#[component]
pub fn EnvironmentCard(
    /// Language of the words.
    locale: Locale,
    /// Where its settings are.
    edit: String,
    /// The platform's `issuer`.
    issuer: String,
    /// The environment.
    environment: Environment,
    /// What comes when it is deleted.
    gone: Callback<()>,
) -> impl IntoView {
    let Environment {
        id,
        client_id,
        settings,
        previous_secret_ends_at,
        ..
    } = environment;
    let is_public = settings.kind == ClientKind::Public;
    let kind = match is_public {
        true => td_string!(locale, app_settings.public),
        false => td_string!(locale, app_settings.confidential),
    };
    let unreachable = settings
        .redirect_uris
        .is_empty()
        .then(|| view! { <p class="empty">{td_string!(locale, app_settings.no_redirect)}</p> }.into_any());
    let name = settings.name.clone();
    let target = Target::Environment {
        id: id.clone(),
        name: name.clone(),
    };
    let secret = match is_public {
        true => view! { <p class="fine-print">{td_string!(locale, app_settings.secret_none)}</p> }.into_any(),
        false => view! { <Secret locale environment=id name previous=previous_secret_ends_at /> }.into_any(),
    };
    let discovery = [issuer.as_str(), "/.well-known/openid-configuration"].concat();
    let facts = [
        (td_string!(locale, app_settings.issuer), issuer),
        (td_string!(locale, app_settings.client_id), client_id),
        (td_string!(locale, app_settings.discovery), discovery),
    ]
    .map(|(what, value)| {
        view! {
            <div>
                <dt>{what}</dt>
                <dd translate="no">{value.clone()}</dd>
                <dd>
                    <CopyButton locale text=value what />
                </dd>
            </div>
        }
        .into_any()
    });
    let whose = settings.name.clone();
    view! {
        <li class="environment">
            <div class="environment-head">
                <h3 translate="no">{settings.name}</h3>
                <span class="badge">{kind}</span>
                <a class="button quiet" href=edit>
                    {td_string!(locale, app_settings.edit)}
                    <span class="unseen" translate="no">" " {whose}</span>
                </a>
            </div>
            <p class="fine-print" translate="no">{settings.url}</p>
            {unreachable}
            <h4>{td_string!(locale, app_settings.connect)}</h4>
            <dl class="facts copied">{Vec::from(facts)}</dl>
            {secret}
            <div class="environment-end">
                <DeleteButton locale target gone />
            </div>
        </li>
    }
}

/// What is asked before it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Rotate,
    EndPrevious,
}

/// The secret: there is nothing of it to show but when its predecessor ends.
#[component]
fn Secret(locale: Locale, environment: String, name: String, previous: Option<String>) -> impl IntoView {
    let form = Form::new("secret");
    let previous = RwSignal::new(previous);
    let asked = RwSignal::new(None::<Asked>);
    let made = RwSignal::new(None::<String>);
    let rotate_button = NodeRef::<Button>::new();
    let back = move || {
        asked.set(None);
        if let Some(button) = rotate_button.get_untracked() {
            let _ = button.focus();
        }
    };
    let rotate = form.submission::<RotateClientSecret>(move |_, rotated| {
        asked.set(None);
        previous.set(Some(rotated.previous_secret_ends_at));
        made.set(Some(rotated.client_secret));
    });
    let end_previous = form.submission::<EndPreviousSecret>(move |_, _| {
        previous.set(None);
        let ended = td_string!(locale, app_settings.previous_ended);
        form.message.set(Some(ended.to_owned()));
        back();
    });
    let busy = Signal::derive(move || rotate.pending().get() || end_previous.pending().get());
    let confirm = Callback::new(move |()| {
        let environment = environment.clone();
        match asked.get_untracked() {
            Some(Asked::Rotate) => rotate.send(rotate_client_secret::Request { environment }),
            Some(Asked::EndPrevious) => end_previous.send(end_previous_secret::Request { environment }),
            None => {}
        }
    });
    let question = move || {
        let (words, yes) = match asked.get()? {
            Asked::Rotate if previous.with_untracked(Option::is_some) => (
                td_string!(locale, app_settings.rotate_ask_again),
                td_string!(locale, app_settings.rotate_yes),
            ),
            Asked::Rotate => (
                td_string!(locale, app_settings.rotate_ask),
                td_string!(locale, app_settings.rotate_yes),
            ),
            Asked::EndPrevious => (
                td_string!(locale, app_settings.end_previous_ask),
                td_string!(locale, app_settings.end_previous_yes),
            ),
        };
        let no = td_string!(locale, app_settings.cancel);
        let cancel = Callback::new(move |()| asked.set(None));
        Some(view! { <Question id="secret-question" words yes no busy confirm cancel /> })
    };
    let whose = StoredValue::new(name);
    let overlap = move || {
        let time = format_datetime(locale, &previous.get()?);
        Some(
            view! {
                <p>{td_string!(locale, app_settings.previous, time = time)}</p>
                <button
                    class="button quiet"
                    type="button"
                    on:click=move |_| asked.set(Some(Asked::EndPrevious))
                >
                    {td_string!(locale, app_settings.end_previous)}
                    <span class="unseen">" " {whose.get_value()}</span>
                </button>
            }
            .into_any(),
        )
    };
    view! {
        <h4>{td_string!(locale, app_settings.secret)}</h4>
        <p class="fine-print">{td_string!(locale, app_settings.secret_hidden)}</p>
        <button
            class="button quiet"
            type="button"
            node_ref=rotate_button
            on:click=move |_| asked.set(Some(Asked::Rotate))
        >
            {td_string!(locale, app_settings.rotate)}
            <span class="unseen">" " {whose.get_value()}</span>
        </button>
        {overlap}
        {question}
        <Alert locale notice=form.notice />
        <StatusMessage message=form.message />
        <SecretDialog locale secret=made kept=Callback::new(move |()| back()) />
    }
}
