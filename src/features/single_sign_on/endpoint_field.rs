//! The address of the identity provider: its parts to fill in, or the whole of it. Invariant: the metadata are read when an address is
//! pasted, taken over or left, and never in the middle of typing.

use latchkey_contract::sso_configurations::{AddressPart, IdpKind};
use leptos::prelude::*;

use super::{connect_fields::ConnectFields, metadata_panel::MetadataPanel, metadata_reader::MetadataReader};
use crate::{i18n::*, kit::use_locale, ui::FieldError};

/// The parts, the address, and what is published there.
#[component]
pub fn EndpointField(
    /// The fields of the step.
    fields: ConnectFields,
    /// What reads.
    reader: MetadataReader,
) -> impl IntoView {
    let locale = use_locale();
    let field = fields.endpoint_url;
    let value = field.value;
    let read = move || reader.read(&value.get_untracked());
    // The field holds what was pasted once the event is over.
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

/// What makes up the address of the chosen kind; nothing where the whole is asked for.
#[component]
fn AddressParts(fields: ConnectFields, reader: MetadataReader) -> impl IntoView {
    let locale = use_locale();
    let kind = fields.kind();
    let address = fields.endpoint_url.value;
    move || {
        let kind = kind.get();
        let parts = RwSignal::new(vec![String::new(); kind.address_parts().len()]);
        let is_complete = StoredValue::new(false);
        let filled = move |at: usize, text: String| {
            parts.update(|parts| parts[at] = text);
            let made = parts.with_untracked(|parts| {
                let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
                kind.address_from(&parts)
            });
            is_complete.set_value(made.is_some());
            if let Some(made) = made {
                address.set(made);
            }
        };
        let left = move |_| {
            if is_complete.get_value() {
                reader.read(&address.get_untracked());
            }
        };
        let asked = kind.address_parts().iter().enumerate();
        let inputs = asked.map(|(at, part)| {
            let id = format!("address-part-{at}");
            let (label, example) = part_words(locale, kind, *part);
            view! {
                <div class="field">
                    <label for=id.clone()>{label}</label>
                    <input
                        id=id
                        type="text"
                        autocapitalize="none"
                        spellcheck="false"
                        autocomplete="off"
                        placeholder=example
                        on:input:target=move |event| filled(at, event.target().value())
                        on:change=left
                    />
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
