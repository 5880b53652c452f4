//! From what people set to what is stored, and what of that differs. Invariant: what they cannot set (`client_id`, `jwks_uri`)
//! stays as it was.

use latchkey_contract::app_settings::{ClientKind, EnvironmentSettings, OptionalScope, SigningAlgorithm};
use serde_json::json;

use super::{AppSettingsError, Result};
use crate::domain::registration::{Wanted, check};
use crate::domain::scopes::Scope;
use crate::domain::token_family::reuse_seconds;
use crate::secrets::token_hash;
use crate::store::app_settings::Environment;
use crate::store::apps::Registration;

/// Characters of a version: more than anybody could meet by chance.
const VERSION_CHARS: usize = 32;

/// See [`super::version`]. Made of what is stored and not counted: the import file and the app itself change it, too.
pub(super) fn version(environment: &Environment) -> String {
    let Environment {
        name,
        url,
        secrets,
        registration,
        ..
    } = environment;
    let whole = json!([name, url, secrets.is_public(), registration]);
    let mut hash = token_hash(&whole.to_string());
    hash.truncate(VERSION_CHARS);
    hash
}

/// Name and address without the spaces around them.
pub(super) fn trimmed(settings: EnvironmentSettings) -> EnvironmentSettings {
    EnvironmentSettings {
        name: settings.name.trim().to_owned(),
        url: settings.url.trim().to_owned(),
        support_contact: settings
            .support_contact
            .map(|contact| contact.trim().to_owned())
            .filter(|contact| !contact.is_empty()),
        ..settings
    }
}

/// The registration that these settings amount to, if they may be.
pub(super) fn registration(settings: &EnvironmentSettings, jwks_uri: Option<String>) -> Result<Registration> {
    let is_public = settings.kind == ClientKind::Public;
    let algorithm = match settings.id_token_signed_response_alg {
        SigningAlgorithm::Es256 => "ES256",
        SigningAlgorithm::Rs256 => "RS256",
    };
    // Without a secret nothing is given again, whatever was said before.
    let reuse = settings.refresh_token_reuse_seconds.filter(|_| !is_public);
    let wanted = Wanted {
        name: &settings.name,
        url: &settings.url,
        is_public,
        redirect_uris: &settings.redirect_uris,
        post_logout_redirect_uris: &settings.post_logout_redirect_uris,
        backchannel_logout_uri: settings.backchannel_logout_uri.as_deref(),
        id_token_signed_response_alg: Some(algorithm),
        roles: &settings.roles,
        refresh_token_reuse_seconds: reuse,
        support_contact: settings.support_contact.as_deref(),
    };
    check(&wanted).map_err(AppSettingsError::Misfit)?;
    Ok(Registration {
        redirect_uris: settings.redirect_uris.clone(),
        post_logout_redirect_uris: settings.post_logout_redirect_uris.clone(),
        roles: settings.roles.clone(),
        backchannel_logout_uri: settings.backchannel_logout_uri.clone(),
        jwks_uri,
        id_token_signed_response_alg: Some(algorithm.to_owned()),
        // Nothing else proves a client that has no secret.
        require_pkce: settings.require_pkce || is_public,
        optional_scopes: optional_scopes(&settings.optional_scopes),
        refresh_token_reuse_seconds: reuse,
        support_contact: settings.support_contact.clone(),
    })
}

fn optional_scopes(scopes: &[OptionalScope]) -> Vec<String> {
    let known = SCOPES.iter().filter(|(known, _)| scopes.contains(known));
    known.map(|(_, scope)| scope.as_str().to_owned()).collect()
}

const SCOPES: [(OptionalScope, Scope); 4] = [
    (OptionalScope::Profile, Scope::Profile),
    (OptionalScope::Email, Scope::Email),
    (OptionalScope::Apps, Scope::Apps),
    (OptionalScope::OfflineAccess, Scope::OfflineAccess),
];

/// What people see of an environment.
pub fn settings_of(environment: &Environment) -> EnvironmentSettings {
    let registration = &environment.registration;
    let is_optional = |scope: Scope| {
        registration
            .optional_scopes
            .iter()
            .any(|known| known == scope.as_str())
    };
    let optional = SCOPES.iter().filter(|(_, scope)| is_optional(*scope));
    EnvironmentSettings {
        name: environment.name.clone(),
        url: environment.url.clone(),
        kind: match environment.secrets.is_public() {
            true => ClientKind::Public,
            false => ClientKind::Confidential,
        },
        redirect_uris: registration.redirect_uris.clone(),
        post_logout_redirect_uris: registration.post_logout_redirect_uris.clone(),
        backchannel_logout_uri: registration.backchannel_logout_uri.clone(),
        id_token_signed_response_alg: match registration.id_token_signed_response_alg.as_deref() {
            Some("ES256") => SigningAlgorithm::Es256,
            _ => SigningAlgorithm::Rs256,
        },
        require_pkce: registration.require_pkce || environment.secrets.is_public(),
        roles: registration.roles.clone(),
        optional_scopes: optional.map(|(name, _)| *name).collect(),
        refresh_token_reuse_seconds: Some(reuse_seconds(
            registration.refresh_token_reuse_seconds,
            environment.secrets.is_public(),
        )),
        support_contact: registration.support_contact.clone(),
    }
}

/// The names of the fields in which two settings differ, for the trail.
pub(super) fn changed_fields(before: &EnvironmentSettings, after: &EnvironmentSettings) -> Vec<&'static str> {
    [
        ("name", before.name != after.name),
        ("url", before.url != after.url),
        ("kind", before.kind != after.kind),
        ("redirect_uris", before.redirect_uris != after.redirect_uris),
        (
            "post_logout_redirect_uris",
            before.post_logout_redirect_uris != after.post_logout_redirect_uris,
        ),
        (
            "backchannel_logout_uri",
            before.backchannel_logout_uri != after.backchannel_logout_uri,
        ),
        (
            "id_token_signed_response_alg",
            before.id_token_signed_response_alg != after.id_token_signed_response_alg,
        ),
        ("require_pkce", before.require_pkce != after.require_pkce),
        ("roles", before.roles != after.roles),
        ("optional_scopes", before.optional_scopes != after.optional_scopes),
        (
            "refresh_token_reuse_seconds",
            before.refresh_token_reuse_seconds != after.refresh_token_reuse_seconds,
        ),
        ("support_contact", before.support_contact != after.support_contact),
    ]
    .into_iter()
    .filter_map(|(field, differs)| differs.then_some(field))
    .collect()
}
