//! A store that fails in the middle: whole or not at all, and never a claim that it was done.

use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use futures_util::future::join_all;
use latchkey_test_browser::{Answer, Cookies};
use serde_json::json;

use crate::support::{Browser, GLOBEX, PASSWORD, Platform};

const SESSIONS: &str = "SELECT COUNT(*) FROM sessions";

#[tokio::test]
async fn signing_out_that_cannot_be_written_down_has_not_happened_and_does_not_say_so() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    let cookies = grace.cookies.clone();
    platform
        .execute("ALTER TABLE audit_events RENAME TO audit_events_gone")
        .await;
    let answer = grace.delete("/api/session").await;
    assert_eq!((answer.status, answer.code().as_str()), (500, "internal"));
    assert_eq!(grace.cookies, cookies, "the browser keeps what still works");
    assert_eq!(platform.count(SESSIONS).await, 1);
    assert!(grace.is_signed_in().await);
    platform
        .execute("ALTER TABLE audit_events_gone RENAME TO audit_events")
        .await;
    assert_eq!(grace.delete("/api/session").await.status, 200);
    assert_eq!(platform.count(SESSIONS).await, 0);
}

#[tokio::test]
async fn a_store_that_is_gone_is_said_to_be() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    platform.app.store.close().await;
    assert_eq!(grace.get("/healthz").await.status, 200, "the process runs");
    assert_eq!(grace.get("/readyz").await.status, 503);
    let cookies = grace.cookies.clone();
    for answer in [
        grace.get("/api/session").await,
        grace.delete("/api/session").await,
        grace.sign_in("grace@globex.example", PASSWORD).await,
    ] {
        assert_eq!((answer.status, answer.code().as_str()), (503, "unavailable"));
        assert_eq!(answer.header("retry-after"), "5");
    }
    let page = grace.get("/").await;
    assert_eq!((page.status, page.header("retry-after")), (503, "5"));
    assert_eq!(grace.cookies, cookies);
}

/// A database that was dropped or restored half is as little use as one that is full: proxies and alerts are told the same.
#[tokio::test]
async fn a_store_without_its_tables_is_not_ready() {
    let platform = Platform::with(GLOBEX).await;
    let mut stranger = platform.browser();
    assert_eq!(stranger.get("/readyz").await.status, 200);
    platform
        .execute("ALTER TABLE write_tries RENAME TO write_tries_gone")
        .await;
    readiness_becomes(&mut stranger, 503).await;
}

/// SQLite's own limit stands for the disk's: the same code, at the same moment of writing.
#[tokio::test]
async fn a_full_disk_is_no_half_a_sign_in_and_no_longer_a_trouble_once_there_is_room() {
    let platform = Platform::on_sqlite(GLOBEX).await;
    let mut first = platform.grace().await;
    // Not below what there is: the database just may not grow.
    platform.limit_pages(1).await;
    let mut signed_in = 1;
    let refused = loop {
        let mut browser = platform.browser();
        browser.headers = vec![("user-agent", "x".repeat(256))];
        let answer = browser.sign_in("grace@globex.example", PASSWORD).await;
        if answer.status != 200 {
            assert!(browser.cookies.is_empty());
            break answer;
        }
        signed_in += 1;
        assert!(signed_in < 200, "it is never full");
    };
    assert_eq!((refused.status, refused.code().as_str()), (503, "unavailable"));
    let told = "SELECT COUNT(*) FROM audit_events WHERE action = 'signed_in'";
    assert_eq!(
        (platform.count(SESSIONS).await, platform.count(told).await),
        (signed_in, signed_in),
        "whole or not at all"
    );
    assert!(first.is_signed_in().await, "what is there can be read");
    readiness_becomes(&mut first, 503).await;
    // SQLite ended the transaction by itself: whoever believes in it still would refuse every other for good.
    platform.limit_pages(1_000_000).await;
    readiness_becomes(&mut first, 200).await;
    assert!(platform.grace().await.is_signed_in().await);
}

/// `/readyz` comes to say so within five seconds.
async fn readiness_becomes(browser: &mut Browser, status: u16) {
    let since = Instant::now();
    while browser.get("/readyz").await.status != status {
        assert!(since.elapsed() < Duration::from_secs(5), "not {status} in time");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Requests that have to write, each as a browser with these cookies sends it.
async fn requests_that_write(platform: &Platform, cookies: &Cookies) -> Vec<Answer> {
    let browser = || {
        let mut browser = platform.browser();
        browser.cookies.clone_from(cookies);
        browser
    };
    let deleted = ["/api/session", "/api/profile/sessions"]
        .map(|path| async move { browser().delete(path).await }.boxed());
    let name = json!({ "first_name": "Grace", "last_name": "Brewster" });
    let address = json!({ "email": "hopper@globex.example", "current_password": PASSWORD });
    let password = json!({ "current_password": PASSWORD, "password": "an entirely other staple" });
    let right = json!({ "username": "grace@globex.example", "password": PASSWORD });
    let wrong = json!({ "username": "grace@globex.example", "password": "wrong" });
    let posted = [
        ("/api/profile", name),
        ("/api/profile/address", address),
        ("/api/profile/password", password),
        ("/api/profile/language", json!({ "language": "de" })),
        ("/api/sign-in/password", right),
        ("/api/sign-in/password", wrong),
    ]
    .map(|(path, body)| async move { browser().post(path, &body).await }.boxed());
    let grace = ("username", "grace@globex.example");
    let submitted = [
        ("/sign-in", vec![grace, ("password", PASSWORD)]),
        ("/sign-up", vec![("username", "eve@nowhere.example")]),
        ("/reset-password", vec![grace]),
    ]
    .map(|(path, fields)| async move { platform.browser().submit(path, &fields).await }.boxed());
    join_all(deleted.into_iter().chain(posted).chain(submitted)).await
}

/// Reading goes on, and would hide it.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_cannot_be_written_is_said_to_be_until_it_can() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    let mut stranger = platform.browser();
    readiness_becomes(&mut stranger, 200).await;
    let unwritable = platform.unwritable().await;
    readiness_becomes(&mut stranger, 503).await;
    assert_eq!(stranger.get("/readyz").await.header("retry-after"), "5");
    assert_eq!(stranger.get("/healthz").await.status, 200, "the process runs");
    assert!(grace.is_signed_in().await, "what is there can be read");
    for answer in requests_that_write(&platform, &grace.cookies).await {
        assert_eq!(answer.status, 503, "{}", answer.text());
        assert_eq!(answer.header("retry-after"), "5", "{}", answer.text());
        assert!(!answer.header("set-cookie").contains("session"), "{answer:?}");
    }
    unwritable.end().await;
    readiness_becomes(&mut stranger, 200).await;
    assert_eq!(grace.delete("/api/session").await.status, 200);
    assert!(platform.grace().await.is_signed_in().await);
    let left = platform.count("SELECT COUNT(*) + MAX(LENGTH(filler)) FROM write_tries");
    assert_eq!(left.await, 1, "asking leaves nothing behind");
}
