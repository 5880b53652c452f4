//! Leaving for the identity provider, and coming back, when something is in the way: too many, a client that hangs up, a
//! store that fails in the middle.

use std::time::Duration;

use futures_util::future::join_all;
use latchkey_fake_idp::{Endpoint, Fault, Trouble};
use latchkey_test_browser::Answer;
use serde_json::json;

use crate::flow_scene::{ADA, Scene};
use crate::support::{Browser, PASSWORD, database::added};

const ATTEMPTS: &str = "SELECT COUNT(*) FROM sign_in_attempts";
const SESSIONS: &str = "SELECT COUNT(*) FROM sessions";
const SIGNED_IN: &str = "SELECT COUNT(*) FROM audit_events WHERE action = 'signed_in'";

async fn start(browser: &mut Browser) -> Answer {
    browser
        .post("/api/sign-in/sso", &json!({ "username": ADA }))
        .await
}

/// A whole company may sit behind one address; whoever only wants to fill the store is stopped.
#[tokio::test]
async fn two_thousand_departures_per_address_in_a_quarter_of_an_hour() {
    let scene = Scene::new().await;
    let platform = &scene.platform;
    platform.seed_throttle("sso_start:198.51.100.7", 1_999).await;
    let mut browser = platform.browser();
    assert_eq!(start(&mut browser).await.status, 200, "the two thousandth");
    let before = platform.rows().await;
    let writer = platform.in_the_way_of("198.51.100.7").await;
    let refused = tokio::time::timeout(Duration::from_secs(4), start(&mut browser))
        .await
        .expect("what is certain to be refused does not wait for the writer");
    drop(writer);
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (429, "too_many_attempts")
    );
    let seconds: i64 = refused.header("retry-after").parse().unwrap();
    assert!((890..=901).contains(&seconds), "{seconds}");
    let page = browser
        .submit("/sign-in", &[("username", ADA), ("password", PASSWORD)])
        .await;
    assert_eq!(page.status, 429, "and as a form");
    assert!(!page.header("retry-after").is_empty() && page.text().contains(ADA));
    assert_eq!(added(&before, &platform.rows().await), [].into());
    let mut neighbour = platform.browser();
    neighbour.address = "198.51.100.8:1".parse().unwrap();
    assert_eq!(start(&mut neighbour).await.status, 200);
    let grace = platform.browser().sign_in("grace@globex.example", PASSWORD).await;
    assert_eq!(grace.status, 200, "passwords are counted apart");
    platform.clock.advance(15 * 60_000);
    assert_eq!(start(&mut browser).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_places_are_taken_once_however_many_come_at_once() {
    let scene = Scene::new().await;
    scene.sign_in_as(ADA).await;
    let before = scene.platform.count(ATTEMPTS).await;
    scene
        .platform
        .seed_throttle("sso_start:198.51.100.7", 1_993)
        .await;
    let starts = (0..20).map(|_| {
        let mut browser = scene.platform.browser();
        async move { start(&mut browser).await.status }
    });
    let mut statuses = join_all(starts).await;
    statuses.sort_unstable();
    let expected = [vec![200; 6], vec![429; 14]].concat();
    assert_eq!(statuses, expected, "one place was taken before");
    assert_eq!(scene.platform.count(ATTEMPTS).await, before + 6);
}

/// The code is used up and the identity provider asked: the answer has to lead somewhere.
#[tokio::test]
async fn a_client_that_hangs_up_while_the_provider_thinks_leaves_no_half_attempt() {
    let scene = Scene::new().await;
    let (mut browser, callback) = scene.at_the_idp().await;
    scene
        .idp
        .set_fault(Fault::Endpoint(Endpoint::Token, Trouble::Late(300)));
    let answering = tokio::spawn(async move { browser.follow(&callback).await });
    while scene.idp.requests().token == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    answering.abort();
    assert!(answering.await.unwrap_err().is_cancelled());
    scene.platform.wait_until(SIGNED_IN, 1).await;
    assert_eq!(scene.status_of_the_newest().await, "completed");
}

/// The account is linked, its password and its sessions end, a session begins: all of it or nothing.
#[tokio::test]
async fn a_store_that_fails_in_the_middle_of_linking_has_linked_nothing() {
    for [broken, mended] in [
        [
            "ALTER TABLE audit_events RENAME TO gone",
            "ALTER TABLE gone RENAME TO audit_events",
        ],
        // Old sessions can be ended, and none can begin.
        [
            "ALTER TABLE sessions RENAME COLUMN user_agent TO gone",
            "ALTER TABLE sessions RENAME COLUMN gone TO user_agent",
        ],
    ] {
        let scene = Scene::new().await;
        let platform = &scene.platform;
        let (mut browser, callback) = scene.at_the_idp().await;
        platform.execute(broken).await;
        let passwords = "SELECT COUNT(*) FROM accounts WHERE password_hash IS NOT NULL";
        let passwords_before = platform.count(passwords).await;
        let answer = browser.follow(&callback).await;
        assert_eq!((answer.status, answer.location()), (500, ""), "{broken}");
        assert!(!browser.cookies.contains_key("latchkey-session"), "{broken}");
        assert_eq!(scene.links().await, 0, "{broken}");
        assert_eq!(platform.count(passwords).await, passwords_before, "{broken}");
        platform.execute(mended).await;
        assert_eq!(platform.count(SESSIONS).await, 0, "{broken}");
        assert_eq!(platform.count(SIGNED_IN).await, 0, "{broken}");
        let answer = browser.follow(&callback).await;
        assert!(
            answer.location().starts_with("/sign-in/failed/"),
            "used up, and said so: {answer:?}"
        );
        let (mut again, answer) = scene.sign_in_as(ADA).await;
        assert_eq!(answer.location(), "/", "{broken}");
        assert!(again.is_signed_in().await);
        assert_eq!((scene.links().await, platform.count(SESSIONS).await), (1, 1));
    }
}
