//! A session that has run out is renewed at the identity provider without any input, or the sign-in screen comes. Invariant:
//! whoever comes back gets a session of their own, or none: never the one that ended.

use latchkey_fake_idp::{Endpoint, Fault, Trouble};
use latchkey_server::clock::{Clock as _, SystemClock};

use crate::flow_scene::{ADA, Scene, parameter};
use crate::support::{Browser, acme};

const HOUR: i64 = 3_600_000;
const ALAN: &str = "alan@acme.example";
const SESSION: &str = "latchkey-session";
const BACK_TO_PROFILE: &str = "/sign-in?return_to=%2Fprofile";

/// Time passes here and at the identity provider.
fn pass(scene: &Scene, by_ms: i64) {
    scene.platform.clock.advance(by_ms);
    let ahead_ms = scene.platform.clock.now_ms() - SystemClock.now_ms();
    scene.idp.set_clock_offset(ahead_ms.div_euclid(1000));
}

/// A browser in which Ada's session has just run out.
async fn an_hour_later(scene: &Scene) -> Browser {
    let (mut browser, _) = scene.sign_in_as(ADA).await;
    assert!(browser.is_signed_in().await);
    pass(scene, HOUR);
    browser
}

/// Opens the sign-in screen, which leaves for the identity provider without a question.
async fn leaves(browser: &mut Browser, path: &str) -> String {
    let answer = browser.get(path).await;
    assert_eq!(answer.status, 303, "{answer:?}");
    let url = answer.location().to_owned();
    assert_eq!(parameter(&url, "prompt"), "none");
    assert_eq!(parameter(&url, "login_hint"), ADA);
    url
}

/// The sign-in screen, with Ada's address and the way back in it.
async fn assert_asks(browser: &mut Browser, path: &str) -> String {
    let answer = browser.get(path).await;
    assert_eq!((answer.status, answer.location()), (200, ""), "{answer:?}");
    assert!(answer.text().contains(ADA), "{}", answer.text());
    answer.text().to_owned()
}

#[tokio::test]
async fn the_same_person_gets_a_new_session_and_is_back_where_they_were() {
    let scene = Scene::new().await;
    let mut browser = an_hour_later(&scene).await;
    let answer = browser.get("/profile").await;
    assert_eq!((answer.status, answer.location()), (303, BACK_TO_PROFILE));
    assert_eq!(
        browser.get("/api/session").await.status,
        401,
        "scripts are told, not sent away"
    );
    let old = browser.cookies[SESSION].clone();
    let url = leaves(&mut browser, BACK_TO_PROFILE).await;
    let answer = browser
        .follow(&scene.idp.complete_login(&url, ADA).unwrap())
        .await;
    assert_eq!(
        (answer.status, answer.location()),
        (303, "/profile"),
        "{answer:?}"
    );
    assert!(browser.is_signed_in().await);
    assert_ne!(browser.cookies[SESSION], old);
    browser.cookies.insert(SESSION.into(), old);
    assert!(!browser.is_signed_in().await, "the old one stays dead");
    assert_eq!(browser.get(BACK_TO_PROFILE).await.status, 200, "and was used up");
    assert_eq!(scene.platform.count("SELECT count(*) FROM sessions").await, 1);
}

#[tokio::test]
async fn where_the_provider_wants_the_person_the_screen_comes_once() {
    for refusal in [
        "login_required",
        "interaction_required",
        "consent_required",
        "account_selection_required",
    ] {
        let scene = Scene::new().await;
        let mut browser = an_hour_later(&scene).await;
        let url = leaves(&mut browser, BACK_TO_PROFILE).await;
        let callback = scene.idp.refuse_login(&url, refusal).unwrap();
        let answer = browser.follow(&callback).await;
        assert_eq!(answer.status, 303, "{answer:?}");
        let screen = answer.location().to_owned();
        let page = assert_asks(&mut browser, &screen).await;
        assert!(page.contains("value=\"/profile\""), "the way back: {page}");
        assert!(
            !page.contains("<div class=\"alert\""),
            "nothing went wrong: {page}"
        );
        assert_eq!(browser.follow(&callback).await.location(), screen, "reloaded");
        let again = browser.get(BACK_TO_PROFILE).await;
        assert_eq!(again.status, 200, "no circle: {again:?}");
        let failed = "SELECT count(*) FROM audit_events WHERE action = 'sso_sign_in_failed'";
        assert_eq!(scene.platform.count(failed).await, 0);
        let url = browser.start_sso(ADA).await;
        assert!(!url.contains("prompt="), "{url}");
        let answer = browser
            .follow(&scene.idp.complete_login(&url, ADA).unwrap())
            .await;
        assert_eq!(answer.location(), "/");
    }
}

/// What nobody asked for is a refusal like any other.
#[tokio::test]
async fn a_first_sign_in_that_is_answered_so_has_failed() {
    let scene = Scene::new().await;
    let mut browser = scene.platform.browser();
    let url = browser.start_sso(ADA).await;
    let callback = scene.idp.refuse_login(&url, "login_required").unwrap();
    let answer = browser.follow(&callback).await;
    scene.assert_failed(&mut browser, &answer, "cancelled").await;
}

#[tokio::test]
async fn another_person_takes_nothing_over() {
    let scene = Scene::new().await;
    scene.platform.import(&with_alan(&scene)).await;
    let (mut alan, _) = scene.sign_in_as(ALAN).await;
    assert!(alan.is_signed_in().await, "Alan has an account of his own");
    let mut browser = an_hour_later(&scene).await;
    let url = leaves(&mut browser, BACK_TO_PROFILE).await;
    let answer = browser
        .follow(&scene.idp.complete_login(&url, ALAN).unwrap())
        .await;
    scene.assert_failed(&mut browser, &answer, "another_person").await;
    assert_eq!(browser.get(BACK_TO_PROFILE).await.status, 200, "used up");
}

fn with_alan(scene: &Scene) -> String {
    let alan = "\n  [[company.account]]\n  email = \"alan@acme.example\"\n  first_name = \"Alan\"\n  last_name = \"Turing\"\n";
    acme(scene.idp.issuer()).replacen("\n  [[company.sso", &format!("{alan}\n  [[company.sso"), 1)
}

/// A stranger to the platform is sent to no form that would make an account in the place of a session.
#[tokio::test]
async fn nobody_is_onboarded_by_a_renewal() {
    let scene = Scene::new().await;
    let mut browser = an_hour_later(&scene).await;
    let url = leaves(&mut browser, "/sign-in").await;
    let answer = browser
        .follow(&scene.idp.complete_login(&url, ALAN).unwrap())
        .await;
    scene.assert_failed(&mut browser, &answer, "another_person").await;
}

#[tokio::test]
async fn after_signing_out_nothing_is_renewed() {
    let scene = Scene::new().await;
    let (mut browser, _) = scene.sign_in_as(ADA).await;
    let session = browser.cookies[SESSION].clone();
    browser.delete("/api/session").await;
    browser.cookies.insert(SESSION.into(), session);
    pass(&scene, HOUR);
    assert_eq!(browser.get("/sign-in").await.status, 200);
    // Also when the session had run out before.
    let mut browser = an_hour_later(&scene).await;
    let session = browser.cookies[SESSION].clone();
    browser.delete("/api/session").await;
    browser.cookies.remove("latchkey-signed-out");
    browser.cookies.insert(SESSION.into(), session);
    assert_eq!(browser.get("/sign-in").await.status, 200);
    assert_eq!(scene.platform.count("SELECT count(*) FROM sessions").await, 0);
    // And the mark alone is enough.
    let mut browser = an_hour_later(&scene).await;
    browser.cookies.insert("latchkey-signed-out".into(), "1".into());
    assert_eq!(browser.get("/sign-in").await.status, 200);
}

#[tokio::test]
async fn twelve_hours_after_its_end_it_is_over() {
    let scene = Scene::new().await;
    let mut late = an_hour_later(&scene).await;
    // ID tokens tell the time in seconds.
    pass(&scene, 12 * HOUR - 2_000);
    let mut just = late.clone();
    leaves(&mut just, "/sign-in").await;
    pass(&scene, 2_000);
    assert_eq!(late.get("/sign-in").await.status, 200);
}

/// Every tab that is open tries; whoever comes back much later with nothing done is not sent away again.
#[tokio::test]
async fn several_tabs_may_try_at_once_and_nobody_is_sent_in_a_circle() {
    let scene = Scene::new().await;
    let mut browser = an_hour_later(&scene).await;
    let one = leaves(&mut browser, BACK_TO_PROFILE).await;
    let two = leaves(&mut browser, "/sign-in").await;
    let answer = browser
        .follow(&scene.idp.complete_login(&one, ADA).unwrap())
        .await;
    assert_eq!(answer.location(), "/profile");
    let answer = browser
        .follow(&scene.idp.complete_login(&two, ADA).unwrap())
        .await;
    assert_eq!(answer.location(), "/");
    assert!(browser.is_signed_in().await);
    pass(&scene, HOUR);
    leaves(&mut browser, "/sign-in").await;
    pass(&scene, 10_000);
    let answer = browser.get("/sign-in").await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[tokio::test]
async fn a_provider_that_is_down_leaves_a_screen_with_a_way_on() {
    let scene = Scene::new().await;
    let mut browser = an_hour_later(&scene).await;
    scene
        .idp
        .set_fault(Fault::Endpoint(Endpoint::Discovery, Trouble::Status(503)));
    let page = assert_asks(&mut browser, BACK_TO_PROFILE).await;
    assert!(
        page.contains("<div class=\"alert\"") && page.contains("value=\"/profile\""),
        "{page}"
    );
    assert!(!page.contains(Trouble::GIVEAWAY));
}

#[tokio::test]
async fn what_has_changed_meanwhile_counts() {
    // No longer federated.
    let scene = Scene::new().await;
    let mut browser = an_hour_later(&scene).await;
    scene.execute("UPDATE sso_configurations SET active = 0").await;
    assert_asks(&mut browser, "/sign-in").await;
    // Another identity provider.
    let scene = Scene::new().await;
    let mut browser = an_hour_later(&scene).await;
    scene
        .execute("UPDATE sessions SET idp_issuer = 'https://elsewhere.example'")
        .await;
    assert_asks(&mut browser, "/sign-in").await;
    // Switched off, before and during.
    for before in [true, false] {
        let scene = Scene::new().await;
        let mut browser = an_hour_later(&scene).await;
        let deactivate = "UPDATE accounts SET deactivated_at_ms = 1";
        if before {
            scene.execute(deactivate).await;
            let answer = browser.get("/sign-in").await;
            assert!(
                answer.status == 200 && !answer.text().contains(&format!("value=\"{ADA}\"")),
                "{answer:?}"
            );
            assert_eq!(scene.platform.count("SELECT count(*) FROM sessions").await, 0);
        } else {
            let url = leaves(&mut browser, "/sign-in").await;
            scene.execute(deactivate).await;
            let answer = browser
                .follow(&scene.idp.complete_login(&url, ADA).unwrap())
                .await;
            scene
                .assert_failed(&mut browser, &answer, "account_deactivated")
                .await;
        }
    }
}

/// Even if the clock goes back: a session that was seen to have ended has ended.
#[tokio::test]
async fn an_ended_session_never_opens_anything_again() {
    let scene = Scene::new().await;
    let mut browser = an_hour_later(&scene).await;
    assert!(!browser.is_signed_in().await);
    pass(&scene, -HOUR / 2);
    assert!(!browser.is_signed_in().await);
    leaves(&mut browser, "/sign-in").await;
}

#[tokio::test]
async fn only_a_page_that_is_opened_uses_the_renewal_up() {
    let scene = Scene::new().await;
    let mut browser = an_hour_later(&scene).await;
    browser.headers = vec![("sec-fetch-dest", "empty".into())];
    assert_eq!(browser.get("/sign-in").await.status, 200);
    browser.headers = vec![("sec-fetch-dest", "document".into())];
    leaves(&mut browser, "/sign-in").await;
}
