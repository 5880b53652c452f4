//! The assertion by which Latchkey proves with a key who it is (RFC 7523 §2.2, §3; OpenID Connect Core §9). Invariant: each is for one
//! request, one identity provider and two minutes.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_contract::sso_configurations::IdpKind;
use latchkey_system::secrets::new_token;
use serde_json::{Value, json};

use super::client_key::{AssertionAlgorithm, ClientKey};
use super::key_fault::KeyFault;

/// What `client_assertion_type` says (RFC 7523 §2.2).
pub(super) const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// For how many seconds an assertion is good. Auth0 takes five minutes at most.
const LIFETIME_SECONDS: i64 = 120;

/// For whom an assertion can be: each identity provider takes its issuer, its token endpoint, or both, and one at a time (Keycloak refuses
/// several). The first is the one to begin with.
///
/// Microsoft's documentation names the token endpoint for Entra ID and AD FS, and Okta's for Okta; Auth0's names the issuer, and so does what follows
/// RFC 7523 (draft-ietf-oauth-rfc7523bis). OpenID Connect Core §9 recommends the token endpoint.
pub(super) fn audiences<'a>(issuer: &'a str, token_endpoint: &'a str) -> [&'a str; 2] {
    match IdpKind::of_address(issuer) {
        Some(IdpKind::EntraId | IdpKind::Adfs | IdpKind::Okta) => [token_endpoint, issuer],
        _ => [issuer, token_endpoint],
    }
}

/// Makes one.
pub(super) fn assertion(
    key: &ClientKey,
    algorithm: AssertionAlgorithm,
    client_id: &str,
    audience: &str,
    now_ms: i64,
) -> Result<String, KeyFault> {
    let now = now_ms.div_euclid(1_000);
    let claims = json!({
        "iss": client_id,
        "sub": client_id,
        "aud": audience,
        "jti": new_token().map_err(|_| KeyFault)?,
        "iat": now,
        "exp": now + LIFETIME_SECONDS,
    });
    let message = format!("{}.{}", part(&key.header(algorithm)), part(&claims));
    let signature = key.sign(algorithm, message.as_bytes())?;
    Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assertion_says_who_for_whom_and_until_when() {
        let text = ClientKey::generate("x", 1_800_000_000_000).expect("a key");
        let key = ClientKey::from_text(&text).expect("reads");
        let read = |token: &str, place: usize| -> Value {
            let part = token.split('.').nth(place).expect("a part");
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64url")).expect("JSON")
        };
        let make = || {
            assertion(
                &key,
                AssertionAlgorithm::Ps256,
                "latchkey",
                "https://idp.example",
                1_800_000_000_999,
            )
            .expect("signs")
        };
        let (first, second) = (make(), make());
        let claims = read(&first, 1);
        assert_eq!(claims["iss"], "latchkey");
        assert_eq!(claims["sub"], "latchkey");
        assert_eq!(claims["aud"], "https://idp.example", "one, and no list");
        assert_eq!(claims["exp"], 1_800_000_120);
        assert_ne!(claims["jti"], read(&second, 1)["jti"]);
        let header = read(&first, 0);
        assert_eq!((&header["alg"], &header["typ"]), (&json!("PS256"), &json!("JWT")));
        for member in ["kid", "x5t", "x5t#S256"] {
            assert!(header[member].is_string(), "{member}");
        }
    }

    #[test]
    fn the_audience_to_begin_with_is_the_documented_one() {
        for (issuer, is_issuer) in [
            ("https://login.microsoftonline.com/8f0a/v2.0", false),
            ("https://acme.okta.com", false),
            ("https://acme.eu.auth0.com/", true),
            ("https://idp.example", true),
        ] {
            let both = audiences(issuer, "https://idp.example/token");
            assert_eq!(both[0] == issuer, is_issuer, "{issuer}");
            assert_ne!(both[0], both[1]);
        }
    }
}
