//! The inputs of the first step of the single sign-on wizard that are more than a line of text: which product the identity provider is, the
//! client secret, the method of client authentication.

use latchkey_contract::sso_configurations::{ClientAuthMethod, IdpKind, idp_kind::is_guid};
use leptos::prelude::*;

use super::{
    connect_fields::ConnectFields,
    metadata_reader::{MetadataReader, MetadataState},
};
use crate::{
    i18n::*,
    kit::{TextField, use_locale},
    ui::{Callout, Tone},
};

/// The choice of the product that the identity provider is (Entra ID, Google and so on), or another one.
#[component]
pub fn KindField(
    /// The fields of the step.
    fields: ConnectFields,
) -> impl IntoView {
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
    let choose = move |text: String| fields.choose_kind(IdpKind::from_text(&text));
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

/// The field for the client secret. It warns while somebody types where the text looks like the identifier of a secret instead (Entra ID
/// shows both side by side).
#[component]
pub fn SecretField(
    /// The fields of the step.
    fields: ConnectFields,
    /// Whether the configuration has a secret already.
    has_secret: bool,
) -> impl IntoView {
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

/// The choice of how the platform proves its identity to the identity provider (client authentication, OpenID Connect Core §9).
#[component]
pub fn MethodField(
    /// The fields of the step.
    fields: ConnectFields,
    /// Has the identity provider's published metadata: they say which method is used where none is chosen.
    reader: MetadataReader,
) -> impl IntoView {
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
        (
            ClientAuthMethod::PrivateKeyJwt.as_str(),
            td_string!(locale, single_sign_on.method_key),
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
