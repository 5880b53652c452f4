//! A store that fails in the middle: whole or not at all, and never a claim that it was done.

use crate::support::{GLOBEX, PASSWORD, Platform};

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
    // SQLite ended the transaction by itself: whoever believes in it still would refuse every other for good.
    platform.limit_pages(1_000_000).await;
    assert!(platform.grace().await.is_signed_in().await);
}
