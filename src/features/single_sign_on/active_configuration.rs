//! The configuration that people sign in with. Invariant: nothing of it can be changed here but its name, and it is said why, and how
//! anything else is changed in a copy.

use latchkey_contract::{
    claim_mapping::ClaimMapping,
    sso_configurations::{ClientAuthMethod, SsoConfiguration, UpdateSsoConnection, update_sso_connection},
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::{
    connect_form::LoadTheirs,
    duplicate_dialog::{DuplicateDialog, Original},
};
use crate::{
    i18n::*,
    kit::{Form, StatusMessage, TextField, ask_before_leaving, use_locale},
    paths,
    ui::{Alert, Callout, SubmitButton, Toast, Tone, use_toasts},
};

/// Says why it cannot be changed, and makes the copy that can.
#[component]
pub fn ActiveNotice(
    /// The configuration to copy.
    original: Original,
) -> impl IntoView {
    let locale = use_locale();
    let navigate = use_navigate();
    let asked = RwSignal::new(None::<Original>);
    let done = Callback::new(move |copy: String| navigate(&paths::sso_connect(&copy), Default::default()));
    let original = StoredValue::new(original);
    let action = move || {
        view! {
            <button class="button quiet" type="button" on:click=move |_| asked.set(Some(original.get_value()))>
                {td_string!(locale, single_sign_on.duplicate)}
            </button>
        }
    };
    view! {
        <DuplicateDialog of=asked done />
        <Callout tone=Tone::Info title=td_string!(locale, single_sign_on.is_active) action>
            <p>{td_string!(locale, single_sign_on.is_active_text)}</p>
        </Callout>
    }
}

/// The first step: everything to read, and the name to change.
#[component]
pub fn ActiveConnection(
    /// The active one.
    configuration: SsoConfiguration,
    /// Reads it again.
    reload: Callback<()>,
) -> impl IntoView {
    let locale = use_locale();
    let toasts = use_toasts();
    let form = Form::new("active");
    let name = form.field("name", &configuration.connection.name);
    let is_saved = StoredValue::new(false);
    ask_before_leaving(move || !is_saved.get_value() && form.is_changed());
    let save = form.submission::<UpdateSsoConnection>(move |_, _| {
        is_saved.set_value(true);
        toasts.show(Toast::good(
            td_string!(locale, single_sign_on.name_saved).to_owned(),
        ));
        reload.run(());
    });
    let original = Original::of(&configuration);
    let facts = connection_facts(locale, &configuration);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let mut connection = configuration.connection.clone();
        connection.name = name.value.get_untracked().trim().to_owned();
        save.send(update_sso_connection::Request {
            configuration: configuration.id.clone(),
            version: configuration.version.clone(),
            connection,
            client_secret: None,
        });
    };
    view! {
        <div class="sso-form">
            <ActiveNotice original />
            <form class="sso-form" aria-label=td_string!(locale, single_sign_on.name) novalidate on:submit=submit>
                <TextField field=name id="name" label=td_string!(locale, single_sign_on.name) />
                <Alert locale notice=form.notice />
                <LoadTheirs form reload />
                <div class="buttons">
                    <SubmitButton busy=save.pending() label=td_string!(locale, single_sign_on.save_name) />
                </div>
                <StatusMessage message=form.message />
            </form>
            {facts}
        </div>
    }
}

fn connection_facts(locale: Locale, configuration: &SsoConfiguration) -> impl IntoView + use<> {
    let connection = &configuration.connection;
    let method = match connection.client_auth_method {
        None => td_string!(locale, single_sign_on.method_automatic),
        Some(ClientAuthMethod::ClientSecretPost) => td_string!(locale, single_sign_on.method_post),
        Some(ClientAuthMethod::ClientSecretBasic) => td_string!(locale, single_sign_on.method_basic),
        Some(ClientAuthMethod::PrivateKeyJwt) => td_string!(locale, single_sign_on.method_key),
    };
    facts([
        (
            td_string!(locale, single_sign_on.provider),
            connection.idp.name().to_owned(),
        ),
        (
            td_string!(locale, single_sign_on.endpoint),
            connection.endpoint_url.clone(),
        ),
        (
            td_string!(locale, single_sign_on.client_id),
            connection.client_id.clone(),
        ),
        (
            td_string!(locale, single_sign_on.scopes_asked),
            connection.scopes.join(", "),
        ),
        (td_string!(locale, single_sign_on.method), method.to_owned()),
        (
            td_string!(locale, single_sign_on.redirect_url),
            configuration.addresses.redirect_url.clone(),
        ),
    ])
}

/// The third step, to read.
#[component]
pub fn ActiveMapping(
    /// The active one.
    configuration: SsoConfiguration,
) -> impl IntoView {
    let locale = use_locale();
    let original = Original::of(&configuration);
    let mapped = configuration
        .mapping
        .map(|mapping| mapping_facts(locale, mapping));
    view! {
        <div class="sso-form">
            <ActiveNotice original />
            {mapped}
        </div>
    }
}

fn mapping_facts(locale: Locale, mapping: ClaimMapping) -> impl IntoView {
    let none = || td_string!(locale, single_sign_on.not_mapped).to_owned();
    facts([
        (td_string!(locale, single_sign_on.foreign_id), mapping.foreign_id),
        (td_string!(locale, single_sign_on.username), mapping.username),
        (
            td_string!(locale, single_sign_on.first_name),
            mapping.first_name.unwrap_or_else(none),
        ),
        (
            td_string!(locale, single_sign_on.last_name),
            mapping.last_name.unwrap_or_else(none),
        ),
    ])
}

fn facts<const N: usize>(rows: [(&'static str, String); N]) -> impl IntoView {
    let rows = rows.map(|(what, value)| {
        view! {
            <div>
                <dt>{what}</dt>
                <dd translate="no">{value}</dd>
            </div>
        }
    });
    view! { <dl class="facts">{Vec::from(rows)}</dl> }
}
