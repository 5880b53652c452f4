//! A group that the identity provider feeds: what it sends lets in, and what it sends no more takes away; what it withholds changes nothing.

use latchkey_fake_idp::{Endpoint, FINANCE, Fault, FaultName, Trouble};
use serde_json::{Value, json};

use crate::app::{id_token, refresh, tokens, userinfo};
use crate::groups::only_member;
use crate::scene::{ADA, Scene};
use crate::support::Browser;

const BY_IDP: &str = "SELECT COUNT(*) FROM access_group_members WHERE source = 'idp'";
const BY_HAND: &str = "SELECT COUNT(*) FROM access_group_members WHERE source = 'hand'";
const SEEN: &str = "SELECT COUNT(*) FROM seen_claims";
const WITHHELD: &str = "SELECT COUNT(*) FROM audit_events WHERE action = 'group_claims_withheld'";
const CHANGED: &str = "SELECT COUNT(*) FROM audit_events WHERE action = 'group_memberships_from_idp'";

/// Acme's platform, where Ada may enter the app by the group Finance alone, and administers her company; the path of the group.
pub(crate) async fn scene() -> (Scene, Browser, String) {
    let scene = Scene::new().await;
    scene.platform.execute("DELETE FROM access_grants").await;
    scene
        .platform
        .execute("UPDATE accounts SET company_admin = 1 WHERE email = 'ada@acme.example'")
        .await;
    let mut ada = scene.ada().await;
    let made = ada
        .post("/api/company/groups", &json!({ "name": "Finance" }))
        .await
        .json();
    let group = format!(
        "/api/company/groups/{}",
        made["id"].as_str().expect("an identifier")
    );
    let others = ada.get(&group).await.json();
    let access = json!({ "environment": others["others"][0]["id"], "roles": ["User"] });
    assert_eq!(ada.post(&format!("{group}/access"), &access).await.status, 200);
    (scene, ada, group)
}

pub(crate) fn finance() -> Value {
    json!([{ "claim": "groups", "value": FINANCE, "name": "Finance of Entra" }])
}

pub(crate) async fn set_rules(ada: &mut Browser, group: &str, rules: &Value) {
    let answer = ada
        .post(&format!("{group}/rules"), &json!({ "rules": rules }))
        .await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

/// What the ID token says of groups from now on.
pub(crate) fn sends(scene: &Scene, groups: &Value) {
    scene.says_when(Value::Null);
    scene.idp.set_fault(Fault::IdTokenClaim {
        claim: "groups",
        value: groups.clone(),
    });
    scene.idp.set_fault(Fault::UserInfoClaim {
        claim: "groups",
        value: Value::Null,
    });
}

#[tokio::test]
async fn what_the_identity_provider_sends_gives_and_takes() {
    let (scene, mut ada, group) = scene().await;
    let platform = &scene.platform;
    set_rules(&mut ada, &group, &finance()).await;
    assert_eq!(
        platform.count(BY_IDP).await,
        0,
        "what came before the rule was not kept"
    );
    let mut ada = scene.ada().await;
    let held = tokens(platform, &mut ada, &[]).await;
    let (_, about) = id_token(platform, &held["id_token"]).await;
    assert_eq!(about["roles"], json!(["User"]));
    let member = ada.get(&format!("{group}/members")).await.json();
    assert_eq!(
        (&member["items"][0]["by_hand"], &member["items"][0]["by_idp"]),
        (&json!(false), &json!(true))
    );
    scene.ada().await;
    assert_eq!(
        platform.count(CHANGED).await,
        1,
        "the second time changes nothing"
    );
    sends(&scene, &json!(["another"]));
    let mut again = scene.ada().await;
    assert_eq!(platform.count(BY_IDP).await, 0);
    assert_eq!(userinfo(platform, &held["access_token"]).await.status, 401);
    let token = held["refresh_token"].as_str().expect("a token");
    assert_eq!(refresh(platform, token).await.status, 400);
    platform.run_jobs("app_logout").await;
    assert!(!scene.receiver.tokens().is_empty(), "the app is told");
    let page = again.get(&crate::app::request(&[])).await;
    let page = crate::app::settle(&mut again, page).await;
    assert!(
        page.status == 403 || page.text().contains("no access"),
        "{page:?}"
    );
}

#[tokio::test]
async fn a_claim_that_is_absent_takes_and_one_that_is_withheld_does_not() {
    let (scene, mut ada, group) = scene().await;
    let platform = &scene.platform;
    set_rules(&mut ada, &group, &finance()).await;
    scene.ada().await;
    assert_eq!(platform.count(BY_IDP).await, 1);
    scene.idp.switch(FaultName::TooManyGroups, true);
    let mut ada = scene.ada().await;
    assert_eq!(platform.count(BY_IDP).await, 1, "too many to send");
    let about = ada.get(&group).await.json();
    assert_eq!(about["withheld"], json!({ "too_many": 1, "not_read": 0 }));
    scene.ada().await;
    assert_eq!(
        platform.count(WITHHELD).await,
        1,
        "said once, not at each sign-in"
    );
    sends(&scene, &Value::Null);
    scene
        .idp
        .set_fault(Fault::Endpoint(Endpoint::UserInfo, Trouble::Status(503)));
    let mut ada = scene.ada().await;
    assert_eq!(platform.count(BY_IDP).await, 1, "userinfo might have sent it");
    let about = ada.get(&group).await.json();
    assert_eq!(about["withheld"], json!({ "too_many": 0, "not_read": 1 }));
    sends(&scene, &Value::Null);
    let mut ada = scene.ada().await;
    assert_eq!(platform.count(BY_IDP).await, 0, "absent is empty");
    let about = ada.get(&group).await.json();
    assert_eq!(about["withheld"], json!({ "too_many": 0, "not_read": 0 }));
}

#[tokio::test]
async fn memberships_by_hand_stay_whatever_is_sent() {
    let (scene, mut ada, group) = scene().await;
    let platform = &scene.platform;
    let members = json!({ "addresses": [ADA] });
    assert_eq!(ada.post(&format!("{group}/members"), &members).await.status, 200);
    set_rules(&mut ada, &group, &finance()).await;
    let mut ada = scene.ada().await;
    let held = tokens(platform, &mut ada, &[]).await;
    assert_eq!(
        (platform.count(BY_HAND).await, platform.count(BY_IDP).await),
        (1, 1)
    );
    sends(&scene, &json!([]));
    let mut ada = scene.ada().await;
    assert_eq!(
        (platform.count(BY_HAND).await, platform.count(BY_IDP).await),
        (1, 0)
    );
    assert_eq!(userinfo(platform, &held["access_token"]).await.status, 200);
    let member = only_member(&mut ada, &group).await;
    assert_eq!(ada.delete(&member).await.status, 200);
    assert_eq!(userinfo(platform, &held["access_token"]).await.status, 401);
}

#[tokio::test]
async fn changed_rules_count_at_once_and_the_preview_says_for_whom() {
    let (scene, mut ada, group) = scene().await;
    let platform = &scene.platform;
    let rules = |claim: &str, value: &str| json!({ "rules": [{ "claim": claim, "value": value }] });
    let preview = format!("{group}/rules/preview");
    let none = ada.post(&preview, &rules("groups", FINANCE)).await.json();
    assert_eq!(
        (&none["looked_at"], &none["added"]["count"]),
        (&json!(0), &json!(0))
    );
    set_rules(
        &mut ada,
        &group,
        &json!([{ "claim": "groups", "value": "nobody" }]),
    )
    .await;
    let mut ada = scene.ada().await;
    assert_eq!((platform.count(BY_IDP).await, platform.count(SEEN).await), (0, 1));
    let before = platform.rows().await;
    let added = ada.post(&preview, &rules("groups", FINANCE)).await.json();
    assert_eq!(added["added"], json!({ "count": 1, "first": [ADA] }));
    let open = ada.post(&preview, &rules("roles", "boss")).await.json();
    assert_eq!(
        (&open["undecided"], &open["removed"]["count"]),
        (&json!(1), &json!(0))
    );
    assert_eq!(platform.rows().await, before, "a preview changes nothing");
    set_rules(&mut ada, &group, &finance()).await;
    assert_eq!(platform.count(BY_IDP).await, 1);
    let held = tokens(platform, &mut ada, &[]).await;
    let removed = ada.post(&preview, &rules("groups", "nobody")).await.json();
    assert_eq!(removed["removed"], json!({ "count": 1, "first": [ADA] }));
    let all = ada.post(&preview, &json!({ "rules": [] })).await.json();
    assert_eq!(all["removed"], json!({ "count": 1, "first": [ADA] }));
    set_rules(
        &mut ada,
        &group,
        &json!([{ "claim": "groups", "value": "nobody" }]),
    )
    .await;
    assert_eq!(platform.count(BY_IDP).await, 0);
    assert_eq!(userinfo(platform, &held["access_token"]).await.status, 401);
    set_rules(&mut ada, &group, &finance()).await;
    let held = tokens(platform, &mut ada, &[]).await;
    set_rules(&mut ada, &group, &json!([])).await;
    assert_eq!((platform.count(BY_IDP).await, platform.count(SEEN).await), (0, 0));
    assert_eq!(userinfo(platform, &held["access_token"]).await.status, 401);
    assert_eq!(
        platform.count("SELECT COUNT(*) FROM access_group_leavers").await,
        0
    );
}

/// Entra ID says nothing of values that no rule reads: they are not kept.
#[tokio::test]
async fn only_what_rules_read_is_kept_and_for_90_days() {
    let (scene, mut ada, group) = scene().await;
    let platform = &scene.platform;
    assert_eq!(platform.count(SEEN).await, 0, "nobody asked");
    set_rules(&mut ada, &group, &finance()).await;
    scene.ada().await;
    let mut connection = platform.app.store.read().await.expect("a connection");
    let kept: String = sqlx::query_scalar("SELECT claims FROM seen_claims")
        .fetch_one(&mut *connection)
        .await
        .expect("a text");
    drop(connection);
    let kept: Value = serde_json::from_str(&kept).expect("JSON");
    assert_eq!(kept.as_object().map(serde_json::Map::len), Some(1), "{kept}");
    assert_eq!(kept["groups"]["values"].as_array().map(Vec::len), Some(2));
    platform.clock.advance(90 * 24 * 60 * 60 * 1000 + 1);
    latchkey_server::housekeeping::purge(&platform.app)
        .await
        .expect("purges");
    assert_eq!(platform.count(SEEN).await, 0);
}
