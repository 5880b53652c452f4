//! Access Management: who may see and change the people of an environment, and what follows.

use latchkey_test_browser::Answer;
use serde_json::{Value, json};

use super::app_settings::{admin, who};
use crate::support::{Browser, GLOBEX, PASSWORD, Platform};

/// Globex with an admin, the app's team, and Grace, who is neither but has access; Lin has it by a group, Max by both. Initech has an
/// admin of its own.
pub(super) async fn platform() -> Platform {
    let account = |name: &str, at: &str, more: &str| {
        format!(
            "[[company.account]]\nemail = \"{name}@{at}.example\"\nfirst_name = \"{name}\"\nlast_name = \"Doe\"\n\
             password = \"{PASSWORD}\"\n{more}\n"
        )
    };
    let file = format!(
        r#"{GLOBEX}
{}{}{}{}
  [[company.app]]
  name = "Company Expenses"
  slug = "company-expenses"
  team = ["team@globex.example"]

    [[company.app.environment]]
    name = "Acceptance"
    url = "https://expenses.example/"
    client_id = "expenses"
    redirect_uris = ["https://expenses.example/callback"]
    roles = ["User", "Administrator"]

      [[company.app.environment.access]]
      email = "grace@globex.example"
      roles = ["User"]

      [[company.app.environment.access]]
      email = "max@globex.example"
      roles = ["Administrator"]

  [[company.group]]
  name = "Finance"
  members = ["lin@globex.example", "max@globex.example"]
    [[company.group.access]]
    app = "company-expenses"
    environment = "Acceptance"
    roles = ["User"]

[[company]]
name = "Initech"
slug = "initech"
domains = ["initech.example"]
{}
"#,
        account("admin", "globex", "company_admin = true"),
        account("team", "globex", ""),
        account("lin", "globex", ""),
        account("max", "globex", ""),
        account("admin", "initech", "company_admin = true"),
    );
    let platform = Platform::with(&file).await;
    // The environment published one more once.
    platform
        .execute(
            "UPDATE access_grants SET roles = '[\"User\",\"Auditor\"]'
             WHERE account_id IN (SELECT id FROM accounts WHERE email = 'grace@globex.example')",
        )
        .await;
    platform
}

/// The address of the people of Acceptance.
pub(super) async fn people(admin: &mut Browser) -> String {
    let app = admin.get("/api/apps/company-expenses").await.json();
    let id = app["environments"][0]["id"].as_str().expect("a text");
    format!("/api/environments/{id}/people")
}

async fn listed(browser: &mut Browser, path: &str) -> Vec<Value> {
    let answer = browser.get(path).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["items"].as_array().expect("a list").clone()
}

async fn person(browser: &mut Browser, path: &str, name: &str) -> Value {
    let all = listed(browser, path).await;
    let found = all.iter().find(|one| one["first_name"] == name);
    found
        .unwrap_or_else(|| panic!("{name} is not in {all:?}"))
        .clone()
}

fn at(path: &str, person: &Value) -> String {
    format!("{path}/{}", person["id"].as_str().expect("a text"))
}

fn outcome(answer: &Answer) -> (u16, String) {
    (answer.status, answer.code())
}

async fn events(platform: &Platform, action: &'static str) -> i64 {
    let sql = match action {
        "access_changed" => "SELECT COUNT(*) FROM audit_events WHERE action = 'access_changed'",
        _ => "SELECT COUNT(*) FROM audit_events WHERE action = 'access_revoked'",
    };
    platform.count(sql).await
}

#[tokio::test]
async fn people_of_an_environment_are_the_matter_of_those_who_manage_the_app() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let path = people(&mut admin).await;
    let grace = at(&path, &person(&mut admin, &path, "Grace").await);
    let change = json!({ "present_roles": ["User", "Auditor"], "roles": ["Administrator"] });
    for email in [
        "grace@globex.example",
        "lin@globex.example",
        "admin@initech.example",
    ] {
        let mut other = who(&platform, email).await;
        for answer in [
            other.get(&path).await,
            other.post(&grace, &change).await,
            other.delete(&grace).await,
        ] {
            assert_eq!(outcome(&answer), (404, "not_found".to_owned()), "{email}");
        }
    }
    let mut nobody = platform.browser();
    for answer in [
        nobody.get(&path).await,
        nobody.post(&grace, &change).await,
        nobody.delete(&grace).await,
    ] {
        assert_eq!(outcome(&answer), (401, "not_signed_in".to_owned()));
    }
    assert_eq!(events(&platform, "access_changed").await, 0);
    assert_eq!(events(&platform, "access_revoked").await, 0);
    let mut team = who(&platform, "team@globex.example").await;
    assert_eq!(listed(&mut team, &path).await.len(), 3);
    assert_eq!(team.get(&path).await.json()["may_change_groups"], false);
    assert_eq!(admin.get(&path).await.json()["may_change_groups"], true);
    assert_eq!(team.post(&grace, &change).await.status, 200);
    assert_eq!(admin.delete(&grace).await.status, 200);
}

#[tokio::test]
async fn each_access_says_where_it_comes_from() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let path = people(&mut admin).await;
    let all = listed(&mut admin, &path).await;
    let shown: Vec<Value> = all
        .iter()
        .map(|one| {
            let groups = one["groups"].as_array().expect("a list");
            let groups: Vec<_> = groups
                .iter()
                .map(|group| json!([group["name"], group["roles"]]))
                .collect();
            json!([
                one["first_name"],
                one["roles"],
                one["direct_roles"],
                groups,
                one["last_sign_in_at"]
            ])
        })
        .collect();
    assert_eq!(
        shown,
        [
            json!(["lin", ["User"], null, [["Finance", ["User"]]], null]),
            json!([
                "max",
                ["Administrator", "User"],
                ["Administrator"],
                [["Finance", ["User"]]],
                null
            ]),
            json!(["Grace", ["User"], ["User", "Auditor"], [], null]),
        ],
        "Auditor is not published"
    );
    let names = |all: &[Value]| {
        let name = |one: &Value| one["first_name"].as_str().expect("a text").to_owned();
        all.iter().map(name).collect::<Vec<_>>()
    };
    let mut descending = names(&listed(&mut admin, &format!("{path}?sort=-email")).await);
    descending.reverse();
    assert_eq!(
        descending,
        names(&listed(&mut admin, &format!("{path}?sort=email")).await)
    );
    assert_eq!(
        names(&listed(&mut admin, &format!("{path}?search=MAX%40")).await),
        ["max"]
    );
    assert_eq!(
        names(&listed(&mut admin, &format!("{path}?search=doe")).await),
        ["lin", "max"]
    );
    let first = admin.get(&format!("{path}?limit=2")).await.json();
    let next = first["next"].as_str().expect("a next page");
    let second = listed(&mut admin, &format!("{path}?limit=2&after={next}")).await;
    assert_eq!(second, all[2..]);
    // A cursor opens the list that it was made for.
    let mut team = who(&platform, "team@globex.example").await;
    let refused = team.get(&format!("{path}?limit=2&after={next}")).await;
    assert_eq!(outcome(&refused), (400, "malformed_request".to_owned()));
}

#[tokio::test]
async fn roles_are_changed_by_whoever_looked_at_them() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let path = people(&mut admin).await;
    let grace = at(&path, &person(&mut admin, &path, "Grace").await);
    let held = json!(["User", "Auditor"]);
    for (present, roles) in [
        (json!(["User"]), json!(["Administrator"])),
        (json!(null), json!(["Administrator"])),
        (held.clone(), json!(["Auditor"])),
        (held.clone(), json!(["nothing that there is"])),
    ] {
        let body = json!({ "present_roles": present, "roles": roles });
        let refused = admin.post(&grace, &body).await;
        assert_eq!(outcome(&refused), (409, "changed_meanwhile".to_owned()), "{body}");
    }
    let body = json!({ "present_roles": held, "roles": ["Administrator"] });
    assert_eq!(admin.post(&grace, &body).await.status, 200);
    let changed = person(&mut admin, &path, "Grace").await;
    assert_eq!(
        changed["direct_roles"],
        json!(["Administrator", "Auditor"]),
        "nobody chose about it"
    );
    assert_eq!(changed["roles"], json!(["Administrator"]));
    assert_eq!(events(&platform, "access_changed").await, 1);
    let again = json!({ "present_roles": ["Administrator", "Auditor"], "roles": ["Administrator"] });
    assert_eq!(admin.post(&grace, &again).await.status, 200);
    assert_eq!(
        events(&platform, "access_changed").await,
        1,
        "nothing has changed"
    );
    let nobody = admin.post(&format!("{path}/nobody"), &again).await;
    assert_eq!(outcome(&nobody), (404, "not_found".to_owned()));
}

#[tokio::test]
async fn what_a_group_gives_stays_when_direct_access_comes_and_goes() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let path = people(&mut admin).await;
    let lin = at(&path, &person(&mut admin, &path, "lin").await);
    let none = json!({ "roles": [] });
    assert_eq!(admin.post(&lin, &none).await.status, 200);
    assert_eq!(
        person(&mut admin, &path, "lin").await["direct_roles"],
        Value::Null
    );
    assert_eq!(outcome(&admin.delete(&lin).await), (404, "not_found".to_owned()));
    let more = json!({ "roles": ["Administrator"] });
    assert_eq!(admin.post(&lin, &more).await.status, 200);
    let given = person(&mut admin, &path, "lin").await;
    assert_eq!(given["roles"], json!(["Administrator", "User"]));
    assert_eq!(admin.delete(&lin).await.status, 200);
    let left = person(&mut admin, &path, "lin").await;
    assert_eq!(left["roles"], json!(["User"]));
    assert_eq!(events(&platform, "access_revoked").await, 1);
    let outsider = platform
        .count("SELECT COUNT(*) FROM access_grants g JOIN accounts a ON a.id = g.account_id WHERE a.email LIKE 'lin@%'")
        .await;
    assert_eq!(outsider, 0);
}

#[tokio::test]
async fn whoever_is_removed_is_not_in_the_list_any_more() {
    let platform = platform().await;
    let mut team = who(&platform, "team@globex.example").await;
    let mut admin = admin(&platform).await;
    let path = people(&mut admin).await;
    let grace = at(&path, &person(&mut admin, &path, "Grace").await);
    let mut herself = platform.grace().await;
    assert!(herself.get("/api/my-apps").await.text().contains("Acceptance"));
    assert_eq!(team.delete(&grace).await.status, 200);
    assert_eq!(listed(&mut admin, &path).await.len(), 2);
    assert!(!herself.get("/api/my-apps").await.text().contains("Acceptance"));
    assert_eq!(outcome(&team.delete(&grace).await), (404, "not_found".to_owned()));
    let change = json!({ "present_roles": ["User", "Auditor"], "roles": ["User"] });
    assert_eq!(
        outcome(&team.post(&grace, &change).await),
        (404, "not_found".to_owned())
    );
    assert_eq!(events(&platform, "access_revoked").await, 1);
}
