//! Deleting apps and environments: who may, what is said before, and that nothing brings them back.

use serde_json::{Value, json};

use crate::app_settings::{admin, environment, path_of, platform, settings, who};
use crate::support::{Browser, GLOBEX, Platform};

const APP: &str = "/api/apps/company-expenses";

async fn present(platform: &Platform) -> i64 {
    platform
        .count(
            "SELECT (SELECT COUNT(*) FROM apps WHERE deleted_at_ms IS NULL)
                  + (SELECT COUNT(*) FROM app_environments WHERE deleted_at_ms IS NULL)",
        )
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_looks_after_an_app_deletes_it() {
    let platform = platform().await;
    let expenses = environment(&mut admin(&platform).await, "Acceptance").await;
    let here = path_of(&expenses, "");
    let impact = path_of(&expenses, "/deletion");
    let mut stranger = platform.browser();
    for answer in [stranger.delete(APP).await, stranger.delete(&here).await] {
        assert_eq!((answer.status, answer.code()), (401, "not_signed_in".into()));
    }
    for email in ["grace@globex.example", "admin@initech.example"] {
        let mut browser = who(&platform, email).await;
        for answer in [
            browser.get(&impact).await,
            browser.get("/api/apps/company-expenses/deletion").await,
            browser.delete(&here).await,
            browser.delete(APP).await,
        ] {
            assert_eq!(
                (answer.status, answer.code()),
                (404, "not_found".into()),
                "{email}"
            );
        }
    }
    let mut from_elsewhere = admin(&platform).await;
    from_elsewhere.headers = vec![("sec-fetch-site", "cross-site".to_owned())];
    for path in [APP, here.as_str()] {
        assert_eq!(from_elsewhere.delete(path).await.code(), "cross_site_request");
    }
    assert_eq!(present(&platform).await, 2, "nothing was deleted");
    let mut team = who(&platform, "team@globex.example").await;
    assert_eq!(team.delete(&here).await.status, 200);
    assert_eq!(team.delete(&here).await.status, 404, "once");
    assert_eq!(team.delete(APP).await.status, 200);
    assert_eq!(team.delete(APP).await.status, 404, "once");
    assert_eq!(present(&platform).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ends_is_counted_before() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let body = json!({ "settings": settings(json!({})) });
    admin.post("/api/apps/company-expenses/environments", &body).await;
    let before = platform.rows().await;
    let impact = admin.get("/api/apps/company-expenses/deletion").await.json();
    let production = json!({ "name": "Production", "url": "https://app.example/" });
    let acceptance = json!({ "name": "Acceptance", "url": "https://expenses.example/" });
    assert_eq!(impact["environments"], json!([acceptance, production]));
    let production_id = environment(&mut admin, "Production").await;
    let one = admin.get(&path_of(&production_id, "/deletion")).await.json();
    assert_eq!(
        one,
        json!({ "environments": [production], "people": 1, "consents": 0, "sessions": 0 })
    );
    assert_eq!(platform.rows().await, before, "asking changes nothing");
}

async fn nothing_is_there(browser: &mut Browser, expenses: &Value) {
    let body = json!({ "version": expenses["version"], "settings": expenses["settings"] });
    let rename = json!({ "present_name": "Company Expenses", "name": "Company Expenses" });
    let made = json!({ "settings": settings(json!({})) });
    for answer in [
        browser.get(APP).await,
        browser.get("/api/apps/company-expenses/deletion").await,
        browser.post("/api/apps/company-expenses/name", &rename).await,
        browser
            .post("/api/apps/company-expenses/environments", &made)
            .await,
        browser.post(&path_of(expenses, ""), &body).await,
        browser.post(&path_of(expenses, "/secret"), &json!({})).await,
        browser.delete(&path_of(expenses, "/previous-secret")).await,
        browser.get(&path_of(expenses, "/deletion")).await,
        browser.delete(&path_of(expenses, "")).await,
        browser.delete(APP).await,
    ] {
        assert_eq!((answer.status, answer.code()), (404, "not_found".into()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_app_is_not_there_and_its_word_is_not_given_again() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let expenses = environment(&mut admin, "Acceptance").await;
    assert_eq!(admin.delete(APP).await.status, 200);
    nothing_is_there(&mut admin, &expenses).await;
    let mut team = who(&platform, "team@globex.example").await;
    nothing_is_there(&mut team, &expenses).await;
    for browser in [&mut admin, &mut team] {
        assert_eq!(browser.get("/api/apps").await.json()["items"], json!([]));
    }
    let name = json!({ "name": "Company Expenses" });
    let made = admin.post("/api/apps", &name).await.json();
    assert_eq!(made["slug"], "company-expenses-2");
    let chosen = json!({ "name": "Company Expenses", "slug": "company-expenses" });
    let answer = admin.post("/api/apps", &chosen).await;
    assert_eq!((answer.status, answer.code()), (422, "slug_taken".into()));
    let told = "SELECT COUNT(*) FROM audit_events WHERE actor_account_id IS NOT NULL AND company_id IS NOT NULL
                AND ((action = 'app_deleted' AND detail LIKE '%Company Expenses%' AND detail LIKE '%Acceptance%')
                  OR (action = 'environment_deleted' AND detail LIKE '%\"client_id\":\"expenses\"%' AND detail LIKE '%Acceptance%'))";
    assert_eq!(platform.count(told).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_name_of_a_deleted_environment_is_free_and_its_client_id_is_not() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let create = json!({ "settings": settings(json!({})) });
    let path = "/api/apps/company-expenses/environments";
    let first = admin.post(path, &create).await.json();
    assert_eq!(first["client_id"], "company-expenses-production");
    let production = environment(&mut admin, "Production").await;
    assert_eq!(admin.delete(&path_of(&production, "")).await.status, 200);
    let second = admin.post(path, &create).await.json();
    assert_eq!(second["client_id"], "company-expenses-production-2");
    let environments = admin.get(APP).await.json()["environments"].clone();
    assert_eq!(environments.as_array().map(Vec::len), Some(2), "{environments}");
}

/// A file with the app `slug` and one environment.
fn file(slug: &str, client_id: &str) -> String {
    format!(
        r#"{GLOBEX}
  [[company.app]]
  name = "Company Expenses"
  slug = "{slug}"

    [[company.app.environment]]
    name = "Acceptance"
    url = "https://expenses.example/"
    client_id = "{client_id}"
"#
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_brings_nothing_back() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let expenses = environment(&mut admin, "Acceptance").await;
    admin.delete(&path_of(&expenses, "")).await;
    // Again and again: the file of a deployment is imported at each start.
    for _ in 0..2 {
        let skipped = platform
            .import(&file("company-expenses", "expenses"))
            .await
            .skipped;
        let [line] = skipped.as_slice() else {
            panic!("one line: {skipped:?}")
        };
        assert!(
            line.contains("\"expenses\"") && line.contains("was deleted"),
            "{line}"
        );
        assert_eq!(present(&platform).await, 1);
    }
    platform.import(&file("company-expenses", "expenses-2")).await;
    assert_eq!(present(&platform).await, 2, "another client is another one");
    // Renaming the client of what is there is no way round it.
    let imported = platform.import(&file("company-expenses", "expenses")).await;
    assert_eq!((imported.skipped.len(), imported.environments.all()), (1, 0));
    let clients =
        "SELECT COUNT(*) FROM app_environments WHERE client_id = 'expenses' AND deleted_at_ms IS NULL";
    assert_eq!(platform.count(clients).await, 0);
    admin.delete(APP).await;
    let renamed = file("company-expenses", "expenses-3").replace("\"Grace\"", "\"Amazing Grace\"");
    let imported = platform.import(&renamed).await;
    let line = imported.skipped.first().expect("a line");
    assert!(
        line.contains("\"company-expenses\"") && line.contains("was deleted"),
        "{line}"
    );
    assert_eq!(present(&platform).await, 0);
    let rest = "SELECT COUNT(*) FROM accounts WHERE first_name = 'Amazing Grace'";
    assert_eq!(platform.count(rest).await, 1, "the rest of the file is imported");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_delete_at_once_one_does() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let mut tab = admin.clone();
    let (one, other) = tokio::join!(admin.delete(APP), tab.delete(APP));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 404]);
    assert_eq!(
        platform
            .count("SELECT COUNT(*) FROM audit_events WHERE action = 'app_deleted'")
            .await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_word_for_addresses_can_be_chosen() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let make = |slug: Value| json!({ "name": "Rocket Garage", "slug": slug });
    let made = admin.post("/api/apps", &make(json!("rockets"))).await;
    assert_eq!(
        (made.status, made.json()["slug"].clone()),
        (200, json!("rockets"))
    );
    for (slug, code) in [
        ("rockets", "slug_taken"),
        ("company-expenses", "slug_taken"),
        ("", "slug_invalid"),
        ("-a", "slug_invalid"),
        ("Rockets", "slug_invalid"),
        ("ro kets", "slug_invalid"),
        ("ro/ckets", "slug_invalid"),
        ("r\u{f6}", "slug_invalid"),
        (&"a".repeat(64), "slug_invalid"),
    ] {
        let answer = admin.post("/api/apps", &make(json!(slug))).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, code), "{slug:?}");
        assert_eq!(answer.json()["field"], "slug");
    }
    assert_eq!(admin.post("/api/apps", &make(json!(7))).await.status, 400);
    let longest = "a".repeat(63);
    let made = admin.post("/api/apps", &make(json!(longest))).await;
    assert_eq!(made.json()["slug"], longest);
    let made = admin.post("/api/apps", &make(Value::Null)).await;
    assert_eq!(made.json()["slug"], "rocket-garage", "left out: made of the name");
}
