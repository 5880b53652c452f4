//! Deleting an environment or an app. Invariants: nothing is deleted before the dialog has said what ends with it; an app is deleted
//! only by whoever has typed its name.

use latchkey_contract::app_settings::{
    DeleteApp, DeleteEnvironment, DeletedEnvironment, Deletion, GetAppDeletion, GetEnvironmentDeletion,
    delete_app, delete_environment, get_app_deletion, get_environment_deletion,
};
use leptos::prelude::*;

use crate::{
    api::ApiError,
    i18n::*,
    kit::{Form, Loaded, use_locale, use_session_client},
    ui::{Alert, ConfirmDialog, TypedName},
};

/// What is to be deleted.
#[derive(Debug, Clone)]
pub enum Target {
    /// An app.
    App {
        /// Its slug.
        slug: String,
        /// Its name.
        name: String,
    },
    /// An environment.
    Environment {
        /// Its identifier.
        id: String,
        /// Its name.
        name: String,
    },
}

/// The button, and the dialog that it opens.
#[component]
pub fn DeleteButton(
    /// Words of the button.
    label: &'static str,
    /// What the thing is called.
    #[prop(into)]
    name: Signal<String>,
    /// The thing, as it is when it is asked about.
    target: Callback<(), Target>,
    /// What comes when it is gone.
    gone: Callback<()>,
) -> impl IntoView {
    let asked = RwSignal::new(false);
    let dialog = move || {
        asked.get().then(|| {
            let target = target.run(());
            view! { <DeletionDialog target asked gone /> }
        })
    };
    view! {
        <button class="button danger quiet dense" type="button" on:click=move |_| asked.set(true)>
            {label}
            <span class="unseen" translate="no">
                " "
                {move || name.get()}
            </span>
        </button>
        {dialog}
    }
}

#[component]
fn DeletionDialog(target: Target, asked: RwSignal<bool>, gone: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    let form = Form::new("delete");
    let (open, is_done) = (RwSignal::new(true), StoredValue::new(false));
    let ends = what_ends(&target);
    // Nothing can be confirmed before it is on the screen what ends.
    let ready = Memo::new(move |_| matches!(ends.get(), Some(Ok(_))));
    let done = move || {
        is_done.set_value(true);
        open.set(false);
    };
    let delete_app = form.submission::<DeleteApp>(move |_, _| done());
    let delete_environment = form.submission::<DeleteEnvironment>(move |_, _| done());
    let busy = Signal::derive(move || delete_app.pending().get() || delete_environment.pending().get());
    let words = Words::of(locale, &target);
    let confirm = move |()| match &target {
        Target::App { slug, .. } => delete_app.send(delete_app::Request { app: slug.clone() }),
        Target::Environment { id, .. } => delete_environment.send(delete_environment::Request {
            environment: id.clone(),
        }),
    };
    // The focus moves only once the dialog is closed: while it is open, the browser lets nothing behind it take the focus.
    let closed = Callback::new(move |()| {
        let is_done = is_done.get_value();
        asked.set(false);
        if is_done {
            gone.run(());
        }
    });
    let Words {
        title,
        text,
        yes,
        typed,
    } = words;
    view! {
        <ConfirmDialog
            open
            title
            confirm=yes
            cancel=td_string!(locale, app_settings.cancel)
            on_confirm=confirm
            busy
            ready
            typed
            closed
        >
            <div aria-live="polite">
                <Ends text=text.clone() ends />
            </div>
            <Alert locale notice=form.notice />
        </ConfirmDialog>
    }
}

/// What the dialog says.
struct Words {
    title: String,
    text: String,
    yes: &'static str,
    typed: Option<TypedName>,
}

impl Words {
    fn of(locale: Locale, target: &Target) -> Self {
        match target.clone() {
            Target::App { name, .. } => Self {
                title: td_string!(locale, app_settings.delete_app_title, app = name.clone()),
                text: td_string!(locale, app_settings.delete_app_ask, app = name.clone()),
                yes: td_string!(locale, app_settings.delete_app),
                typed: Some(TypedName {
                    label: td_string!(locale, app_settings.delete_type).to_owned(),
                    mismatch: td_string!(locale, app_settings.delete_mismatch, app = name.clone()),
                    name,
                }),
            },
            Target::Environment { name, .. } => Self {
                title: td_string!(
                    locale,
                    app_settings.delete_environment_title,
                    environment = name.clone()
                ),
                text: td_string!(locale, app_settings.delete_environment_ask, environment = name),
                yes: td_string!(locale, app_settings.delete_environment_yes),
                typed: None,
            },
        }
    }
}

/// Asks the platform what ends with it.
fn what_ends(target: &Target) -> LocalResource<Result<Deletion, ApiError>> {
    let client = use_session_client();
    let target = target.clone();
    LocalResource::new(move || {
        let (client, target) = (client.clone(), target.clone());
        async move {
            match target {
                Target::App { slug, .. } => {
                    let request = get_app_deletion::Request { app: slug };
                    client.call::<GetAppDeletion>(&request).await
                }
                Target::Environment { id, .. } => {
                    let request = get_environment_deletion::Request { environment: id };
                    client.call::<GetEnvironmentDeletion>(&request).await
                }
            }
        }
    })
}

#[component]
fn Ends(text: String, ends: LocalResource<Result<Deletion, ApiError>>) -> impl IntoView {
    view! {
        <Loaded resource=ends let:ends>
            <WhatEnds text=text.clone() ends />
        </Loaded>
    }
}

#[component]
fn WhatEnds(text: String, ends: Deletion) -> impl IntoView {
    let locale = use_locale();
    let environment = |environment: DeletedEnvironment| {
        view! { <dd>{environment.name} <br /> <small>{environment.url}</small></dd> }.into_any()
    };
    let environments: Vec<AnyView> = ends.environments.into_iter().map(environment).collect();
    let environments = (!environments.is_empty()).then(|| {
        view! {
            <div>
                <dt>{td_string!(locale, app_settings.environments)}</dt>
                {environments}
            </div>
        }
        .into_any()
    });
    let counts = [
        (td_string!(locale, app_settings.delete_people), ends.people),
        (td_string!(locale, app_settings.delete_consents), ends.consents),
        (td_string!(locale, app_settings.delete_sessions), ends.sessions),
    ]
    .map(|(what, count)| {
        view! {
            <div>
                <dt>{what}</dt>
                <dd>{count.to_string()}</dd>
            </div>
        }
        .into_any()
    });
    view! {
        <p>{text}</p>
        <dl class="facts">{environments} {Vec::from(counts)}</dl>
    }
}
