//! Settings > General: who may see and change an app and its environments, and what may be set.

use latchkey_test_browser::Answer;
use serde_json::{Value, json};

use crate::support::{Browser, GLOBEX, PASSWORD, Platform};

/// Globex with an admin, somebody of the app's team, and Grace, who is neither; Initech with an admin of its own.
pub(crate) async fn platform() -> Platform {
    let account = |email: &str, more: &str| {
        format!(
            "[[company.account]]\nemail = \"{email}\"\nfirst_name = \"A\"\npassword = \"{PASSWORD}\"\n{more}\n"
        )
    };
    let file = format!(
        r#"{GLOBEX}
{}{}
  [[company.app]]
  name = "Company Expenses"
  slug = "company-expenses"
  team = ["team@globex.example"]

    [[company.app.environment]]
    name = "Acceptance"
    url = "https://expenses.example/"
    client_id = "expenses"
    client_secret = "the first secret"
    redirect_uris = ["https://expenses.example/callback"]
    jwks_uri = "https://expenses.example/jwks"
    roles = ["User"]

[[company]]
name = "Initech"
slug = "initech"
domains = ["initech.example"]
{}
"#,
        account("admin@globex.example", "company_admin = true"),
        account("team@globex.example", ""),
        account("admin@initech.example", "company_admin = true"),
    );
    Platform::with(&file).await
}

pub(crate) async fn who(platform: &Platform, email: &str) -> Browser {
    let mut browser = platform.browser();
    assert_eq!(browser.sign_in(email, PASSWORD).await.status, 200, "{email}");
    browser
}

pub(crate) async fn admin(platform: &Platform) -> Browser {
    who(platform, "admin@globex.example").await
}

/// Good settings; `with` replaces some.
pub(crate) fn settings(with: Value) -> Value {
    let mut settings = json!({
        "name": "Production", "url": "https://app.example/", "kind": "confidential",
        "redirect_uris": ["https://app.example/callback"], "post_logout_redirect_uris": [],
        "backchannel_logout_uri": null, "id_token_signed_response_alg": "RS256", "require_pkce": true,
        "roles": ["User", "Boss"], "optional_scopes": ["email"], "refresh_token_reuse_seconds": 30, "support_contact": null,
    });
    let Value::Object(with) = with else {
        panic!("{with} is no object")
    };
    for (name, value) in with {
        settings[&name] = value;
    }
    settings
}

/// The environment of the app with this name.
pub(crate) async fn environment(browser: &mut Browser, name: &str) -> Value {
    let answer = browser.get("/api/apps/company-expenses").await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let environments = answer.json()["environments"].clone();
    let all = environments.as_array().expect("a list");
    let found = all.iter().find(|one| one["settings"]["name"] == name);
    found
        .unwrap_or_else(|| panic!("no {name} in {environments}"))
        .clone()
}

async fn create(browser: &mut Browser, with: Value) -> Answer {
    let body = json!({ "settings": settings(with) });
    browser
        .post("/api/apps/company-expenses/environments", &body)
        .await
}

async fn update(browser: &mut Browser, environment: &Value, with: Value) -> Answer {
    let mut settings = environment["settings"].clone();
    for (name, value) in with.as_object().expect("an object") {
        settings[name] = value.clone();
    }
    let body = json!({ "version": environment["version"], "settings": settings });
    browser.post(&path_of(environment, ""), &body).await
}

pub(crate) fn path_of(environment: &Value, more: &str) -> String {
    let id = environment["id"].as_str().expect("an identifier");
    format!("/api/environments/{id}{more}")
}

/// Each operation on the app and its environment, as this person: the statuses and codes.
async fn all_operations(browser: &mut Browser, environment: &Value) -> Vec<(u16, String)> {
    let rename = json!({ "present_name": "Company Expenses", "name": "Company Expenses" });
    let body = json!({ "version": environment["version"], "settings": environment["settings"] });
    let answers = [
        browser.get("/api/apps/company-expenses").await,
        browser.post("/api/apps/company-expenses/name", &rename).await,
        create(browser, json!({ "name": "Another" })).await,
        browser.post(&path_of(environment, ""), &body).await,
        browser.post(&path_of(environment, "/secret"), &json!({})).await,
        browser.delete(&path_of(environment, "/previous-secret")).await,
    ];
    let code = |answer: &Answer| match answer.status {
        200 => String::new(),
        _ => answer.code(),
    };
    answers
        .iter()
        .map(|answer| (answer.status, code(answer)))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_one_does_not_look_after_is_not_there() {
    let platform = platform().await;
    let expenses = environment(&mut admin(&platform).await, "Acceptance").await;
    let before = platform.rows().await;
    let mut stranger = platform.browser();
    for (status, code) in all_operations(&mut stranger, &expenses).await {
        assert_eq!((status, code.as_str()), (401, "not_signed_in"));
    }
    for email in ["grace@globex.example", "admin@initech.example"] {
        let mut browser = who(&platform, email).await;
        for (status, code) in all_operations(&mut browser, &expenses).await {
            assert_eq!((status, code.as_str()), (404, "not_found"), "{email}");
        }
        assert_eq!(
            browser.get("/api/apps").await.json()["items"],
            json!([]),
            "{email}"
        );
        let unknown = browser.get("/api/apps/there-is-none").await;
        assert_eq!((unknown.status, unknown.code()), (404, "not_found".into()));
    }
    let after = platform.rows().await;
    assert_eq!(before["app_environments"], after["app_environments"]);
    assert_eq!(
        platform
            .count("SELECT COUNT(*) FROM app_environments WHERE previous_secret_hash IS NOT NULL")
            .await,
        0
    );
    for email in ["admin@globex.example", "team@globex.example"] {
        let mut browser = who(&platform, email).await;
        let expenses = environment(&mut browser, "Acceptance").await;
        let mut answers = all_operations(&mut browser, &expenses).await;
        // The second who makes it finds it there.
        if email == "team@globex.example" {
            assert_eq!(answers.remove(2), (422, "name_taken".into()));
        }
        for answer in answers {
            assert_eq!(answer, (200, String::new()), "{email}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_navigation_offers_what_somebody_may_enter() {
    let platform = platform().await;
    let path = "/api/session/permissions";
    assert_eq!(platform.browser().get(path).await.code(), "not_signed_in");
    for (email, is_company_admin, manages_apps) in [
        ("grace@globex.example", false, false),
        ("team@globex.example", false, true),
        ("admin@globex.example", true, true),
        ("admin@initech.example", true, false),
    ] {
        let permissions = who(&platform, email).await.get(path).await.json();
        assert_eq!(permissions["is_company_admin"], is_company_admin, "{email}");
        assert_eq!(permissions["manages_apps"], manages_apps, "{email}");
        assert!(permissions["company"].is_string(), "{email}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn admins_of_a_company_make_apps_and_nobody_else_does() {
    let platform = platform().await;
    let body = json!({ "name": " Rocket Garage " });
    assert_eq!(
        platform.browser().post("/api/apps", &body).await.code(),
        "not_signed_in"
    );
    for (email, may) in [
        ("grace@globex.example", false),
        ("team@globex.example", false),
        ("admin@globex.example", true),
        ("admin@initech.example", true),
    ] {
        let mut browser = who(&platform, email).await;
        let answer = browser.post("/api/apps", &body).await;
        assert_eq!(answer.status, if may { 200 } else { 404 }, "{email}");
        assert_eq!(
            browser.get("/api/apps").await.json()["may_create"],
            may,
            "{email}"
        );
    }
    let items = admin(&platform).await.get("/api/apps").await.json()["items"].clone();
    assert_eq!(
        items,
        json!([
            { "slug": "company-expenses", "name": "Company Expenses", "environments": 1, "without_redirect_uri": 0 },
            { "slug": "rocket-garage", "name": "Rocket Garage", "environments": 0, "without_redirect_uri": 0 }
        ])
    );
    let items = who(&platform, "admin@initech.example")
        .await
        .get("/api/apps")
        .await
        .json()["items"]
        .clone();
    assert_eq!(
        items,
        json!([{ "slug": "rocket-garage-2", "name": "Rocket Garage", "environments": 0, "without_redirect_uri": 0 }]),
        "slugs are the platform's"
    );
    let items = who(&platform, "team@globex.example")
        .await
        .get("/api/apps")
        .await
        .json()["items"]
        .clone();
    assert_eq!(items[0]["slug"], "company-expenses");
    assert_eq!(
        platform
            .count(
                "SELECT COUNT(*) FROM audit_events WHERE action = 'app_created' AND company_id IS NOT NULL"
            )
            .await,
        2
    );
    for name in ["", "  ", &"a".repeat(101), "a\0b"] {
        let answer = admin(&platform)
            .await
            .post("/api/apps", &json!({ "name": name }))
            .await;
        assert_eq!((answer.status, answer.code()), (422, "name_invalid".into()));
        assert_eq!(answer.json()["field"], "name");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_makes_an_environment_is_the_first_in_it() {
    let platform = platform().await;
    let mut team = who(&platform, "team@globex.example").await;
    let answer = create(&mut team, json!({})).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let made = answer.json();
    assert_eq!(made["client_id"], "company-expenses-production");
    let secret = made["client_secret"].as_str().expect("a secret").to_owned();
    assert_eq!(secret.len(), 43);
    assert_eq!(answer.header("cache-control"), "no-store");
    let apps = team.get("/api/my-apps").await.json()["items"].clone();
    assert_eq!(
        (&apps[0]["environment"], &apps[0]["app_slug"]),
        (&json!("Production"), &json!("company-expenses"))
    );
    assert_eq!(
        platform
            .count(r#"SELECT COUNT(*) FROM access_grants WHERE roles = '["User","Boss"]'"#)
            .await,
        1
    );
    assert_eq!(
        platform
            .count("SELECT COUNT(*) FROM audit_events WHERE action = 'environment_created' AND actor_account_id IS NOT NULL")
            .await,
        1
    );

    let mut admin = admin(&platform).await;
    let shown = environment(&mut admin, "Production").await;
    assert_eq!(shown["settings"], settings(json!({})));
    let everything = admin.get("/api/apps/company-expenses").await;
    assert!(!everything.text().contains(&secret), "it is never shown again");
    assert_eq!(everything.json()["issuer"], "http://localhost:8080");

    let public = create(
        &mut admin,
        json!({ "name": "Desktop", "kind": "public", "redirect_uris": ["com.example.app:/callback", "http://127.0.0.1/c"], "require_pkce": false }),
    )
    .await;
    assert_eq!(public.json()["client_secret"], Value::Null);
    let shown = environment(&mut admin, "Desktop").await;
    assert_eq!(
        (&shown["settings"]["kind"], &shown["settings"]["require_pkce"]),
        (&json!("public"), &json!(true)),
        "PKCE is all that proves it"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_entry_that_cannot_be_is_named_with_the_reason() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let expenses = environment(&mut admin, "Acceptance").await;
    let good = "https://app.example/callback";
    for (with, code, field) in [
        (json!({ "name": " " }), "name_invalid", "name"),
        (
            json!({ "url": "javascript:alert(1)" }),
            "address_scheme_refused",
            "url",
        ),
        (json!({ "url": "app.example" }), "address_malformed", "url"),
        (
            json!({ "redirect_uris": [good, "http://app.example/"] }),
            "address_not_secure",
            "redirect_uris.1",
        ),
        (
            json!({ "redirect_uris": [good, "https://app.example/#x"] }),
            "address_has_fragment",
            "redirect_uris.1",
        ),
        (
            json!({ "redirect_uris": ["https://*.example/"] }),
            "address_has_wildcard",
            "redirect_uris.0",
        ),
        (
            json!({ "redirect_uris": ["https://u:p@app.example/"] }),
            "address_has_user",
            "redirect_uris.0",
        ),
        (
            json!({ "redirect_uris": ["javascript:alert(1)"] }),
            "address_scheme_refused",
            "redirect_uris.0",
        ),
        (
            json!({ "redirect_uris": ["com.example.app:/callback"] }),
            "address_scheme_native",
            "redirect_uris.0",
        ),
        (
            json!({ "redirect_uris": [good, good] }),
            "entry_repeated",
            "redirect_uris.1",
        ),
        (
            json!({ "redirect_uris": (0..51).map(|n| format!("{good}/{n}")).collect::<Vec<_>>() }),
            "too_many_entries",
            "redirect_uris",
        ),
        (
            json!({ "post_logout_redirect_uris": ["//app.example"] }),
            "address_malformed",
            "post_logout_redirect_uris.0",
        ),
        (
            json!({ "backchannel_logout_uri": "http://10.0.0.1/logout" }),
            "address_not_secure",
            "backchannel_logout_uri",
        ),
        (json!({ "roles": ["User", ""] }), "role_invalid", "roles.1"),
    ] {
        let mut made = with.clone();
        if made.get("name").is_none() {
            made["name"] = json!("Another");
        }
        for answer in [
            create(&mut admin, made).await,
            update(&mut admin, &expenses, with.clone()).await,
        ] {
            assert_eq!((answer.status, answer.code().as_str()), (422, code), "{with}");
            assert_eq!(answer.json()["field"], field, "{with}");
        }
    }
    assert_eq!(
        environment(&mut admin, "Acceptance").await,
        expenses,
        "nothing was changed"
    );
    let fields = |answer: Answer| answer.json()["fields"].clone();
    let several = json!({
        "url": "", "redirect_uris": ["https://a.example/#x", good, "app.example"], "support_contact": "Grace",
    });
    assert_eq!(
        fields(update(&mut admin, &expenses, several).await),
        json!([
            { "field": "url", "code": "address_malformed" },
            { "field": "redirect_uris.0", "code": "address_has_fragment" },
            { "field": "redirect_uris.2", "code": "address_malformed" },
            { "field": "support_contact", "code": "contact_invalid" },
        ])
    );
    let app = admin
        .post("/api/apps", &json!({ "name": "", "slug": "No!" }))
        .await;
    assert_eq!(
        fields(app),
        json!([{ "field": "name", "code": "name_invalid" }, { "field": "slug", "code": "slug_invalid" }])
    );
    for body in [
        json!({}),
        json!({ "settings": null }),
        json!({ "settings": { "name": "X" } }),
        json!({ "settings": settings(json!({ "kind": "root" })) }),
        json!({ "settings": settings(json!({ "redirect_uris": "https://app.example/" })) }),
        json!({ "settings": settings(json!({ "optional_scopes": ["openid"] })) }),
        json!({ "settings": settings(json!({ "client_id": "chosen" })) }),
    ] {
        let answer = admin.post("/api/apps/company-expenses/environments", &body).await;
        assert_eq!(
            (answer.status, answer.code()),
            (400, "malformed_request".into()),
            "{body}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_edit_at_once_the_second_is_told() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let mut team = who(&platform, "team@globex.example").await;
    let seen = environment(&mut admin, "Acceptance").await;
    let first = update(&mut team, &seen, json!({ "roles": ["User", "Auditor"] })).await;
    assert_eq!(first.status, 200, "{first:?}");
    let second = update(&mut admin, &seen, json!({ "url": "https://elsewhere.example/" })).await;
    assert_eq!((second.status, second.code()), (409, "changed_meanwhile".into()));
    let now = environment(&mut admin, "Acceptance").await;
    assert_eq!(now["settings"]["url"], "https://expenses.example/");
    assert_eq!(now["settings"]["roles"], json!(["User", "Auditor"]));
    assert_eq!(now["client_id"], "expenses", "it never changes");
    assert_ne!(now["version"], seen["version"]);
    assert_eq!(
        platform
            .count("SELECT COUNT(*) FROM app_environments WHERE registration LIKE '%https://expenses.example/jwks%'")
            .await,
        1,
        "what is not on the screen stays"
    );
    // Whatever way it is changed by.
    platform
        .execute(
            "UPDATE app_environments SET url = 'https://by-import.example/' WHERE client_id = 'expenses'",
        )
        .await;
    let third = update(&mut admin, &now, json!({ "name": "Mine" })).await;
    assert_eq!(third.code(), "changed_meanwhile");

    let rename = |present: &str, name: &str| json!({ "present_name": present, "name": name });
    let path = "/api/apps/company-expenses/name";
    assert_eq!(
        admin
            .post(path, &rename("Company Expenses", "Expenses"))
            .await
            .status,
        200
    );
    let second = team.post(path, &rename("Company Expenses", "Costs")).await;
    assert_eq!((second.status, second.code()), (409, "changed_meanwhile".into()));
    assert_eq!(
        admin.get("/api/apps/company-expenses").await.json()["name"],
        "Expenses",
        "the address stays"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn each_change_is_told_of_without_a_secret() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let seen = environment(&mut admin, "Acceptance").await;
    let same = update(&mut admin, &seen, json!({})).await;
    assert_eq!(same.status, 200);
    let told = "SELECT COUNT(*) FROM audit_events WHERE action = 'environment_changed'";
    assert_eq!(platform.count(told).await, 0, "nothing changed");
    let changed = update(
        &mut admin,
        &seen,
        json!({ "roles": [], "id_token_signed_response_alg": "ES256" }),
    )
    .await;
    assert_eq!(changed.status, 200);
    assert_eq!(
        platform
            .count(r#"SELECT COUNT(*) FROM audit_events WHERE action = 'environment_changed' AND detail LIKE '%"fields":["id_token_signed_response_alg","roles"]%'"#)
            .await,
        1
    );
    let rotated = admin.post(&path_of(&seen, "/secret"), &json!({})).await.json();
    let secret = rotated["client_secret"].as_str().expect("a secret");
    admin.delete(&path_of(&seen, "/previous-secret")).await;
    for action in ["client_secret_rotated", "previous_secret_ended"] {
        let sql = match action {
            "client_secret_rotated" => {
                "SELECT COUNT(*) FROM audit_events WHERE action = 'client_secret_rotated'"
            }
            _ => "SELECT COUNT(*) FROM audit_events WHERE action = 'previous_secret_ended'",
        };
        assert_eq!(platform.count(sql).await, 1, "{action}");
    }
    let mut connection = platform.app.store.read().await.expect("a connection");
    let details: Vec<String> = sqlx::query_scalar("SELECT detail FROM audit_events")
        .fetch_all(&mut *connection)
        .await
        .expect("details");
    let hash = latchkey_server::secrets::token_hash(secret);
    assert!(
        details
            .iter()
            .all(|detail| !detail.contains(secret) && !detail.contains(&hash))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_itself_needs_a_session_and_nothing_else() {
    let platform = platform().await;
    for path in [
        "/apps/new",
        "/apps/company-expenses/settings/general",
        "/apps/x/settings/general/new",
    ] {
        let answer = platform.browser().get(path).await;
        assert_eq!(answer.status, 303, "{path}");
        assert!(answer.location().starts_with("/sign-in?return_to="), "{path}");
        assert_eq!(platform.grace().await.get(path).await.status, 200, "{path}");
    }
}

/// Clients of the API that know nothing of these fields change environments as before.
#[tokio::test(flavor = "multi_thread")]
async fn how_a_refresh_is_repeated_and_whom_strangers_ask_can_be_set() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let seen = environment(&mut admin, "Acceptance").await;
    assert_eq!(
        seen["settings"]["id_token_signed_response_alg"], "RS256",
        "nothing was said"
    );
    assert_eq!(seen["settings"]["refresh_token_reuse_seconds"], 30);
    assert_eq!(seen["settings"]["support_contact"], Value::Null);
    for (field, value, code) in [
        ("refresh_token_reuse_seconds", json!(61), "seconds_out_of_range"),
        ("refresh_token_reuse_seconds", json!(-1), "malformed_request"),
        ("refresh_token_reuse_seconds", json!("30"), "malformed_request"),
        ("support_contact", json!("javascript:alert(1)"), "contact_invalid"),
        (
            "support_contact",
            json!("http://help.example/"),
            "contact_invalid",
        ),
        ("support_contact", json!("Ask Grace"), "contact_invalid"),
    ] {
        let refused = update(&mut admin, &seen, json!({ field: value })).await;
        assert_eq!(refused.code(), code, "{field} {value}");
    }
    let set = json!({ "refresh_token_reuse_seconds": 0, "support_contact": " help@expenses.example " });
    assert_eq!(update(&mut admin, &seen, set).await.status, 200);
    let seen = environment(&mut admin, "Acceptance").await;
    assert_eq!(seen["settings"]["refresh_token_reuse_seconds"], 0);
    assert_eq!(seen["settings"]["support_contact"], "help@expenses.example");
    let public = json!({ "kind": "public", "refresh_token_reuse_seconds": 60, "support_contact": "" });
    assert_eq!(update(&mut admin, &seen, public).await.status, 200);
    let seen = environment(&mut admin, "Acceptance").await;
    assert_eq!(
        seen["settings"]["refresh_token_reuse_seconds"], 0,
        "never without a secret"
    );
    assert_eq!(seen["settings"]["support_contact"], Value::Null);
    let mut old = settings(json!({ "name": "Old" }));
    for field in ["refresh_token_reuse_seconds", "support_contact"] {
        old.as_object_mut().expect("an object").remove(field);
    }
    let made = admin
        .post(
            "/api/apps/company-expenses/environments",
            &json!({ "settings": old }),
        )
        .await;
    assert_eq!(made.status, 200, "{made:?}");
    let seen = environment(&mut admin, "Old").await;
    assert_eq!(seen["settings"]["refresh_token_reuse_seconds"], 30);
}
