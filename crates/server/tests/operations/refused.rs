//! Whoever is turned away has written nothing but what has to be remembered of it.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::http::Method;
use latchkey_test_browser::Answer;
use serde_json::json;

use crate::support::{Browser, GLOBEX, PASSWORD, Platform, acme, database::added};

const ISSUER: &str = "http://127.0.0.1:9";
const PATH: &str = "/api/sign-in/password";

async fn send(browser: &mut Browser, path: &str, content_type: &str, body: &str) -> Answer {
    browser
        .send(
            Method::POST,
            path,
            Some(content_type),
            body.to_owned().into_bytes().into(),
        )
        .await
}

/// Sends everything that is refused for its form alone, and returns the statuses.
async fn send_what_is_refused_at_sight(platform: &Platform) -> Vec<u16> {
    let mut statuses = Vec::new();
    for (content_type, body) in [
        ("application/json", "{}".to_owned()),
        ("application/json", "[".to_owned()),
        ("application/json", "x".repeat(70_000)),
        (
            "text/plain",
            r#"{"username":"grace@globex.example","password":"x"}"#.into(),
        ),
        (
            "application/json",
            json!({ "username": "", "password": PASSWORD }).to_string(),
        ),
        (
            "application/json",
            json!({ "username": "grace", "password": PASSWORD }).to_string(),
        ),
        (
            "application/json",
            json!({ "username": "grace@globex.example", "password": "" }).to_string(),
        ),
        (
            "application/json",
            json!({ "username": "ada@acme.example", "password": PASSWORD }).to_string(),
        ),
    ] {
        let answer = send(&mut platform.browser(), PATH, content_type, &body).await;
        assert!(answer.headers.get("set-cookie").is_none(), "{body}");
        statuses.push(answer.status);
    }
    let mut elsewhere = platform.browser();
    elsewhere.headers = vec![("sec-fetch-site", "cross-site".into())];
    statuses.push(elsewhere.sign_in("grace@globex.example", PASSWORD).await.status);
    let mut nobody = platform.browser();
    let start = json!({ "username": "grace@globex.example" });
    statuses.push(nobody.post("/api/sign-in/sso", &start).await.status);
    statuses.push(
        nobody
            .submit("/sign-in", &[("username", ""), ("password", "")])
            .await
            .status,
    );
    statuses
}

/// Not even the store's writer is asked for: what costs nothing cannot be used to stand in other people's way.
#[tokio::test]
async fn what_is_refused_at_sight_needs_no_writer_and_writes_nothing() {
    let platform = Platform::with(&format!("{GLOBEX}{}", acme(ISSUER))).await;
    let before = platform.rows().await;
    let writer = platform.in_the_way_of("198.51.100.7").await;
    let refused = send_what_is_refused_at_sight(&platform);
    let statuses = tokio::time::timeout(Duration::from_secs(4), refused)
        .await
        .expect("nobody waits for the writer");
    assert_eq!(statuses, [400, 400, 413, 415, 422, 422, 422, 401, 403, 422, 422]);
    drop(writer);
    assert_eq!(added(&before, &platform.rows().await), BTreeMap::new());
}

#[tokio::test]
async fn a_wrong_password_is_counted_and_told_of_and_nothing_else() {
    let platform = Platform::with(GLOBEX).await;
    for username in ["grace@globex.example", "nobody@globex.example"] {
        let before = platform.rows().await;
        let mut browser = platform.browser();
        browser.address = format!("203.0.113.{}:1", username.len())
            .parse()
            .expect("an address");
        assert_eq!(browser.sign_in(username, "wrong").await.status, 401);
        let added = added(&before, &platform.rows().await);
        let expected = [
            ("audit_events", 1),
            ("throttle_attempts", 2),
            ("throttle_scopes", 2),
        ];
        assert_eq!(
            added,
            expected.map(|(table, rows)| (table.to_owned(), rows)).into(),
            "{username}"
        );
    }
    let told = "SELECT COUNT(*) FROM audit_events WHERE action = 'sign_in_failed' AND subject IS NULL AND actor_account_id IS NULL
                AND detail NOT LIKE '%example%'";
    assert_eq!(
        platform.count(told).await,
        2,
        "without a name: addresses are mistyped"
    );
}

/// One that is certain to be refused does not wait for the writer, and does not keep it from others.
#[tokio::test]
async fn too_many_attempts_are_refused_without_writing() {
    let platform = Platform::with(GLOBEX).await;
    for _ in 0..10 {
        platform.browser().sign_in("grace@globex.example", "wrong").await;
    }
    let before = platform.rows().await;
    let marks = "SELECT MAX(last_attempt_at_ms) FROM throttle_scopes";
    let marks_before = platform.count(marks).await;
    platform.clock.advance(1_000);
    let writer = platform.in_the_way_of("203.0.113.1").await;
    let mut browser = platform.browser();
    browser.address = "203.0.113.1:1".parse().expect("an address");
    let refused = browser.sign_in("grace@globex.example", PASSWORD);
    let answer = tokio::time::timeout(Duration::from_secs(4), refused)
        .await
        .expect("it does not wait for the writer");
    assert_eq!(answer.status, 429);
    drop(writer);
    assert_eq!(added(&before, &platform.rows().await), BTreeMap::new());
    assert_eq!(platform.count(marks).await, marks_before);
}

/// An answer that belongs to nothing, and pages that show nothing.
#[tokio::test]
async fn answers_and_links_of_nobody_write_nothing() {
    let platform = Platform::with(&acme(ISSUER)).await;
    let before = platform.rows().await;
    let mut browser = platform.browser();
    browser.cookies.insert("latchkey-browser".into(), "x".repeat(43));
    for path in [
        "/sso/callback/acme?code=a&state=b",
        "/sso/callback/nobody?error=access_denied&state=b",
        "/onboarding?attempt=00000000-0000-7000-8000-000000000000",
        "/sign-in/failed/00000000-0000-7000-8000-000000000000",
        "/sign-in?attempt=00000000-0000-7000-8000-000000000000",
    ] {
        let answer = browser.get(path).await;
        assert!(answer.status < 500, "{path}: {answer:?}");
    }
    let attempt = [
        ("attempt", "00000000-0000-7000-8000-000000000000"),
        ("first_name", "X"),
    ];
    assert_eq!(browser.submit("/onboarding", &attempt).await.status, 400);
    assert_eq!(added(&before, &platform.rows().await), BTreeMap::new());
}
