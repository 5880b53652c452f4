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
    /// `RS256`, or anything else for the usual one.
    pub algorithm: RwSignal<String>,
    /// `no`, or anything else.
    pub require_pkce: RwSignal<String>,
    /// One a line.
    pub roles: RwSignal<String>,
    /// Names, separated by spaces.
    pub optional_scopes: RwSignal<String>,
}

/// The scopes with the names that they have in [`Typed::optional_scopes`].
pub const SCOPES: [(OptionalScope, &str); 4] = [
    (OptionalScope::Profile, "profile"),
    (OptionalScope::Email, "email"),
    (OptionalScope::Apps, "apps"),
    (OptionalScope::OfflineAccess, "offline_access"),
];

pub(super) const PUBLIC: &str = "public";

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
            require_pkce: word(if settings.require_pkce { "yes" } else { "no" }),
            roles: lines(&settings.roles),
            optional_scopes: word(&optional.join(" ")),
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
                ("require_pkce", self.require_pkce),
                ("roles", self.roles),
                ("optional_scopes", self.optional_scopes),
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
        let backchannel = self.backchannel_logout_uri.get_untracked().trim().to_owned();
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
            backchannel_logout_uri: Some(backchannel).filter(|address| !address.is_empty()),
            id_token_signed_response_alg: match is(self.algorithm, "RS256") {
                true => SigningAlgorithm::Rs256,
                false => SigningAlgorithm::Es256,
            },
            require_pkce: !is(self.require_pkce, "no"),
            roles: lists.roles.entries(),
            optional_scopes: optional.map(|(scope, _)| *scope).collect(),
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
