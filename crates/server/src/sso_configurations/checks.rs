//! What the fields of a configuration may hold. Whether an identity provider answers there is another question (`metadata.rs`).

use latchkey_contract::ErrorCode;
use latchkey_contract::claim_mapping::ClaimMapping;
use latchkey_contract::sso_configurations::ConnectionSettings;

use super::FieldRefusal;
use crate::domain::name_text;
use crate::federation::issuer_of_endpoint;

/// Longest name, in characters.
const MAX_NAME_CHARS: usize = 100;
/// Longest endpoint URL, in bytes.
const MAX_ENDPOINT_BYTES: usize = 2048;
/// Longest client ID, client secret, scope and name of a claim, in bytes.
const MAX_VALUE_BYTES: usize = 255;
/// Longest client secret, in bytes: some are tokens.
const MAX_SECRET_BYTES: usize = 2048;
/// Most scopes.
const MAX_SCOPES: usize = 20;

/// The settings without the spaces around them, each scope once, `openid` first.
pub fn trimmed(settings: ConnectionSettings) -> ConnectionSettings {
    let mut scopes = vec!["openid".to_owned()];
    for scope in settings.scopes {
        let scope = scope.trim().to_owned();
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    ConnectionSettings {
        name: settings.name.trim().to_owned(),
        endpoint_url: settings.endpoint_url.trim().to_owned(),
        client_id: settings.client_id.trim().to_owned(),
        scopes,
        ..settings
    }
}

/// What of the connection cannot be, in the order of the form. `secret` is the one that is given, if one is needed or given.
pub fn connection(settings: &ConnectionSettings, secret: Option<&str>) -> Vec<FieldRefusal> {
    let mut refusals = Vec::new();
    let mut refuse = |field, entry, code| refusals.push(FieldRefusal { field, entry, code });
    if let Some(code) = name(&settings.name) {
        refuse("name", None, code);
    }
    if settings.endpoint_url.is_empty() {
        refuse("endpoint_url", None, ErrorCode::ValueMissing);
    } else if settings.endpoint_url.len() > MAX_ENDPOINT_BYTES
        || issuer_of_endpoint(&settings.endpoint_url).is_err()
    {
        refuse("endpoint_url", None, ErrorCode::AddressMalformed);
    }
    if let Some(code) = value(&settings.client_id, MAX_VALUE_BYTES) {
        refuse("client_id", None, code);
    }
    if let Some(code) = secret.and_then(client_secret) {
        refuse("client_secret", None, code);
    }
    if settings.scopes.len() > MAX_SCOPES {
        refuse("scopes", None, ErrorCode::TooManyEntries);
    }
    for (entry, scope) in settings.scopes.iter().enumerate() {
        if !is_scope(scope) {
            refuse("scopes", Some(entry), ErrorCode::ValueInvalid);
        }
    }
    refusals
}

/// What of the mapping cannot be, in the order of the form.
pub fn mapping(mapping: &ClaimMapping) -> Vec<FieldRefusal> {
    let mut refusals = Vec::new();
    let mut check = |field, claim: Option<&str>| {
        if let Some(code) = claim.and_then(|claim| value(claim, MAX_VALUE_BYTES)) {
            refusals.push(FieldRefusal {
                field,
                entry: None,
                code,
            });
        }
    };
    check("foreign_id", Some(&mapping.foreign_id));
    check("username", Some(&mapping.username));
    check("first_name", mapping.first_name.as_deref());
    check("last_name", mapping.last_name.as_deref());
    if mapping.first_name.is_none() && mapping.last_name.is_none() {
        refusals.push(FieldRefusal {
            field: "first_name",
            entry: None,
            code: ErrorCode::ValueMissing,
        });
    }
    refusals
}

/// Why a configuration cannot be called that.
pub fn name(name: &str) -> Option<ErrorCode> {
    let is_plain = name_text::plain(name) == name;
    (name.is_empty() || name.chars().count() > MAX_NAME_CHARS || !is_plain).then_some(ErrorCode::NameInvalid)
}

/// Why a client secret cannot be that, trimmed.
pub fn client_secret(secret: &str) -> Option<ErrorCode> {
    value(secret, MAX_SECRET_BYTES)
}

fn value(text: &str, most: usize) -> Option<ErrorCode> {
    if text.is_empty() {
        Some(ErrorCode::ValueMissing)
    } else if text.len() > most || text.contains(char::is_control) {
        Some(ErrorCode::ValueInvalid)
    } else {
        None
    }
}

/// RFC 6749 §3.3: printable ASCII but for space, `"` and `\`.
fn is_scope(scope: &str) -> bool {
    !scope.is_empty()
        && scope.len() <= MAX_VALUE_BYTES
        && scope
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_contract::sso_configurations::IdpKind;
    use proptest::prelude::*;

    fn settings() -> ConnectionSettings {
        ConnectionSettings {
            name: "Acme".to_owned(),
            idp: IdpKind::Other,
            endpoint_url: "https://idp.example".to_owned(),
            client_id: "latchkey".to_owned(),
            client_auth_method: None,
            scopes: vec!["openid".to_owned()],
        }
    }

    fn refused(
        change: impl Fn(&mut ConnectionSettings),
        secret: Option<&str>,
    ) -> Vec<(&'static str, ErrorCode)> {
        let mut settings = settings();
        change(&mut settings);
        let refusals = connection(&settings, secret);
        refusals
            .into_iter()
            .map(|refusal| (refusal.field, refusal.code))
            .collect()
    }

    #[test]
    fn each_field_has_its_refusal() {
        assert_eq!(refused(|_| (), Some("s3cret")), []);
        assert_eq!(
            refused(|settings| settings.name.clear(), None),
            [("name", ErrorCode::NameInvalid)]
        );
        assert_eq!(
            refused(|settings| settings.endpoint_url = "idp.example".into(), None),
            [("endpoint_url", ErrorCode::AddressMalformed)]
        );
        assert_eq!(
            refused(
                |settings| {
                    settings.endpoint_url.clear();
                    settings.client_id.clear();
                    settings.scopes = vec!["open id".to_owned()];
                },
                Some("")
            ),
            [
                ("endpoint_url", ErrorCode::ValueMissing),
                ("client_id", ErrorCode::ValueMissing),
                ("client_secret", ErrorCode::ValueMissing),
                ("scopes", ErrorCode::ValueInvalid)
            ]
        );
    }

    #[test]
    fn a_mapping_needs_an_identifier_an_address_and_a_name() {
        let mut given = IdpKind::Okta.recommended_mapping();
        assert!(mapping(&given).is_empty());
        given.last_name = None;
        assert!(mapping(&given).is_empty());
        given.first_name = None;
        given.username.clear();
        let fields: Vec<_> = mapping(&given).into_iter().map(|refusal| refusal.field).collect();
        assert_eq!(fields, ["username", "first_name"]);
    }

    proptest! {
        #[test]
        fn trimming_twice_is_trimming_once(name in " {0,2}[a-z]{0,4} {0,2}", scopes in proptest::collection::vec(" ?[a-z]{0,3} ?", 0..5)) {
            let once = trimmed(ConnectionSettings { name, scopes, ..settings() });
            prop_assert_eq!(&trimmed(once.clone()), &once);
            prop_assert_eq!(once.scopes.iter().filter(|scope| *scope == "openid").count(), 1);
        }
    }
}
