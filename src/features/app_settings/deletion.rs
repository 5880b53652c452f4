//! Deleting an environment or an app. Invariants: nothing is deleted before the dialog has said what ends with it; an app is deleted
//! only by whoever has typed its name.

use latchkey_contract::app_settings::{
    DeleteApp, DeleteEnvironment, DeletedEnvironment, Deletion, GetAppDeletion, GetEnvironmentDeletion,
    delete_app, delete_environment, get_app_deletion, get_environment_deletion,
};
use leptos::{html, prelude::*};

use crate::{
    i18n::*,
    portal::{
        call::use_caller,
        load::{Load, Loaded, show},
        sending::{Blamable, Sending},
        text_field::TextField,
    },
    ui::{Alert, Dialog, Piece, live, piece, state},
};

/// What is to be deleted.
#[derive(Debug, Clone)]
pub enum Target {
    /// An app, with what it is called now.
    App {
        /// Its slug.
        slug: String,
        /// Its name.
        name: RwSignal<String>,
    },
    /// An environment.
    Environment {
        /// Its identifier.
        id: String,
        /// Its name.
        name: String,
    },
}

impl Target {
    /// What it is called.
    pub fn name(&self) -> String {
        match self {
            Self::App { name, .. } => name.get_untracked(),
            Self::Environment { name, .. } => name.clone(),
        }
    }

    const fn is_app(&self) -> bool {
        matches!(self, Self::App { .. })
    }
}

/// The button, and the dialog that it opens.
#[component]
pub fn DeleteButton(
    /// Language of the words.
    locale: Locale,
    /// What is to be deleted.
    target: Target,
    /// What comes when it is gone.
    gone: Callback<()>,
) -> Piece {
    let asked = RwSignal::new(false);
    let label = match target.is_app() {
        true => td_string!(locale, app_settings.delete_app),
        false => td_string!(locale, app_settings.delete_environment),
    };
    let whose = (!target.is_app()).then(|| piece(view! { <span class="unseen">" " {target.name()}</span> }));
    let dialog = live(move || {
        asked
            .get()
            .then(|| piece(view! { <DeletionDialog locale target=target.clone() asked gone /> }))
    });
    piece(view! {
        <button class="button danger" type="button" on:click=move |_| asked.set(true)>
            {label}
            {whose}
        </button>
        {dialog}
    })
}

#[component]
fn DeletionDialog(locale: Locale, target: Target, asked: RwSignal<bool>, gone: Callback<()>) -> Piece {
    let dialog = NodeRef::<html::Dialog>::new();
    let field = Blamable::new("confirmation");
    let typed = RwSignal::new(String::new());
    let sending = Sending::new(locale, &[field]);
    let is_said = RwSignal::new(false);
    let ending = ending(locale, &target, is_said);
    let title = match target.is_app() {
        true => td_string!(locale, app_settings.delete_app_title),
        false => td_string!(locale, app_settings.delete_environment_title),
    };
    let yes = match target.is_app() {
        true => td_string!(locale, app_settings.delete_app),
        false => td_string!(locale, app_settings.delete_environment_yes),
    };
    let close = move || {
        if let Some(dialog) = dialog.try_get_untracked().flatten() {
            dialog.close();
        }
    };
    let confirmation = target.is_app().then(|| {
        piece(view! {
            <TextField
                field
                id="delete-confirmation"
                error_id="delete-confirmation-error"
                label=td_string!(locale, app_settings.delete_type)
                value=typed
                kind="text"
                autocomplete="off"
            />
        })
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !is_said.get_untracked() {
            return;
        }
        let name = target.name();
        if target.is_app() && typed.with_untracked(|typed| typed.trim() != name) {
            let problem = td_string!(locale, app_settings.delete_mismatch, app = name);
            field.error.set(Some(problem));
            if let Some(input) = field.input.get_untracked() {
                let _ = input.focus();
            }
            return;
        }
        // First of all: while it is open, nothing else takes the focus.
        let done = move || {
            close();
            gone.run(());
        };
        match &target {
            Target::App { slug, .. } => {
                let request = delete_app::Request { app: slug.clone() };
                sending.send::<DeleteApp>(&request, done);
            }
            Target::Environment { id, .. } => {
                let environment = id.clone();
                let request = delete_environment::Request { environment };
                sending.send::<DeleteEnvironment>(&request, done);
            }
        }
    };
    let busy = state(move || sending.busy.get());
    let confirm = live(move || {
        is_said.get().then(|| {
            piece(view! {
                <button class="button danger" type="submit" aria-busy=busy aria-disabled=busy>
                    {yes}
                </button>
            })
        })
    });
    let content = piece(view! {
        <div aria-live="polite">
            <Loaded load=ending />
        </div>
        <form aria-label=title novalidate on:submit=submit>
            {confirmation}
            <Alert locale notice=sending.notice />
            <div class="dialog-actions">
                {confirm}
                <button class="button quiet" type="button" on:click=move |_| close()>
                    {td_string!(locale, app_settings.cancel)}
                </button>
            </div>
        </form>
    });
    let closed = Callback::new(move |()| asked.set(false));
    piece(view! { <Dialog title node_ref=dialog closed content /> })
}

/// Asks what ends; `is_said` once that is on the screen.
fn ending(locale: Locale, target: &Target, is_said: RwSignal<bool>) -> Load {
    let caller = use_caller();
    let target = target.clone();
    Load::new(move |_| {
        let (caller, target) = (caller.clone(), target.clone());
        async move {
            let ends = match &target {
                Target::App { slug, .. } => {
                    let request = get_app_deletion::Request { app: slug.clone() };
                    caller.call::<GetAppDeletion>(&request).await?
                }
                Target::Environment { id, .. } => {
                    let environment = id.clone();
                    let request = get_environment_deletion::Request { environment };
                    caller.call::<GetEnvironmentDeletion>(&request).await?
                }
            };
            let words = match &target {
                Target::App { .. } => td_string!(locale, app_settings.delete_app_ask, app = target.name()),
                Target::Environment { name, .. } => {
                    td_string!(
                        locale,
                        app_settings.delete_environment_ask,
                        environment = name.clone()
                    )
                }
            };
            // The dialog may be gone by now.
            let _ = is_said.try_set(true);
            Ok(show(move || view! { <Ends locale words ends /> }))
        }
    })
}

#[component]
fn Ends(locale: Locale, words: String, ends: Deletion) -> Piece {
    let environment = |environment: DeletedEnvironment| {
        piece(view! { <dd>{environment.name} <br /> <small>{environment.url}</small></dd> })
    };
    let environments: Vec<Piece> = ends.environments.into_iter().map(environment).collect();
    let environments = (!environments.is_empty()).then(|| {
        piece(view! {
            <div>
                <dt>{td_string!(locale, app_settings.environments)}</dt>
                {environments}
            </div>
        })
    });
    let counts = [
        (td_string!(locale, app_settings.delete_people), ends.people),
        (td_string!(locale, app_settings.delete_consents), ends.consents),
        (td_string!(locale, app_settings.delete_sessions), ends.sessions),
    ]
    .map(|(what, count)| {
        piece(view! {
            <div>
                <dt>{what}</dt>
                <dd>{count.to_string()}</dd>
            </div>
        })
    });
    piece(view! {
        <p>{words}</p>
        <dl class="facts">{environments} {Vec::from(counts)}</dl>
    })
}
