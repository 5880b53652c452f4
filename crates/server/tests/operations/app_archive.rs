//! Archiving environments: who may, what stays, which lists they leave, and the way back.

use serde_json::{Value, json};

use crate::app_settings::{admin, environment, path_of, platform, settings, who};
use crate::support::{Browser, Platform};

const ACTIONS: &str =
    "SELECT COUNT(*) FROM audit_events WHERE action IN ('environment_archived', 'environment_restored')";
const ARCHIVED: &str = "SELECT COUNT(*) FROM app_environments WHERE archived_at_ms IS NOT NULL";

/// The slugs of the apps that are listed.
async fn listed(browser: &mut Browser, query: &str) -> Vec<String> {
    let answer = browser.get(&format!("/api/apps{query}")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let items = answer.json()["items"].as_array().expect("a list").clone();
    let slug = |item: &Value| item["slug"].as_str().expect("a text").to_owned();
    items.iter().map(slug).collect()
}

async fn archive(browser: &mut Browser, path: &str) {
    let answer = browser.post(path, &json!({})).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_looks_after_an_app_archives_it_and_brings_it_back() {
    let platform = platform().await;
    let expenses = environment(&mut admin(&platform).await, "Acceptance").await;
    let path = path_of(&expenses, "/archive");
    let mut stranger = platform.browser();
    for answer in [
        stranger.post(&path, &json!({})).await,
        stranger.delete(&path).await,
    ] {
        assert_eq!((answer.status, answer.code()), (401, "not_signed_in".into()));
    }
    for email in ["grace@globex.example", "admin@initech.example"] {
        let mut browser = who(&platform, email).await;
        for answer in [browser.post(&path, &json!({})).await, browser.delete(&path).await] {
            assert_eq!(
                (answer.status, answer.code()),
                (404, "not_found".into()),
                "{email}"
            );
        }
    }
    let mut from_elsewhere = admin(&platform).await;
    from_elsewhere.headers = vec![("sec-fetch-site", "cross-site".to_owned())];
    assert_eq!(
        from_elsewhere.post(&path, &json!({})).await.code(),
        "cross_site_request"
    );
    assert_eq!(platform.count(ARCHIVED).await, 0);
    let mut team = who(&platform, "team@globex.example").await;
    for made_up in [
        "/api/environments/made-up/archive",
        "/api/environments/%00/archive",
    ] {
        assert_eq!(team.post(made_up, &json!({})).await.status, 404, "{made_up}");
    }
    for _ in 0..2 {
        archive(&mut team, &path).await;
        assert_eq!(platform.count(ARCHIVED).await, 1);
    }
    assert_eq!(platform.count(ACTIONS).await, 1, "once");
    let mut admin = admin(&platform).await;
    for _ in 0..2 {
        assert_eq!(admin.delete(&path).await.status, 200);
        assert_eq!(platform.count(ARCHIVED).await, 0);
    }
    assert_eq!(platform.count(ACTIONS).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archived_app_leaves_the_lists_and_keeps_what_it_has() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let body = json!({ "settings": settings(json!({})) });
    let made = admin.post("/api/apps/company-expenses/environments", &body).await;
    assert_eq!(made.status, 200, "{made:?}");
    let (acceptance, production) = (
        environment(&mut admin, "Acceptance").await,
        environment(&mut admin, "Production").await,
    );
    assert_eq!(acceptance["archived_at"], Value::Null);
    let grants = "SELECT COUNT(*) FROM access_grants";
    let before = platform.count(grants).await;
    archive(&mut admin, &path_of(&acceptance, "/archive")).await;
    // One of two: the app is in use.
    assert_eq!(listed(&mut admin, "").await, ["company-expenses"]);
    assert_eq!(listed(&mut admin, "?archived=true").await, Vec::<String>::new());
    let apps = admin.get("/api/apps").await.json();
    assert_eq!(apps["items"][0]["environments"], 1, "in use");
    let seen = environment(&mut admin, "Acceptance").await;
    assert!(seen["archived_at"].is_string(), "{seen}");
    assert_eq!(seen["version"], acceptance["version"], "its settings stay");
    archive(&mut admin, &path_of(&production, "/archive")).await;
    assert_eq!(listed(&mut admin, "").await, Vec::<String>::new());
    assert_eq!(listed(&mut admin, "?archived=true").await, ["company-expenses"]);
    assert_eq!(platform.count(grants).await, before, "people and roles stay");
    let people = admin.get(&path_of(&production, "/people")).await;
    assert_eq!(people.status, 200);
    assert_eq!(admin.delete(&path_of(&acceptance, "/archive")).await.status, 200);
    assert_eq!(listed(&mut admin, "").await, ["company-expenses"]);
    assert_eq!(listed(&mut admin, "?archived=true").await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_let_into_an_archived_environment() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let expenses = environment(&mut admin, "Acceptance").await;
    let invitations = path_of(&expenses, "/invitations");
    let list = |email: &str| json!({ "emails": [email], "roles": [] });
    assert_eq!(
        admin
            .post(&invitations, &list("grace@globex.example"))
            .await
            .status,
        200
    );
    let mut grace = who(&platform, "grace@globex.example").await;
    let waiting = grace.get("/api/my-apps").await.json()["invitations"].clone();
    let id = waiting[0]["id"].as_str().expect("a text").to_owned();
    archive(&mut admin, &path_of(&expenses, "/archive")).await;
    platform.clock.advance(20 * 60_000);
    let mut admin = who(&platform, "admin@globex.example").await;
    let mut grace = who(&platform, "grace@globex.example").await;
    for answer in [
        admin.post(&invitations, &list("new@globex.example")).await,
        admin
            .post(&format!("{invitations}/{id}/resend"), &json!({}))
            .await,
    ] {
        assert_eq!(
            (answer.status, answer.code()),
            (409, "environment_archived".into())
        );
    }
    assert_eq!(grace.get("/api/my-apps").await.json()["invitations"], Value::Null);
    let own = format!("/api/my-invitations/{id}");
    assert_eq!(grace.post(&own, &json!({})).await.status, 404);
    assert_eq!(grace.get(&format!("/invitations/{id}")).await.status, 404);
    assert_eq!(admin.delete(&path_of(&expenses, "/archive")).await.status, 200);
    assert_eq!(
        grace.post(&own, &json!({})).await.status,
        200,
        "it waits as before"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_leaves_it_archived() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let expenses = environment(&mut admin, "Acceptance").await;
    archive(&mut admin, &path_of(&expenses, "/archive")).await;
    import_again(&platform).await;
    assert_eq!(platform.count(ARCHIVED).await, 1);
}

async fn import_again(platform: &Platform) {
    let file = r#"
[[company]]
name = "Globex"
slug = "globex"
domains = ["globex.example"]

  [[company.app]]
  name = "Company Expenses"
  slug = "company-expenses"

    [[company.app.environment]]
    name = "Acceptance"
    url = "https://expenses.example/"
    client_id = "expenses"
    redirect_uris = ["https://expenses.example/callback"]
    roles = ["User"]
"#;
    platform.import(file).await;
}
