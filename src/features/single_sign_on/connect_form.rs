//! The wizard's first step: how the identity provider is reached. Invariant: nothing is saved before the metadata of the very address
//! that is saved could be read.

use latchkey_contract::{
    ErrorCode,
    sso_configurations::{
        CreateSsoConfiguration, MetadataReport, PlatformAddresses, SsoConfiguration, UpdateSsoConnection,
        create_sso_configuration, update_sso_connection,
    },
};
use leptos::prelude::*;

use super::{
    client_key::CompanyKey,
    connect_fields::{ConnectFields, new_connection},
    connect_inputs::{KindField, MethodField, SecretField},
    endpoint_field::EndpointField,
    metadata_reader::{MetadataReader, MetadataState},
    scopes_field::ScopesField,
    walk_through::WalkThrough,
};
use crate::{
    i18n::*,
    kit::{Form, StatusMessage, TextField, ask_before_leaving, keep_over_reload, use_locale},
    paths,
    ui::{Alert, SubmitButton},
};

/// The name of the form, among those of its page.
pub const NAME: &str = "connect";

/// The form.
#[component]
pub fn ConnectForm(
    /// What is stored, where there is something.
    stored: Option<SsoConfiguration>,
    /// What is registered at the identity provider.
    addresses: PlatformAddresses,
    /// Runs with the identifier when it is saved.
    saved: Callback<String>,
    /// Reads again what is stored, in the place of what was typed.
    reload: Callback<()>,
) -> impl IntoView {
    let locale = use_locale();
    let form = Form::new(NAME);
    let connection = stored
        .as_ref()
        .map_or_else(new_connection, |stored| stored.connection.clone());
    let fields = ConnectFields::declare(form, &connection);
    let reader = MetadataReader::begin();
    let uses_key = fields.uses_key();
    let is_leaving = StoredValue::new(false);
    ask_before_leaving(move || !is_leaving.get_value() && form.is_changed());
    keep_over_reload();
    let done = move |id: String| {
        is_leaving.set_value(true);
        saved.run(id);
    };
    let create = form.submission::<CreateSsoConfiguration>(move |_, made| done(made.id));
    let update =
        form.submission::<UpdateSsoConnection>(move |request, _| done(request.configuration.clone()));
    let has_secret = stored.as_ref().is_some_and(|stored| stored.has_secret);
    let target = stored.map(|stored| (stored.id, stored.version));
    let save = Callback::new(move |_: MetadataReport| {
        let (connection, secret) = (fields.settings(), fields.client_secret.filled());
        match &target {
            None => create.send(create_sso_configuration::Request {
                connection,
                client_secret: secret.unwrap_or_default(),
            }),
            Some((id, version)) => update.send(update_sso_connection::Request {
                configuration: id.clone(),
                version: version.clone(),
                connection,
                client_secret: secret,
            }),
        }
    });
    let read = Callback::new(move |report: MetadataReport| match report.provider {
        Some(_) => save.run(report),
        None => fields.endpoint_url.focus(),
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        fields.follow_address();
        let address = fields.endpoint_url.value.get_untracked();
        match address.trim().is_empty() {
            // The platform says what else is missing.
            true => save.run(MetadataReport::default()),
            false => reader.read_then(&address, read),
        }
    };
    let busy = Signal::derive(move || {
        let is_reading = reader.state.with(|state| *state == MetadataState::Reading);
        is_reading || create.pending().get() || update.pending().get()
    });
    view! {
        <form
            class="sso-connect"
            aria-label=td_string!(locale, single_sign_on.connect)
            novalidate
            on:submit=submit
            // Whoever types has let go of the button, wherever that was.
            on:input=move |_| reader.release()
        >
            <div class="sso-form">
                <TextField field=fields.name id="name" label=td_string!(locale, single_sign_on.name) />
                <KindField fields />
            </div>
            <WalkThrough kind=fields.kind() by_key=uses_key addresses=Some(addresses) />
            <div class="sso-form">
                <EndpointField fields reader />
                <TextField field=fields.client_id id="client-id" label=td_string!(locale, single_sign_on.client_id) />
                <MethodField fields reader />
                <Show when=move || uses_key.get() fallback=move || view! { <SecretField fields has_secret /> }>
                    <CompanyKey />
                </Show>
                <ScopesField fields reader />
                <Alert locale notice=form.notice />
                <LoadTheirs form reload />
                // The press takes the focus out of the field that was filled last, which would be read, and the button move.
                <div class="buttons" on:pointerdown=move |_| reader.hold()>
                    <SubmitButton busy label=td_string!(locale, single_sign_on.next) />
                    <a class="button quiet" href=paths::SINGLE_SIGN_ON>
                        {td_string!(locale, portal.cancel)}
                    </a>
                </div>
                <StatusMessage message=form.message />
            </div>
        </form>
    }
}

/// What another admin saved meanwhile, in the place of what was typed here.
#[component]
pub fn LoadTheirs(
    /// The form that was refused.
    form: Form,
    /// Reads what is stored.
    reload: Callback<()>,
) -> impl IntoView {
    let locale = use_locale();
    view! {
        <Show when=move || form.refused.get() == Some(ErrorCode::ChangedMeanwhile)>
            <button class="button quiet" type="button" on:click=move |_| reload.run(())>
                {td_string!(locale, single_sign_on.load_theirs)}
            </button>
        </Show>
    }
}
