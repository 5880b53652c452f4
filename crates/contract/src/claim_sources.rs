//! Merges the claims of the ID token and of userinfo (OpenID Connect Core §5.3) into one set. Every sign-in and the wizard's test use this
//! one function. Invariant: userinfo never replaces what the ID token says of the person, and neither
//! source turns an address that the other denies into a verified one.

use serde_json::{Map, Value};

use crate::claim_mapping::is_denial;

const ADDRESS: &str = "email";
const VERDICT: &str = "email_verified";

const SUBJECT: &str = "sub";

/// Claims about the token rather than the person: only the signed token holds these, and nobody maps them.
pub const TOKEN_CLAIMS: &[&str] = &[
    "iss",
    "aud",
    "azp",
    "exp",
    "iat",
    "nbf",
    "jti",
    "nonce",
    "at_hash",
    "c_hash",
    "s_hash",
    "auth_time",
    "sid",
    "rh",
];

/// Adds to the claims of the ID token what only userinfo says.
pub fn add_user_info(claims: &mut Map<String, Value>, from_user_info: Map<String, Value>) {
    let verdict = verdict(claims, &from_user_info).cloned();
    claims.remove(VERDICT);
    for (name, value) in from_user_info {
        // Whom userinfo is about was compared before.
        let is_of_token = name == SUBJECT || TOKEN_CLAIMS.contains(&name.as_str());
        if !is_of_token && name != VERDICT && !value.is_null() && said(claims, &name).is_none() {
            claims.insert(name, value);
        }
    }
    if let Some(verdict) = verdict {
        claims.insert(VERDICT.to_owned(), verdict);
    }
}

/// Whether the address is verified. A denial counts from either source, unless userinfo says it of another address. A confirmation
/// counts for the very address that it is said of.
fn verdict<'a>(id_token: &'a Map<String, Value>, user_info: &'a Map<String, Value>) -> Option<&'a Value> {
    let (own, other) = (said(id_token, VERDICT), said(user_info, VERDICT));
    let (own_address, other_address) = (said(id_token, ADDRESS), said(user_info, ADDRESS));
    let is_other_address = match (own_address, other_address) {
        (Some(own), Some(other)) => !is_same_address(own, other),
        _ => false,
    };
    if own.is_some_and(is_denial) {
        return own;
    }
    if !is_other_address && other.is_some_and(is_denial) {
        return other;
    }
    let counts = match (own_address, other_address) {
        // The ID token's word, if there is one, is of no address.
        (None, Some(_)) => other,
        (Some(_), None) => own,
        _ if is_other_address => own,
        _ => own.or(other),
    };
    // Where only the ID token has the member, and it is `null`, that stays what it is: no confirmation.
    counts.or_else(|| id_token.get(VERDICT).filter(|verdict| verdict.is_null()))
}

fn is_same_address(one: &Value, other: &Value) -> bool {
    match (one.as_str(), other.as_str()) {
        (Some(one), Some(other)) => one.trim().to_lowercase() == other.trim().to_lowercase(),
        _ => one == other,
    }
}

/// `null` says nothing.
fn said<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    claims.get(name).filter(|value| !value.is_null())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim_mapping::denies_email_verified;
    use serde_json::json;

    fn merged(token: &Value, userinfo: &Value) -> Value {
        let mut claims = token.as_object().expect("an object").clone();
        add_user_info(&mut claims, userinfo.as_object().expect("an object").clone());
        Value::Object(claims)
    }

    #[test]
    fn only_what_is_missing_is_added() {
        let token = json!({ "sub": "1", "given_name": "Ada", "family_name": null });
        let userinfo = json!({ "sub": "1", "given_name": "Eve", "family_name": "Lovelace", "nonce": "x", "exp": 1, "s_hash": "x", "rh": "x" });
        assert_eq!(
            merged(&token, &userinfo),
            json!({ "sub": "1", "given_name": "Ada", "family_name": "Lovelace" })
        );
    }

    #[test]
    fn a_confirmation_counts_for_its_own_address_only() {
        let other = json!({ "email": "b@acme.example", "email_verified": true });
        let token = json!({ "email": "a@acme.example" });
        assert_eq!(merged(&token, &other), token);
        let of_none = json!({ "email_verified": true });
        assert_eq!(merged(&token, &of_none), token);
        let address = json!({ "email": "a@acme.example" });
        assert_eq!(merged(&of_none, &address), address);
        let confirmed = json!({ "email": "A@acme.example ", "email_verified": true });
        assert_eq!(merged(&token, &confirmed)["email_verified"], true);
    }

    #[test]
    fn a_denial_of_the_id_token_stays() {
        let userinfo = json!({ "email": "a@acme.example", "email_verified": true });
        for denial in [
            json!(false),
            json!("false"),
            json!(" False "),
            json!("no"),
            json!("0"),
            json!(0),
            json!([]),
        ] {
            let merged = merged(&json!({ "email_verified": denial }), &userinfo);
            assert_eq!(merged["email"], "a@acme.example");
            assert_eq!(merged["email_verified"], denial);
            assert!(
                denies_email_verified(merged.as_object().expect("an object")),
                "{denial}"
            );
        }
    }

    #[test]
    fn a_denial_that_only_userinfo_has_counts() {
        for token in [
            json!({ "email": "a@acme.example" }),
            json!({ "email": "a@acme.example", "email_verified": null }),
            json!({ "email": "a@acme.example", "email_verified": true }),
            json!({ "email_verified": true }),
        ] {
            for userinfo in [
                json!({ "email": "A@acme.example", "email_verified": "false" }),
                json!({ "email_verified": "false" }),
            ] {
                assert_eq!(
                    merged(&token, &userinfo)["email_verified"],
                    "false",
                    "{token} {userinfo}"
                );
            }
        }
        let token = json!({ "email": "a@acme.example", "email_verified": true });
        let of_another = json!({ "email": "b@acme.example", "email_verified": false });
        assert_eq!(merged(&token, &of_another), token);
    }

    #[test]
    fn null_for_a_verdict_is_kept_where_nothing_better_is_said() {
        let token = json!({ "email": "a@acme.example", "email_verified": null });
        assert_eq!(merged(&token, &json!({})), token);
        let confirmed = json!({ "email": "a@acme.example", "email_verified": true });
        assert_eq!(merged(&token, &confirmed), confirmed);
    }
}
