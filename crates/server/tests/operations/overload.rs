//! More than there is room for: refused in so many words, and nobody else waits.

use std::time::{Duration, Instant};

use axum::http::Method;
use latchkey_server::passwords::PasswordHasher;
use tokio::task::JoinHandle;

use crate::support::{Browser, GLOBEX, PASSWORD, Platform, database::added};

/// The longest that a request which only reads may wait: less than any wait that ends in a refusal.
const QUICK: Duration = Duration::from_secs(4);

/// A platform on which passwords are never looked at, a queue full of people who wait for that, and a browser in which
/// Grace was signed in before.
async fn with_a_full_queue() -> (Platform, Browser, Vec<JoinHandle<()>>) {
    let platform = Platform::with(GLOBEX).await;
    let cookies = platform.grace().await.cookies;
    let platform = platform.with_passwords(PasswordHasher::with_limits(0, 20));
    let waiting = (0..20).map(|n| {
        let mut browser = platform.browser();
        tokio::spawn(async move {
            browser
                .sign_in(&format!("nobody{n}@globex.example"), "wrong")
                .await;
        })
    });
    let waiting = waiting.collect::<Vec<_>>();
    platform
        .wait_until("SELECT COUNT(*) FROM throttle_attempts", 40)
        .await;
    let mut grace = platform.browser();
    grace.cookies = cookies;
    (platform, grace, waiting)
}

#[tokio::test]
async fn one_more_than_the_queue_takes_is_told_when_to_come_back_and_not_counted() {
    let (platform, _grace, waiting) = with_a_full_queue().await;
    let before = platform.rows().await;
    let answer = platform.browser().sign_in("grace@globex.example", PASSWORD).await;
    assert_eq!((answer.status, answer.code().as_str()), (503, "busy"));
    assert_eq!(answer.header("retry-after"), "5");
    let fields = [("username", "grace@globex.example"), ("password", PASSWORD)];
    let page = platform.browser().submit("/sign-in", &fields).await;
    assert_eq!((page.status, page.header("retry-after")), (503, "5"));
    assert!(
        page.text().contains("grace@globex.example"),
        "the form is still there: {}",
        page.text()
    );
    assert_eq!(added(&before, &platform.rows().await), [].into());
    for task in waiting {
        task.abort();
    }
}

#[tokio::test]
async fn other_routes_do_not_wait_for_a_full_queue() {
    let (_platform, mut grace, waiting) = with_a_full_queue().await;
    let others = async {
        for (method, path) in [
            (Method::GET, "/healthz"),
            (Method::GET, "/readyz"),
            (Method::GET, "/api/session"),
            (Method::GET, "/api/my-apps"),
            (Method::GET, "/"),
            (Method::DELETE, "/api/session"),
            (Method::GET, "/sign-in"),
        ] {
            let answer = grace.send(method, path, None, Default::default()).await;
            assert_eq!(answer.status, 200, "{path}: {answer:?}");
        }
    };
    tokio::time::timeout(QUICK, others)
        .await
        .expect("they do not wait");
    for task in waiting {
        task.abort();
    }
}

/// Five seconds, then the answer is that nothing was done; and nothing was.
#[tokio::test]
async fn whoever_waits_too_long_for_the_writer_is_refused_and_has_written_nothing() {
    let platform = Platform::with(GLOBEX).await;
    let before = platform.rows().await;
    let writer = platform.in_the_way_of("198.51.100.7").await;
    let mut browser = platform.browser();
    let started = Instant::now();
    let signing_in = browser.sign_in("grace@globex.example", PASSWORD);
    let answer = tokio::time::timeout(Duration::from_secs(15), signing_in)
        .await
        .expect("there is an end to waiting");
    assert_eq!((answer.status, answer.code().as_str()), (503, "unavailable"));
    assert_eq!(answer.header("retry-after"), "5");
    assert!(
        started.elapsed() >= Duration::from_secs(4),
        "it was worth waiting"
    );
    assert!(browser.cookies.is_empty());
    drop(writer);
    assert_eq!(added(&before, &platform.rows().await), [].into());
    assert_eq!(
        browser.sign_in("grace@globex.example", PASSWORD).await.status,
        200
    );
}

/// That a session was used is written down when that can be done at once, and not waited for.
#[tokio::test]
async fn reading_does_not_wait_for_a_writer() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    let seen = "SELECT MAX(last_seen_at_ms) FROM sessions";
    let (seen_first, expires) = (
        platform.count(seen).await,
        grace.get("/api/session").await.json()["expires_at"].clone(),
    );
    platform.clock.advance(10 * 60_000);
    let writer = platform.in_the_way_of("198.51.100.7").await;
    let reading = grace.get("/api/session");
    let answer = tokio::time::timeout(QUICK, reading)
        .await
        .expect("it does not wait for the writer");
    assert_eq!(answer.status, 200);
    // PostgreSQL has a second writer at hand.
    let is_written = platform.count(seen).await > seen_first;
    assert_eq!(
        answer.json()["expires_at"] != expires,
        is_written,
        "what was not written down is not promised"
    );
    drop(writer);
    assert_eq!(grace.get("/api/session").await.status, 200);
    assert_eq!(
        platform.count(seen).await,
        seen_first + 10 * 60_000,
        "it is made up for"
    );
}
