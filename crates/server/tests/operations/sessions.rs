//! The list of one's own sessions, and ending them: one, or all others, and never anybody else's.

use serde_json::{Value, json};

use crate::support::{Browser, GLOBEX, PASSWORD, Platform};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
const PATH: &str = "/api/profile/sessions";

async fn firefox(platform: &Platform) -> Browser {
    let mut browser = platform.browser();
    browser.headers = vec![("user-agent", FIREFOX.into())];
    browser.address = "203.0.113.9:1".parse().expect("an address");
    browser.sign_in("grace@globex.example", PASSWORD).await;
    browser
}

async fn list(browser: &mut Browser) -> Vec<Value> {
    let items = browser.get(PATH).await.json()["items"].clone();
    items.as_array().expect("a list").clone()
}

fn id_of(items: &[Value], is_this: bool) -> String {
    let found = items
        .iter()
        .find(|item| item["is_this"] == is_this)
        .expect("is there");
    found["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn it_says_where_one_is_signed_in() {
    let platform = Platform::with(GLOBEX).await;
    let mut here = platform.grace().await;
    platform.clock.advance(120_000);
    let _there = firefox(&platform).await;
    let items = list(&mut here).await;
    assert_eq!(items.len(), 2);
    let there = items
        .iter()
        .find(|item| item["is_this"] == false)
        .expect("is there");
    assert_eq!(
        (&there["browser"], &there["system"], &there["client_address"]),
        (&json!("Firefox"), &json!("Linux"), &json!("203.0.113.9"))
    );
    let token = &here.cookies["latchkey-session"];
    assert!(
        items.iter().all(|item| !item.to_string().contains(token)),
        "no key to a session"
    );
    assert_eq!(platform.browser().get(PATH).await.status, 401);
}

#[tokio::test]
async fn one_is_ended_and_the_others_stay() {
    let platform = Platform::with(GLOBEX).await;
    let (mut here, mut there, mut third) = (
        platform.grace().await,
        firefox(&platform).await,
        platform.grace().await,
    );
    let items = list(&mut there).await;
    let id = id_of(&items, true);
    assert_eq!(here.delete(&format!("{PATH}/{id}")).await.status, 200);
    assert!(!there.is_signed_in().await);
    assert!(here.is_signed_in().await && third.is_signed_in().await);
    assert_eq!(
        here.delete(&format!("{PATH}/{id}")).await.status,
        200,
        "twice is no error"
    );
    let ended = "SELECT COUNT(*) FROM audit_events WHERE action = 'sessions_ended'";
    assert_eq!(platform.count(ended).await, 1);
    assert_eq!(list(&mut here).await.len(), 2);
}

#[tokio::test]
async fn all_others_are_ended_at_once() {
    let platform = Platform::with(GLOBEX).await;
    let (mut here, mut there, mut third) = (
        platform.grace().await,
        firefox(&platform).await,
        platform.grace().await,
    );
    assert_eq!(here.delete(PATH).await.json()["ended"], 2);
    assert!(!there.is_signed_in().await && !third.is_signed_in().await);
    assert!(here.is_signed_in().await);
    assert_eq!(here.delete(PATH).await.json()["ended"], 0);
}

/// Whoever guesses an identifier ends nothing, and learns nothing.
#[tokio::test]
async fn nobody_ends_anybody_elses() {
    let alan = GLOBEX.replace("grace@", "alan@").replace(
        "[[company]]\nname = \"Globex\"\nslug = \"globex\"\ndomains = [\"globex.example\"]\n",
        "",
    );
    let platform = Platform::with(&format!("{GLOBEX}{alan}")).await;
    let mut grace = platform.grace().await;
    let id = id_of(&list(&mut grace).await, true);
    let mut alan = platform.browser();
    assert_eq!(alan.sign_in("alan@globex.example", PASSWORD).await.status, 200);
    for wrong in [id.as_str(), "nobody", "%00", "x".repeat(500).as_str()] {
        let answer = alan.delete(&format!("{PATH}/{wrong}")).await;
        assert!(matches!(answer.status, 200 | 404), "{answer:?}");
    }
    alan.delete(PATH).await;
    assert!(grace.is_signed_in().await);
    assert_eq!(platform.browser().delete(PATH).await.status, 401);
    grace.headers = vec![("sec-fetch-site", "cross-site".into())];
    assert_eq!(grace.delete(PATH).await.status, 403);
}

/// What has run out is no session any more, and is not listed.
#[tokio::test]
async fn what_has_run_out_is_not_listed() {
    let platform = Platform::with(GLOBEX).await;
    let _idle = platform.grace().await;
    platform.clock.advance(59 * 60_000);
    let mut here = platform.grace().await;
    assert_eq!(list(&mut here).await.len(), 2);
    platform.clock.advance(60_000);
    assert_eq!(list(&mut here).await.len(), 1);
}

/// Thirty thousand have run out at once. Whoever wants to write meanwhile does so between two small steps.
#[tokio::test(flavor = "multi_thread")]
async fn forgetting_what_has_run_out_makes_nobody_wait() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    let mut transaction = platform.app.store.begin().await.expect("begins");
    let sql = "INSERT INTO sessions (token_hash, id, account_id, signed_in_by, created_at_ms, last_seen_at_ms, expires_at_ms,
                                     ends_at_ms, user_agent, client_address)
               WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)
               SELECT 'expired-' || i, 'id-' || i, a.id, CASE WHEN i % 2 = 0 THEN 'sso' ELSE 'password' END, 1, 1, 1, 1, '', ''
               FROM n, (SELECT id FROM accounts LIMIT 1) a";
    sqlx::query(sql)
        .execute(&mut *transaction)
        .await
        .expect("inserts");
    transaction.commit().await.expect("commits");
    let expired = "SELECT COUNT(*) FROM sessions WHERE expires_at_ms = 1";
    assert_eq!(platform.count(expired).await, 30_000);
    let app = platform.app.clone();
    let purging = tokio::spawn(async move { latchkey_server::housekeeping::purge(&app).await });
    while platform.count(expired).await == 30_000 {
        tokio::task::yield_now().await;
    }
    let answer = grace.delete("/api/session").await;
    assert_eq!(answer.status, 200);
    assert!(
        platform.count(expired).await > 0,
        "it was answered in the midst of it"
    );
    purging.await.expect("runs").expect("purges");
    assert_eq!(platform.count(expired).await, 0);
}
