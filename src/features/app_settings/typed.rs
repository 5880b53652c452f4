//! What stands in the form of an environment: text, so that it can be kept while the session is renewed.

use latchkey_contract::app_settings::{ClientKind, EnvironmentSettings, OptionalScope, SigningAlgorithm};
use leptos::prelude::*;

use crate::portal::{drafts::use_draft, sending::Lines};

/// See the module.
#[derive(Clone, Copy)]
pub struct Typed {
    /// Its name.
    pub name: RwSignal<String>,
    /// Where it opens.
    pub url: RwSignal<String>,
    /// `public`, or anything else for a client that keeps a secret.
    pub kind: RwSignal<String>,
    /// One a line.
    pub redirect_uris: RwSignal<String>,
    /// One a line.
    pub post_logout_redirect_uris: RwSignal<String>,
    /// Empty: none.
    pub backchannel_logout_uri: RwSignal<String>,
    /// `ES256`, or anything else for the usual one.
    pub algorithm: RwSignal<String>,
    /// A number.
    pub reuse_seconds: RwSignal<String>,
    /// `no`, or anything else.
    pub require_pkce: RwSignal<String>,
    /// One a line.
    pub roles: RwSignal<String>,
    /// Names, separated by spaces.
    pub optional_scopes: RwSignal<String>,
    /// Empty: none.
    pub support_contact: RwSignal<String>,
}

/// The scopes with the names that they have in [`Typed::optional_scopes`].
pub const SCOPES: [(OptionalScope, &str); 4] = [
    (OptionalScope::Profile, "profile"),
    (OptionalScope::Email, "email"),
    (OptionalScope::Apps, "apps"),
    (OptionalScope::OfflineAccess, "offline_access"),
];

pub(super) const PUBLIC: &str = "public";

/// For how many seconds a used refresh token usually yields its successor again.
const USUAL_REUSE: &str = "30";

impl Typed {
    /// What a form begins with.
    pub fn of(settings: &EnvironmentSettings) -> Self {
        let lines = |entries: &[String]| RwSignal::new(entries.join("\n"));
        let optional = SCOPES
            .iter()
            .filter(|(scope, _)| settings.optional_scopes.contains(scope));
        let optional: Vec<_> = optional.map(|(_, name)| *name).collect();
        let word = |word: &str| RwSignal::new(word.to_owned());
        Self {
            name: RwSignal::new(settings.name.clone()),
            url: RwSignal::new(settings.url.clone()),
            kind: word(match settings.kind {
                ClientKind::Public => PUBLIC,
                ClientKind::Confidential => "confidential",
            }),
            redirect_uris: lines(&settings.redirect_uris),
            post_logout_redirect_uris: lines(&settings.post_logout_redirect_uris),
            backchannel_logout_uri: RwSignal::new(
                settings.backchannel_logout_uri.clone().unwrap_or_default(),
            ),
            algorithm: word(match settings.id_token_signed_response_alg {
                SigningAlgorithm::Rs256 => "RS256",
                SigningAlgorithm::Es256 => "ES256",
            }),
            reuse_seconds: word(&match (settings.kind, settings.refresh_token_reuse_seconds) {
                (ClientKind::Confidential, Some(seconds)) => seconds.to_string(),
                // What it begins with where it gets a secret.
                _ => USUAL_REUSE.to_owned(),
            }),
            require_pkce: word(if settings.require_pkce { "yes" } else { "no" }),
            roles: lines(&settings.roles),
            optional_scopes: word(&optional.join(" ")),
            support_contact: RwSignal::new(settings.support_contact.clone().unwrap_or_default()),
        }
    }

    /// Puts back what was typed before a new session. Whether there was anything.
    pub fn restore(self) -> bool {
        use_draft(
            "environment",
            &[
                ("name", self.name),
                ("url", self.url),
                ("kind", self.kind),
                ("redirect_uris", self.redirect_uris),
                ("post_logout_redirect_uris", self.post_logout_redirect_uris),
                ("backchannel_logout_uri", self.backchannel_logout_uri),
                ("algorithm", self.algorithm),
                ("reuse_seconds", self.reuse_seconds),
                ("require_pkce", self.require_pkce),
                ("roles", self.roles),
                ("optional_scopes", self.optional_scopes),
                ("support_contact", self.support_contact),
            ],
        )
    }

    /// Whether it is a client without a secret.
    pub fn is_public(self) -> bool {
        self.kind.with(|kind| kind == PUBLIC)
    }

    /// Whether people may leave a scope out.
    pub fn has_scope(self, name: &str) -> bool {
        self.optional_scopes
            .with(|scopes| scopes.split(' ').any(|scope| scope == name))
    }

    /// Lets people leave a scope out, or no longer.
    pub fn toggle_scope(self, name: &str) {
        let has = untrack(|| self.has_scope(name));
        self.optional_scopes.update(|scopes| {
            let others = scopes
                .split(' ')
                .filter(|scope| !scope.is_empty() && *scope != name);
            let all: Vec<_> = others.chain((!has).then_some(name)).collect();
            *scopes = all.join(" ");
        });
    }

    /// What all of it amounts to.
    pub fn settings(self, lists: Lists) -> EnvironmentSettings {
        let is = |field: RwSignal<String>, word: &str| field.with_untracked(|text| text == word);
        let filled = |field: RwSignal<String>| {
            let text = field.get_untracked().trim().to_owned();
            Some(text).filter(|text| !text.is_empty())
        };
        let reuse = self.reuse_seconds.with_untracked(|seconds| seconds.parse().ok());
        let optional = SCOPES.iter().filter(|(_, name)| untrack(|| self.has_scope(name)));
        EnvironmentSettings {
            name: self.name.get_untracked(),
            url: self.url.get_untracked(),
            kind: match is(self.kind, PUBLIC) {
                true => ClientKind::Public,
                false => ClientKind::Confidential,
            },
            redirect_uris: lists.redirect_uris.entries(),
            post_logout_redirect_uris: lists.post_logout_redirect_uris.entries(),
            backchannel_logout_uri: filled(self.backchannel_logout_uri),
            id_token_signed_response_alg: match is(self.algorithm, "ES256") {
                true => SigningAlgorithm::Es256,
                false => SigningAlgorithm::Rs256,
            },
            refresh_token_reuse_seconds: reuse.filter(|_| !is(self.kind, PUBLIC)),
            require_pkce: !is(self.require_pkce, "no"),
            roles: lists.roles.entries(),
            optional_scopes: optional.map(|(scope, _)| *scope).collect(),
            support_contact: filled(self.support_contact),
        }
    }
}

/// The fields that hold one entry a line.
#[derive(Clone, Copy)]
pub struct Lists {
    /// Addresses.
    pub redirect_uris: Lines,
    /// Addresses.
    pub post_logout_redirect_uris: Lines,
    /// Names.
    pub roles: Lines,
}
