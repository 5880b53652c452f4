//! A group lets its people into an app, and the app is told at once when one of them may enter no more.

use serde_json::json;

use crate::app::{file, id_token, refresh, tokens, userinfo};
use crate::receiver::{Manner, Receiver};
use crate::support::{Browser, Platform};

/// Grace, who may enter the app by no access of her own, but by a group that is at this path, and administers her company. The app is
/// told of logouts at `logout_uri`.
pub(crate) async fn scene(logout_uri: &str) -> (Platform, Browser, String) {
    let line = "    client_id = \"expenses\"\n";
    let told = format!("{line}    backchannel_logout_uri = \"{logout_uri}\"\n");
    let platform = Platform::with(&file().replacen(line, &told, 1)).await;
    platform.execute("DELETE FROM access_grants").await;
    platform
        .execute("UPDATE accounts SET company_admin = 1 WHERE email = 'grace@globex.example'")
        .await;
    let mut grace = platform.grace().await;
    let made = grace
        .post("/api/company/groups", &json!({ "name": "Finance" }))
        .await
        .json();
    let group = format!(
        "/api/company/groups/{}",
        made["id"].as_str().expect("an identifier")
    );
    let members = json!({ "addresses": ["grace@globex.example"] });
    assert_eq!(
        grace.post(&format!("{group}/members"), &members).await.status,
        200
    );
    let about = grace.get(&group).await.json();
    let others = about["others"].as_array().expect("a list");
    let acceptance = others
        .iter()
        .find(|one| one["name"] == "Acceptance")
        .expect("is there");
    let access = json!({ "environment": acceptance["id"], "roles": ["User"] });
    assert_eq!(grace.post(&format!("{group}/access"), &access).await.status, 200);
    (platform, grace, group)
}

/// The path of a member, or of what the group was given.
pub(crate) async fn only_member(grace: &mut Browser, group: &str) -> String {
    let page = grace.get(&format!("{group}/members")).await.json();
    format!(
        "{group}/members/{}",
        page["items"][0]["id"].as_str().expect("an identifier")
    )
}

pub(crate) async fn only_access(grace: &mut Browser, group: &str) -> String {
    let about = grace.get(group).await.json();
    let id = about["access"][0]["environment"]["id"]
        .as_str()
        .expect("an identifier");
    format!("{group}/access/{id}")
}

#[tokio::test]
async fn a_group_lets_in_and_its_end_is_told_at_once() {
    let receiver = Receiver::start(Manner::Status(200)).await;
    let (platform, mut grace, group) = scene(&receiver.address()).await;
    let held = tokens(&platform, &mut grace, &[]).await;
    let (_, about) = id_token(&platform, &held["id_token"]).await;
    assert_eq!(about["roles"], json!(["User"]));
    let environment = only_access(&mut grace, &group)
        .await
        .rsplit('/')
        .next()
        .expect("a part")
        .to_owned();
    let both = json!({ "environment": environment, "roles": ["Administrator", "User"] });
    assert_eq!(grace.post(&format!("{group}/access"), &both).await.status, 200);
    let now = userinfo(&platform, &held["access_token"]).await.json();
    assert_eq!(now["roles"], json!(["User", "Administrator"]), "at the next use");
    platform.run_jobs("app_logout").await;
    assert!(receiver.tokens().is_empty(), "nobody has less");
    let less = json!({ "environment": environment, "roles": ["User"] });
    assert_eq!(grace.post(&format!("{group}/access"), &less).await.status, 200);
    platform.run_jobs("app_logout").await;
    assert_eq!(receiver.tokens().len(), 1, "the app forgets a role at once");
    let now = userinfo(&platform, &held["access_token"]).await.json();
    assert_eq!(now["roles"], json!(["User"]), "and what it holds goes on");
    let member = only_member(&mut grace, &group).await;
    assert_eq!(grace.delete(&member).await.status, 200);
    assert_eq!(userinfo(&platform, &held["access_token"]).await.status, 401);
    let token = held["refresh_token"].as_str().expect("a token");
    assert_eq!(refresh(&platform, token).await.status, 400);
    platform.run_jobs("app_logout").await;
    let told = receiver.tokens();
    assert_eq!(told.len(), 2, "{told:?}");
    let (_, claims) = id_token(&platform, &json!(told[1])).await;
    assert_eq!((&claims["sub"], &claims["sid"]), (&about["sub"], &about["sid"]));
    assert!(grace.is_signed_in().await, "the platform's own session goes on");
    let page = grace.get(&crate::app::request(&[])).await;
    let page = crate::app::settle(&mut grace, page).await;
    assert!(
        page.status == 403 || page.text().contains("no access"),
        "{page:?}"
    );
}
