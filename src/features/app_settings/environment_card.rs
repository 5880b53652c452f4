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
    portal::{
        moment::moment,
        sending::{News, Sending},
    },
    ui::{Alert, CopyButton, Piece, Question, live, piece},
};

/// See the module.
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
) -> Piece {
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
        .then(|| piece(view! { <p class="empty">{td_string!(locale, app_settings.no_redirect)}</p> }));
    let name = settings.name.clone();
    let target = Target::Environment {
        id: id.clone(),
        name: name.clone(),
    };
    let secret = match is_public {
        true => piece(view! { <p class="fine-print">{td_string!(locale, app_settings.secret_none)}</p> }),
        false => piece(view! { <Secret locale environment=id name previous=previous_secret_ends_at /> }),
    };
    let discovery = [issuer.as_str(), "/.well-known/openid-configuration"].concat();
    let facts = [
        (td_string!(locale, app_settings.issuer), issuer),
        (td_string!(locale, app_settings.client_id), client_id),
        (td_string!(locale, app_settings.discovery), discovery),
    ]
    .map(|(what, value)| {
        piece(view! {
            <div>
                <dt>{what}</dt>
                <dd translate="no">{value.clone()}</dd>
                <dd>
                    <CopyButton locale text=value what />
                </dd>
            </div>
        })
    });
    let whose = settings.name.clone();
    piece(view! {
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
    })
}

/// What is asked before it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Rotate,
    EndPrevious,
}

/// The secret: there is nothing of it to show but when its predecessor ends.
#[component]
fn Secret(locale: Locale, environment: String, name: String, previous: Option<String>) -> Piece {
    let sending = Sending::new(locale, &[]);
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
    let id = StoredValue::new(environment);
    let confirm = Callback::new(move |()| match asked.get_untracked() {
        Some(Asked::Rotate) => {
            let request = rotate_client_secret::Request {
                environment: id.get_value(),
            };
            sending.send_and::<RotateClientSecret>(&request, move |answer| {
                asked.set(None);
                previous.set(Some(answer.previous_secret_ends_at));
                made.set(Some(answer.client_secret));
            });
        }
        Some(Asked::EndPrevious) => {
            let request = end_previous_secret::Request {
                environment: id.get_value(),
            };
            sending.send::<EndPreviousSecret>(&request, move || {
                previous.set(None);
                let news = td_string!(locale, app_settings.previous_ended);
                sending.news.set(Some(news.to_owned()));
                back();
            });
        }
        None => {}
    });
    let question = live(move || {
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
        let busy = sending.busy;
        Some(piece(
            view! { <Question id="secret-question" words yes no busy confirm cancel /> },
        ))
    });
    let whose = StoredValue::new(name);
    let overlap = live(move || {
        let time = moment(locale, &previous.get()?);
        Some(piece(view! {
            <p>{td_string!(locale, app_settings.previous, time = time)}</p>
            <button
                class="button quiet"
                type="button"
                on:click=move |_| asked.set(Some(Asked::EndPrevious))
            >
                {td_string!(locale, app_settings.end_previous)}
                <span class="unseen">" " {whose.get_value()}</span>
            </button>
        }))
    });
    piece(view! {
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
        <Alert locale notice=sending.notice />
        <News news=sending.news />
        <SecretDialog locale secret=made kept=Callback::new(move |()| back()) />
    })
}
