//! The wizard's first step: how the identity provider is reached. Invariant: nothing is saved before the metadata of the very address
//! that is saved could be read.

use latchkey_contract::{
    ErrorCode,
    sso_configurations::{
        ClientAuthMethod, CreateSsoConfiguration, IdpKind, MetadataReport, SsoConfiguration,
        UpdateSsoConnection, create_sso_configuration, idp_kind::is_guid, update_sso_connection,
    },
};
use leptos::prelude::*;

use super::{
    connect_fields::{ConnectFields, new_connection},
    endpoint_field::EndpointField,
    metadata_reader::{MetadataReader, MetadataState},
    scopes_field::ScopesField,
};
use crate::{
    i18n::*,
    kit::{Form, StatusMessage, TextField, ask_before_leaving, use_locale},
    paths,
    ui::{Alert, Callout, CopyButton, SubmitButton, Tone},
};

/// The form.
#[component]
pub fn ConnectForm(
    /// What is stored, where there is something.
    stored: Option<SsoConfiguration>,
    /// The redirect URL of the company.
    redirect_url: String,
    /// Runs with the identifier when it is saved.
    saved: Callback<String>,
    /// Reads again what is stored, in the place of what was typed.
    reload: Callback<()>,
) -> impl IntoView {
    let locale = use_locale();
    let form = Form::new("connect");
    let connection = stored
        .as_ref()
        .map_or_else(new_connection, |stored| stored.connection.clone());
    let fields = ConnectFields::declare(form, &connection);
    let reader = MetadataReader::begin();
    let is_leaving = StoredValue::new(false);
    ask_before_leaving(move || !is_leaving.get_value() && form.is_changed());
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
        <form class="sso-form" aria-label=td_string!(locale, single_sign_on.connect) novalidate on:submit=submit>
            <TextField field=fields.name id="name" label=td_string!(locale, single_sign_on.name) />
            <KindField fields />
            <RedirectUrl url=redirect_url />
            <EndpointField fields reader />
            <TextField field=fields.client_id id="client-id" label=td_string!(locale, single_sign_on.client_id) />
            <SecretField fields has_secret />
            <ScopesField fields reader />
            <MethodField fields reader />
            <Alert locale notice=form.notice />
            <Show when=move || form.refused.get() == Some(ErrorCode::ChangedMeanwhile)>
                <button class="button quiet" type="button" on:click=move |_| reload.run(())>
                    {td_string!(locale, single_sign_on.load_theirs)}
                </button>
            </Show>
            <div class="buttons">
                <SubmitButton busy label=td_string!(locale, single_sign_on.next) />
                <a class="button quiet" href=paths::SINGLE_SIGN_ON>
                    {td_string!(locale, portal.cancel)}
                </a>
            </div>
            <StatusMessage message=form.message />
        </form>
    }
}

/// Which identity provider it is.
#[component]
fn KindField(fields: ConnectFields) -> impl IntoView {
    let locale = use_locale();
    let value = fields.idp.value;
    let options = IdpKind::ALL.map(|kind| {
        let name = match kind {
            IdpKind::Other => td_string!(locale, single_sign_on.other_provider),
            kind => kind.name(),
        };
        view! {
            <option value=kind.as_str() selected=move || value.get() == kind.as_str()>
                {name}
            </option>
        }
    });
    let choose = move |text: String| {
        value.set(text);
        // Google's is the same for everybody.
        let kind = fields.kind().get_untracked();
        if let Some(address) = kind.address_from(&[]) {
            fields.endpoint_url.value.set(address);
        }
    };
    view! {
        <div class="field">
            <label for="idp">{td_string!(locale, single_sign_on.provider)}</label>
            <select
                id="idp"
                name=fields.idp.name
                prop:value=value
                on:change:target=move |event| choose(event.target().value())
            >
                {Vec::from(options)}
            </select>
        </div>
    }
}

#[component]
fn RedirectUrl(url: String) -> impl IntoView {
    let locale = use_locale();
    let what = td_string!(locale, single_sign_on.redirect_url);
    view! {
        <div class="sso-redirect">
            <dl class="copied">
                <div>
                    <dt>{what}</dt>
                    <dd translate="no">{url.clone()}</dd>
                    <dd>
                        <CopyButton locale text=url what />
                    </dd>
                </div>
            </dl>
            <p class="hint">{td_string!(locale, single_sign_on.redirect_hint)}</p>
        </div>
    }
}

/// The secret, with a warning at once where it looks like something else.
#[component]
fn SecretField(fields: ConnectFields, has_secret: bool) -> impl IntoView {
    let locale = use_locale();
    let field = fields.client_secret;
    let kind = fields.kind();
    let looks_wrong =
        Memo::new(move |_| kind.get() == IdpKind::EntraId && field.value.with(|text| is_guid(text)));
    let warning = move || {
        looks_wrong.get().then(|| {
            view! {
                <Callout tone=Tone::Warn title=td_string!(locale, single_sign_on.secret_is_guid)>
                    <p>{td_string!(locale, single_sign_on.secret_is_guid_text)}</p>
                </Callout>
            }
        })
    };
    let hint = match has_secret {
        true => td_string!(locale, single_sign_on.secret_stored),
        false => td_string!(locale, single_sign_on.secret_once),
    };
    view! {
        <div class="sso-secret">
            <TextField
                field
                id="client-secret"
                kind="password"
                autocomplete="new-password"
                label=td_string!(locale, single_sign_on.client_secret)
            />
            <p class="hint">{hint}</p>
            <div role="status">{warning}</div>
        </div>
    }
}

/// How the secret is sent.
#[component]
fn MethodField(fields: ConnectFields, reader: MetadataReader) -> impl IntoView {
    let locale = use_locale();
    let value = fields.client_auth_method.value;
    let options = [
        ("", td_string!(locale, single_sign_on.method_automatic)),
        (
            ClientAuthMethod::ClientSecretPost.as_str(),
            td_string!(locale, single_sign_on.method_post),
        ),
        (
            ClientAuthMethod::ClientSecretBasic.as_str(),
            td_string!(locale, single_sign_on.method_basic),
        ),
    ]
    .map(|(method, words)| {
        view! {
            <option value=method selected=move || value.get() == method>
                {words}
            </option>
        }
    });
    let in_use = move || {
        let published = reader.state.with(|state| match state {
            MetadataState::Read(report) => report
                .provider
                .as_ref()
                .map(|found| found.auth_method_in_use.clone()),
            _ => None,
        })?;
        let method = Some(value.get())
            .filter(|chosen| !chosen.is_empty())
            .unwrap_or(published);
        Some(td_string!(locale, single_sign_on.method_in_use, method = method))
    };
    view! {
        <div class="field">
            <label for="method">{td_string!(locale, single_sign_on.method)}</label>
            <select
                id="method"
                name=fields.client_auth_method.name
                aria-describedby="method-hint"
                prop:value=value
                on:change:target=move |event| value.set(event.target().value())
            >
                {Vec::from(options)}
            </select>
            <p class="hint" id="method-hint">
                {in_use}
            </p>
        </div>
    }
}
