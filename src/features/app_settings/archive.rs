//! Archiving an environment, and bringing it back. Invariants: nothing is done before the dialog has said what it does; what is done is seen
//! at once, on all pages of the app.

use latchkey_contract::app_settings::{
    ArchiveEnvironment, RestoreEnvironment, archive_environment, restore_environment,
};
use leptos::prelude::*;

use super::current_app::CurrentApp;
use crate::{
    i18n::*,
    kit::{Confirmation, ConfirmationDialog, Question, focus_heading, use_locale, use_session_client},
    ui::{Callout, SettingRow},
};

/// What is done to an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Archive,
    BringBack,
}

/// The state of one environment, with the dialog that asks.
#[derive(Clone, Copy)]
pub struct Archive {
    /// Whether nobody enters.
    pub is_archived: Signal<bool>,
    name: Signal<String>,
    confirmation: Confirmation<Act>,
    done: Callback<()>,
}

impl Archive {
    /// Of the environment with this identifier, which is called `name`.
    pub fn of(app: CurrentApp, id: String, name: Signal<String>) -> Self {
        let locale = use_locale();
        let client = use_session_client();
        let id = StoredValue::new(id);
        let is_archived = Signal::derive(move || {
            app.environments.with(|all| {
                all.iter()
                    .any(|known| id.with_value(|id| known.id == *id) && known.archived_at.is_some())
            })
        });
        let last = StoredValue::new(Act::Archive);
        let confirmation = Confirmation::new(
            move || match last.get_value() {
                Act::Archive => td_string!(
                    locale,
                    app_settings.archived_now,
                    environment = name.get_untracked()
                ),
                Act::BringBack => td_string!(
                    locale,
                    app_settings.brought_back,
                    environment = name.get_untracked()
                ),
            },
            move |act: Act| {
                let (client, environment) = (client.clone(), id.get_value());
                async move {
                    match act {
                        Act::Archive => {
                            let request = archive_environment::Request { environment };
                            client.call::<ArchiveEnvironment>(&request).await?;
                        }
                        Act::BringBack => {
                            let request = restore_environment::Request { environment };
                            client.call::<RestoreEnvironment>(&request).await?;
                        }
                    }
                    last.set_value(act);
                    app.reload().await;
                    Ok(())
                }
            },
        );
        Self {
            is_archived,
            name,
            confirmation,
            // The button that was pressed has gone.
            done: Callback::new(move |()| focus_heading()),
        }
    }

    fn question(self, locale: Locale, act: Act) -> Question {
        let environment = self.name.get_untracked();
        match act {
            Act::Archive => Question {
                title: td_string!(
                    locale,
                    app_settings.archive_title,
                    environment = environment.clone()
                ),
                text: td_string!(locale, app_settings.archive_text, environment = environment),
                confirm: td_string!(locale, app_settings.archive).to_owned(),
            },
            Act::BringBack => Question {
                title: td_string!(
                    locale,
                    app_settings.bring_back_title,
                    environment = environment.clone()
                ),
                text: td_string!(locale, app_settings.bring_back_text, environment = environment),
                confirm: td_string!(locale, app_settings.bring_back).to_owned(),
            },
        }
    }
}

/// Says that the environment is archived, with the way back, and has the dialog. Stands at the top of the page all the time.
#[component]
pub fn ArchiveNotice(
    /// The environment and its state.
    archive: Archive,
) -> impl IntoView {
    let locale = use_locale();
    let question = Callback::new(move |act| archive.question(locale, act));
    let button = move || {
        view! {
            <button
                class="button quiet dense"
                type="button"
                on:click=move |_| archive.confirmation.ask(Act::BringBack)
            >
                {td_string!(locale, app_settings.bring_back)}
                <span class="unseen" translate="no">
                    " "
                    {archive.name.get_untracked()}
                </span>
            </button>
        }
    };
    view! {
        <ConfirmationDialog confirmation=archive.confirmation question on_done=archive.done />
        <Show when=move || archive.is_archived.get()>
            <Callout title=td_string!(locale, app_settings.archived) action=button>
                <p>{td_string!(locale, app_settings.is_archived)}</p>
            </Callout>
        </Show>
    }
}

/// The row by which an environment is archived.
#[component]
pub fn ArchiveRow(
    /// The environment and its state.
    archive: Archive,
) -> impl IntoView {
    let locale = use_locale();
    let button = move || {
        view! {
            <button
                class="button quiet dense"
                type="button"
                on:click=move |_| archive.confirmation.ask(Act::Archive)
            >
                {td_string!(locale, app_settings.archive)}
                <span class="unseen" translate="no">
                    " "
                    {move || archive.name.get()}
                </span>
            </button>
        }
    };
    view! {
        <Show when=move || !archive.is_archived.get()>
            <SettingRow
                name=td_string!(locale, app_settings.archive)
                hint=td_string!(locale, app_settings.archive_hint)
                action=button
            >
                ""
            </SettingRow>
        </Show>
    }
}
