//! An archived environment opens nothing, whatever was given before or is under way, and its app is told of the sessions that it knows;
//! brought back, it lets in whoever had access, and nothing of before.

use serde_json::{Value, json};

use crate::app::{
    authorize, code, error, file, hidden, id_token, redeem, refresh, request, settle, tokens, userinfo,
};
use crate::receiver::{Manner, Receiver};
use crate::support::{Browser, Platform};

const WAITING: &str = "SELECT COUNT(*) FROM jobs WHERE kind = 'app_logout'";

/// The usual file, with an app that wants to be told. Grace is its team.
async fn scene() -> (Platform, Receiver, Browser) {
    let receiver = Receiver::start(Manner::Status(200)).await;
    let line = "    client_id = \"expenses\"\n";
    let more = format!("{line}    backchannel_logout_uri = \"{}\"\n", receiver.address());
    let platform = Platform::with(&file().replacen(line, &more, 1)).await;
    let grace = platform.grace().await;
    (platform, receiver, grace)
}

async fn path_of(grace: &mut Browser) -> String {
    let app = grace.get("/api/apps/company-expenses").await.json();
    let all = app["environments"].as_array().expect("a list").clone();
    let found = all.iter().find(|one| one["client_id"] == "expenses");
    let id = found.expect("the environment")["id"].as_str().expect("a text");
    format!("/api/environments/{id}/archive")
}

async fn opens_nothing(platform: &Platform, held: &Value) {
    assert_eq!(userinfo(platform, &held["access_token"]).await.status, 401);
    let refused = refresh(platform, held["refresh_token"].as_str().expect("a token")).await;
    assert_eq!(error(&refused), (400, "invalid_grant".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_gave_ends_its_app_is_told_and_nobody_enters() {
    let (platform, receiver, mut grace) = scene().await;
    let held = tokens(&platform, &mut grace, &[]).await;
    let offline = tokens(&platform, &mut grace, &[("scope", "openid offline_access")]).await;
    let unused = code(&mut grace, &[]).await;
    let path = path_of(&mut grace).await;
    assert_eq!(grace.post(&path, &json!({})).await.status, 200);
    for tokens in [&held, &offline] {
        opens_nothing(&platform, tokens).await;
    }
    assert_eq!(
        error(&redeem(&platform, &unused).await),
        (400, "invalid_grant".to_owned())
    );
    platform.run_jobs("app_logout").await;
    assert_eq!(platform.count(WAITING).await, 0, "delivered");
    let told = receiver.tokens();
    assert_eq!(told.len(), 1);
    let (_, claims) = id_token(&platform, &json!(told[0])).await;
    assert_eq!(claims["aud"], "expenses");

    let page = grace.get(&request(&[])).await;
    assert_eq!(page.status, 403, "{page:?}");
    let said = page.text();
    assert!(said.contains("<h1>This app is archived</h1>"), "{said}");
    assert!(
        said.contains("Acceptance") && !said.contains("value=\"ask\""),
        "{said}"
    );
    let id = hidden(&page, "request");
    for decision in ["ask", "accept"] {
        let answer = grace
            .submit("/consent", &[("request", &id), ("decision", decision)])
            .await;
        assert_eq!(settle(&mut grace, answer).await.status, 403, "{decision}");
    }
    assert_eq!(platform.count("SELECT COUNT(*) FROM access_requests").await, 0);
    let silent = grace.get(&request(&[("prompt", "none")])).await;
    assert!(silent.location().contains("error="), "{silent:?}");
    let mine = grace.get("/api/my-apps").await.text().to_owned();
    assert!(!mine.contains("Acceptance") && mine.contains("Legacy"), "{mine}");
    assert!(grace.is_signed_in().await, "in the platform");
}

#[tokio::test(flavor = "multi_thread")]
async fn brought_back_it_lets_people_in_and_nothing_of_before_works() {
    let (platform, _receiver, mut grace) = scene().await;
    let offline = tokens(&platform, &mut grace, &[("scope", "openid offline_access")]).await;
    let path = path_of(&mut grace).await;
    assert_eq!(grace.post(&path, &json!({})).await.status, 200);
    assert_eq!(grace.delete(&path).await.status, 200);
    opens_nothing(&platform, &offline).await;
    let held = tokens(&platform, &mut grace, &[]).await;
    assert_eq!(userinfo(&platform, &held["access_token"]).await.status, 200);
    let mine = grace.get("/api/my-apps").await.text().to_owned();
    assert!(mine.contains("Acceptance"), "{mine}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_page_that_is_open_leads_to_the_page_that_says_so() {
    let (platform, _receiver, mut grace) = scene().await;
    let page = grace.get(&request(&[])).await;
    let page = settle(&mut grace, page).await;
    assert_eq!(page.status, 200);
    let path = path_of(&mut grace).await;
    assert_eq!(grace.post(&path, &json!({})).await.status, 200);
    let agreed = authorize(&mut grace, &page, &["email"]).await;
    let next = settle(&mut grace, agreed).await;
    assert_eq!(next.status, 403, "{next:?}");
    assert!(next.text().contains("This app is archived"), "{}", next.text());
    assert_eq!(platform.count("SELECT COUNT(*) FROM consents").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_is_exchanged_at_the_same_moment_gives_nothing_that_lives() {
    for _ in 0..8 {
        let (platform, _receiver, mut grace) = scene().await;
        let unused = code(&mut grace, &[]).await;
        let path = path_of(&mut grace).await;
        let nothing = json!({});
        let (redeemed, archived) = tokio::join!(redeem(&platform, &unused), grace.post(&path, &nothing));
        assert_eq!(archived.status, 200);
        let living = "SELECT COUNT(*) FROM token_families WHERE revoked_at_ms IS NULL";
        assert_eq!(platform.count(living).await, 0, "{redeemed:?}");
    }
}
