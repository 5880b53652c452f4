//! The list of what somebody has agreed to, and taking it back.

use latchkey_test_browser::Answer;
use serde_json::{Value, json};

use crate::app::{
    call, code, credentials, error, platform, redeem, refresh, request, settle, tokens, userinfo,
};
use crate::support::{Browser, PASSWORD, Platform};

const PATH: &str = "/api/profile/authorized-apps";

async fn list(browser: &mut Browser) -> Vec<Value> {
    let answer = browser.get(PATH).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["items"].as_array().expect("a list").clone()
}

/// The path of the environment with this name.
async fn path_of(browser: &mut Browser, environment: &str) -> String {
    let items = list(browser).await;
    let found = items.iter().find(|item| item["environment"] == environment);
    let id = found.unwrap_or_else(|| panic!("no {environment} in {items:?}"))["id"].clone();
    format!("{PATH}/{}", id.as_str().expect("an id"))
}

async fn introspect(platform: &Platform, token: &Value) -> Answer {
    let fields = [("token", token.as_str().expect("a token"))];
    call(platform, "/oauth/introspect", &credentials(), &fields).await
}

#[tokio::test]
async fn it_says_who_may_know_what_since_when() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    assert_eq!(list(&mut grace).await, Vec::<Value>::new());
    let legacy = [
        ("client_id", "legacy"),
        ("redirect_uri", "https://legacy.example/callback"),
        ("scope", "openid"),
    ];
    code(&mut grace, &legacy).await;
    let first = tokens(&platform, &mut grace, &[("scope", "openid profile email")]).await;
    platform.clock.advance(120_000);
    code(&mut grace, &[("scope", "openid")]).await;
    let items = list(&mut grace).await;
    let names = items.iter().map(|item| &item["environment"]).collect::<Vec<_>>();
    assert_eq!(names, ["Acceptance", "Legacy"]);
    assert_eq!(items[0]["app"], "Company Expenses");
    assert_eq!(items[0]["granted"], json!(["openid", "profile", "email"]));
    assert_eq!(items[1]["granted"], json!(["openid"]));
    let at = |item: &Value, name: &str| item[name].as_str().expect("a moment").to_owned();
    assert!(
        at(&items[0], "last_used_at") > at(&items[0], "authorized_at"),
        "{items:?}"
    );
    assert_eq!(at(&items[1], "last_used_at"), at(&items[1], "authorized_at"));
    // Renewed by the app itself: that is use, too.
    platform.clock.advance(60_000);
    let renewed = refresh(&platform, first["refresh_token"].as_str().expect("a token")).await;
    assert_eq!(renewed.status, 200, "{renewed:?}");
    let later = list(&mut grace).await;
    assert!(
        at(&later[0], "last_used_at") > at(&items[0], "last_used_at"),
        "{later:?}"
    );
    assert_eq!(platform.browser().get(PATH).await.status, 401);
}

#[tokio::test]
async fn what_is_taken_back_takes_its_tokens_with_it() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let held = tokens(&platform, &mut grace, &[]).await;
    let on_its_way = code(&mut grace, &[]).await;
    let legacy = [
        ("client_id", "legacy"),
        ("redirect_uri", "https://legacy.example/callback"),
    ];
    code(&mut grace, &legacy).await;
    assert_eq!(
        introspect(&platform, &held["access_token"]).await.json()["active"],
        true
    );
    let path = path_of(&mut grace, "Acceptance").await;
    let revoked = grace.delete(&path).await;
    assert_eq!((revoked.status, revoked.json()), (200, json!({})));
    assert_eq!(userinfo(&platform, &held["access_token"]).await.status, 401);
    assert_eq!(
        introspect(&platform, &held["access_token"]).await.json(),
        json!({ "active": false })
    );
    let refresh_token = held["refresh_token"].as_str().expect("a token");
    let worthless = (400, "invalid_grant".to_owned());
    assert_eq!(error(&refresh(&platform, refresh_token).await), worthless);
    assert_eq!(error(&redeem(&platform, &on_its_way).await), worthless);
    let left = list(&mut grace).await;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0]["environment"], "Legacy", "the others stay");
    let events = "SELECT COUNT(*) FROM audit_events WHERE action = 'app_revoked'";
    assert_eq!(platform.count(events).await, 1);
    assert!(grace.is_signed_in().await);
    // The app asks anew; and what was given before stays worthless.
    let page = grace.get(&request(&[])).await;
    let page = settle(&mut grace, page).await;
    assert!(
        page.text().contains("<h1>Authorize access</h1>"),
        "{}",
        page.text()
    );
    code(&mut grace, &[]).await;
    assert_eq!(error(&refresh(&platform, refresh_token).await), worthless);
    assert_eq!(userinfo(&platform, &held["access_token"]).await.status, 401);
    assert_eq!(grace.delete(&path).await.status, 200);
    assert_eq!(grace.delete(&path).await.code(), "not_found");
    assert_eq!(
        platform.count(events).await,
        2,
        "what is not there is not told of"
    );
}

/// Whoever guesses an identifier takes nothing back, and learns nothing.
#[tokio::test]
async fn nobody_takes_back_anybody_elses() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let held = tokens(&platform, &mut grace, &[]).await;
    let path = path_of(&mut grace, "Acceptance").await;
    let mut rob = platform.browser();
    rob.sign_in("rob@globex.example", PASSWORD).await;
    assert_eq!(list(&mut rob).await, Vec::<Value>::new());
    let long = format!("{PATH}/{}", "x".repeat(500));
    for wrong in [path.as_str(), "/api/profile/authorized-apps/%00", long.as_str()] {
        assert_eq!(rob.delete(wrong).await.code(), "not_found", "{wrong}");
    }
    assert_eq!(platform.browser().delete(&path).await.status, 401);
    let mut forged = grace.clone();
    forged.headers = vec![("sec-fetch-site", "cross-site".into())];
    assert_eq!(forged.delete(&path).await.status, 403);
    assert_eq!(userinfo(&platform, &held["access_token"]).await.status, 200);
    assert_eq!(list(&mut grace).await.len(), 1);
}
