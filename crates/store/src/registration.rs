//! The registration of an environment as it is stored: what people set, as JSON by the names of the contract.
//!
//! Invariant: name, address and kind of an environment are columns of their own and never part of it; a field of the contract that
//! a stored registration does not have is what it is by default.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use latchkey_contract::app_settings::{ClientKind, EnvironmentSettings, OptionalScope};
use serde::de::value::MapDeserializer;
use serde::de::{Deserialize as _, Deserializer, IntoDeserializer, Visitor};
use serde::{Serialize, forward_to_deserialize_any};
use serde_json::value::RawValue;
use serde_json::{Error, Map, Value};

/// Names of the settings that are columns.
const COLUMNS: [&str; 3] = ["name", "url", "kind"];

/// The client's own keys.
const JWKS_URI: &str = "jwks_uri";

/// The settings that a stored registration does not have, by the names of their fields. Made once: every token reads a registration.
static DEFAULTS: LazyLock<Map<String, Value>> = LazyLock::new(|| by_name(&EnvironmentSettings::default()));

/// What the registration of an environment says beside its name, address and client.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(into = "Map<String, Value>")]
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

impl Registration {
    /// Reads what is stored. Each request for a token does this, so that the texts are read where they lie, into the settings at once.
    ///
    /// # Errors
    /// It is not JSON, or a setting has a value of another type.
    pub fn from_json(stored: &str) -> Result<Self, Error> {
        let stored: BTreeMap<&str, &RawValue> = serde_json::from_str(stored)?;
        // Another version of the platform may know more fields, and earlier ones stored nothing as null.
        let is_set = |name: &str| stored.get(name).filter(|value| value.get() != "null");
        let fields = DEFAULTS.iter().map(|(name, default)| {
            let field = is_set(name).map_or(Field::Default(default), |value| Field::stored(name, value));
            (name.as_str(), field)
        });
        Ok(Self {
            settings: EnvironmentSettings::deserialize(MapDeserializer::new(fields))?,
            jwks_uri: is_set(JWKS_URI)
                .map(|value| String::deserialize(*value))
                .transpose()?,
        })
    }
}

/// The value of one setting.
enum Field<'a> {
    Stored(&'a RawValue),
    Default(&'a Value),
    KnownScopes(Vec<&'static str>),
}

impl<'a> Field<'a> {
    fn stored(name: &str, value: &'a RawValue) -> Self {
        if name == "optional_scopes"
            && serde_json::from_str::<Vec<OptionalScope>>(value.get()).is_err()
            && let Ok(scopes) = serde_json::from_str::<Vec<String>>(value.get())
        {
            // Import files could once name any.
            let known = OptionalScope::ALL.iter().map(|known| known.as_str());
            return Self::KnownScopes(
                known
                    .filter(|known| scopes.iter().any(|scope| scope == known))
                    .collect(),
            );
        }
        Self::Stored(value)
    }
}

impl<'de> IntoDeserializer<'de, Error> for Field<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Field<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Stored(value) => value.deserialize_any(visitor),
            Self::Default(value) => value.deserialize_any(visitor),
            Self::KnownScopes(scopes) => scopes.into_deserializer().deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Default(Value::Null) => visitor.visit_none(),
            // What is stored as null was left out.
            set => visitor.visit_some(set),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self {
            Self::Stored(value) => value.deserialize_enum(name, variants, visitor),
            Self::Default(value) => value.deserialize_enum(name, variants, visitor),
            Self::KnownScopes(scopes) => scopes.into_deserializer().deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct seq tuple
        tuple_struct map struct identifier ignored_any
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
        assert_eq!(Registration::from_json(&stored).expect("read"), registration);
        assert_eq!(registration.settings.roles, ["User"]);
    }

    #[test]
    fn what_other_versions_have_stored_can_be_read() {
        let stored = r#"{"redirect_uris":["https://a.example/c"],"post_logout_redirect_uris":[],"roles":[],"backchannel_logout_uri":null,
            "jwks_uri":null,"id_token_signed_response_alg":null,"require_pkce":false,"optional_scopes":["phone","email"],"from_the_future":1}"#;
        let registration = Registration::from_json(stored).expect("read");
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
    #[test]
    fn what_no_version_has_stored_is_refused() {
        for stored in [
            "",
            "[]",
            r#"{"roles":"User"}"#,
            r#"{"require_pkce":1}"#,
            r#"{"optional_scopes":[1]}"#,
            r#"{"jwks_uri":1}"#,
        ] {
            assert!(Registration::from_json(stored).is_err(), "{stored}");
        }
    }
}
