//! Checks an ID token in full (OpenID Connect Core §3.1.3.7). Invariant: claims leave this module only after every
//! check, and a claim that no check needs refuses nobody, whatever its type.

use openidconnect::{AccessToken, AccessTokenHash, core::CoreJsonWebKey};
use serde_json::{Map, Value};
use subtle::ConstantTimeEq as _;

use crate::is_identifier;
use crate::jws::SignedToken;
use crate::keys::{SigningKey, SigningKeys};
use crate::object::text;
use crate::refusal::{Check, Refusal};
use crate::times::{self, Ahead, Tolerance};

type Object = Map<String, Value>;

/// What the token must say.
#[derive(Clone, Copy)]
pub struct IdTokenExpectation<'a> {
    /// `iss`
    pub issuer: &'a str,
    /// This client, for `aud` and `azp`.
    pub client_id: &'a str,
    /// Whether `aud` may hold others beside this client; `azp` then has to name it.
    pub may_have_other_audiences: bool,
    /// The `nonce` of the request.
    pub nonce: &'a str,
    /// The access token that came with it, if one did, for `at_hash`.
    pub access_token: Option<&'a str>,
    /// How far clocks may be apart.
    pub tolerance: Tolerance,
    /// The machine's clock, in milliseconds since 1970.
    pub now_ms: i64,
}

/// What a good token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdToken {
    /// `sub`
    pub subject: String,
    /// `iat`, in milliseconds.
    pub issued_at_ms: i64,
    /// The claim that is ahead of the clock, and by how many seconds.
    pub ahead: Ahead,
    /// All claims.
    pub claims: Map<String, Value>,
}

/// Checks everything.
///
/// # Errors
/// [`Refusal`] with the first check that the token does not pass.
pub fn verify(raw: &str, keys: &SigningKeys, expected: &IdTokenExpectation<'_>) -> Result<IdToken, Refusal> {
    let token = SignedToken::read(raw, &["jwt"])?;
    let key = token.verify(keys)?;
    let claims = &token.claims;
    if text(claims, "iss") != Ok(Some(expected.issuer)) {
        return Err(Refusal::new(Check::Issuer, "`iss` is another issuer"));
    }
    check_parties(claims, expected)?;
    check_nonce(claims, expected.nonce)?;
    let times = times::check(claims, expected.tolerance, expected.now_ms)?;
    if let Some(access_token) = expected.access_token {
        check_access_token(&token, key, access_token)?;
    }
    let subject = subject(claims)?;
    Ok(IdToken {
        subject,
        issued_at_ms: times.issued_at_ms,
        ahead: times.ahead,
        claims: token.claims,
    })
}

/// `aud` holds us. Others beside us are accepted, if at all, when `azp` says that the token was made for us; an `azp` that is
/// somebody else is refused in any case.
fn check_parties(claims: &Object, expected: &IdTokenExpectation<'_>) -> Result<(), Refusal> {
    let client_id = expected.client_id;
    let is_us = |audience: &Value| audience.as_str() == Some(client_id);
    let (has_us, has_others) = match claims.get("aud") {
        Some(Value::Array(all)) => (all.iter().any(is_us), !all.iter().all(is_us)),
        Some(one) => (is_us(one), false),
        None => (false, false),
    };
    if !has_us {
        return Err(Refusal::new(Check::Audience, "`aud` is not this client"));
    }
    if has_others && !expected.may_have_other_audiences {
        return Err(Refusal::new(Check::Audience, "`aud` is not this client alone"));
    }
    match text(claims, "azp") {
        Ok(None) if has_others => Err(Refusal::new(
            Check::Audience,
            "`aud` has other clients and `azp` does not say that it is for us",
        )),
        Ok(None) => Ok(()),
        Ok(Some(party)) if party == client_id => Ok(()),
        Ok(Some(_)) => Err(Refusal::new(Check::AuthorizedParty, "`azp` is another client")),
        Err(_) => Err(Refusal::new(Check::AuthorizedParty, "`azp` is no text")),
    }
}

fn check_nonce(claims: &Object, expected: &str) -> Result<(), Refusal> {
    match text(claims, "nonce") {
        Ok(Some(nonce)) if bool::from(nonce.as_bytes().ct_eq(expected.as_bytes())) => Ok(()),
        Ok(None) => Err(Refusal::new(Check::Nonce, "`nonce` is missing")),
        _ => Err(Refusal::new(Check::Nonce, "`nonce` is another one")),
    }
}

/// `sub` is a text (§2): a number could be written in several ways, and so be several people.
fn subject(claims: &Object) -> Result<String, Refusal> {
    match text(claims, "sub") {
        Ok(Some(subject)) if is_identifier(subject) => Ok(subject.to_owned()),
        Ok(Some(_)) => Err(Refusal::new(
            Check::Subject,
            "`sub` is empty, longer than 255 bytes, or has control characters",
        )),
        Ok(None) => Err(Refusal::new(Check::Subject, "`sub` is missing")),
        Err(_) => Err(Refusal::new(Check::Subject, "`sub` is no text")),
    }
}

/// `at_hash` is optional in the code flow; where it is, it binds the access token that userinfo is asked with.
fn check_access_token(token: &SignedToken<'_>, key: &SigningKey, access_token: &str) -> Result<(), Refusal> {
    let of_another = || Refusal::new(Check::AccessTokenHash, "`at_hash` is not the access token's");
    let Some(claimed) = text(&token.claims, "at_hash").map_err(|_| of_another())? else {
        return Ok(());
    };
    let access_token = AccessToken::new(access_token.to_owned());
    let actual =
        AccessTokenHash::from_token::<CoreJsonWebKey>(&access_token, &token.algorithm, &key.public).ok();
    if actual == Some(AccessTokenHash::new(claimed.to_owned())) {
        Ok(())
    } else {
        Err(of_another())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signer::Signer;
    use proptest::prelude::*;
    use serde_json::json;

    const NOW_MS: i64 = 1_800_000_000_000;

    fn expectation(may_have_other_audiences: bool) -> IdTokenExpectation<'static> {
        IdTokenExpectation {
            issuer: "https://idp.example",
            client_id: "us",
            may_have_other_audiences,
            nonce: "n-1",
            access_token: Some("access"),
            tolerance: Tolerance::default(),
            now_ms: NOW_MS,
        }
    }

    fn claims(changed: &Value) -> Value {
        let now = NOW_MS / 1_000;
        let mut claims = json!({
            "iss": "https://idp.example", "aud": "us", "nonce": "n-1", "sub": "ada", "iat": now, "exp": now + 300,
        });
        claims
            .as_object_mut()
            .unwrap()
            .extend(changed.as_object().unwrap().clone());
        claims
    }

    fn outcome(changed: &Value, may_have_other_audiences: bool) -> Result<(), Check> {
        let signer = Signer::new();
        let token = signer.sign(&json!({ "alg": "ES256", "kid": "k" }), &claims(changed));
        let verified = verify(&token, &signer.keys(), &expectation(may_have_other_audiences));
        verified.map(drop).map_err(|refusal| refusal.check)
    }

    #[test]
    fn others_in_the_audience_are_for_the_caller_to_admit() {
        let others = json!({ "aud": ["us", "them"], "azp": "us" });
        assert_eq!(outcome(&others, true), Ok(()));
        assert_eq!(outcome(&others, false), Err(Check::Audience));
        assert_eq!(
            outcome(&json!({ "aud": ["us", "them"] }), true),
            Err(Check::Audience),
            "for whom, nobody says"
        );
        for may_have_others in [true, false] {
            assert_eq!(outcome(&json!({ "aud": ["us"] }), may_have_others), Ok(()));
            assert_eq!(
                outcome(&json!({ "aud": ["them"] }), may_have_others),
                Err(Check::Audience)
            );
            assert_eq!(
                outcome(&json!({ "azp": "them" }), may_have_others),
                Err(Check::AuthorizedParty)
            );
        }
    }

    #[test]
    fn a_token_of_another_key_may_be_of_a_new_one() {
        let token = Signer::new().sign(&json!({ "alg": "ES256", "kid": "new" }), &claims(&json!({})));
        let refusal = verify(&token, &Signer::new().keys(), &expectation(true)).unwrap_err();
        assert_eq!((refusal.check, refusal.may_be_a_new_key), (Check::KeyId, true));
        let token = Signer::new().sign(&json!({ "alg": "ES256", "kid": "k" }), &claims(&json!({})));
        let refusal = verify(&token, &Signer::new().keys(), &expectation(true)).unwrap_err();
        assert_eq!(
            (refusal.check, refusal.may_be_a_new_key),
            (Check::Signature, true)
        );
    }

    proptest! {
        /// Only what is expected passes, whatever else a claim says.
        #[test]
        fn a_claim_that_must_be_something_is_nothing_else(
            name in prop::sample::select(vec!["iss", "aud", "nonce", "sub"]),
            value in prop_oneof![any::<i64>().prop_map(Value::from), any::<bool>().prop_map(Value::from), Just(json!([])), Just(json!({}))],
        ) {
            let changed = json!({ name: value });
            prop_assert!(outcome(&changed, true).is_err());
        }

        #[test]
        fn no_text_is_a_token_by_chance(raw in "[A-Za-z0-9_.=-]{0,200}") {
            prop_assert!(verify(&raw, &SigningKeys::default(), &expectation(true)).is_err());
        }
    }
}
