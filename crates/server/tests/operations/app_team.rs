//! The team of an app: who sees it, who changes it, and that an owner stays.

use serde_json::{Value, json};

use super::access_management::platform;
use super::app_settings::{admin, who};
use crate::support::Browser;

const TEAM: &str = "/api/apps/company-expenses/team";
const TOLD: &str =
    "SELECT COUNT(*) FROM audit_events WHERE action IN ('app_team_changed', 'app_team_member_removed')";

async fn change(browser: &mut Browser, change: Value) -> (u16, String) {
    let answer = browser.post(TEAM, &json!({ "change": change })).await;
    match answer.status {
        200 => (200, answer.json()["outcome"].as_str().expect("a word").to_owned()),
        status => (status, answer.code()),
    }
}

fn add(email: &str, owner: bool) -> Value {
    json!({ "kind": "add", "email": email, "owner": owner })
}

/// Address and whether an owner, of everybody.
async fn team(browser: &mut Browser) -> Vec<Value> {
    let answer = browser.get(TEAM).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let members = answer.json()["members"].as_array().expect("a list").clone();
    let mut members: Vec<_> = members
        .iter()
        .map(|one| json!([one["email"], one["owner"]]))
        .collect();
    members.sort_by_key(Value::to_string);
    members
}

async fn id(browser: &mut Browser, email: &str) -> Value {
    let members = browser.get(TEAM).await.json()["members"].clone();
    let members = members.as_array().expect("a list");
    let found = members.iter().find(|one| one["email"] == email);
    found.expect("somebody of the team")["id"].clone()
}

#[tokio::test]
async fn owners_and_admins_change_the_team_and_members_see_it() {
    let platform = platform().await;
    let mut boss = admin(&platform).await;
    let mut owner = who(&platform, "team@globex.example").await;
    let done = (200, "done".to_owned());
    assert_eq!(
        team(&mut owner).await,
        [json!(["team@globex.example", true])],
        "who was there is an owner"
    );
    assert_eq!(change(&mut owner, add("grace@globex.example", false)).await, done);
    assert_eq!(change(&mut boss, add("lin@globex.example", true)).await, done);
    let mut grace = who(&platform, "grace@globex.example").await;
    assert_eq!(grace.get(TEAM).await.json()["may_change"], false);
    let not_found = (404, "not_found".to_owned());
    for refused in [
        add("max@globex.example", false),
        json!({ "kind": "set_owner", "account": id(&mut grace, "grace@globex.example").await, "owner": true }),
        json!({ "kind": "remove", "account": id(&mut grace, "team@globex.example").await }),
    ] {
        assert_eq!(change(&mut grace, refused).await, not_found);
    }
    // But manages the app like everybody of the team.
    assert_eq!(grace.get("/api/apps/company-expenses").await.status, 200);
    for email in ["max@globex.example", "admin@initech.example"] {
        let mut other = who(&platform, email).await;
        assert_eq!(other.get(TEAM).await.status, 404, "{email}");
        assert_eq!(change(&mut other, add(email, true)).await, not_found, "{email}");
    }
    let mut nobody = platform.browser();
    assert_eq!(nobody.get(TEAM).await.status, 401);
    assert_eq!(change(&mut nobody, add("max@globex.example", true)).await.0, 401);
    let remove = json!({ "kind": "remove", "account": id(&mut boss, "grace@globex.example").await });
    assert_eq!(change(&mut owner, remove).await, done);
    assert_eq!(grace.get(TEAM).await.status, 404, "at once");
    assert_eq!(platform.count(TOLD).await, 3);
}

#[tokio::test]
async fn the_last_owner_stays_whoever_asks() {
    let platform = platform().await;
    let mut boss = admin(&platform).await;
    let mut owner = who(&platform, "team@globex.example").await;
    let own = id(&mut owner, "team@globex.example").await;
    change(&mut owner, add("grace@globex.example", false)).await;
    let last = (200, "last_owner".to_owned());
    for by in [&mut owner, &mut boss] {
        for refused in [
            json!({ "kind": "remove", "account": own }),
            json!({ "kind": "set_owner", "account": own, "owner": false }),
        ] {
            assert_eq!(change(by, refused).await, last);
        }
    }
    let grace = id(&mut owner, "grace@globex.example").await;
    let promote = json!({ "kind": "set_owner", "account": grace, "owner": true });
    assert_eq!(change(&mut owner, promote).await, (200, "done".to_owned()));
    // Now there is another one: an owner can leave, and sees nothing of it any more.
    let left = owner
        .post(TEAM, &json!({ "change": { "kind": "remove", "account": own } }))
        .await
        .json();
    assert_eq!((&left["outcome"], &left["members"]), (&json!("done"), &json!([])));
    assert_eq!(team(&mut boss).await, [json!(["grace@globex.example", true])]);
}

#[tokio::test]
async fn only_people_of_the_company_come_in_and_nothing_is_said_of_others() {
    let platform = platform().await;
    let mut owner = who(&platform, "team@globex.example").await;
    for (email, expected) in [
        ("admin@initech.example", "unknown"),
        ("nobody@globex.example", "unknown"),
        ("nobody", "not_an_address"),
        ("", "not_an_address"),
        ("TEAM@globex.example", "present"),
    ] {
        assert_eq!(
            change(&mut owner, add(email, true)).await,
            (200, expected.to_owned()),
            "{email}"
        );
    }
    let nobody = json!({ "kind": "remove", "account": "x" });
    assert_eq!(change(&mut owner, nobody).await, (404, "not_found".to_owned()));
    assert_eq!(platform.count(TOLD).await, 0);
    // Whoever comes in is who "Include your app team" invites.
    change(&mut owner, add("admin@globex.example", false)).await;
    let app = owner.get("/api/apps/company-expenses").await.json();
    let environment = app["environments"][0]["id"].as_str().expect("a text");
    let path = format!("/api/environments/{environment}/invitees");
    let read = owner
        .post(&path, &json!({ "text": "", "include_team": true }))
        .await
        .json();
    let read: Vec<_> = read["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["email"].clone())
        .collect();
    assert_eq!(read, ["admin@globex.example", "team@globex.example"]);
}
