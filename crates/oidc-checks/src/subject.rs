//! Reads the subject of an identity provider's message (RFC 9493, Shared Signals Framework 1.0 §3). Invariant: a subject that is returned can be
//! stored and compared; one in an unknown format is not returned.

use serde_json::{Map, Value};

use crate::is_identifier;

/// Longest email address, in bytes (RFC 5321 §4.5.3.1).
const LONGEST_ADDRESS: usize = 254;

/// A person, or one session of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// The person with this address (RFC 9493 §3.2.2).
    Email(String),
    /// The person with this `sub` at this issuer (§3.2.4).
    IssuerAndSubject {
        /// `iss`
        issuer: String,
        /// `sub`
        subject: String,
    },
    /// One session at the identity provider, by its `sid`.
    Session(String),
}

impl Subject {
    /// Reads a subject identifier. Of a complex one, the session where there is one, and else the person.
    pub fn read(value: &Value) -> Option<Self> {
        let object = value.as_object()?;
        let text = |name: &str| object.get(name).and_then(Value::as_str);
        match text("format") {
            Some("email") => text("email")
                .filter(|address| is_address(address))
                .map(own(Self::Email)),
            Some("iss_sub") => Some(Self::IssuerAndSubject {
                issuer: text("iss").filter(|text| is_identifier(text))?.to_owned(),
                subject: text("sub").filter(|text| is_identifier(text))?.to_owned(),
            }),
            // Transmitters of before the final specification leave the format of a complex subject out.
            Some("complex") | None => Self::read_complex(object),
            Some(_) => None,
        }
    }

    fn read_complex(object: &Map<String, Value>) -> Option<Self> {
        if let Some(session) = object.get("session") {
            let id = session.get("id").and_then(Value::as_str);
            return id.filter(|id| is_identifier(id)).map(own(Self::Session));
        }
        Self::read(object.get("user").filter(|user| user.get("format").is_some())?)
    }
}

fn own(of: fn(String) -> Subject) -> impl Fn(&str) -> Subject {
    move |text| of(text.to_owned())
}

fn is_address(text: &str) -> bool {
    text.len() <= LONGEST_ADDRESS && text.contains('@') && !text.contains(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn known_forms_are_read_and_others_are_nobody() {
        let ada = || Some(Subject::Email("ada@acme.example".to_owned()));
        for (value, subject) in [
            (json!({ "format": "email", "email": "ada@acme.example" }), ada()),
            (
                json!({ "format": "iss_sub", "iss": "https://idp.example", "sub": "ada" }),
                Some(Subject::IssuerAndSubject {
                    issuer: "https://idp.example".to_owned(),
                    subject: "ada".to_owned(),
                }),
            ),
            (
                json!({ "format": "complex", "user": { "format": "email", "email": "ada@acme.example" } }),
                ada(),
            ),
            (
                json!({ "user": { "format": "email", "email": "ada@acme.example" } }),
                ada(),
            ),
            (
                json!({ "format": "complex", "user": { "format": "email", "email": "ada@acme.example" },
                        "session": { "format": "opaque", "id": "s1" } }),
                Some(Subject::Session("s1".to_owned())),
            ),
            // A session that cannot be read is not the person in its place.
            (
                json!({ "user": { "format": "email", "email": "ada@acme.example" }, "session": { "id": 7 } }),
                None,
            ),
            (json!({ "format": "opaque", "id": "x" }), None),
            (json!({ "format": "email", "email": "ada" }), None),
            (json!({ "format": "email", "email": ["ada@acme.example"] }), None),
            (
                json!({ "format": "iss_sub", "iss": "https://idp.example", "sub": "a\u{0}b" }),
                None,
            ),
            (json!({ "format": 7 }), None),
            (json!({ "user": { "user": { "user": {} } } }), None),
            (json!("ada@acme.example"), None),
            (json!(null), None),
        ] {
            assert_eq!(Subject::read(&value), subject, "{value}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_read_can_be_kept(sub in any::<String>(), iss in any::<String>(), email in any::<String>()) {
            for value in [json!({ "format": "iss_sub", "iss": iss, "sub": sub }), json!({ "format": "email", "email": email }),
                          json!({ "session": { "id": sub } })] {
                let kept = match Subject::read(&value) {
                    Some(Subject::Email(text) | Subject::Session(text)) => vec![text],
                    Some(Subject::IssuerAndSubject { issuer, subject }) => vec![issuer, subject],
                    None => Vec::new(),
                };
                for text in kept {
                    prop_assert!(text.len() <= 255 && !text.contains(char::is_control));
                }
            }
        }
    }
}
