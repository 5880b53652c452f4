//! The identity of a person, as the platform's claims name it. Invariant: made from claims that have been verified, and lenient with optional ones: a
//! claim of an unexpected type is as good as none.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;

/// Somebody as the platform knows them at this sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The platform's issuer URL.
    pub issuer: String,
    /// The claim `sub`: with the issuer, the key of a person. It never changes; addresses do.
    pub subject: String,
    /// Something to call them by: `name`, or the given and the family name, or the address, or the subject.
    pub name: String,
    /// The claim `given_name`.
    pub given_name: Option<String>,
    /// The claim `family_name`.
    pub family_name: Option<String>,
    /// The claim `email`, unless the platform says that it is not verified.
    pub email: Option<String>,
    /// The claim `company`: its name.
    pub company: Option<String>,
    /// The roles that the platform gives in this app, in this environment.
    pub roles: Vec<String>,
    /// The other apps that this person may open (scope `apps`).
    pub apps: Vec<OtherApp>,
    /// `false`: somebody of the platform. For the app's own record of its users.
    pub is_local_user: bool,
    /// Every claim, for what is not listed above.
    pub claims: Map<String, Value>,
}

/// An app to switch to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherApp {
    /// The app's name.
    pub name: String,
    /// Which environment of it.
    pub environment: String,
    /// Where it is: an http(s) URL.
    pub url: String,
}

impl Identity {
    /// Reads the identity from verified claims.
    pub(crate) fn new(issuer: &str, subject: &str, roles_claim: &str, claims: Map<String, Value>) -> Self {
        let text = |name: &str| {
            let value = claims.get(name)?.as_str()?.trim();
            (!value.is_empty()).then(|| value.to_owned())
        };
        let (given_name, family_name) = (text("given_name"), text("family_name"));
        let is_unverified = matches!(claims.get("email_verified"), Some(Value::Bool(false)))
            || text("email_verified").is_some_and(|value| value == "false");
        let email = text("email").filter(|_| !is_unverified);
        let both = [given_name.as_deref(), family_name.as_deref()].map(Option::unwrap_or_default);
        let both = Some(both.join(" ").trim().to_owned()).filter(|name| !name.is_empty());
        let name = text("name").or(both).or_else(|| email.clone());
        Self {
            issuer: issuer.to_owned(),
            subject: subject.to_owned(),
            name: name.unwrap_or_else(|| subject.to_owned()),
            given_name,
            family_name,
            email,
            company: company(claims.get("company")),
            roles: texts(claims.get(roles_claim)),
            apps: apps(claims.get("apps")),
            is_local_user: false,
            claims,
        }
    }
}

/// A list of texts, or one text.
fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// A name, or an object with one.
fn company(value: Option<&Value>) -> Option<String> {
    let value = value?;
    let name = value.as_str().or_else(|| value.get("name")?.as_str())?;
    Some(name.to_owned())
}

/// Those with a name and an address that a link may lead to.
fn apps(value: Option<&Value>) -> Vec<OtherApp> {
    let listed = value
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let read = |entry: &Value| {
        let text = |name: &str| Some(entry.get(name)?.as_str()?.to_owned());
        let url = Url::parse(&text("url")?).ok()?;
        matches!(url.scheme(), "https" | "http").then_some(())?;
        Some(OtherApp {
            name: text("app").or_else(|| text("name"))?,
            environment: text("environment").unwrap_or_default(),
            url: url.into(),
        })
    };
    listed.iter().filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn identity(claims: Value) -> Identity {
        let Value::Object(claims) = claims else {
            panic!("an object")
        };
        Identity::new("https://platform.example", "s-1", "roles", claims)
    }

    #[test]
    fn claims_become_a_person() {
        let ada = identity(json!({
            "given_name": "Ada", "family_name": "Lovelace", "email": "ada@acme.example", "email_verified": true,
            "roles": ["User", 7, "Administrator"], "company": { "name": "Acme" },
            "apps": [{ "app": "Plans", "environment": "Production", "url": "https://plans.example" }],
        }));
        assert_eq!(ada.name, "Ada Lovelace");
        assert_eq!(ada.email.as_deref(), Some("ada@acme.example"));
        assert_eq!(ada.roles, ["User", "Administrator"]);
        assert_eq!(ada.company.as_deref(), Some("Acme"));
        assert_eq!(ada.apps[0].url, "https://plans.example/");
        assert!(!ada.is_local_user);
    }

    #[test]
    fn there_is_always_a_name() {
        assert_eq!(identity(json!({ "name": " Ada " })).name, "Ada");
        assert_eq!(
            identity(json!({ "name": 7, "email": "a@b.example" })).name,
            "a@b.example"
        );
        assert_eq!(identity(json!({})).name, "s-1");
    }

    #[test]
    fn an_address_that_is_not_verified_is_none() {
        for not in [json!(false), json!("false")] {
            assert_eq!(
                identity(json!({ "email": "a@b.example", "email_verified": not })).email,
                None
            );
        }
    }

    #[test]
    fn no_link_leads_anywhere_but_to_a_site() {
        let apps = json!([
            { "app": "Evil", "environment": "x", "url": "javascript:alert(1)" },
            { "app": "Nowhere", "environment": "x" }, "odd", null,
        ]);
        assert!(identity(json!({ "apps": apps })).apps.is_empty());
        assert!(
            identity(json!({ "apps": { "url": "https://x.example" } }))
                .apps
                .is_empty()
        );
    }
}
