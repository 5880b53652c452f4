//! A silent renewal that comes to nothing, for whatever reason: nobody pressed anything, so nobody sees a failure. Invariant: the
//! sign-in screen comes, with the username and the way back, and the reason is in the log.

use latchkey_fake_idp::{Endpoint, Fault, Signing, Trouble};
use latchkey_server::clock::{Clock as _, SystemClock};
use serde_json::json;

use crate::flow_scene::{ADA, Scene, with, without};
use crate::log::Log;
use crate::support::Browser;

const HOUR: i64 = 3_600_000;

/// A browser in which Ada's session has just run out, and where it leaves for.
async fn away(scene: &Scene) -> (Browser, String) {
    let (mut browser, _) = scene.sign_in_as(ADA).await;
    scene.platform.clock.advance(HOUR);
    let ahead_ms = scene.platform.clock.now_ms() - SystemClock.now_ms();
    scene.idp.set_clock_offset(ahead_ms.div_euclid(1000));
    let answer = browser.get("/sign-in?return_to=%2Fprofile").await;
    assert!(answer.location().contains("prompt=none"), "{answer:?}");
    let url = answer.location().to_owned();
    (browser, url)
}

async fn assert_asks(scene: &Scene, browser: &mut Browser, callback: &str, why: &str) {
    let answer = browser.follow(callback).await;
    assert!(
        answer.location().starts_with("/sign-in?attempt="),
        "{why}: {answer:?}"
    );
    let page = browser.get(answer.location()).await;
    assert!(
        page.text().contains(ADA) && page.text().contains("value=\"/profile\""),
        "{why}: {}",
        page.text()
    );
    assert!(
        !page.text().contains("<div class=\"alert\""),
        "{why}: {}",
        page.text()
    );
    assert!(!browser.is_signed_in().await, "{why}");
    let again = browser.follow(callback).await;
    assert_eq!(again.location(), answer.location(), "{why}: reloaded");
    assert_eq!(
        browser.get("/sign-in?return_to=%2Fprofile").await.status,
        200,
        "{why}: no circle"
    );
    let failed = "SELECT count(*) FROM audit_events WHERE action = 'sso_sign_in_failed'";
    assert_eq!(scene.platform.count(failed).await, 0, "{why}");
}

#[tokio::test]
async fn whatever_error_is_answered_the_screen_comes() {
    let log = Log::listen();
    for error in [
        "user_interaction_required",
        "access_denied",
        "invalid_request",
        "invalid_scope",
        "unauthorized_client",
        "server_error",
        "temporarily_unavailable",
        "registration_not_supported",
        "<script>",
        "",
    ] {
        let scene = Scene::new().await;
        let (mut browser, url) = away(&scene).await;
        let callback = scene.idp.refuse_login(&url, error).unwrap();
        log.take();
        assert_asks(&scene, &mut browser, &callback, error).await;
        let text = log.take();
        let shown = if matches!(error, "<script>" | "") {
            "another"
        } else {
            error
        };
        assert!(
            Log::line_about(&text, "error").contains(&format!("error=\"{shown}\"")),
            "{error}: {text}"
        );
    }
}

#[tokio::test]
async fn an_answer_that_is_none_brings_the_screen() {
    let log = Log::listen();
    let scene = Scene::new().await;
    let (mut browser, url) = away(&scene).await;
    let callback = scene.idp.complete_login(&url, ADA).unwrap();
    log.take();
    assert_asks(&scene, &mut browser, &without(&callback, "code"), "no code").await;
    assert!(log.take().contains("member=\"code\""));
    let scene = Scene::new().await;
    let (mut browser, url) = away(&scene).await;
    let callback = scene.idp.complete_login(&url, ADA).unwrap();
    assert_asks(
        &scene,
        &mut browser,
        &with(&callback, "iss", "https://evil.example"),
        "another issuer",
    )
    .await;
    // It took more than a quarter of an hour.
    let scene = Scene::new().await;
    let (mut browser, url) = away(&scene).await;
    let callback = scene.idp.complete_login(&url, ADA).unwrap();
    scene.platform.clock.advance(15 * 60_000);
    assert_asks(&scene, &mut browser, &callback, "too late").await;
}

#[tokio::test]
async fn tokens_that_do_not_come_or_do_not_pass_bring_the_screen() {
    for fault in [
        Fault::TokenError("invalid_client"),
        Fault::TokenError("invalid_grant"),
        Fault::Endpoint(Endpoint::Token, Trouble::Status(503)),
        Fault::Endpoint(Endpoint::Token, Trouble::Html),
        Fault::IdTokenSigning(Signing::ForeignKey),
        Fault::IdTokenClaim {
            claim: "email",
            value: json!("no address"),
        },
    ] {
        let scene = Scene::new().await;
        let (mut browser, url) = away(&scene).await;
        let callback = scene.idp.complete_login(&url, ADA).unwrap();
        scene.idp.set_fault(fault.clone());
        assert_asks(&scene, &mut browser, &callback, &format!("{fault:?}")).await;
    }
}

#[tokio::test]
async fn a_forged_answer_begins_anew_and_another_person_is_refused_as_ever() {
    let scene = Scene::new().await;
    let (mut browser, url) = away(&scene).await;
    let callback = scene.idp.complete_login(&url, ADA).unwrap();
    let forged = with(&callback, "state", "made-up");
    let answer = browser.follow(&forged).await;
    let anew = (303, "/sso/start/acme?anew=1");
    assert_eq!((answer.status, answer.location()), anew, "{answer:?}");
    let again = browser.follow(&forged).await;
    assert_eq!((again.status, again.location()), (400, ""), "{again:?}");
    let callback = scene.idp.complete_login(&url, "alan@acme.example").unwrap();
    let answer = browser.follow(&callback).await;
    scene.assert_failed(&mut browser, &answer, "another_person").await;
}
