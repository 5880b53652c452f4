//! A company's admin sets SSO up: drafts, what the identity provider publishes, test runs step by step, and the mapping.

use latchkey_fake_idp::{Endpoint, FakeIdp, Fault, Person, Signing, Trouble};
use latchkey_test_browser::Answer;
use serde_json::{Value, json};

use super::flow_scene::{idp_of, with, without};
use crate::support::{Browser, GLOBEX, PASSWORD, Platform, acme};

const LIST: &str = "/api/company/sso-configurations";
const ANNA: &str = "anna@initech.example";

/// Initech, whose admin is Anna, beside Globex and Acme; Initech's identity provider is not set up yet.
struct SetUp {
    platform: Platform,
    idp: FakeIdp,
}

impl SetUp {
    async fn new() -> Self {
        let anna = Person {
            subject: "anna-1".to_owned(),
            email: ANNA.to_owned(),
            given_name: "Anna".to_owned(),
            family_name: "Nass".to_owned(),
            ..latchkey_fake_idp::demo_people().remove(0)
        };
        let idp = idp_of("initech", vec![anna]).await;
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

    async fn who(&self, email: &str) -> Browser {
        let mut browser = self.platform.browser();
        assert_eq!(browser.sign_in(email, PASSWORD).await.status, 200);
        browser
    }

    fn connection(&self, change: &Value) -> Value {
        let mut connection = json!({
            "name": "Our IdP", "idp": "other", "endpoint_url": self.idp.issuer(), "client_id": "latchkey",
            "client_auth_method": null, "scopes": ["openid", "profile", "email"],
        });
        for (name, value) in change.as_object().expect("an object") {
            connection[name] = value.clone();
        }
        connection
    }

    async fn draft(&self, anna: &mut Browser) -> String {
        let body = json!({ "connection": self.connection(&json!({})), "client_secret": " secret\n" });
        let made = anna.post(LIST, &body).await;
        assert_eq!(made.status, 200, "{made:?}");
        made.json()["id"].as_str().expect("an identifier").to_owned()
    }

    /// Goes through a test run. `change` has a say in the address that the identity provider sends the browser back to.
    async fn test(&self, anna: &mut Browser, id: &str, change: impl FnOnce(String) -> String) -> Value {
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
    async fn leave(&self, anna: &mut Browser, id: &str) -> (String, Option<String>) {
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

async fn followed(anna: &mut Browser, id: &str, run: &str) -> Value {
    let read = anna.get(&format!("{LIST}/{id}/test-runs/{run}")).await;
    assert_eq!(read.status, 200, "{read:?}");
    read.json()
}

async fn configuration(anna: &mut Browser, id: &str) -> Value {
    let read = anna.get(&format!("{LIST}/{id}")).await;
    assert_eq!(read.status, 200, "{read:?}");
    read.json()
}

/// The step that failed, and its problem.
fn failure(run: &Value) -> (String, String) {
    let steps = run["trace"].as_array().expect("steps");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    steps
        .iter()
        .find(|step| step["outcome"] == "failed")
        .map(|step| (text(&step["step"]), text(&step["problem"])))
        .unwrap_or_default()
}

#[tokio::test]
async fn an_admin_gets_from_nothing_to_a_tested_configuration() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let nothing = anna.get(LIST).await.json();
    assert_eq!(
        (&nothing["configurations"], &nothing["domain_proven"]),
        (&json!([]), &json!(true))
    );
    let redirect_url = nothing["addresses"]["redirect_url"].as_str();
    assert!(
        redirect_url.is_some_and(|url| url.ends_with("/sso/callback/initech")),
        "{nothing}"
    );
    let report = anna
        .post(
            "/api/company/idp-metadata",
            &json!({ "endpoint_url": format!(" {}/ ", set_up.idp.issuer()) }),
        )
        .await
        .json();
    assert_eq!(report["problem"], Value::Null, "{report}");
    assert_eq!(report["provider"]["issuer"], set_up.idp.issuer());
    let id = set_up.draft(&mut anna).await;
    for (check, outcome) in [
        ("metadata", "passed"),
        ("client_authentication", "passed"),
        ("authorization", "unknown"),
    ] {
        let checked = anna
            .post(&format!("{LIST}/{id}/checks"), &json!({ "check": check }))
            .await;
        assert_eq!(checked.json()["outcome"], outcome, "{check}: {checked:?}");
    }
    let before = set_up.platform.count("SELECT count(*) FROM sessions").await;
    let run = set_up.test(&mut anna, &id, |back| back).await;
    assert_eq!(run["state"], "passed", "{run:#}");
    assert!(
        run["trace"]
            .as_array()
            .expect("steps")
            .iter()
            .all(|step| step["outcome"] == "passed"),
        "{run:#}"
    );
    let claims = run["claims"].as_array().expect("claims");
    let email = claims
        .iter()
        .find(|claim| claim["name"] == "email")
        .expect("an address");
    assert_eq!(email["value"], ANNA);
    assert!(claims.iter().all(|claim| claim["name"] != "nonce"));
    assert!(!run.to_string().contains("\"secret\""), "{run}");
    // Nobody was signed in, and nothing was written about anybody.
    assert_eq!(
        set_up.platform.count("SELECT count(*) FROM sessions").await,
        before
    );
    assert_eq!(
        set_up.platform.count("SELECT count(*) FROM account_links").await,
        0
    );
    let tested = configuration(&mut anna, &id).await;
    assert_eq!(
        (&tested["status"], &tested["mapping"]),
        (&json!("draft"), &Value::Null)
    );
    assert_eq!(tested["last_test"]["state"], "passed");
    let mapping =
        json!({ "foreign_id": "sub", "username": "email", "first_name": "given_name", "last_name": null });
    let saved = anna
        .post(
            &format!("{LIST}/{id}/claim-mapping"),
            &json!({ "version": tested["version"], "mapping": mapping }),
        )
        .await;
    assert_eq!(saved.status, 200, "{saved:?}");
    let mapped = configuration(&mut anna, &id).await;
    assert_eq!(
        (&mapped["status"], &mapped["changed_by"]),
        (&json!("tested"), &json!(ANNA))
    );
    assert!(!mapped.to_string().contains("\"secret\""));
    // Another secret is another client, as far as anybody knows.
    let body = json!({ "version": mapped["version"], "connection": set_up.connection(&json!({})), "client_secret": "other" });
    assert_eq!(
        anna.post(&format!("{LIST}/{id}/connection"), &body).await.status,
        200
    );
    assert_eq!(configuration(&mut anna, &id).await["status"], "draft");
    let mut connection = set_up.platform.app.store.read().await.expect("a connection");
    let company: String = sqlx::query_scalar("SELECT id FROM companies WHERE slug = 'initech'")
        .fetch_one(&mut *connection)
        .await
        .expect("Initech");
    let actions = latchkey_server::store::audit::actions(&mut connection, &company)
        .await
        .expect("the trail");
    for action in [
        "sso_configuration_created",
        "sso_configuration_tested",
        "sso_configuration_changed",
    ] {
        assert!(
            actions.iter().any(|(each, _)| each == action),
            "{action}: {actions:?}"
        );
    }
}

#[tokio::test]
async fn each_failure_is_shown_at_its_step() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = set_up.draft(&mut anna).await;
    let claim = |claim, value| Fault::IdTokenClaim { claim, value };
    let metadata = |field, value| Fault::Metadata { field, value };
    for (fault, step, problem) in [
        (metadata("jwks_uri", Value::Null), "discovery", "metadata"),
        (
            metadata("issuer", json!("https://other.example")),
            "discovery",
            "metadata",
        ),
        (
            claim("iss", json!("https://other.example")),
            "token",
            "wrong_issuer",
        ),
        (claim("aud", json!("another")), "token", "wrong_audience"),
        (claim("nonce", json!("another")), "token", "wrong_nonce"),
        (claim("exp", json!(1)), "token", "wrong_time"),
        (
            Fault::IdTokenSigning(Signing::Broken),
            "signature",
            "wrong_signature",
        ),
        (
            Fault::IdTokenSigning(Signing::None),
            "signature",
            "wrong_algorithm",
        ),
        (
            Fault::TokenResponse {
                member: "id_token",
                value: Value::Null,
            },
            "token",
            "no_id_token",
        ),
    ] {
        set_up.idp.set_fault(fault.clone());
        let run = set_up.test(&mut anna, &id, |back| back).await;
        assert_eq!(
            (run["state"].as_str(), failure(&run)),
            (Some("failed"), (step.to_owned(), problem.to_owned())),
            "{fault:?} {run:#}"
        );
        set_up.idp.clear_faults();
    }
    let said = |parameter: &str, value: &str| {
        let (parameter, value) = (parameter.to_owned(), value.to_owned());
        move |back: String| {
            with(
                &with(&without(&back, "code"), "error", "access_denied"),
                &parameter,
                &value,
            )
        }
    };
    let run = set_up
        .test(
            &mut anna,
            &id,
            said("error_description", "AADSTS50105: not assigned\u{1b}"),
        )
        .await;
    assert_eq!(
        failure(&run),
        ("authorization".to_owned(), "authorization_error".to_owned())
    );
    let step = &run["trace"][2];
    assert_eq!(step["idp_problem"], "person_not_assigned", "{step}");
    assert!(
        !run.to_string().contains('\u{1b}') && !run.to_string().contains("\\u001b"),
        "{step}"
    );
    let run = set_up
        .test(&mut anna, &id, |back| with(&back, "iss", "https://evil.example"))
        .await;
    assert_eq!(failure(&run).1, "another_issuer_answered");
    let run = set_up.test(&mut anna, &id, |back| without(&back, "code")).await;
    assert_eq!(failure(&run).1, "no_code");
}

#[tokio::test]
async fn a_wrong_secret_is_known_before_and_in_the_test() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let body = json!({ "connection": set_up.connection(&json!({})), "client_secret": "wrong" });
    let id = anna.post(LIST, &body).await.json()["id"]
        .as_str()
        .expect("an identifier")
        .to_owned();
    let checked = anna
        .post(
            &format!("{LIST}/{id}/checks"),
            &json!({ "check": "client_authentication" }),
        )
        .await
        .json();
    assert_eq!(
        (&checked["outcome"], &checked["problem"]),
        (&json!("failed"), &json!("client_refused"))
    );
    let run = set_up.test(&mut anna, &id, |back| back).await;
    assert_eq!(
        failure(&run),
        ("client_authentication".to_owned(), "client_refused".to_owned())
    );
    let evidence = run["trace"][3]["evidence"].to_string();
    assert!(
        evidence.contains("invalid_client") && evidence.contains("client_secret_"),
        "{evidence}"
    );
}

#[tokio::test]
async fn userinfo_that_refuses_is_a_note() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = set_up.draft(&mut anna).await;
    set_up
        .idp
        .set_fault(Fault::Endpoint(Endpoint::UserInfo, Trouble::Status(403)));
    let run = set_up.test(&mut anna, &id, |back| back).await;
    assert_eq!(
        (&run["state"], &run["trace"][6]["outcome"]),
        (&json!("passed"), &json!("noted")),
        "{run:#}"
    );
    assert_eq!(run["trace"][6]["problem"], "user_info_failed");
    assert!(!run.to_string().contains(Trouble::GIVEAWAY));
    set_up.idp.clear_faults();
    set_up.idp.set_fault(Fault::ClaimsOnlyInUserInfo);
    let run = set_up.test(&mut anna, &id, |back| back).await;
    let claims = run["claims"].as_array().expect("claims");
    let email = claims
        .iter()
        .find(|claim| claim["name"] == "email")
        .expect("an address");
    assert_eq!(email["source"], "user_info", "{run:#}");
}

#[tokio::test]
async fn a_run_ends_after_30_seconds_or_one_minute_later() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = set_up.draft(&mut anna).await;
    let (run, url) = set_up.leave(&mut anna, &id).await;
    let at_idp = followed(&mut anna, &id, &run).await;
    assert_eq!(
        (&at_idp["state"], &at_idp["seconds_left"]),
        (&json!("at_idp"), &json!(30))
    );
    set_up.platform.clock.advance(29_000);
    let extend = format!("{LIST}/{id}/test-runs/{run}/extension");
    for _ in 0..2 {
        let extended = anna.post(&extend, &json!({})).await.json();
        assert_eq!(
            (&extended["seconds_left"], &extended["is_extended"]),
            (&json!(61), &json!(true))
        );
    }
    set_up.platform.clock.advance(61_000);
    let expired = followed(&mut anna, &id, &run).await;
    assert_eq!(
        (&expired["state"], failure(&expired).1.as_str()),
        (&json!("expired"), "nothing_came_back")
    );
    // Who comes back later changes nothing.
    let back = set_up
        .idp
        .complete_login(&url.expect("left"), ANNA)
        .expect("comes back");
    assert!(anna.follow(&back).await.location().ends_with("/tested"));
    assert_eq!(followed(&mut anna, &id, &run).await["state"], "expired");
}

#[tokio::test]
async fn a_run_is_followed_to_its_end_by_events() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = set_up.draft(&mut anna).await;
    let (run, url) = set_up.leave(&mut anna, &id).await;
    let path = format!("{LIST}/{id}/test-runs/{run}/events");
    let mut tab = anna.tab();
    let back = set_up
        .idp
        .complete_login(&url.expect("left"), ANNA)
        .expect("comes back");
    // The response ends with the run.
    let (events, landed) = tokio::join!(anna.get(&path), tab.follow(&back));
    assert!(landed.location().ends_with("/tested"), "{landed:?}");
    assert!(
        events.header("content-type").starts_with("text/event-stream"),
        "{events:?}"
    );
    let last = events
        .text()
        .trim_end()
        .rsplit("data: ")
        .next()
        .unwrap_or_default()
        .to_owned();
    let last: Value = serde_json::from_str(&last).expect("a run");
    assert_eq!(last["state"], "passed", "{last}");
    let mut other = set_up.who("bob@initech.example").await;
    assert_eq!(other.get(&path).await.status, 404);
}

#[tokio::test]
async fn a_run_goes_on_in_its_own_session_alone_and_once() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = set_up.draft(&mut anna).await;
    let begun = anna
        .post(&format!("{LIST}/{id}/test-runs"), &json!({}))
        .await
        .json();
    let open = begun["open"].as_str().expect("a path").to_owned();
    let mut elsewhere = set_up.who(ANNA).await;
    assert_eq!(elsewhere.get(&open).await.status, 404);
    let url = anna.get(&open).await.location().to_owned();
    assert!(
        url.contains("prompt=select_account") && !url.contains("login_hint"),
        "{url}"
    );
    let back = set_up.idp.complete_login(&url, ANNA).expect("comes back");
    // Another session's answer belongs to no attempt, and does not use the run up.
    assert_eq!(elsewhere.follow(&back).await.status, 400);
    let mut nobody = set_up.platform.browser();
    assert_eq!(nobody.follow(&back).await.status, 400);
    for _ in 0..2 {
        assert!(anna.follow(&back).await.location().ends_with("/tested"));
    }
    let run = followed(
        &mut anna,
        &id,
        begun["run"]["id"].as_str().expect("an identifier"),
    )
    .await;
    assert_eq!(run["state"], "passed", "{run:#}");
    assert!(!nobody.is_signed_in().await);
}

#[tokio::test]
async fn only_the_company_s_admins_see_and_change_anything() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = set_up.draft(&mut anna).await;
    let connection = set_up.connection(&json!({}));
    let mapping = json!({ "foreign_id": "sub", "username": "email", "first_name": "a" });
    for email in ["bob@initech.example", "grace@globex.example"] {
        let mut other = set_up.who(email).await;
        let of_it = format!("{LIST}/{id}");
        let mut answers: Vec<Answer> = vec![
            other.get(LIST).await,
            other.get(&of_it).await,
            other.delete(&of_it).await,
        ];
        for (path, body) in [
            (
                LIST.to_owned(),
                json!({ "connection": connection, "client_secret": "x" }),
            ),
            (
                format!("{of_it}/connection"),
                json!({ "version": "", "connection": connection }),
            ),
            (
                format!("{of_it}/claim-mapping"),
                json!({ "version": "", "mapping": mapping }),
            ),
            (format!("{of_it}/duplicate"), json!({ "name": "x" })),
            (format!("{of_it}/checks"), json!({ "check": "metadata" })),
            (format!("{of_it}/test-runs"), json!({})),
            (format!("{of_it}/test-access"), json!({})),
            (
                "/api/company/idp-metadata".to_owned(),
                json!({ "endpoint_url": "https://idp.example" }),
            ),
        ] {
            answers.push(other.post(&path, &body).await);
        }
        for answer in answers {
            assert_eq!(answer.status, 404, "{email}: {answer:?}");
        }
    }
    let mut nobody = set_up.platform.browser();
    assert_eq!(nobody.get(LIST).await.status, 401);
}

#[tokio::test]
async fn a_draft_is_changed_by_whoever_saw_it_last() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = set_up.draft(&mut anna).await;
    let version = configuration(&mut anna, &id).await["version"].clone();
    let path = format!("{LIST}/{id}/connection");
    let change = |version: &Value, change: Value, secret: Value| json!({ "version": version, "connection": set_up.connection(&change), "client_secret": secret });
    let renamed = anna
        .post(&path, &change(&version, json!({ "name": "New" }), Value::Null))
        .await;
    assert_eq!(renamed.status, 200, "{renamed:?}");
    let stale = anna
        .post(&path, &change(&version, json!({ "name": "Late" }), Value::Null))
        .await;
    assert_eq!((stale.status, stale.code().as_str()), (409, "changed_meanwhile"));
    // The secret does not go to another identity provider, client or place by itself.
    let version = renamed.json()["version"].clone();
    for moved in [
        json!({ "endpoint_url": "https://other.example" }),
        json!({ "client_id": "other" }),
        json!({ "client_auth_method": "client_secret_basic" }),
    ] {
        let refused = anna
            .post(&path, &change(&version, moved.clone(), Value::Null))
            .await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (422, "value_missing"),
            "{moved}"
        );
        assert_eq!(refused.json()["field"], "client_secret");
    }
    let refused = anna
        .post(
            &path,
            &change(
                &version,
                json!({ "name": "", "endpoint_url": "idp", "client_id": " " }),
                Value::Null,
            ),
        )
        .await;
    let fields = refused.json()["fields"].clone();
    let fields: Vec<_> = fields
        .as_array()
        .expect("fields")
        .iter()
        .map(|field| field["field"].clone())
        .collect();
    assert_eq!(fields, ["name", "endpoint_url", "client_id", "client_secret"]);
    let copied = anna
        .post(&format!("{LIST}/{id}/duplicate"), &json!({ "name": "New" }))
        .await;
    assert_eq!((copied.status, copied.code().as_str()), (422, "name_taken"));
    let copied = anna
        .post(&format!("{LIST}/{id}/duplicate"), &json!({ "name": "Copy" }))
        .await;
    let copy = copied.json()["id"].as_str().expect("an identifier").to_owned();
    let run = set_up.test(&mut anna, &copy, |back| back).await;
    assert_eq!(run["state"], "passed", "a copy has the secret: {run:#}");
    assert_eq!(anna.delete(&format!("{LIST}/{copy}")).await.status, 200);
    assert_eq!(anna.get(&format!("{LIST}/{copy}")).await.status, 404);
}

#[tokio::test]
async fn the_active_configuration_changes_its_name_alone() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = set_up.draft(&mut anna).await;
    set_up
        .platform
        .execute(&format!(
            "UPDATE sso_configurations SET active = 1 WHERE id = '{id}'"
        ))
        .await;
    let version = configuration(&mut anna, &id).await["version"].clone();
    let path = format!("{LIST}/{id}/connection");
    let body = |change: Value| json!({ "version": version, "connection": set_up.connection(&change) });
    let refused = anna.post(&path, &body(json!({ "scopes": ["openid"] }))).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (409, "configuration_active")
    );
    let deleted = anna.delete(&format!("{LIST}/{id}")).await;
    assert_eq!(
        (deleted.status, deleted.code().as_str()),
        (409, "configuration_active")
    );
    let access = anna.post(&format!("{LIST}/{id}/test-access"), &json!({})).await;
    assert_eq!(access.status, 409);
    let renamed = anna.post(&path, &body(json!({ "name": "Main" }))).await;
    assert_eq!(renamed.status, 200, "{renamed:?}");
}

#[tokio::test]
async fn the_address_that_would_do_is_suggested_after_it_was_read() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let published = idp_of("initech", latchkey_fake_idp::demo_people()).await;
    let issuer = |value: &str| Fault::Metadata {
        field: "issuer",
        value: json!(value),
    };
    let ask = json!({ "endpoint_url": set_up.idp.issuer() });
    for (fault, problem, suggestion) in [
        (
            issuer(published.issuer()),
            "issuer_mismatch",
            json!(published.issuer()),
        ),
        // What cannot be read there is not suggested.
        (issuer("https://127.0.0.1:1"), "issuer_mismatch", Value::Null),
        (
            issuer("https://login.example/{tenantid}/v2.0"),
            "many_tenants",
            Value::Null,
        ),
        (
            Fault::Metadata {
                field: "response_types_supported",
                value: json!(["id_token"]),
            },
            "no_code_flow",
            Value::Null,
        ),
        (
            Fault::Metadata {
                field: "token_endpoint_auth_methods_supported",
                value: json!(["private_key_jwt"]),
            },
            "no_usable_auth_method",
            Value::Null,
        ),
    ] {
        set_up.idp.set_fault(fault);
        let report = anna.post("/api/company/idp-metadata", &ask).await.json();
        assert_eq!(
            (&report["problem"], &report["suggestion"]),
            (&json!(problem), &suggestion),
            "{report}"
        );
        set_up.idp.clear_faults();
    }
    for (typed, problem) in [
        ("idp", "not_an_address"),
        ("https://127.0.0.1:1", "unreachable"),
        ("https://10.1.2.3", "unreachable"),
    ] {
        let report = anna
            .post("/api/company/idp-metadata", &json!({ "endpoint_url": typed }))
            .await
            .json();
        assert_eq!(report["problem"], problem, "{typed}");
    }
}

/// Test Link and Test Email Domain of a draft whose mapping is the recommended one.
async fn access(anna: &mut Browser, id: &str) -> (String, String) {
    let made = anna.post(&format!("{LIST}/{id}/test-access"), &json!({})).await;
    assert_eq!(made.status, 200, "{made:?}");
    let text = |name: &str| made.json()[name].as_str().expect("a text").to_owned();
    (text("test_link"), text("test_email_domain"))
}

#[tokio::test]
async fn a_test_email_domain_opens_existing_accounts_for_ten_minutes() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = set_up.draft(&mut anna).await;
    let (link, domain) = access(&mut anna, &id).await;
    let tables = ["account_links", "accounts"];
    let mut before = Vec::new();
    for table in tables {
        before.push(set_up.platform.rows().await[table]);
    }
    for typed in [domain.clone(), format!("anybody@{}", domain.to_uppercase())] {
        let mut browser = set_up.platform.browser();
        let ask = json!({ "domain": typed.split('@').next_back() });
        assert_eq!(
            browser.post("/api/sign-in/discover", &ask).await.json()["method"],
            "sso"
        );
        let url = browser.start_sso(&typed).await;
        assert!(!url.contains("login_hint"), "{url}");
        let back = set_up.idp.complete_login(&url, ANNA).expect("comes back");
        let landed = browser.follow(&back).await;
        assert_eq!(landed.location(), "/", "{landed:?}");
        assert!(browser.is_signed_in().await);
        set_up.platform.clock.advance(10 * 60_000);
        set_up.idp.set_clock_offset(600);
        assert!(!browser.is_signed_in().await);
        let home = browser.get("/").await;
        assert!(
            !home.location().starts_with("http"),
            "it is not renewed: {home:?}"
        );
    }
    for (table, before) in tables.iter().zip(before) {
        assert_eq!(set_up.platform.rows().await[*table], before, "{table}");
    }
    let mut browser = set_up.platform.browser();
    let page = browser.follow(&link).await;
    assert!(
        page.status == 200 && page.text().contains(&domain),
        "{}",
        page.text()
    );
}

#[tokio::test]
async fn a_test_opens_nobody_else_s_account_and_ends_with_the_settings() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = set_up.draft(&mut anna).await;
    let (_, domain) = access(&mut anna, &id).await;
    let claim = |value: &str| Fault::IdTokenClaim {
        claim: "email",
        value: json!(value),
    };
    for (email, failure) in [
        ("grace@globex.example", "foreign_domain"),
        ("new@initech.example", "no_account_to_test"),
    ] {
        set_up.idp.set_fault(claim(email));
        let mut browser = set_up.platform.browser();
        let url = browser.start_sso(&domain).await;
        let back = set_up.idp.complete_login(&url, ANNA).expect("comes back");
        let landed = browser.follow(&back).await;
        assert!(landed.location().starts_with("/sign-in/failed/"), "{landed:?}");
        assert!(!browser.is_signed_in().await);
        let status = "SELECT COUNT(*) FROM sign_in_attempts WHERE status LIKE 'failed:%'";
        assert!(set_up.platform.count(status).await > 0, "{failure}");
        set_up.idp.clear_faults();
    }
    // Somebody is at the identity provider when the settings change.
    let mut browser = set_up.platform.browser();
    let url = browser.start_sso(&domain).await;
    let version = configuration(&mut anna, &id).await["version"].clone();
    let connection = set_up.connection(&json!({ "scopes": ["openid", "email"] }));
    let body = json!({ "version": version, "connection": connection });
    let changed = anna.post(&format!("{LIST}/{id}/connection"), &body).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    let back = set_up.idp.complete_login(&url, ANNA).expect("comes back");
    assert!(
        browser
            .follow(&back)
            .await
            .location()
            .starts_with("/sign-in/failed/")
    );
    let refused = browser
        .post("/api/sign-in/sso", &json!({ "username": domain }))
        .await;
    assert_eq!(refused.status, 422, "{refused:?}");
    // After seven days.
    let (link, domain) = access(&mut anna, &id).await;
    set_up.platform.clock.advance(7 * 24 * 60 * 60_000);
    let refused = browser
        .post("/api/sign-in/sso", &json!({ "username": domain }))
        .await;
    assert_eq!(refused.status, 422, "{refused:?}");
    assert_eq!(browser.follow(&link).await.status, 404);
}

#[tokio::test]
async fn a_test_opens_no_account_whose_address_is_outside_the_company_s_domains() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = set_up.draft(&mut anna).await;
    let (_, domain) = access(&mut anna, &id).await;
    // Bob is linked to this very identity, and has come to an address elsewhere.
    let bob = "(SELECT id FROM accounts WHERE email = 'bob@initech.example')";
    let issuer = set_up.idp.issuer();
    let link = format!(
        "INSERT INTO account_links (company_id, issuer, foreign_id_claim, foreign_id, account_id, linked_at_ms)
         SELECT company_id, '{issuer}', 'sub', 'anna-1', id, 0 FROM accounts WHERE id = {bob}"
    );
    set_up.platform.execute(&link).await;
    let moved = "UPDATE accounts SET email = 'bob@elsewhere.example', email_key = 'bob@elsewhere.example',
                   email_domain = 'elsewhere.example' WHERE email = 'bob@initech.example'";
    set_up.platform.execute(moved).await;
    let mut browser = set_up.platform.browser();
    let url = browser.start_sso(&domain).await;
    let back = set_up.idp.complete_login(&url, ANNA).expect("comes back");
    let landed = browser.follow(&back).await;
    assert!(landed.location().starts_with("/sign-in/failed/"), "{landed:?}");
    assert!(!browser.is_signed_in().await);
}
