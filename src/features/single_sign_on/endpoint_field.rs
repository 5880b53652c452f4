//! The inputs for the address of the identity provider: its parts, or the whole of it, depending on the kind. Invariant: the metadata are read
//! when an address was pasted, suggested and taken, or left; never in the middle of typing.

use latchkey_contract::sso_configurations::{AddressPart, IdpKind};
use leptos::prelude::*;

use super::{connect_fields::ConnectFields, metadata_panel::MetadataPanel, metadata_reader::MetadataReader};
use crate::{
    i18n::*,
    kit::{FormField, use_locale},
    ui::FieldError,
};

/// The inputs for the parts, the input for the address, and the metadata that were found there.
#[component]
pub fn EndpointField(
    /// The fields of the step.
    fields: ConnectFields,
    /// Reads the metadata at the address.
    reader: MetadataReader,
) -> impl IntoView {
    let locale = use_locale();
    let field = fields.endpoint_url;
    let value = field.value;
    let read = move || {
        fields.follow_address();
        reader.read(&value.get_untracked());
    };
    // The input holds the pasted text only after the event.
    let pasted = move |_| {
        request_animation_frame(move || {
            if value.try_get_untracked().is_some() {
                read();
            }
        });
    };
    let take = Callback::new(move |address: String| {
        value.set(address);
        field.error.set(None);
        field.focus();
        read();
    });
    view! {
        <AddressParts fields reader />
        <div class="field">
            <label for="endpoint-url">{td_string!(locale, single_sign_on.endpoint)}</label>
            <input
                node_ref=field.input
                id="endpoint-url"
                name=field.name
                type="text"
                inputmode="url"
                autocapitalize="none"
                spellcheck="false"
                autocomplete="off"
                maxlength="2048"
                aria-describedby="endpoint-url-error endpoint-url-hint"
                aria-invalid=move || field.is_invalid()
                prop:value=value
                on:input:target=move |event| value.set(event.target().value())
                on:paste=pasted
                on:change=move |_| read()
                on:blur=move |event| field.leave(&event)
            />
            <FieldError id="endpoint-url-error" message=field.error />
            <p class="hint" id="endpoint-url-hint">
                {td_string!(locale, single_sign_on.endpoint_hint)}
            </p>
        </div>
        <MetadataPanel reader take />
    }
}

/// Inputs for the parts of the address, for the chosen kind of identity provider; nothing if the kind asks for the whole address.
#[component]
fn AddressParts(fields: ConnectFields, reader: MetadataReader) -> impl IntoView {
    let locale = use_locale();
    let kind = fields.kind();
    let kind = Memo::new(move |_| kind.get());
    move || {
        let kind = kind.get();
        let inputs = kind.address_parts().iter().map(move |part| {
            let FormField { name, value, .. } = fields.part(*part);
            let filled = move |text: String| {
                value.set(text);
                fields.compose_address();
            };
            let left = move |_| {
                if fields.compose_address() {
                    reader.read(&fields.endpoint_url.value.get_untracked());
                }
            };
            let (label, example) = part_words(locale, kind, *part);
            // The address is made of the parts: where it is missing, those that are empty are what is missing.
            let missing = Signal::derive(move || {
                let is_missing = fields.endpoint_url.error.with(Option::is_some)
                    && value.with(|text| text.trim().is_empty());
                is_missing.then(|| td_string!(locale, portal_errors.value_missing).to_owned())
            });
            let error_id = [name, "-error"].concat();
            view! {
                <div class="field">
                    <label for=name>{label}</label>
                    <input
                        id=name
                        name=name
                        type="text"
                        autocapitalize="none"
                        spellcheck="false"
                        autocomplete="off"
                        maxlength="255"
                        placeholder=example
                        aria-describedby=error_id.clone()
                        aria-invalid=move || missing.with(Option::is_some).then_some("true")
                        prop:value=value
                        on:input:target=move |event| filled(event.target().value())
                        on:change=left
                    />
                    <FieldError id=error_id message=missing />
                </div>
            }
        });
        inputs.collect_view()
    }
}

fn part_words(locale: Locale, kind: IdpKind, part: AddressPart) -> (&'static str, &'static str) {
    match part {
        AddressPart::TenantId => (
            td_string!(locale, single_sign_on.tenant_id),
            "00000000-0000-0000-0000-000000000000",
        ),
        AddressPart::Host => (td_string!(locale, single_sign_on.host), host_example(kind)),
        AddressPart::Realm => (td_string!(locale, single_sign_on.realm), "staff"),
        AddressPart::EnvironmentId => (
            td_string!(locale, single_sign_on.environment_id),
            "00000000-0000-0000-0000-000000000000",
        ),
    }
}

const fn host_example(kind: IdpKind) -> &'static str {
    match kind {
        IdpKind::Okta => "acme.okta.com",
        IdpKind::Auth0 => "acme.eu.auth0.com",
        IdpKind::Ping => "auth.pingone.eu",
        _ => "sso.acme.example",
    }
}
