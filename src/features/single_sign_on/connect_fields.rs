//! The fields of the wizard's first step. Invariant: what is sent is what stands in them, without the spaces around it.

use latchkey_contract::sso_configurations::{AddressPart, ClientAuthMethod, ConnectionSettings, IdpKind};
use leptos::prelude::*;

use crate::kit::{Form, FormField};

/// Always asked for.
pub const OPENID: &str = "openid";
/// Asked for unless an admin takes them out.
pub const USUAL_SCOPES: [&str; 2] = ["profile", "email"];

/// The fields.
#[derive(Clone, Copy)]
pub struct ConnectFields {
    /// What the admins call it.
    pub name: FormField,
    /// [`IdpKind`] as text.
    pub idp: FormField,
    /// Issuer or well-known URL.
    pub endpoint_url: FormField,
    /// The parts of that address, whichever the kind has.
    parts: [(AddressPart, FormField); 4],
    /// `client_id`
    pub client_id: FormField,
    /// A new client secret; empty keeps what is stored.
    pub client_secret: FormField,
    /// [`ClientAuthMethod`] as text; empty where what is published decides.
    pub client_auth_method: FormField,
    /// Scopes, one a row.
    pub scopes: FormField,
}

impl ConnectFields {
    /// Declares them in `form`, with what is stored.
    pub fn declare(form: Form, stored: &ConnectionSettings) -> Self {
        let method = stored.client_auth_method.map_or("", ClientAuthMethod::as_str);
        let part = |part, name| (part, form.field(name, stored_part(stored, part)));
        Self {
            name: form.field("name", &stored.name),
            idp: form.field("idp", stored.idp.as_str()),
            endpoint_url: form.field("endpoint_url", &stored.endpoint_url),
            parts: [
                part(AddressPart::TenantId, "tenant_id"),
                part(AddressPart::Host, "host"),
                part(AddressPart::Realm, "realm"),
                part(AddressPart::EnvironmentId, "environment_id"),
            ],
            client_id: form.field("client_id", &stored.client_id),
            client_secret: form.field("client_secret", ""),
            client_auth_method: form.field("client_auth_method", method),
            scopes: form.list("scopes", &with_openid(stored.scopes.clone())),
        }
    }

    /// The field of a part of the address.
    pub fn part(self, part: AddressPart) -> FormField {
        let mut parts = self.parts.into_iter();
        let found = parts.find(|(known, _)| *known == part);
        found.map_or(self.endpoint_url, |(_, field)| field)
    }

    /// Chooses the kind. An address of the one before it that was made of parts goes.
    pub fn choose_kind(self, kind: IdpKind) {
        let (before, address) = (self.kind().get_untracked(), self.endpoint_url.value);
        self.idp.value.set(kind.as_str().to_owned());
        let was_made = before == IdpKind::Google || before.parts_of(&address.get_untracked()).is_some();
        if !self.compose_address() && was_made {
            address.set(String::new());
        }
    }

    /// Makes the address of its parts; whether all of them are there.
    pub fn compose_address(self) -> bool {
        let kind = self.kind().get_untracked();
        let parts = kind.address_parts().iter();
        let parts: Vec<String> = parts.map(|part| self.part(*part).value.get_untracked()).collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let made = kind.address_from(&parts);
        let is_whole = made.is_some();
        if let Some(made) = made {
            self.endpoint_url.value.set(made);
        }
        is_whole
    }

    /// Follows an address that was pasted whole: the kind that has such addresses, and the parts of it.
    pub fn follow_address(self) {
        let address = self.endpoint_url.value.get_untracked();
        let chosen = self.kind().get_untracked();
        let kind = IdpKind::of_address(&address).unwrap_or(chosen);
        if kind != chosen {
            self.idp.value.set(kind.as_str().to_owned());
        }
        let Some(parts) = kind.parts_of(&address) else {
            return;
        };
        for (part, text) in kind.address_parts().iter().zip(parts) {
            self.part(*part).value.set(text);
        }
    }

    /// The kind that is chosen.
    pub fn kind(self) -> Signal<IdpKind> {
        Signal::derive(move || IdpKind::from_text(&self.idp.value.get()))
    }

    /// A key takes the place of the client secret.
    pub fn uses_key(self) -> Signal<bool> {
        let key = ClientAuthMethod::PrivateKeyJwt.as_str();
        Signal::derive(move || self.client_auth_method.value.with(|method| method == key))
    }

    /// What is sent, but for the secret.
    pub fn settings(self) -> ConnectionSettings {
        let text = |field: FormField| field.value.get_untracked().trim().to_owned();
        ConnectionSettings {
            name: text(self.name),
            idp: IdpKind::from_text(&text(self.idp)),
            endpoint_url: text(self.endpoint_url),
            client_id: text(self.client_id),
            client_auth_method: ClientAuthMethod::from_text(&text(self.client_auth_method)),
            scopes: self.scopes.entries(),
        }
    }
}

/// `openid` is among the rows, so that each scope has the place here that it has in the request.
fn with_openid(mut scopes: Vec<String>) -> Vec<String> {
    if !scopes.iter().any(|scope| scope == OPENID) {
        scopes.insert(0, OPENID.to_owned());
    }
    scopes
}

fn stored_part(stored: &ConnectionSettings, part: AddressPart) -> String {
    let parts = stored.idp.parts_of(&stored.endpoint_url).unwrap_or_default();
    let mut known = stored.idp.address_parts().iter().zip(parts);
    let found = known.find(|(known, _)| **known == part);
    found.map(|(_, text)| text).unwrap_or_default()
}

/// What a new configuration begins with.
pub fn new_connection() -> ConnectionSettings {
    let scopes = [OPENID].into_iter().chain(USUAL_SCOPES);
    ConnectionSettings {
        name: String::new(),
        idp: IdpKind::EntraId,
        endpoint_url: String::new(),
        client_id: String::new(),
        client_auth_method: None,
        scopes: scopes.map(str::to_owned).collect(),
    }
}
