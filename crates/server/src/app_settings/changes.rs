//! From what people set to what is stored, and what of that differs. Invariant: what they cannot set (`client_id`, `jwks_uri`)
//! stays as it was.

use latchkey_contract::app_settings::{ClientKind, EnvironmentSettings, OptionalScope};
use serde_json::json;

use super::{AppSettingsError, Result};
use crate::domain::registration::check;
use crate::domain::token_family::reuse_seconds;
use crate::secrets::token_hash;
use crate::store::app_settings::Environment;
use crate::store::apps::Registration;
use crate::store::registration::by_name;

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
    let is_optional = |scope: &OptionalScope| settings.optional_scopes.contains(scope);
    let settings = EnvironmentSettings {
        // Without a secret nothing is given again, whatever was said before.
        refresh_token_reuse_seconds: settings.refresh_token_reuse_seconds.filter(|_| !is_public),
        // Nothing else proves a client that has no secret.
        require_pkce: settings.require_pkce || is_public,
        optional_scopes: OptionalScope::ALL.into_iter().filter(is_optional).collect(),
        ..settings.clone()
    };
    let misfits = check(&settings);
    if !misfits.is_empty() {
        let misfits = misfits.into_iter().map(AppSettingsError::Invalid);
        return Err(AppSettingsError::Fields(misfits.collect()));
    }
    Ok(Registration::of(&settings, jwks_uri))
}

/// What people see of an environment.
pub fn settings_of(environment: &Environment) -> EnvironmentSettings {
    let is_public = environment.secrets.is_public();
    let settings = &environment.registration.settings;
    EnvironmentSettings {
        name: environment.name.clone(),
        url: environment.url.clone(),
        kind: match is_public {
            true => ClientKind::Public,
            false => ClientKind::Confidential,
        },
        require_pkce: settings.require_pkce || is_public,
        refresh_token_reuse_seconds: Some(reuse_seconds(settings.refresh_token_reuse_seconds, is_public)),
        ..settings.clone()
    }
}

/// The names of the fields in which two settings differ, for the trail.
pub(super) fn changed_fields(before: &EnvironmentSettings, after: &EnvironmentSettings) -> Vec<String> {
    let before = by_name(before);
    let differs = by_name(after)
        .into_iter()
        .filter(|(field, value)| before.get(field) != Some(value));
    differs.map(|(field, _)| field).collect()
}
