//! Control Center > People > Groups: whose they are, who may be in them, and what they may be given.

use http::Method;
use serde_json::{Value, json};

use super::app_settings::{admin, environment, platform, who};
use crate::support::{Browser, Platform};

const GROUPS: &str = "/api/company/groups";

async fn make(admin: &mut Browser, name: &str) -> String {
    let made = admin.post(GROUPS, &json!({ "name": name })).await;
    assert_eq!(made.status, 200, "{made:?}");
    let id = made.json()["id"].as_str().expect("an identifier").to_owned();
    format!("{GROUPS}/{id}")
}

async fn add(admin: &mut Browser, group: &str, addresses: &[&str]) -> Vec<String> {
    let body = json!({ "addresses": addresses });
    let answer = admin.post(&format!("{group}/members"), &body).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let outcomes = answer.json()["outcomes"].as_array().expect("a list").clone();
    let outcome = |one: &Value| one["outcome"].as_str().expect("a word").to_owned();
    outcomes.iter().map(outcome).collect()
}

async fn acceptance(admin: &mut Browser) -> String {
    let environment = environment(admin, "Acceptance").await;
    environment["id"].as_str().expect("an identifier").to_owned()
}

async fn members(admin: &mut Browser, group: &str) -> Vec<Value> {
    let page = admin.get(&format!("{group}/members?sort=email")).await.json();
    page["items"].as_array().expect("a list").clone()
}

#[tokio::test]
async fn groups_are_their_companys_admins_matter() {
    let platform = platform().await;
    let mut boss = admin(&platform).await;
    let group = make(&mut boss, "Finance").await;
    let environment = acceptance(&mut boss).await;
    assert_eq!(add(&mut boss, &group, &["grace@globex.example"]).await, ["added"]);
    let grace = members(&mut boss, &group).await[0]["id"]
        .as_str()
        .expect("a text")
        .to_owned();
    let access = json!({ "environment": environment, "roles": ["User"] });
    let rules = json!({ "rules": [{ "claim": "groups", "value": "finance" }] });
    // In an order in which each of them can be done.
    let calls = [
        (Method::GET, GROUPS.to_owned(), None),
        (Method::POST, GROUPS.to_owned(), Some(json!({ "name": "Legal" }))),
        (Method::GET, group.clone(), None),
        (
            Method::POST,
            format!("{group}/name"),
            Some(json!({ "name": "Money" })),
        ),
        (Method::GET, format!("{group}/deletion"), None),
        (Method::GET, format!("{group}/members"), None),
        (
            Method::POST,
            format!("{group}/members"),
            Some(json!({ "addresses": ["team@globex.example"] })),
        ),
        (Method::DELETE, format!("{group}/members/{grace}"), None),
        (Method::POST, format!("{group}/access"), Some(access)),
        (Method::DELETE, format!("{group}/access/{environment}"), None),
        (
            Method::POST,
            format!("{group}/rules/preview"),
            Some(rules.clone()),
        ),
        (Method::POST, format!("{group}/rules"), Some(rules)),
        (Method::DELETE, group.clone(), None),
    ];
    let others = [
        "grace@globex.example",
        "team@globex.example",
        "admin@initech.example",
    ];
    for email in others {
        let mut other = who(&platform, email).await;
        for (method, path, body) in &calls {
            if path == GROUPS && email == "admin@initech.example" {
                continue;
            }
            let refused = call(&mut other, method, path, body.as_ref()).await;
            assert_eq!(refused, (404, "not_found".to_owned()), "{email} {method} {path}");
        }
    }
    let mut nobody = platform.browser();
    for (method, path, body) in &calls {
        let refused = call(&mut nobody, method, path, body.as_ref()).await;
        assert_eq!(refused, (401, "not_signed_in".to_owned()), "{method} {path}");
    }
    let theirs = who(&platform, "admin@initech.example")
        .await
        .get(GROUPS)
        .await
        .json();
    assert_eq!(theirs["items"], json!([]));
    for (method, path, body) in &calls {
        let done = call(&mut boss, method, path, body.as_ref()).await;
        assert_eq!(done.0, 200, "{method} {path}");
    }
    assert_eq!(boss.get(&group).await.status, 404);
}

/// Status and code of what came.
async fn call(browser: &mut Browser, method: &Method, path: &str, body: Option<&Value>) -> (u16, String) {
    let answer = match (method, body) {
        (&Method::DELETE, _) => browser.delete(path).await,
        (_, Some(body)) => browser.post(path, body).await,
        (_, None) => browser.get(path).await,
    };
    let code = if answer.status == 200 {
        String::new()
    } else {
        answer.code()
    };
    (answer.status, code)
}

#[tokio::test]
async fn each_address_says_what_came_of_it() {
    let platform = platform().await;
    let mut boss = admin(&platform).await;
    let group = make(&mut boss, "Finance").await;
    let given = [
        "Grace Hopper <GRACE@globex.example>",
        "grace@globex.example",
        "nobody",
        "nobody@globex.example",
        "admin@initech.example",
    ];
    let outcomes = ["added", "repeated", "malformed", "unknown", "unknown"];
    assert_eq!(add(&mut boss, &group, &given).await, outcomes);
    assert_eq!(add(&mut boss, &group, &given[1..2]).await, ["present"]);
    assert!(add(&mut boss, &group, &[]).await.is_empty());
    let found = members(&mut boss, &group).await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["email"], "grace@globex.example");
    assert_eq!(
        (&found[0]["by_hand"], &found[0]["by_idp"]),
        (&json!(true), &json!(false))
    );
    let events = "SELECT COUNT(*) FROM audit_events WHERE action = 'group_members_added'";
    assert_eq!(
        platform.count(events).await,
        1,
        "nobody was added the second time"
    );
    let many = vec!["x"; 501];
    let refused = boss
        .post(&format!("{group}/members"), &json!({ "addresses": many }))
        .await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (422, "too_many_entries")
    );
    let id = found[0]["id"].as_str().expect("a text");
    for status in [200, 404] {
        let gone = boss.delete(&format!("{group}/members/{id}")).await;
        assert_eq!(gone.status, status);
    }
}

#[tokio::test]
async fn a_group_is_given_environments_of_the_own_company_with_their_roles() {
    let platform = platform().await;
    let mut boss = admin(&platform).await;
    let group = make(&mut boss, "Finance").await;
    let environment = acceptance(&mut boss).await;
    let before = boss.get(&group).await.json();
    assert_eq!(before["access"], json!([]));
    assert_eq!(before["others"][0]["name"], "Acceptance");
    let access = format!("{group}/access");
    for (place, role, field) in [
        (environment.as_str(), "Boss", "roles.0"),
        ("nothing", "User", "environment"),
    ] {
        let body = json!({ "environment": place, "roles": [role] });
        let refused = boss.post(&access, &body).await;
        assert_eq!((refused.status, refused.code().as_str()), (422, "value_invalid"));
        assert_eq!(refused.json()["field"], field);
    }
    let theirs = theirs(&platform).await;
    let refused = boss
        .post(&access, &json!({ "environment": theirs, "roles": [] }))
        .await;
    assert_eq!(refused.json()["field"], "environment", "another company's");
    let body = json!({ "environment": environment, "roles": ["User", "User"] });
    for _ in 0..2 {
        assert_eq!(boss.post(&access, &body).await.status, 200);
    }
    let events = "SELECT COUNT(*) FROM audit_events WHERE action = 'group_access_set'";
    assert_eq!(platform.count(events).await, 1, "the second time changed nothing");
    let after = boss.get(&group).await.json();
    assert_eq!(after["access"][0]["roles"], json!(["User"]));
    assert_eq!(after["others"], json!([]));
    assert_eq!(add(&mut boss, &group, &["grace@globex.example"]).await, ["added"]);
    let list = boss.get(GROUPS).await.json();
    assert_eq!(
        (&list["items"][0]["members"], &list["items"][0]["environments"]),
        (&json!(1), &json!(1))
    );
    let mut grace = who(&platform, "grace@globex.example").await;
    let apps = grace.get("/api/my-apps").await;
    assert_eq!(apps.json()["items"].as_array().map(Vec::len), Some(1), "{apps:?}");
    let deletion = boss.get(&format!("{group}/deletion")).await.json();
    assert_eq!(deletion["people"], 1);
    assert_eq!(
        deletion["environments"][0]["environment"]["app"],
        "Company Expenses"
    );
    assert_eq!(boss.delete(&group).await.status, 200);
    let apps = grace.get("/api/my-apps").await.json();
    assert_eq!(apps["items"], json!([]));
}

/// An environment of Initech's.
async fn theirs(platform: &Platform) -> String {
    let mut admin = who(platform, "admin@initech.example").await;
    let app = json!({ "name": "Theirs", "slug": "theirs" });
    assert_eq!(admin.post("/api/apps", &app).await.status, 200);
    let settings = super::app_settings::settings(json!({}));
    let made = admin
        .post("/api/apps/theirs/environments", &json!({ "settings": settings }))
        .await;
    assert_eq!(made.status, 200, "{made:?}");
    made.json()["id"].as_str().expect("an identifier").to_owned()
}

#[tokio::test]
async fn a_name_is_there_once_in_whatever_spelling() {
    let platform = platform().await;
    let mut boss = admin(&platform).await;
    let group = make(&mut boss, " Finance ").await;
    let legal = make(&mut boss, "Legal").await;
    for name in ["", "  ", "a\u{0}b", &"x".repeat(101)] {
        let refused = boss.post(GROUPS, &json!({ "name": name })).await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (422, "name_invalid"),
            "{name:?}"
        );
    }
    let refused = boss.post(GROUPS, &json!({ "name": "FINANCE" })).await;
    assert_eq!((refused.status, refused.code().as_str()), (422, "name_taken"));
    let refused = boss
        .post(&format!("{legal}/name"), &json!({ "name": "finance" }))
        .await;
    assert_eq!((refused.status, refused.code().as_str()), (422, "name_taken"));
    let renamed = boss
        .post(&format!("{group}/name"), &json!({ "name": "finance" }))
        .await;
    assert_eq!(renamed.status, 200, "its own name in another spelling");
    let names = |list: Value| -> Vec<String> {
        let items = list["items"].as_array().expect("a list").clone();
        items
            .iter()
            .map(|group| group["name"].as_str().expect("a name").to_owned())
            .collect()
    };
    assert_eq!(names(boss.get(GROUPS).await.json()), ["finance", "Legal"]);
    assert_eq!(
        names(boss.get(&format!("{GROUPS}?search=LEG")).await.json()),
        ["Legal"]
    );
}

#[tokio::test]
async fn the_people_of_a_group_are_exported_whole_and_without_formulas() {
    let platform = platform().await;
    let mut boss = admin(&platform).await;
    let group = make(&mut boss, "Finance").await;
    assert_eq!(add(&mut boss, &group, &["grace@globex.example"]).await, ["added"]);
    let id = group.rsplit('/').next().expect("an identifier");
    platform
        .execute("UPDATE accounts SET first_name = '=1+1' WHERE email = 'grace@globex.example'")
        .await;
    // More than are read at once.
    platform
        .execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
             INSERT INTO accounts (id, company_id, email, email_key, email_domain, first_name, last_name, name_key,
                                   given_name_key, created_at_ms)
             SELECT 'person-' || i, (SELECT id FROM companies WHERE slug = 'globex'), 'p' || i || '@globex.example',
                    'p' || i || '@globex.example', 'globex.example', 'P', 'Same', 'same p', 'p same', 0 FROM n",
        )
        .await;
    platform
        .execute(&format!(
            "INSERT INTO access_group_members (group_id, account_id, source, added_at_ms)
             SELECT '{id}', id, 'hand', 0 FROM accounts WHERE id LIKE 'person-%'"
        ))
        .await;
    let file = boss.get(&format!("{group}/members.csv")).await;
    assert_eq!(
        (file.status, file.header("content-type")),
        (200, "text/csv; charset=utf-8")
    );
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename=\"members.csv\""
    );
    assert_eq!(file.header("cache-control"), "no-store");
    let text = file.text();
    let rows: Vec<_> = text
        .trim_start_matches('\u{feff}')
        .split_terminator("\r\n")
        .collect();
    assert_eq!(rows[0], "email,first_name,last_name,added,deactivated");
    assert_eq!(rows.len(), 1502);
    let unique: std::collections::BTreeSet<_> = rows.iter().collect();
    assert_eq!(unique.len(), rows.len(), "nobody comes twice");
    assert!(
        rows.contains(&"grace@globex.example,'=1+1,Hopper,hand,no"),
        "{:?}",
        &rows[..3]
    );
    // As browsers ask for it.
    boss.headers.push(("accept-encoding", "gzip".to_owned()));
    let compressed = boss.get(&format!("{group}/members.csv")).await;
    assert_eq!(compressed.header("content-encoding"), "gzip");
    assert!(compressed.body.len() > 1_000, "whole");
    boss.headers.clear();
    let sheet = boss.get(&format!("{group}/members.xlsx")).await;
    assert_eq!(sheet.status, 200);
    assert!(sheet.body.starts_with(b"PK"), "a zip archive");
    let events = "SELECT COUNT(*) FROM audit_events WHERE action = 'group_members_exported'";
    assert_eq!(platform.count(events).await, 3);
    for kind in ["csv", "xlsx"] {
        let path = format!("{group}/members.{kind}");
        let nobody = platform.browser().get(&path).await;
        assert_eq!(nobody.status, 401);
        for email in ["grace@globex.example", "admin@initech.example"] {
            let refused = who(&platform, email).await.get(&path).await;
            assert_eq!(
                (refused.status, refused.code().as_str()),
                (404, "not_found"),
                "{email}"
            );
        }
    }
}

#[tokio::test]
async fn a_rule_reads_a_claim_about_the_person_and_is_there_once() {
    let platform = platform().await;
    let mut boss = admin(&platform).await;
    let group = make(&mut boss, "Finance").await;
    let rules = format!("{group}/rules");
    let rule = |claim: &str, value: &str| json!({ "claim": claim, "value": value });
    for (given, field) in [
        (json!([rule("groups", "a"), rule("aud", "a")]), "rules.1"),
        (json!([rule(" ", "a")]), "rules.0"),
        (json!([rule("groups", "a\u{0}b")]), "rules.0"),
        (json!([rule("groups", "a"), rule(" groups ", "a ")]), "rules.1"),
    ] {
        for path in [rules.clone(), format!("{rules}/preview")] {
            let refused = boss.post(&path, &json!({ "rules": given })).await;
            assert_eq!(
                (refused.status, refused.code().as_str()),
                (422, "value_invalid"),
                "{given}"
            );
            assert_eq!(refused.json()["field"], field, "{given}");
        }
    }
    let many: Vec<_> = (0..51).map(|at| rule("groups", &at.to_string())).collect();
    let claims: Vec<_> = (0..11).map(|at| rule(&format!("claim{at}"), "a")).collect();
    for given in [many, claims] {
        let refused = boss.post(&rules, &json!({ "rules": given })).await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (422, "too_many_entries")
        );
    }
    assert_eq!(
        boss.get(&group).await.json()["rules"],
        json!([]),
        "nothing was kept"
    );
    let given = json!({ "rules": [
        { "claim": " /realm_access/roles ", "value": " boss ", "name": " The bosses " }, rule("groups", "7"),
    ] });
    for _ in 0..2 {
        assert_eq!(boss.post(&rules, &given).await.status, 200);
    }
    let kept = boss.get(&group).await.json();
    let named = json!({ "claim": "/realm_access/roles", "value": "boss", "name": "The bosses" });
    assert_eq!(kept["rules"], json!([named, rule("groups", "7")]));
    let events = "SELECT COUNT(*) FROM audit_events WHERE action = 'group_rules_set'";
    assert_eq!(platform.count(events).await, 1, "the second time changed nothing");
}
