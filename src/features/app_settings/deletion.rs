//! Deleting an environment or an app. Invariants: nothing is deleted before the dialog has said what ends with it; an app is deleted
//! only by whoever has typed its name.

use latchkey_contract::app_settings::{
    DeleteApp, DeleteEnvironment, DeletedEnvironment, Deletion, GetAppDeletion, GetEnvironmentDeletion,
    delete_app, delete_environment, get_app_deletion, get_environment_deletion,
};
use leptos::{html, prelude::*};

use crate::{
    api::ApiError,
    i18n::*,
    kit::{Form, Loaded, TextField, use_session_client},
    ui::{Alert, Dialog},
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
) -> impl IntoView {
    let asked = RwSignal::new(false);
    let label = match target.is_app() {
        true => td_string!(locale, app_settings.delete_app),
        false => td_string!(locale, app_settings.delete_environment),
    };
    let whose =
        (!target.is_app()).then(|| view! { <span class="unseen">" " {target.name()}</span> }.into_any());
    let dialog = move || {
        asked
            .get()
            .then(|| view! { <DeletionDialog locale target=target.clone() asked gone /> }.into_any())
    };
    view! {
        <button class="button danger quiet" type="button" on:click=move |_| asked.set(true)>
            {label}
            {whose}
        </button>
        {dialog}
    }
}

#[component]
fn DeletionDialog(
    locale: Locale,
    target: Target,
    asked: RwSignal<bool>,
    gone: Callback<()>,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let form = Form::new("delete");
    let confirmation = form.field("confirmation", "");
    let ends = what_ends(&target);
    // Nothing can be confirmed before it is on the screen what ends.
    let is_said = Memo::new(move |_| matches!(ends.get(), Some(Ok(_))));
    let is_app = target.is_app();
    let title = match is_app {
        true => td_string!(locale, app_settings.delete_app_title),
        false => td_string!(locale, app_settings.delete_environment_title),
    };
    let yes = match is_app {
        true => td_string!(locale, app_settings.delete_app),
        false => td_string!(locale, app_settings.delete_environment_yes),
    };
    let close = move || {
        if let Some(dialog) = dialog.try_get_untracked().flatten() {
            dialog.close();
        }
    };
    let done = move || {
        // First of all: while it is open, nothing else takes the focus.
        close();
        gone.run(());
    };
    let delete_app = form.submission::<DeleteApp>(move |_, _| done());
    let delete_environment = form.submission::<DeleteEnvironment>(move |_, _| done());
    let words = ask(locale, &target);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !is_said.get_untracked() {
            return;
        }
        let name = target.name();
        if is_app && confirmation.filled().as_ref() != Some(&name) {
            let problem = td_string!(locale, app_settings.delete_mismatch, app = name);
            confirmation.error.set(Some(problem));
            confirmation.focus();
            return;
        }
        match &target {
            Target::App { slug, .. } => delete_app.send(delete_app::Request { app: slug.clone() }),
            Target::Environment { id, .. } => delete_environment.send(delete_environment::Request {
                environment: id.clone(),
            }),
        }
    };
    let busy = move || (delete_app.pending().get() || delete_environment.pending().get()).then_some("true");
    view! {
        <Dialog title node_ref=dialog closed=Callback::new(move |()| asked.set(false))>
            <div aria-live="polite">
                <Loaded resource=ends let:ends>
                    <Ends locale words=words.clone() ends />
                </Loaded>
            </div>
            <form aria-label=title novalidate on:submit=submit>
                <Show when=move || is_app>
                    <TextField
                        field=confirmation
                        id="delete-confirmation"
                        label=td_string!(locale, app_settings.delete_type)
                    />
                </Show>
                <Alert locale notice=form.notice />
                <div class="dialog-actions">
                    <Show when=move || is_said.get()>
                        <button class="button danger" type="submit" aria-busy=busy aria-disabled=busy>
                            {yes}
                        </button>
                    </Show>
                    <button class="button quiet" type="button" on:click=move |_| close()>
                        {td_string!(locale, app_settings.cancel)}
                    </button>
                </div>
            </form>
        </Dialog>
    }
}

/// What the dialog says first.
fn ask(locale: Locale, target: &Target) -> String {
    match target {
        Target::App { .. } => td_string!(locale, app_settings.delete_app_ask, app = target.name()),
        Target::Environment { name, .. } => {
            td_string!(
                locale,
                app_settings.delete_environment_ask,
                environment = name.clone()
            )
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
fn Ends(locale: Locale, words: String, ends: Deletion) -> impl IntoView {
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
        <p>{words}</p>
        <dl class="facts">{environments} {Vec::from(counts)}</dl>
    }
}
