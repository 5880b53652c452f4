//! The secrets of an environment: a new one, and the end of the one before. Invariant: nothing ends before a question; there is nothing
//! of a secret to show but until when its predecessor works.

use latchkey_contract::app_settings::{
    EndPreviousSecret, RotateClientSecret, end_previous_secret, rotate_client_secret,
};
use leptos::{html::H2, prelude::*};

use super::{
    guide::Connection,
    secret_dialog::{NewSecret, SecretDialog},
};
use crate::{
    i18n::*,
    kit::{Confirmation, ConfirmationDialog, Question, format_datetime, use_locale, use_session_client},
    ui::{SettingRow, SettingRows},
};

/// What is asked before it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Rotate,
    EndPrevious,
}

/// The section.
#[component]
pub fn Secrets(
    /// The environment's identifier.
    environment: String,
    /// Its name.
    name: Signal<String>,
    /// Whether it is a client without a secret.
    is_public: Memo<bool>,
    /// What an app has to be told.
    connection: Memo<Connection>,
    /// Until when the secret before the current one works, RFC 3339.
    previous: Option<String>,
) -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let heading = NodeRef::<H2>::new();
    let previous = RwSignal::new(previous);
    // A new secret waits until the question has gone: one dialog at a time.
    let made = StoredValue::new(None::<String>);
    let shown = RwSignal::new(None::<NewSecret>);
    let last = StoredValue::new(Act::Rotate);
    let done = move || match last.get_value() {
        Act::Rotate => td_string!(locale, app_settings.rotated).to_owned(),
        Act::EndPrevious => td_string!(locale, app_settings.previous_ended).to_owned(),
    };
    let confirmation = Confirmation::new(done, move |act: Act| {
        let (client, environment) = (client.clone(), environment.clone());
        async move {
            match act {
                Act::Rotate => {
                    let request = rotate_client_secret::Request { environment };
                    let rotated = client.call::<RotateClientSecret>(&request).await?;
                    // The page may be gone by now.
                    let _ = previous.try_set(Some(rotated.previous_secret_ends_at));
                    let _ = made.try_set_value(Some(rotated.client_secret));
                }
                Act::EndPrevious => {
                    let request = end_previous_secret::Request { environment };
                    client.call::<EndPreviousSecret>(&request).await?;
                    let _ = previous.try_set(None);
                }
            }
            let _ = last.try_set_value(act);
            Ok(())
        }
    });
    let on_done = Callback::new(move |()| match made.try_update_value(Option::take).flatten() {
        Some(secret) => {
            let connection = connection.get_untracked();
            shown.set(Some(NewSecret { connection, secret }));
        }
        // The button that was pressed is gone; the place is kept.
        None => {
            if let Some(heading) = heading.get_untracked() {
                let _ = heading.focus();
            }
        }
    });
    let question = Callback::new(move |act| question(locale, act, &name.get(), previous.get().is_some()));
    let ask = Callback::new(move |act| confirmation.ask(act));
    let rows = move || match is_public.get() {
        true => view! { <p>{td_string!(locale, app_settings.secret_none)}</p> }.into_any(),
        false => view! { <Rows name previous ask /> }.into_any(),
    };
    view! {
        <section class="page-section" aria-labelledby="secrets">
            <h2 id="secrets" tabindex="-1" node_ref=heading>
                {td_string!(locale, app_settings.secrets)}
            </h2>
            {rows}
            <ConfirmationDialog confirmation question on_done />
            <SecretDialog secret=shown kept=Callback::new(|()| ()) />
        </section>
    }
}

fn question(locale: Locale, act: Act, environment: &str, has_previous: bool) -> Question {
    let environment = environment.to_owned();
    match act {
        Act::Rotate => Question {
            title: td_string!(locale, app_settings.rotate_title, environment = environment),
            text: match has_previous {
                true => td_string!(locale, app_settings.rotate_ask_again),
                false => td_string!(locale, app_settings.rotate_ask),
            }
            .to_owned(),
            confirm: td_string!(locale, app_settings.rotate_yes).to_owned(),
        },
        Act::EndPrevious => Question {
            title: td_string!(locale, app_settings.end_previous_title, environment = environment),
            text: td_string!(locale, app_settings.end_previous_ask).to_owned(),
            confirm: td_string!(locale, app_settings.end_previous_yes).to_owned(),
        },
    }
}

#[component]
fn Rows(name: Signal<String>, previous: RwSignal<Option<String>>, ask: Callback<Act>) -> impl IntoView {
    let locale = use_locale();
    let button = move |act: Act, label: &'static str, class: &'static str| {
        view! {
            <button class=class type="button" on:click=move |_| ask.run(act)>
                {label}
                <span class="unseen" translate="no">
                    " "
                    {move || name.get()}
                </span>
            </button>
        }
    };
    let rotate = move || {
        button(
            Act::Rotate,
            td_string!(locale, app_settings.rotate),
            "button quiet dense",
        )
    };
    let lock = move || {
        button(
            Act::EndPrevious,
            td_string!(locale, app_settings.end_previous),
            "button danger quiet dense",
        )
    };
    let previous = move || {
        let time = format_datetime(locale, &previous.get()?);
        Some(view! {
            <SettingRow name=td_string!(locale, app_settings.old_secret) action=lock>
                <p>{td_string!(locale, app_settings.previous, time = time)}</p>
            </SettingRow>
        })
    };
    view! {
        <SettingRows>
            <SettingRow
                name=td_string!(locale, app_settings.secret)
                hint=td_string!(locale, app_settings.secret_hidden)
                action=rotate
            >
                <p>{td_string!(locale, app_settings.secret_working)}</p>
            </SettingRow>
            {previous}
        </SettingRows>
    }
}
