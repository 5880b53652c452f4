//! The fields of the wizard's first step. Invariant: what is sent is what stands in them, without the spaces around it.

use latchkey_contract::sso_configurations::{ClientAuthMethod, ConnectionSettings, IdpKind};
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
        Self {
            name: form.field("name", &stored.name),
            idp: form.field("idp", stored.idp.as_str()),
            endpoint_url: form.field("endpoint_url", &stored.endpoint_url),
            client_id: form.field("client_id", &stored.client_id),
            client_secret: form.field("client_secret", ""),
            client_auth_method: form.field("client_auth_method", method),
            scopes: form.list("scopes", &stored.scopes),
        }
    }

    /// The kind that is chosen.
    pub fn kind(self) -> Signal<IdpKind> {
        Signal::derive(move || IdpKind::from_text(&self.idp.value.get()))
    }

    /// What is sent, but for the secret.
    pub fn settings(self) -> ConnectionSettings {
        let text = |field: FormField| field.value.get_untracked().trim().to_owned();
        let mut scopes = self.scopes.entries();
        if !scopes.iter().any(|scope| scope == OPENID) {
            scopes.insert(0, OPENID.to_owned());
        }
        ConnectionSettings {
            name: text(self.name),
            idp: IdpKind::from_text(&text(self.idp)),
            endpoint_url: text(self.endpoint_url),
            client_id: text(self.client_id),
            client_auth_method: method_named(&text(self.client_auth_method)),
            scopes,
        }
    }
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

fn method_named(text: &str) -> Option<ClientAuthMethod> {
    [
        ClientAuthMethod::ClientSecretPost,
        ClientAuthMethod::ClientSecretBasic,
    ]
    .into_iter()
    .find(|method| method.as_str() == text)
}
