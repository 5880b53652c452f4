//! Whose address it is, in all that goes by it: the throttle, the trail, and sessions.

use crate::support::{Browser, GLOBEX, PASSWORD, Platform};

/// From `peer`, with what `X-Forwarded-For` says.
fn browser(platform: &Platform, peer: &str, forwarded: &str) -> Browser {
    let mut browser = platform.browser();
    browser.address = peer.parse().expect("an address");
    browser.headers = vec![("x-forwarded-for", forwarded.to_owned())];
    browser
}

async fn texts(platform: &Platform, sql: &'static str) -> Vec<String> {
    let mut connection = platform.app.store.read().await.expect("a connection");
    sqlx::query_scalar(sql)
        .fetch_all(&mut *connection)
        .await
        .expect("texts")
}

const SESSIONS: &str = "SELECT client_address FROM sessions ORDER BY created_at_ms, id";
const TRAIL: &str =
    "SELECT client_address FROM audit_events WHERE action <> 'imported' AND client_address <> '' ORDER BY id";
const THROTTLE: &str =
    "SELECT DISTINCT scope FROM throttle_attempts WHERE scope LIKE 'address:%' ORDER BY scope";

#[tokio::test]
async fn what_somebody_says_of_himself_counts_nowhere() {
    let platform = Platform::with(GLOBEX).await;
    let mut liar = browser(&platform, "198.51.100.7:1", "203.0.113.9");
    assert_eq!(liar.sign_in("grace@globex.example", PASSWORD).await.status, 200);
    liar.sign_in("grace@globex.example", "wrong").await;
    assert_eq!(texts(&platform, SESSIONS).await, ["198.51.100.7"]);
    assert_eq!(
        texts(&platform, TRAIL).await,
        ["198.51.100.7", "198.51.100.7"],
        "a sign-in, and one that failed"
    );
    assert_eq!(texts(&platform, THROTTLE).await, ["address:198.51.100.7"]);
}

#[tokio::test]
async fn behind_a_trusted_proxy_it_is_the_last_that_no_proxy_has() {
    let platform = Platform::with(GLOBEX).await;
    let forwarded = "1.1.1.1, 203.0.113.9, 192.0.2.77";
    let mut person = browser(&platform, "192.0.2.1:1", forwarded);
    assert_eq!(person.sign_in("grace@globex.example", PASSWORD).await.status, 200);
    let mut person = browser(&platform, "[::ffff:192.0.2.1]:1", "2001:db8::5");
    person.sign_in("grace@globex.example", "wrong").await;
    assert_eq!(texts(&platform, SESSIONS).await, ["203.0.113.9"]);
    assert_eq!(texts(&platform, TRAIL).await, ["203.0.113.9", "2001:db8::5"]);
    assert_eq!(
        texts(&platform, THROTTLE).await,
        ["address:2001:db8:0:0::/64"],
        "the right one was given back"
    );
}

/// Else one person behind the proxy would lock all others out.
#[tokio::test]
async fn people_behind_one_proxy_are_counted_apart() {
    let platform = Platform::with(GLOBEX).await;
    platform.seed_throttle("address:203.0.113.9", 200).await;
    let mut blocked = browser(&platform, "192.0.2.1:1", "203.0.113.9");
    assert_eq!(
        blocked.sign_in("grace@globex.example", PASSWORD).await.status,
        429
    );
    let mut neighbour = browser(&platform, "192.0.2.1:1", "203.0.113.10");
    assert_eq!(
        neighbour.sign_in("grace@globex.example", PASSWORD).await.status,
        200
    );
    let mut liar = browser(&platform, "198.51.100.7:1", "203.0.113.9");
    assert_eq!(liar.sign_in("grace@globex.example", PASSWORD).await.status, 200);
}
