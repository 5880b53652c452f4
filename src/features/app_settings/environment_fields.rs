//! The fields of an environment's form, each declared once: its name, what it begins with, its rule, and what it amounts to.

use latchkey_contract::{
    ErrorCode,
    app_settings::{ClientKind, EnvironmentSettings, OptionalScope, SigningAlgorithm},
};
use leptos::prelude::*;

use super::rules;
use crate::{
    i18n::*,
    kit::{Form, FormField},
    phrases::error_phrase,
};

/// All fields hold text, so that a draft of them can be kept while the session is renewed.
#[derive(Clone, Copy)]
pub struct EnvironmentFields {
    /// Its name.
    pub name: FormField,
    /// Address at which people open the app.
    pub url: FormField,
    /// `public`, or anything else for a client that keeps a secret.
    pub kind: FormField,
    /// A list.
    pub redirect_uris: FormField,
    /// A list.
    pub post_logout_redirect_uris: FormField,
    /// Empty if there is none.
    pub backchannel_logout_uri: FormField,
    /// `ES256`, or anything else for the usual one.
    pub algorithm: FormField,
    /// A number.
    pub reuse_seconds: FormField,
    /// `no`, or anything else.
    pub require_pkce: FormField,
    /// A list.
    pub roles: FormField,
    /// Names, separated by spaces.
    pub optional_scopes: FormField,
    /// Empty if there is none.
    pub support_contact: FormField,
}

/// What [`EnvironmentFields::kind`] holds for a client without a secret.
pub const PUBLIC: &str = "public";

/// For how many seconds a used refresh token usually yields its successor again.
const USUAL_REUSE: &str = "30";

/// The usual words would give the example of a redirect URI.
fn url_phrase(locale: Locale, code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::AddressMalformed => td_string!(locale, app_settings.url_wrong),
        other => error_phrase(locale, other),
    }
}

impl EnvironmentFields {
    /// Declares the fields in `form`, which begin with `settings`.
    pub fn declare(form: Form, settings: &EnvironmentSettings) -> Self {
        let optional: Vec<_> = settings
            .optional_scopes
            .iter()
            .map(|scope| scope.as_str())
            .collect();
        let kind = match settings.kind {
            ClientKind::Public => PUBLIC,
            ClientKind::Confidential => "confidential",
        };
        let algorithm = match settings.id_token_signed_response_alg {
            SigningAlgorithm::Rs256 => "RS256",
            SigningAlgorithm::Es256 => "ES256",
        };
        let reuse = match (settings.kind, settings.refresh_token_reuse_seconds) {
            (ClientKind::Confidential, Some(seconds)) => seconds.to_string(),
            // What it begins with where it gets a secret.
            _ => USUAL_REUSE.to_owned(),
        };
        let backchannel = settings.backchannel_logout_uri.clone().unwrap_or_default();
        let contact = settings.support_contact.clone().unwrap_or_default();
        let kind = form.field("kind", kind);
        let is_public = move || kind.value.with_untracked(|kind| kind == PUBLIC);
        let address = move |text: &str| rules::redirect_uri(text, is_public());
        let pkce = if settings.require_pkce { "yes" } else { "no" };
        Self {
            name: form.field("name", settings.name.clone()).judged_by(rules::name),
            url: form
                .field("url", settings.url.clone())
                .judged_by(rules::page_address)
                .phrased_by(url_phrase),
            kind,
            redirect_uris: form
                .list("redirect_uris", &settings.redirect_uris)
                .judged_by(address),
            post_logout_redirect_uris: form
                .list("post_logout_redirect_uris", &settings.post_logout_redirect_uris)
                .judged_by(address),
            backchannel_logout_uri: form
                .field("backchannel_logout_uri", backchannel)
                .judged_by(rules::called_address),
            algorithm: form.field("algorithm", algorithm),
            reuse_seconds: form.field("reuse_seconds", reuse),
            require_pkce: form.field("require_pkce", pkce),
            roles: form.list("roles", &settings.roles).judged_by(rules::role),
            optional_scopes: form.field("optional_scopes", optional.join(" ")),
            support_contact: form.field("support_contact", contact).judged_by(rules::contact),
        }
    }

    /// Whether it is a client without a secret.
    pub fn is_public(self) -> bool {
        self.kind.value.with(|kind| kind == PUBLIC)
    }

    /// Whether people may decline a scope.
    pub fn has_scope(self, name: &str) -> bool {
        self.optional_scopes
            .value
            .with(|scopes| scopes.split(' ').any(|scope| scope == name))
    }

    /// Lets people decline a scope, or no longer.
    pub fn toggle_scope(self, name: &str) {
        let has = untrack(|| self.has_scope(name));
        self.optional_scopes.value.update(|scopes| {
            let others = scopes
                .split(' ')
                .filter(|scope| !scope.is_empty() && *scope != name);
            let all: Vec<_> = others.chain((!has).then_some(name)).collect();
            *scopes = all.join(" ");
        });
    }

    /// What all of it amounts to.
    pub fn settings(self) -> EnvironmentSettings {
        let is = |field: FormField, word: &str| field.value.with_untracked(|text| text == word);
        let seconds = self
            .reuse_seconds
            .value
            .with_untracked(|seconds| seconds.parse().ok());
        let is_optional = |scope: &OptionalScope| untrack(|| self.has_scope(scope.as_str()));
        EnvironmentSettings {
            name: self.name.value.get_untracked(),
            url: self.url.value.get_untracked(),
            kind: match is(self.kind, PUBLIC) {
                true => ClientKind::Public,
                false => ClientKind::Confidential,
            },
            redirect_uris: self.redirect_uris.entries(),
            post_logout_redirect_uris: self.post_logout_redirect_uris.entries(),
            backchannel_logout_uri: self.backchannel_logout_uri.filled(),
            id_token_signed_response_alg: match is(self.algorithm, "ES256") {
                true => SigningAlgorithm::Es256,
                false => SigningAlgorithm::Rs256,
            },
            refresh_token_reuse_seconds: seconds.filter(|_| !is(self.kind, PUBLIC)),
            require_pkce: !is(self.require_pkce, "no"),
            roles: self.roles.entries(),
            optional_scopes: OptionalScope::ALL.into_iter().filter(is_optional).collect(),
            support_contact: self.support_contact.filled(),
        }
    }
}
