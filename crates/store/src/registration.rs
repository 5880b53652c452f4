//! The registration of an environment as it is stored: what people set, as JSON by the names of the contract.
//!
//! Invariant: name, address and kind of an environment are columns of their own and never part of it; a field of the contract that
//! a stored registration does not have is what it is by default.

use std::sync::LazyLock;

use latchkey_contract::app_settings::{ClientKind, EnvironmentSettings, OptionalScope};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Names of the settings that are columns.
const COLUMNS: [&str; 3] = ["name", "url", "kind"];

/// The client's own keys.
const JWKS_URI: &str = "jwks_uri";

/// The settings that a stored registration does not have, by the names of their fields. Made once: every token reads a registration.
static DEFAULTS: LazyLock<Map<String, Value>> = LazyLock::new(|| by_name(&EnvironmentSettings::default()));

/// What the registration of an environment says beside its name, address and client.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "Map<String, Value>", into = "Map<String, Value>")]
pub struct Registration {
    /// What people set; name, address and kind are empty.
    pub settings: EnvironmentSettings,
    /// The client's own keys.
    pub jwks_uri: Option<String>,
}

impl Registration {
    /// What is stored of these settings.
    pub fn of(settings: &EnvironmentSettings, jwks_uri: Option<String>) -> Self {
        let settings = EnvironmentSettings {
            name: String::new(),
            url: String::new(),
            kind: ClientKind::Confidential,
            ..settings.clone()
        };
        Self { settings, jwks_uri }
    }
}

impl From<Registration> for Map<String, Value> {
    fn from(registration: Registration) -> Self {
        let mut fields = by_name(&registration.settings);
        fields.retain(|name, _| !COLUMNS.contains(&name.as_str()));
        fields.insert(JWKS_URI.to_owned(), Value::from(registration.jwks_uri));
        fields
    }
}

impl TryFrom<Map<String, Value>> for Registration {
    type Error = serde_json::Error;

    fn try_from(mut stored: Map<String, Value>) -> Result<Self, Self::Error> {
        let jwks_uri = stored.remove(JWKS_URI).unwrap_or_default();
        // Another version of the platform may know more fields, and earlier ones stored nothing as null.
        stored.retain(|name, value| !value.is_null() && DEFAULTS.contains_key(name));
        for (name, value) in DEFAULTS.iter() {
            if !stored.contains_key(name) {
                stored.insert(name.clone(), value.clone());
            }
        }
        if let Some(Value::Array(scopes)) = stored.get_mut("optional_scopes") {
            // Import files could once name any.
            scopes.retain(|scope| {
                OptionalScope::ALL
                    .iter()
                    .any(|known| scope.as_str() == Some(known.as_str()))
            });
        }
        Ok(Self {
            settings: serde_json::from_value(Value::Object(stored))?,
            jwks_uri: serde_json::from_value(jwks_uri)?,
        })
    }
}

/// The settings by the names of their fields.
pub fn by_name(settings: &EnvironmentSettings) -> Map<String, Value> {
    match serde_json::to_value(settings) {
        Ok(Value::Object(fields)) => fields,
        // Names and lists of texts are always JSON.
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_comes_back_without_what_is_a_column() {
        let settings = EnvironmentSettings {
            name: "Test".to_owned(),
            url: "https://a.example/".to_owned(),
            kind: ClientKind::Public,
            roles: vec!["User".to_owned()],
            optional_scopes: vec![OptionalScope::OfflineAccess],
            require_pkce: false,
            ..EnvironmentSettings::default()
        };
        let registration = Registration::of(&settings, Some("https://a.example/jwks".to_owned()));
        let stored = serde_json::to_string(&registration).expect("JSON");
        assert!(!stored.contains("Test") && !stored.contains("kind"), "{stored}");
        assert_eq!(
            serde_json::from_str::<Registration>(&stored).expect("read"),
            registration
        );
        assert_eq!(registration.settings.roles, ["User"]);
    }

    #[test]
    fn what_other_versions_have_stored_can_be_read() {
        let stored = r#"{"redirect_uris":["https://a.example/c"],"post_logout_redirect_uris":[],"roles":[],"backchannel_logout_uri":null,
            "jwks_uri":null,"id_token_signed_response_alg":null,"require_pkce":false,"optional_scopes":["phone","email"],"from_the_future":1}"#;
        let registration: Registration = serde_json::from_str(stored).expect("read");
        let settings = EnvironmentSettings {
            redirect_uris: vec!["https://a.example/c".to_owned()],
            optional_scopes: vec![OptionalScope::Email],
            require_pkce: false,
            ..EnvironmentSettings::default()
        };
        assert_eq!(
            registration,
            Registration {
                settings,
                jwks_uri: None
            }
        );
    }
}
