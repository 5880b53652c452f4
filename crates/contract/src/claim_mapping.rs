//! Which claim of the identity provider becomes which attribute of the platform's identity (W7). Used by the server at
//! each sign-in and, later, by the wizard's preview: one rule for both.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Longest value that is taken over, in bytes. Longer ones count as missing.
const MAX_VALUE_BYTES: usize = 255;

/// Names of claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimMapping {
    /// The claim that identifies the person for good, e.g. `sub` or `oid`.
    pub foreign_id: String,
    /// The claim with the email address, e.g. `email` or `preferred_username`.
    pub username: String,
    /// The claim with the given name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// The claim with the family name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
}

/// The identity that a set of claims maps to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappedIdentity {
    /// Identifies the person at the identity provider.
    pub foreign_id: String,
    /// As the identity provider spells it; whether it is an email address is for the server to say.
    pub username: String,
    /// Empty where there is none.
    pub first_name: String,
    /// Empty where there is none.
    pub last_name: String,
}

/// The claim that is missing, empty, too long, or no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimMissing {
    /// Its name.
    pub claim: String,
}

impl ClaimMapping {
    /// Names of all claims that this mapping reads.
    pub fn claims(&self) -> Vec<&str> {
        [
            Some(&self.foreign_id),
            Some(&self.username),
            self.first_name.as_ref(),
            self.last_name.as_ref(),
        ]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect()
    }

    /// Maps `claims`.
    ///
    /// # Errors
    /// Where Foreign ID or Username is missing. Names may be missing: people can type them at their first visit.
    pub fn apply(&self, claims: &Map<String, Value>) -> Result<MappedIdentity, ClaimMissing> {
        let required =
            |claim: &String| text(claims, claim).ok_or_else(|| ClaimMissing { claim: claim.clone() });
        let optional = |claim: &Option<String>| {
            claim
                .as_ref()
                .and_then(|claim| text(claims, claim))
                .unwrap_or_default()
        };
        Ok(MappedIdentity {
            foreign_id: required(&self.foreign_id)?,
            username: required(&self.username)?,
            first_name: optional(&self.first_name),
            last_name: optional(&self.last_name),
        })
    }
}

/// A claim's value as text. Numbers are taken as they are written (some providers number their people).
fn text(claims: &Map<String, Value>, claim: &str) -> Option<String> {
    let value = match claims.get(claim)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let usable = !value.is_empty() && value.len() <= MAX_VALUE_BYTES && !value.contains(char::is_control);
    usable.then_some(value)
}

/// Whether the identity provider says explicitly that the address is not verified. Absent is no statement (Entra ID
/// and ADFS leave it out); a text `"false"` is one, in any case.
pub fn denies_email_verified(claims: &Map<String, Value>) -> bool {
    match claims.get("email_verified") {
        Some(Value::Bool(verified)) => !verified,
        Some(Value::String(text)) => !text.trim().eq_ignore_ascii_case("true"),
        Some(Value::Number(number)) => number.as_i64() != Some(1),
        Some(Value::Null) | None => false,
        Some(Value::Array(_) | Value::Object(_)) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn claims(value: &Value) -> Map<String, Value> {
        value.as_object().expect("an object").clone()
    }

    fn mapping() -> ClaimMapping {
        ClaimMapping {
            foreign_id: "oid".into(),
            username: "email".into(),
            first_name: Some("given_name".into()),
            last_name: None,
        }
    }

    #[test]
    fn maps_and_leaves_out_what_is_optional() {
        let identity = mapping()
            .apply(&claims(
                &json!({"oid": 7, "email": " ada@acme.example ", "given_name": ["x"]}),
            ))
            .expect("maps");
        assert_eq!(
            identity,
            MappedIdentity {
                foreign_id: "7".into(),
                username: "ada@acme.example".into(),
                first_name: String::new(),
                last_name: String::new(),
            }
        );
    }

    #[test]
    fn says_which_claim_is_missing() {
        for value in [
            json!({"email": "a@b.c"}),
            json!({"oid": "", "email": "a@b.c"}),
            json!({"oid": {}, "email": "a@b.c"}),
            json!({"oid": "a\u{0}", "email": "a@b.c"}),
        ] {
            assert_eq!(
                mapping().apply(&claims(&value)),
                Err(ClaimMissing { claim: "oid".into() })
            );
        }
        let long = "x".repeat(256);
        assert!(
            mapping()
                .apply(&claims(&json!({"oid": long, "email": "a@b.c"})))
                .is_err()
        );
    }

    #[test]
    fn only_an_explicit_no_is_a_no() {
        for (value, denied) in [
            (json!({}), false),
            (json!({"email_verified": null}), false),
            (json!({"email_verified": true}), false),
            (json!({"email_verified": "true"}), false),
            (json!({"email_verified": "True"}), false),
            (json!({"email_verified": 1}), false),
            (json!({"email_verified": false}), true),
            (json!({"email_verified": "false"}), true),
            (json!({"email_verified": "FALSE"}), true),
            (json!({"email_verified": "0"}), true),
            (json!({"email_verified": 0}), true),
            (json!({"email_verified": []}), true),
        ] {
            assert_eq!(denies_email_verified(&claims(&value)), denied, "{value}");
        }
    }
}
