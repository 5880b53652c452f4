//! Which claim of the identity provider becomes which attribute of the platform's identity (W7). Used by the server at
//! each sign-in and by the preview of the SSO wizard: one rule for both.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Longest value that is taken over, in bytes. Longer ones count as missing.
const MAX_VALUE_BYTES: usize = 255;

/// Names of claims. One that begins with `/` is a JSON pointer into them (RFC 6901): `/address/country`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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

/// Names of the claims that a mapping reads, by what it means when one is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeededClaims<'a> {
    /// Without these nobody is signed in.
    pub required: Vec<&'a str>,
    /// Without these somebody is signed in all the same.
    pub optional: Vec<&'a str>,
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

    /// The same names, told apart by whether [`Self::apply`] can do without.
    pub fn needed_claims(&self) -> NeededClaims<'_> {
        let names = [&self.first_name, &self.last_name];
        NeededClaims {
            required: vec![&self.foreign_id, &self.username],
            optional: names.into_iter().flatten().map(String::as_str).collect(),
        }
    }

    /// Maps `claims`.
    ///
    /// # Errors
    /// Where Foreign ID or Username is missing. Names may be missing: people can type them at their first visit.
    pub fn apply(&self, claims: &Map<String, Value>) -> Result<MappedIdentity, ClaimMissing> {
        let missing = |claim: &String| ClaimMissing { claim: claim.clone() };
        let optional = |claim: &Option<String>| {
            claim
                .as_ref()
                .and_then(|claim| text(claims, claim))
                .unwrap_or_default()
        };
        Ok(MappedIdentity {
            foreign_id: identifier(claims, &self.foreign_id).ok_or_else(|| missing(&self.foreign_id))?,
            username: text(claims, &self.username).ok_or_else(|| missing(&self.username))?,
            first_name: optional(&self.first_name),
            last_name: optional(&self.last_name),
        })
    }
}

/// The claim with this name, or the value that this JSON pointer leads to.
pub fn claim<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    let Some(pointer) = name.strip_prefix('/') else {
        return claims.get(name);
    };
    let (first, rest) = match pointer.split_once('/') {
        Some((first, rest)) => (first, format!("/{rest}")),
        None => (pointer, String::new()),
    };
    let first = first.replace("~1", "/").replace("~0", "~");
    claims.get(&first)?.pointer(&rest)
}

/// What identifies a person, exactly as it is written: two values must never become one text. So nothing is trimmed, and
/// of numbers (some providers number their people) only those are taken that are read without rounding.
fn identifier(claims: &Map<String, Value>, claim: &str) -> Option<String> {
    let value = match self::claim(claims, claim)? {
        Value::String(text) if text.trim() == text => text.clone(),
        Value::Number(number) if number.is_i64() || number.is_u64() => number.to_string(),
        _ => return None,
    };
    is_usable(&value).then_some(value)
}

/// A text without white space around it. A name or an address that is no text is a missing one.
fn text(claims: &Map<String, Value>, claim: &str) -> Option<String> {
    let value = self::claim(claims, claim)?.as_str()?.trim().to_owned();
    is_usable(&value).then_some(value)
}

fn is_usable(value: &str) -> bool {
    !value.is_empty() && value.len() <= MAX_VALUE_BYTES && !value.contains(char::is_control)
}

/// Whether the identity provider denies that the address is verified. Absent is no statement (Entra ID and ADFS leave it out).
/// Everything that is there and does not say "yes" denies, also what means nothing: nobody is linked to an account on a guess.
pub fn denies_email_verified(claims: &Map<String, Value>) -> bool {
    claims.get("email_verified").is_some_and(is_denial)
}

/// Whether this value of `email_verified` denies.
pub(crate) fn is_denial(verdict: &Value) -> bool {
    match verdict {
        Value::Bool(verified) => !verified,
        Value::String(text) => !matches!(text.trim().to_ascii_lowercase().as_str(), "true" | "1"),
        // 1.0 is 1.
        Value::Number(number) => number.as_f64() != Some(1.0),
        Value::Null | Value::Array(_) | Value::Object(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
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
    fn every_claim_is_needed_in_one_way_and_the_required_ones_are_enough() {
        let mapping = mapping();
        let needed = mapping.needed_claims();
        let all = [needed.required.as_slice(), &needed.optional].concat();
        assert_eq!(all, mapping.claims());
        let only = needed.required.iter().map(|&name| (name.to_owned(), json!("x")));
        assert!(mapping.apply(&only.collect()).is_ok());
        for name in needed.required {
            let mut without = claims(&json!({ "oid": "7", "email": "a@b.c" }));
            without.remove(name);
            assert!(mapping.apply(&without).is_err(), "{name}");
        }
    }

    #[test]
    fn a_pointer_leads_into_nested_claims() {
        let given = claims(&json!({
            "https://acme.example/who": { "id": 7 }, "mails": ["ada@acme.example"], "a/b": { "~c": "Ada" }, "plain": "x",
        }));
        let mapping = ClaimMapping {
            foreign_id: "/https:~1~1acme.example~1who/id".into(),
            username: "/mails/0".into(),
            first_name: Some("/a~1b/~0c".into()),
            last_name: Some("/plain".into()),
        };
        let identity = mapping.apply(&given).expect("maps");
        assert_eq!(
            (identity.foreign_id.as_str(), identity.username.as_str()),
            ("7", "ada@acme.example")
        );
        assert_eq!(
            (identity.first_name.as_str(), identity.last_name.as_str()),
            ("Ada", "x")
        );
        for nowhere in ["/", "/mails/1", "/plain/x", "//", "/gone"] {
            assert_eq!(claim(&given, nowhere), None, "{nowhere}");
        }
    }

    #[test]
    fn a_name_that_is_no_text_is_a_missing_one() {
        for odd in [
            json!(7),
            json!(["Ada"]),
            json!({ "a": "Ada" }),
            json!(true),
            json!(null),
            json!(""),
        ] {
            let given = claims(&json!({ "oid": "7", "email": "a@b.c", "given_name": odd }));
            assert_eq!(mapping().apply(&given).expect("maps").first_name, "", "{odd}");
            let username = claims(&json!({ "oid": "7", "email": odd }));
            assert_eq!(
                mapping().apply(&username),
                Err(ClaimMissing {
                    claim: "email".into()
                }),
                "{odd}"
            );
        }
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

    fn foreign_id(oid: &Value) -> Option<String> {
        let identity = mapping().apply(&claims(&json!({ "oid": oid, "email": "a@b.c" })));
        identity.ok().map(|identity| identity.foreign_id)
    }

    #[test]
    fn two_foreign_ids_never_become_one() {
        assert_eq!(foreign_id(&json!("7")).as_deref(), Some("7"));
        assert_eq!(foreign_id(&json!("a b")).as_deref(), Some("a b"));
        for spaced in ["7 ", " 7", "7\n", "\t7", "7\u{a0}", " "] {
            assert_eq!(foreign_id(&json!(spaced)), None, "{spaced:?}");
        }
        assert_eq!(foreign_id(&json!(-7)).as_deref(), Some("-7"));
        assert_eq!(
            foreign_id(&json!(u64::MAX)).as_deref(),
            Some("18446744073709551615")
        );
        for rounded in [
            "1234567890123456789012345",
            "1234567890123456789012346",
            "18446744073709551616",
            "7.0",
            "7e0",
            "0.1",
        ] {
            let number: Value = serde_json::from_str(rounded).expect("a number");
            assert_eq!(foreign_id(&number), None, "{rounded}");
        }
    }

    #[test]
    fn usernames_and_names_may_have_white_space_around_them() {
        let identity = mapping()
            .apply(&claims(
                &json!({"oid": "7", "email": " a@b.c\n", "given_name": " Ada "}),
            ))
            .expect("maps");
        assert_eq!(
            (identity.username.as_str(), identity.first_name.as_str()),
            ("a@b.c", "Ada")
        );
    }

    proptest! {
        /// As many accounts as there are people: what differs at the provider differs here.
        #[test]
        fn foreign_ids_that_differ_stay_apart(a in "[ \t7-9]{0,4}", b in "[ \t7-9]{0,4}") {
            prop_assume!(a != b);
            let (a, b) = (foreign_id(&json!(a)), foreign_id(&json!(b)));
            prop_assert!(a.is_none() || a != b);
        }
    }

    #[test]
    fn what_is_there_and_is_no_yes_denies() {
        for (value, denied) in [
            (json!({}), false),
            (json!({"email_verified": null}), true),
            (json!({"email_verified": "1"}), false),
            (json!({"email_verified": " TRUE "}), false),
            (json!({"email_verified": 1.0}), false),
            (json!({"email_verified": 2}), true),
            (json!({"email_verified": ""}), true),
            (json!({"email_verified": "yes"}), true),
            (json!({"email_verified": {}}), true),
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
