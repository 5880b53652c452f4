//! The second factor in the middle of an authorization, and what apps are told of it.

use latchkey_test_browser::Answer;
use serde_json::{Value, json};

use crate::app::{agree, answer, goes_on_to, id_token, platform, request, settle, tokens};
use crate::support::authenticator::Authenticator;
use crate::support::{Browser, PASSWORD, Platform};

const GRACE: &str = "grace@globex.example";
const BOTH: &str = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";
const ALONE: &str = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport";

/// Signs in on the way to an app, with password and code; returns the page behind.
async fn sign_in(platform: &Platform, browser: &mut Browser, begun: &Answer, secret: &str) -> Answer {
    let place = url::Url::parse(&format!("http://x{}", begun.location())).expect("a URL");
    let place = place.query_pairs().next().expect("a place").1.into_owned();
    let body = json!({ "username": GRACE, "password": PASSWORD, "return_to": place });
    let next = browser.post("/api/sign-in/password", &body).await.json()["next"].clone();
    let step = next.as_str().expect("a place").to_owned();
    assert!(step.starts_with("/sign-in/second-step/"), "{step}");
    let page = browser.get(&step).await;
    assert!(page.text().contains("Company Expenses"), "{}", page.text());
    let done = browser.submit(&step, &[("code", &platform.totp(secret))]).await;
    let on = goes_on_to(&done);
    assert_eq!(on, place, "the app that waits gets its answer");
    let page = browser.get(&on).await;
    settle(browser, page).await
}

async fn claims(platform: &Platform, browser: &mut Browser, with: &[(&str, &str)]) -> Value {
    let given = tokens(platform, browser, with).await;
    id_token(platform, &given["id_token"]).await.1
}

#[tokio::test]
async fn the_app_that_waits_gets_its_answer_after_the_second_step() {
    let platform = platform().await;
    let (secret, _) = platform.add_totp(&mut platform.grace().await).await;
    let mut browser = platform.browser();
    let begun = browser.get(&request(&[])).await;
    let page = sign_in(&platform, &mut browser, &begun, &secret).await;
    let answer = answer(&agree(&mut browser, &page, &[]).await);
    assert!(answer.contains_key("code"), "{answer:?}");
}

#[tokio::test]
async fn apps_are_told_what_was_shown() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let before = claims(&platform, &mut grace, &[]).await;
    assert_eq!((&before["amr"], &before["acr"]), (&json!(["pwd"]), &json!(ALONE)));
    let (secret, codes) = platform.add_totp(&mut grace).await;
    let shown = claims(&platform, &mut grace, &[]).await;
    assert_eq!(
        (&shown["amr"], &shown["acr"]),
        (&json!(["pwd", "otp", "mfa"]), &json!(BOTH)),
        "whoever adds it has shown it"
    );
    for (field, code, amr, status) in [
        ("code", platform.totp(&secret), json!(["pwd", "otp", "mfa"]), 303),
        ("recovery_code", codes[0].clone(), json!(["pwd", "mfa"]), 200),
    ] {
        let mut browser = platform.browser();
        let step = browser.sign_in(GRACE, PASSWORD).await.json()["next"].clone();
        let step = step.as_str().expect("a place");
        assert_eq!(browser.submit(step, &[(field, &code)]).await.status, status);
        let told = claims(&platform, &mut browser, &[]).await;
        assert_eq!((&told["amr"], &told["acr"]), (&amr, &json!(BOTH)));
    }
    let document = platform
        .browser()
        .get("/.well-known/openid-configuration")
        .await
        .json();
    assert_eq!(document["acr_values_supported"], json!([ALONE, BOTH]));
}

#[tokio::test]
async fn an_app_that_wants_more_gets_it_from_whoever_has_it() {
    let platform = platform().await;
    let mut old = platform.grace().await;
    let (secret, _) = platform.add_totp(&mut platform.grace().await).await;
    let wanted = [("acr_values", BOTH)];
    // The earlier session has shown a password alone.
    let silent = old
        .get(&request(&[("acr_values", BOTH), ("prompt", "none")]))
        .await;
    assert_eq!(answer(silent.location())["error"], "interaction_required");
    let begun = old.get(&request(&wanted)).await;
    let step = begun.location().to_owned();
    assert!(step.starts_with("/sign-in/second-step/"), "{begun:?}");
    assert_eq!(old.submit(&step, &[("code", "000000")]).await.status, 422);
    let cookie = old.cookies.clone();
    let done = old.submit(&step, &[("code", &platform.totp(&secret))]).await;
    let page = old.get(&goes_on_to(&done)).await;
    let page = settle(&mut old, page).await;
    assert!(answer(&agree(&mut old, &page, &[]).await).contains_key("code"));
    let told = claims(&platform, &mut old, &wanted).await;
    assert_eq!(told["acr"], BOTH);
    let before = old.cookies.clone();
    old.cookies = cookie;
    assert!(!old.is_signed_in().await, "the secret of before opens nothing");
    old.cookies = before;
    assert!(old.is_signed_in().await);
}

/// In a browser that is remembered nobody has shown a factor, and an app that wants one has it asked for.
#[tokio::test]
async fn a_remembered_browser_claims_no_factor() {
    let platform = platform().await;
    let (secret, _) = platform.add_totp(&mut platform.grace().await).await;
    platform.clock.advance(30_000);
    let mut browser = platform.browser();
    let step = browser.sign_in(GRACE, PASSWORD).await.json()["next"].clone();
    let code = platform.totp(&secret);
    let fields = [("code", code.as_str()), ("remember", "yes")];
    let done = browser.submit(step.as_str().expect("a place"), &fields).await;
    assert_eq!(done.status, 303, "{done:?}");
    assert_eq!(browser.delete("/api/session").await.status, 200);
    let next = browser.sign_in(GRACE, PASSWORD).await.json()["next"].clone();
    assert_eq!(next, "/");
    let told = claims(&platform, &mut browser, &[]).await;
    assert_eq!((&told["amr"], &told["acr"]), (&json!(["pwd"]), &json!(ALONE)));
    let begun = browser.get(&request(&[("acr_values", BOTH)])).await;
    let step = begun.location().to_owned();
    assert!(step.starts_with("/sign-in/second-step/"), "{begun:?}");
    platform.clock.advance(30_000);
    let done = browser.submit(&step, &[("code", &platform.totp(&secret))]).await;
    let page = browser.get(&goes_on_to(&done)).await;
    settle(&mut browser, page).await;
    let told = claims(&platform, &mut browser, &[("acr_values", BOTH)]).await;
    assert_eq!(told["acr"], BOTH);
}

#[tokio::test]
async fn whoever_has_no_factor_is_not_asked_and_the_app_reads_what_it_got() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let told = claims(&platform, &mut grace, &[("acr_values", BOTH)]).await;
    assert_eq!(told["acr"], ALONE);
    platform.add_totp(&mut platform.grace().await).await;
    for enough in [
        ALONE.to_owned(),
        format!("{BOTH} {ALONE}"),
        "urn:other".to_owned(),
    ] {
        let told = claims(&platform, &mut grace, &[("acr_values", &enough)]).await;
        assert_eq!(told["acr"], ALONE, "{enough}");
    }
}

#[tokio::test]
async fn a_step_up_is_the_session_s_own() {
    let platform = platform().await;
    let mut old = platform.grace().await;
    let (secret, _) = platform.add_totp(&mut platform.grace().await).await;
    let begun = old.get(&request(&[("acr_values", BOTH)])).await;
    let step = begun.location().to_owned();
    // The same browser, signed out meanwhile.
    assert_eq!(old.delete("/api/session").await.status, 200);
    let done = old.submit(&step, &[("code", &platform.totp(&secret))]).await;
    assert_eq!(done.status, 404, "{done:?}");
    assert!(!old.is_signed_in().await);
}

/// Where the key lies is not known, so neither `hwk` nor `swk` is said; that its person was verified is, where it came alone.
#[tokio::test]
async fn apps_are_told_of_a_passkey_alone_and_behind_the_password() {
    let platform = platform().await;
    let mut key = Authenticator::new();
    key.add_to(&mut platform.grace().await).await;
    let mut alone = platform.browser();
    assert_eq!(key.sign_in(&mut alone).await.status, 200);
    let told = claims(&platform, &mut alone, &[("acr_values", BOTH)]).await;
    assert_eq!(
        (&told["amr"], &told["acr"]),
        (&json!(["pop", "mfa"]), &json!(BOTH))
    );
    let mut behind = platform.browser();
    let step = behind.sign_in(GRACE, PASSWORD).await.json()["next"].clone();
    let step = step.as_str().expect("a place").to_owned();
    let place = format!("/api{step}/passkey");
    let asked = behind
        .post(&format!("{place}/challenge"), &json!({}))
        .await
        .json();
    let assertion = key.signed(asked["challenge"].as_str().expect("a challenge"));
    let done = behind.post(&place, &json!({ "assertion": assertion })).await;
    assert_eq!(done.status, 200, "{done:?}");
    let told = claims(&platform, &mut behind, &[]).await;
    assert_eq!(
        (&told["amr"], &told["acr"]),
        (&json!(["pwd", "pop", "mfa"]), &json!(BOTH))
    );
}
