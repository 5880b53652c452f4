//! The form of an environment, new or not. Invariants: nothing that was typed is lost when the platform says no; a secret goes
//! only after a question.

use latchkey_contract::{
    ErrorCode,
    app_settings::{
        ClientKind, CreateEnvironment, EnvironmentSettings, UpdateEnvironment, create_environment,
        update_environment,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::{
    environment_fields::EnvironmentFields, environment_inputs::EnvironmentInputs, secret_dialog::SecretDialog,
};
use crate::{
    i18n::*,
    kit::{Form, StatusMessage, use_flash_message},
    paths,
    ui::{Alert, Question, SubmitButton},
};

/// What the form is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The app's slug.
    pub app: String,
    /// Identifier and version of an environment that is there.
    pub existing: Option<(String, String)>,
    /// What the form begins with.
    pub settings: EnvironmentSettings,
}

impl Subject {
    /// What the page is called.
    pub fn title(&self, locale: Locale) -> String {
        match self.existing {
            None => td_string!(locale, app_settings.new_title).to_owned(),
            Some(_) => {
                let environment = self.settings.name.clone();
                td_string!(locale, app_settings.edit_title, environment = environment)
            }
        }
    }
}

/// The form, with what comes of sending it: back to the environments, the secret of a new client, or a conflict with somebody else's
/// change.
#[component]
pub fn EnvironmentForm(
    /// Language of the words.
    locale: Locale,
    /// What it is about.
    subject: Subject,
    /// Loads what is there, in the place of what was typed.
    reload: Callback<()>,
) -> impl IntoView {
    let form = Form::new("environment");
    let fields = EnvironmentFields::declare(form, &subject.settings);
    let is_new = subject.existing.is_none();
    let had_secret = !is_new && subject.settings.kind == ClientKind::Confidential;
    let back = paths::app_settings(&subject.app);
    let (made, asked) = (RwSignal::new(None::<String>), RwSignal::new(false));
    let finish = finish(locale, &subject, fields);
    let done = move |secret: Option<String>| match secret {
        Some(secret) => made.set(Some(secret)),
        None => finish.run(()),
    };
    let create = form.submission::<CreateEnvironment>(move |_, made| done(made.client_secret));
    let update = form.submission::<UpdateEnvironment>(move |_, updated| done(updated.client_secret));
    let busy = Signal::derive(move || create.pending().get() || update.pending().get());
    let send = Callback::new(move |()| {
        asked.set(false);
        let (app, settings) = (subject.app.clone(), fields.settings());
        match subject.existing.clone() {
            None => create.send(create_environment::Request { app, settings }),
            Some((environment, version)) => update.send(update_environment::Request {
                environment,
                version,
                settings,
            }),
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if had_secret && untrack(|| fields.is_public()) {
            asked.set(true);
        } else {
            send.run(());
        }
    };
    let label = match is_new {
        true => td_string!(locale, app_settings.create),
        false => td_string!(locale, app_settings.save),
    };
    view! {
        <form aria-label=label novalidate on:submit=submit>
            <EnvironmentInputs locale fields is_new />
            <Show when=move || asked.get()>
                <Question
                    id="kind-question"
                    words=td_string!(locale, app_settings.to_public_ask)
                    yes=td_string!(locale, app_settings.to_public_yes)
                    no=td_string!(locale, app_settings.cancel)
                    busy
                    confirm=send
                    cancel=Callback::new(move |()| asked.set(false))
                />
            </Show>
            <Alert locale notice=form.notice />
            <Show when=move || form.refused.get() == Some(ErrorCode::ChangedMeanwhile)>
                <button class="button quiet" type="button" on:click=move |_| reload.run(())>
                    {td_string!(locale, app_settings.load_present)}
                </button>
            </Show>
            <div class="buttons">
                <SubmitButton busy label />
                <a class="button quiet" href=back>
                    {td_string!(locale, app_settings.cancel)}
                </a>
            </div>
            <StatusMessage message=form.message />
            <SecretDialog locale secret=made kept=finish />
        </form>
    }
}

/// Back to the environments, which say that it is saved.
fn finish(locale: Locale, subject: &Subject, fields: EnvironmentFields) -> Callback<()> {
    let general = paths::app_settings(&subject.app);
    let flash = use_flash_message();
    let navigate = StoredValue::new_local(use_navigate());
    Callback::new(move |()| {
        let environment = fields.name.value.get_untracked().trim().to_owned();
        flash.set(td_string!(locale, app_settings.saved, environment = environment));
        navigate.with_value(|navigate| navigate(&general, Default::default()));
    })
}
