//! The form of an environment, new or not. Invariants: nothing that was typed is lost when the platform says no; a secret goes
//! only after a question.

use latchkey_contract::{
    ErrorCode,
    app_settings::{
        ClientKind, CreateEnvironment, Environment, EnvironmentSettings, UpdateEnvironment,
        create_environment, update_environment,
    },
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;

use super::{
    current_app::CurrentApp,
    environment_fields::EnvironmentFields,
    environment_inputs::EnvironmentInputs,
    guide::Connection,
    secret_dialog::{NewSecret, SecretDialog},
};
use crate::{
    i18n::*,
    kit::{Form, StatusMessage, use_locale},
    paths,
    ui::{Alert, ConfirmDialog, SubmitButton, Toast, use_toasts},
};

/// What the form is about.
#[derive(Clone)]
pub struct Subject {
    /// The app.
    pub app: CurrentApp,
    /// Identifier and version of an environment that is there.
    pub existing: Option<(String, RwSignal<String>)>,
    /// What is saved, or what a new one begins with.
    pub settings: RwSignal<EnvironmentSettings>,
}

impl Subject {
    /// Reads again what is saved.
    pub async fn reload(&self) {
        self.app.reload().await;
        let Some((id, version)) = &self.existing else {
            return;
        };
        // The page may be gone by now.
        let Some(Some(environment)) = version.try_get_untracked().map(|_| self.app.environment(id)) else {
            return;
        };
        version.set(environment.version);
        self.settings.set(environment.settings);
    }
}

/// The form. A saved environment stays on the screen; a new one leads to its page, once its secret has been shown.
#[component]
pub fn EnvironmentForm(
    /// What it is about.
    subject: Subject,
    /// Shows what is there, in the place of what was typed.
    reload: Callback<()>,
) -> impl IntoView {
    let locale = use_locale();
    let form = Form::new("environment");
    let fields = subject
        .settings
        .with_untracked(|settings| EnvironmentFields::declare(form, settings));
    let is_new = subject.existing.is_none();
    let (made, asked) = (RwSignal::new(None::<NewSecret>), RwSignal::new(false));
    let open_new = open_new(&subject, fields);
    // A new one, until its secret has been seen.
    let new_one = StoredValue::new(None::<Environment>);
    let create = {
        let subject = subject.clone();
        form.submission::<CreateEnvironment>(move |request, created| {
            let environment = created_environment(&request.settings, &created);
            match created.client_secret {
                Some(secret) => {
                    made.set(Some(new_secret(&subject, &environment, secret)));
                    new_one.set_value(Some(environment));
                }
                None => open_new.run(environment),
            }
        })
    };
    let update = updates(&subject, form, made, asked);
    let kept = Callback::new(move |()| {
        if let Some(Some(environment)) = new_one.try_update_value(Option::take) {
            open_new.run(environment);
        }
    });
    let busy = Signal::derive(move || create.pending().get() || update.pending().get());
    let back = paths::app_settings(&subject.app.slug());
    let saved = subject.settings;
    let send = Callback::new(move |()| {
        let (app, settings) = (subject.app.slug(), fields.settings());
        match &subject.existing {
            None => create.send(create_environment::Request { app, settings }),
            Some((environment, version)) => update.send(update_environment::Request {
                environment: environment.clone(),
                version: version.get_untracked(),
                settings,
            }),
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let had_secret = !is_new && saved.with_untracked(|saved| saved.kind == ClientKind::Confidential);
        match had_secret && untrack(|| fields.is_public()) {
            true if form.judge() => asked.set(true),
            true => {}
            false => send.run(()),
        }
    };
    let label = match is_new {
        true => td_string!(locale, app_settings.create),
        false => td_string!(locale, app_settings.save),
    };
    view! {
        <form class="environment-form" aria-label=label novalidate on:submit=submit>
            <EnvironmentInputs locale fields />
            <Alert locale notice=form.notice />
            <Show when=move || form.refused.get() == Some(ErrorCode::ChangedMeanwhile)>
                <button class="button quiet" type="button" on:click=move |_| reload.run(())>
                    {td_string!(locale, app_settings.load_present)}
                </button>
            </Show>
            <div class="buttons">
                <SubmitButton busy label />
                <Show when=move || is_new>
                    <a class="button quiet" href=back.clone()>
                        {td_string!(locale, app_settings.cancel)}
                    </a>
                </Show>
            </div>
            <StatusMessage message=form.message />
        </form>
        <ConfirmDialog
            open=asked
            title=td_string!(locale, app_settings.to_public_title)
            confirm=td_string!(locale, app_settings.to_public_yes)
            cancel=td_string!(locale, app_settings.cancel)
            on_confirm=send
            busy
        >
            <p>{td_string!(locale, app_settings.to_public_ask)}</p>
        </ConfirmDialog>
        <SecretDialog secret=made kept />
    }
}

type SavedBy = crate::kit::Submission<UpdateEnvironment>;

/// Saves an environment that is there. The page stays, with what is saved now.
fn updates(
    subject: &Subject,
    form: Form,
    made: RwSignal<Option<NewSecret>>,
    asked: RwSignal<bool>,
) -> SavedBy {
    let locale = use_locale();
    let subject = subject.clone();
    // Whatever becomes of it, it is said in the form.
    Effect::new(move |_| {
        if form.notice.with(Option::is_some) || form.refused.with(Option::is_some) {
            asked.set(false);
        }
    });
    form.submission::<UpdateEnvironment>(move |request, updated| {
        asked.set(false);
        let subject = subject.clone();
        let name = request.settings.name.trim().to_owned();
        spawn_local(async move {
            subject.reload().await;
            // The page may be gone by now.
            if form.message.try_get_untracked().is_none() {
                return;
            }
            let saved = td_string!(locale, app_settings.saved, environment = name);
            form.message.set(Some(saved));
            let environment = subject
                .existing
                .as_ref()
                .and_then(|(id, _)| subject.app.environment(id));
            if let (Some(secret), Some(environment)) = (updated.client_secret, environment) {
                made.set(Some(new_secret(&subject, &environment, secret)));
            }
        });
    })
}

/// What is known of an environment that was only just made. Its version is not: that is read with the next look at it.
fn created_environment(
    settings: &EnvironmentSettings,
    created: &create_environment::Response,
) -> Environment {
    Environment {
        id: created.id.clone(),
        version: String::new(),
        client_id: created.client_id.clone(),
        settings: EnvironmentSettings {
            name: settings.name.trim().to_owned(),
            ..settings.clone()
        },
        previous_secret_ends_at: None,
        archived_at: None,
    }
}

fn new_secret(subject: &Subject, environment: &Environment, secret: String) -> NewSecret {
    let connection = Connection {
        issuer: subject.app.issuer(),
        client_id: environment.client_id.clone(),
        settings: environment.settings.clone(),
    };
    NewSecret { connection, secret }
}

/// To the page of an environment that was made.
fn open_new(subject: &Subject, fields: EnvironmentFields) -> Callback<Environment> {
    let locale = use_locale();
    let app = subject.app;
    let toasts = use_toasts();
    let navigate = StoredValue::new_local(use_navigate());
    Callback::new(move |environment: Environment| {
        spawn_local(async move {
            app.reload().await;
            // The page may be gone by now.
            let Some(name) = fields.name.value.try_get_untracked() else {
                return;
            };
            if app.environment(&environment.id).is_none() {
                // It could not be read, but it is stored.
                app.environments.update(|all| all.push(environment.clone()));
            }
            let name = name.trim().to_owned();
            toasts.show(Toast::good(td_string!(
                locale,
                app_settings.saved,
                environment = name
            )));
            let page = paths::environment_settings(&app.slug(), &environment.id);
            navigate.with_value(|navigate| navigate(&page, Default::default()));
        });
    })
}
