//! What tokens and userinfo say about a person (OpenID Connect Core §5.1), by scope. `docs/connect-your-app.md` documents it.

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_domain::scopes::{Scope, Scopes};
use latchkey_domain::second_factor::{self, Acr};
use latchkey_domain::token_family::ID_TOKEN_MS;
use latchkey_store::apps::OpenableEnvironment;
use latchkey_store::token_families::{Family, TokenSubject};
use serde_json::{Map, Value, json};

/// Every claim that there is, for discovery.
pub const SUPPORTED: [&str; 20] = [
    "sub",
    "iss",
    "aud",
    "exp",
    "iat",
    "auth_time",
    "nonce",
    "at_hash",
    "sid",
    "acr",
    "amr",
    "roles",
    "name",
    "given_name",
    "family_name",
    "company",
    "preferred_username",
    "email",
    "email_verified",
    "apps",
];

/// The claims about the person that these scopes open. `sub` and `roles` need none but `openid`.
pub fn of_person(person: &TokenSubject, scopes: Scopes) -> Map<String, Value> {
    let mut claims = Map::new();
    let mut say = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    say("sub", json!(person.account_id));
    say("roles", json!(person.roles));
    if scopes.contains(Scope::Profile) {
        let name = format!("{} {}", person.first_name, person.last_name);
        for (claim, text) in [
            ("name", name.trim()),
            ("given_name", &person.first_name),
            ("family_name", &person.last_name),
            ("company", &person.company),
        ] {
            // A claim with nothing to say is left out (§5.3.2).
            if !text.is_empty() {
                say(claim, json!(text));
            }
        }
    }
    if scopes.contains(Scope::Email) {
        say("email", json!(person.email));
        say("email_verified", json!(person.email_verified));
        say("preferred_username", json!(person.email));
    }
    claims
}

/// The claim `apps`: what the app switcher shows.
pub fn of_apps(environments: &[OpenableEnvironment]) -> Value {
    let apps = environments.iter().map(
        |openable| json!({ "name": openable.app, "environment": openable.environment, "url": openable.url }),
    );
    Value::Array(apps.collect())
}

/// What an ID token is made of.
#[derive(Debug)]
pub struct IdTokenParts<'a> {
    /// `iss`
    pub issuer: &'a str,
    /// Whom it is about and for.
    pub family: &'a Family,
    /// The granted scopes.
    pub scopes: Scopes,
    /// From the authorization request.
    pub nonce: Option<&'a str>,
    /// The access token beside it.
    pub access_token: &'a str,
    /// Now, by the machine's clock: the app compares it with its own.
    pub wall_ms: i64,
}

/// The claims of an ID token (§2, §3.1.3.6).
pub fn of_id_token(parts: &IdTokenParts<'_>) -> Value {
    let family = parts.family;
    let mut claims = of_person(&family.person, parts.scopes);
    let mut say = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    say("iss", json!(parts.issuer));
    say("aud", json!(family.client_id));
    say("iat", json!(parts.wall_ms / 1000));
    say("exp", json!((parts.wall_ms + ID_TOKEN_MS) / 1000));
    // §2: required where `max_age` was asked for, and then it is known. Written down by the platform's clock, which may be ahead for
    // a while.
    if family.auth_time_known {
        say(
            "auth_time",
            json!(family.signed_in_at_ms.min(parts.wall_ms) / 1000),
        );
    }
    say("sid", json!(family.session_id));
    say("at_hash", json!(half_hash(parts.access_token)));
    let amr = second_factor::amr(family.signed_in_by, family.second_factor);
    if !amr.is_empty() {
        say("amr", json!(amr));
    }
    if let Some(acr) = Acr::of(family.signed_in_by, family.second_factor) {
        say("acr", json!(acr.as_str()));
    }
    if let Some(nonce) = parts.nonce {
        say("nonce", json!(nonce));
    }
    Value::Object(claims)
}

/// The left half of the SHA-256, as `at_hash` wants it for both of our algorithms.
fn half_hash(text: &str) -> String {
    let hash = digest::digest(&digest::SHA256, text.as_bytes());
    URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ada() -> TokenSubject {
        TokenSubject {
            account_id: "1".into(),
            email: "ada@acme.example".into(),
            email_verified: true,
            first_name: "Ada".into(),
            last_name: String::new(),
            company: "Acme".into(),
            roles: vec!["User".into()],
        }
    }

    #[test]
    fn each_scope_opens_its_own_claims() {
        let names = |scopes: &str| {
            let claims = of_person(&ada(), Scopes::parse(scopes));
            claims.keys().cloned().collect::<Vec<_>>()
        };
        assert_eq!(names("openid"), ["roles", "sub"]);
        assert_eq!(
            names("openid profile"),
            ["company", "given_name", "name", "roles", "sub"]
        );
        assert_eq!(
            names("openid email"),
            ["email", "email_verified", "preferred_username", "roles", "sub"]
        );
        assert_eq!(of_person(&ada(), Scopes::parse("profile"))["name"], "Ada");
        let unverified = TokenSubject {
            email_verified: false,
            ..ada()
        };
        let claims = of_person(&unverified, Scopes::parse("email"));
        assert_eq!(claims["email_verified"], false, "said, and denied");
    }

    #[test]
    fn the_access_token_s_hash_is_that_of_the_specification() {
        // OpenID Connect Core, appendix A.3.
        assert_eq!(
            half_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"),
            "77QmUPtjPfzWtF2AnpK9RQ"
        );
    }
}
