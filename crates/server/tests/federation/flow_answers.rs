//! Answers through the router: browser, callback, store and relying party together. Invariant: whatever does not belong
//! to an attempt of this browser costs the identity provider nothing, and no refusal leaves a session.

use latchkey_fake_idp::{Endpoint, Fault, Signing, Trouble, demo_people};
use serde_json::json;

use crate::flow_scene::{ADA, Scene, assert_begins_anew, assert_refused, idp_of, parameter, with, without};
use crate::support::{PASSWORD, Platform, acme};

#[tokio::test]
async fn an_answer_without_or_with_a_foreign_state_is_refused_before_the_token_call() {
    let scene = Scene::new().await;
    let (mut browser, callback) = scene.at_the_idp().await;
    for forged in [
        without(&callback, "state"),
        with(&callback, "state", ""),
        with(&callback, "state", "a-state-that-nobody-made"),
        format!("{callback}&state={}", parameter(&callback, "state")),
        callback.replace("/sso/callback/acme", "/sso/callback/globex"),
    ] {
        // The first of them leads to a sign-in of this browser's own, and no other.
        let mut first = browser.clone();
        let answer = first.follow(&forged).await;
        if answer.status == 303 {
            assert_begins_anew(&mut first, &answer).await;
        }
        let answer = first.follow(&forged).await;
        assert_refused(&mut first, &answer).await;
    }
    assert_eq!(scene.idp.requests().token, 0);
    assert_eq!(
        browser.follow(&callback).await.location(),
        "/",
        "the attempt itself was not spoilt"
    );
}

#[tokio::test]
async fn an_answer_in_another_browser_is_refused_and_spoils_nothing() {
    let scene = Scene::new().await;
    let (mut browser, callback) = scene.at_the_idp().await;
    let mut stranger = scene.platform.browser();
    let answer = stranger.follow(&callback).await;
    assert_refused(&mut stranger, &answer).await;
    let (mut another, _) = scene.at_the_idp().await;
    let answer = another.follow(&callback).await;
    assert_refused(&mut another, &answer).await;
    assert_eq!(scene.idp.requests().token, 0);
    assert_eq!(browser.follow(&callback).await.location(), "/");
}

#[tokio::test]
async fn an_answer_works_once_also_when_it_comes_many_times_at_once() {
    let scene = Scene::new().await;
    let (browser, callback) = scene.at_the_idp().await;
    let tries = (0..10).map(|_| {
        let (mut browser, callback) = (browser.clone(), callback.clone());
        async move { browser.follow(&callback).await }
    });
    let answers = futures_util::future::join_all(tries).await;
    let signed_in = answers.iter().filter(|answer| answer.location() == "/").count();
    assert_eq!(signed_in, 1, "{answers:?}");
    assert_eq!(scene.idp.requests().token, 1);
    let mut later = browser;
    let answer = later.follow(&callback).await;
    assert_begins_anew(&mut later, &answer).await;
    let answer = later.follow(&callback).await;
    assert!(answer.location().starts_with("/sign-in/failed/"), "{answer:?}");
    assert!(!later.is_signed_in().await);
    assert_eq!(scene.idp.requests().token, 1);
}

/// Whoever reloads the page on the way in is in already.
#[tokio::test]
async fn a_reload_after_the_sign_in_leads_on_and_signs_nobody_else_in() {
    let scene = Scene::new().await;
    let (mut browser, callback) = scene.at_the_idp().await;
    assert_eq!(browser.follow(&callback).await.location(), "/");
    let cookies = browser.cookies.clone();
    let answer = browser.follow(&callback).await;
    assert_eq!((answer.status, answer.location()), (303, "/"));
    assert_eq!(browser.cookies, cookies, "no second session");
    assert_eq!(scene.idp.requests().token, 1);
}

#[tokio::test]
async fn an_answer_that_comes_too_late_is_refused_before_the_token_call() {
    let scene = Scene::new().await;
    let (mut browser, callback) = scene.at_the_idp().await;
    scene.platform.clock.advance(15 * 60_000);
    let answer = browser.follow(&callback).await;
    assert_begins_anew(&mut browser, &answer).await;
    let answer = browser.follow(&callback).await;
    scene.assert_failed(&mut browser, &answer, "expired").await;
    assert_eq!(scene.idp.requests().token, 0);
}

#[tokio::test]
async fn the_answer_of_another_provider_is_refused_before_the_token_call() {
    let ours = Scene::new().await;
    let theirs = idp_of("acme", demo_people()).await;
    let mut browser = ours.platform.browser();
    let url = browser.start_sso(ADA).await;
    // The attacker's provider gets the request, and answers at the honest one's callback.
    let misled = url.replace(ours.idp.issuer(), theirs.issuer());
    let callback = theirs.complete_login(&misled, ADA).unwrap();
    let answer = browser.follow(&callback).await;
    ours.assert_failed(&mut browser, &answer, "answer_refused").await;
    assert_eq!((ours.idp.requests().token, theirs.requests().token), (0, 0));
}

#[tokio::test]
async fn an_answer_at_another_companys_callback_is_refused_before_the_token_call() {
    let ours = idp_of("acme", demo_people()).await;
    let theirs = idp_of("globex", demo_people()).await;
    let globex = acme(theirs.issuer())
        .replace("acme", "globex")
        .replace("Acme", "Globex");
    let platform = Platform::with(&format!("{}{globex}", acme(ours.issuer()))).await;
    let mut browser = platform.browser();
    let to_acme = browser.start_sso(ADA).await;
    let to_globex = browser.start_sso("ada@globex.example").await;
    let from_globex = theirs.complete_login(&to_globex, ADA).unwrap();
    let mixed_up = with(&from_globex, "state", &parameter(&to_acme, "state"));
    let answer = browser.follow(&mixed_up).await;
    assert_refused(&mut browser, &answer).await;
    assert_eq!((ours.requests().token, theirs.requests().token), (0, 0));
}

#[tokio::test]
async fn a_configuration_that_is_switched_off_in_mid_flow_takes_no_answer() {
    let scene = Scene::new().await;
    let (mut browser, callback) = scene.at_the_idp().await;
    scene.execute("UPDATE sso_configurations SET active = 0").await;
    let answer = browser.follow(&callback).await;
    scene.assert_failed(&mut browser, &answer, "switched_off").await;
    assert_eq!(scene.idp.requests().token, 0);
}

/// The identity provider takes its time, and meanwhile an admin switches the configuration off.
#[tokio::test]
async fn a_configuration_that_is_switched_off_during_the_token_call_takes_no_answer() {
    let scene = Scene::new().await;
    let (mut browser, callback) = scene.at_the_idp().await;
    scene
        .idp
        .set_fault(Fault::Endpoint(Endpoint::Token, Trouble::Late(1_000)));
    let mut other = browser.clone();
    let answering = tokio::spawn(async move { other.follow(&callback).await });
    while scene.idp.requests().token == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    scene.execute("UPDATE sso_configurations SET active = 0").await;
    let answer = answering.await.unwrap();
    scene.assert_failed(&mut browser, &answer, "switched_off").await;
    assert_eq!(scene.links().await, 0);
}

#[tokio::test]
async fn a_configuration_that_is_changed_in_mid_flow_takes_no_answer() {
    let scene = Scene::new().await;
    let (mut browser, callback) = scene.at_the_idp().await;
    let changed = acme(scene.idp.issuer()).replace("\"latchkey\"", "\"another-client\"");
    scene.platform.import(&changed).await;
    let answer = browser.follow(&callback).await;
    scene.assert_failed(&mut browser, &answer, "switched_off").await;
    assert_eq!(scene.idp.requests().token, 0);
}

#[tokio::test]
async fn whoever_cancels_is_told_so_and_a_forged_cancellation_is_refused() {
    let scene = Scene::new().await;
    for (issuer, failure) in [
        (scene.idp.issuer(), "cancelled"),
        ("https://evil.example", "answer_refused"),
    ] {
        let mut browser = scene.platform.browser();
        let url = browser.start_sso(ADA).await;
        let callback = with(&scene.idp.cancel_login(&url).unwrap(), "iss", issuer);
        let answer = browser.follow(&callback).await;
        scene.assert_failed(&mut browser, &answer, failure).await;
    }
    assert_eq!(scene.idp.requests().token, 0);
}

#[tokio::test]
async fn tokens_that_do_not_pass_leave_no_session_and_no_link() {
    for (fault, failure) in [
        (Fault::IdTokenSigning(Signing::ForeignKey), "answer_refused"),
        (Fault::IdTokenSigning(Signing::None), "answer_refused"),
        (
            Fault::IdTokenClaim {
                claim: "nonce",
                value: json!("another"),
            },
            "answer_refused",
        ),
        (
            Fault::IdTokenClaim {
                claim: "aud",
                value: json!("another"),
            },
            "answer_refused",
        ),
        (Fault::TokenError("invalid_client"), "misconfigured"),
        (
            Fault::Endpoint(Endpoint::Token, Trouble::Status(500)),
            "unavailable",
        ),
        (Fault::Endpoint(Endpoint::Token, Trouble::Html), "misconfigured"),
        (
            Fault::IdTokenClaim {
                claim: "email",
                value: json!("not an address"),
            },
            "claims_missing",
        ),
    ] {
        let scene = Scene::new().await;
        scene.idp.set_fault(fault);
        let (mut browser, answer) = scene.sign_in_as(ADA).await;
        scene.assert_failed(&mut browser, &answer, failure).await;
        assert_eq!(scene.links().await, 0);
    }
}

#[tokio::test]
async fn a_key_rotation_shuts_nobody_out() {
    let scene = Scene::new().await;
    scene.sign_in_as(ADA).await;
    scene.idp.rotate_keys();
    let (mut browser, _) = scene.sign_in_as(ADA).await;
    assert!(browser.is_signed_in().await);
    assert_eq!(scene.idp.requests().keys, 2);
}

#[tokio::test]
async fn a_flood_of_unknown_keys_does_not_become_a_flood_at_the_provider() {
    let scene = Scene::new().await;
    scene.sign_in_as(ADA).await;
    scene.idp.set_fault(Fault::IdTokenHeader {
        field: "kid",
        value: json!("unknown"),
    });
    for _ in 0..5 {
        let (mut browser, answer) = scene.sign_in_as(ADA).await;
        scene.assert_failed(&mut browser, &answer, "answer_refused").await;
    }
    assert_eq!(scene.idp.requests().keys, 2);
    scene.idp.clear_faults();
    assert!(
        scene.sign_in_as(ADA).await.0.is_signed_in().await,
        "others are not held up"
    );
}

/// Else whoever signs out at a shared machine would leave a door open: the session at the identity provider still lives.
#[tokio::test]
async fn after_signing_out_the_provider_is_told_to_ask_anew() {
    let scene = Scene::new().await;
    let (mut browser, _) = scene.sign_in_as(ADA).await;
    assert!(
        !browser.start_sso(ADA).await.contains("prompt="),
        "as long as nobody signed out"
    );
    browser.delete("/api/session").await;
    let url = browser.start_sso(ADA).await;
    assert!(url.contains("prompt=login"), "{url}");
    let answer = browser
        .follow(&scene.idp.complete_login(&url, ADA).unwrap())
        .await;
    assert_eq!(answer.location(), "/");
    assert!(
        !browser.start_sso(ADA).await.contains("prompt="),
        "signed in again, all is as before"
    );
}

/// The form without WebAssembly: the page that goes on leads to the same place as the JSON answer.
#[tokio::test]
async fn a_posted_form_leaves_for_the_provider_and_drops_the_password_unread() {
    let scene = Scene::new().await;
    let mut browser = scene.platform.browser();
    let fields = [
        ("username", ADA),
        ("password", PASSWORD),
        ("return_to", "/profile"),
    ];
    let answer = browser.submit("/sign-in", &fields).await;
    assert_eq!(
        answer.status, 200,
        "a page, no redirect: form-action would be enforced along it"
    );
    assert!(!answer.text().contains(PASSWORD));
    let (_, rest) = answer
        .text()
        .split_once("http-equiv=\"refresh\" content=\"0;url=")
        .expect("it goes on");
    let url = rest.split('"').next().expect("an address").replace("&amp;", "&");
    assert!(
        url.starts_with(scene.idp.issuer()) && url.contains("login_hint="),
        "{url}"
    );
    let answer = browser
        .follow(&scene.idp.complete_login(&url, ADA).unwrap())
        .await;
    assert_eq!((answer.status, answer.location()), (303, "/profile"));
    assert!(browser.is_signed_in().await);
}
