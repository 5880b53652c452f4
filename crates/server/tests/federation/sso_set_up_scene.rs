//! A company whose admin sets SSO up: its drafts, its test runs, and what a test shows.

use latchkey_fake_idp::{FakeIdp, Person};
use latchkey_server::mail::{self, Mail};
use latchkey_server::store;
use serde_json::{Value, json};

use super::flow_scene::idp_of;
use crate::support::{Browser, GLOBEX, PASSWORD, Platform, acme};

pub(crate) const LIST: &str = "/api/company/sso-configurations";
pub(crate) const CODES: &str = "/api/company/recovery-codes";
pub(crate) const ANNA: &str = "anna@initech.example";

/// Initech, whose admin is Anna, beside Globex and Acme; Initech's identity provider is not set up yet.
pub(crate) struct SetUp {
    pub(crate) platform: Platform,
    pub(crate) idp: FakeIdp,
}

impl SetUp {
    pub(crate) async fn new() -> Self {
        let mut people = latchkey_fake_idp::demo_people();
        people[0] = Person {
            subject: "anna-1".to_owned(),
            email: ANNA.to_owned(),
            given_name: "Anna".to_owned(),
            family_name: "Nass".to_owned(),
            ..people[0].clone()
        };
        let idp = idp_of("initech", people).await;
        let initech = format!(
            r#"
[[company]]
name = "Initech"
slug = "initech"
domains = ["initech.example"]

  [[company.account]]
  email = "{ANNA}"
  first_name = "Anna"
  password = "{PASSWORD}"
  company_admin = true

  [[company.account]]
  email = "bob@initech.example"
  first_name = "Bob"
  password = "{PASSWORD}"
"#
        );
        let platform = Platform::with(&format!("{GLOBEX}{}{initech}", acme("https://idp.example"))).await;
        Self { platform, idp }
    }

    pub(crate) async fn who(&self, email: &str) -> Browser {
        let mut browser = self.platform.browser();
        assert_eq!(browser.sign_in(email, PASSWORD).await.status, 200);
        browser
    }

    pub(crate) fn connection(&self, change: &Value) -> Value {
        let mut connection = json!({
            "name": "Our IdP", "idp": "other", "endpoint_url": self.idp.issuer(), "client_id": "latchkey",
            "client_auth_method": null, "scopes": ["openid", "profile", "email"],
        });
        for (name, value) in change.as_object().expect("an object") {
            connection[name] = value.clone();
        }
        connection
    }

    pub(crate) async fn draft(&self, anna: &mut Browser) -> String {
        let body = json!({ "connection": self.connection(&json!({})), "client_secret": " secret\n" });
        let made = anna.post(LIST, &body).await;
        assert_eq!(made.status, 200, "{made:?}");
        made.json()["id"].as_str().expect("an identifier").to_owned()
    }

    /// Goes through a test run. `change` has a say in the address that the identity provider sends the browser back to.
    pub(crate) async fn test(
        &self,
        anna: &mut Browser,
        id: &str,
        change: impl FnOnce(String) -> String,
    ) -> Value {
        let (run, url) = self.leave(anna, id).await;
        if let Some(url) = url {
            let back = change(self.idp.complete_login(&url, ANNA).expect("comes back"));
            let landed = anna.follow(&back).await;
            assert_eq!(
                landed.location(),
                format!("/control-center/security/single-sign-on/{id}/tested"),
                "{landed:?}"
            );
        }
        followed(anna, id, &run).await
    }

    /// Begins a run, and opens its tab. Returns the run, and the address at the identity provider.
    pub(crate) async fn leave(&self, anna: &mut Browser, id: &str) -> (String, Option<String>) {
        let begun = anna.post(&format!("{LIST}/{id}/test-runs"), &json!({})).await;
        assert_eq!(begun.status, 200, "{begun:?}");
        let open = begun.json()["open"].as_str().expect("a path").to_owned();
        let left = anna.get(&open).await;
        let url = left.location().to_owned();
        let run = begun.json()["run"]["id"]
            .as_str()
            .expect("an identifier")
            .to_owned();
        (run, url.starts_with("http").then_some(url))
    }
}

pub(crate) async fn followed(anna: &mut Browser, id: &str, run: &str) -> Value {
    let read = anna.get(&format!("{LIST}/{id}/test-runs/{run}")).await;
    assert_eq!(read.status, 200, "{read:?}");
    read.json()
}

pub(crate) async fn configuration(anna: &mut Browser, id: &str) -> Value {
    let read = anna.get(&format!("{LIST}/{id}")).await;
    assert_eq!(read.status, 200, "{read:?}");
    read.json()
}

/// The step that failed, and its problem.
pub(crate) fn failure(run: &Value) -> (String, String) {
    let steps = run["trace"].as_array().expect("steps");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    steps
        .iter()
        .find(|step| step["outcome"] == "failed")
        .map(|step| (text(&step["step"]), text(&step["problem"])))
        .unwrap_or_default()
}

/// Test Link and Test Email Domain of a draft whose mapping is the recommended one.
pub(crate) async fn access(anna: &mut Browser, id: &str) -> (String, String) {
    let made = anna.post(&format!("{LIST}/{id}/test-access"), &json!({})).await;
    assert_eq!(made.status, 200, "{made:?}");
    let text = |name: &str| made.json()[name].as_str().expect("a text").to_owned();
    (text("test_link"), text("test_email_domain"))
}

/// Makes new recovery codes.
pub(crate) async fn recovery_codes(admin: &mut Browser) -> Vec<String> {
    let made = admin.post(CODES, &json!({})).await;
    assert_eq!(made.status, 200, "{made:?}");
    let codes = made.json()["codes"].as_array().expect("codes").clone();
    let text = |code: &Value| code.as_str().expect("a text").to_owned();
    codes.iter().map(text).collect()
}

/// All mails so far, oldest first.
pub(crate) async fn mails(platform: &Platform) -> Vec<Mail> {
    let mut connection = platform.app.store.read().await.expect("a connection");
    let waiting = store::mails::all_after(&mut connection, "", 1000)
        .await
        .expect("reads");
    let open = |mail: store::mails::WaitingMail| mail::open(&platform.app.secret_key, &mail.id, &mail.sealed);
    waiting
        .into_iter()
        .map(|mail| open(mail).expect("opens"))
        .collect()
}
