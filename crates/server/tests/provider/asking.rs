//! `prompt`, `max_age` and `id_token_hint`: who is asked, and who must not be.

use latchkey_server::provider::jwt;
use latchkey_server::provider::key_ring::Algorithm;

use crate::app::{CALLBACK, answer, code, id_token, platform, request, tokens};
use crate::support::PASSWORD;

#[tokio::test]
async fn prompt_none_asks_nobody() {
    let platform = platform().await;
    let none = request(&[("prompt", "none")]);
    let stranger = platform.browser().get(&none).await;
    assert_eq!(answer(stranger.location())["error"], "login_required");
    let mut grace = platform.grace().await;
    let unasked = grace.get(&none).await;
    assert_eq!(answer(unasked.location())["error"], "consent_required");
    code(&mut grace, &[]).await;
    let silent = grace.get(&none).await;
    assert!(silent.location().starts_with(CALLBACK));
    assert!(answer(silent.location()).contains_key("code"));
    let mut rob = platform.browser();
    rob.sign_in("rob@globex.example", PASSWORD).await;
    assert_eq!(answer(rob.get(&none).await.location())["error"], "access_denied");
}

#[tokio::test]
async fn prompt_login_and_max_age_want_a_sign_in_of_this_moment() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    code(&mut grace, &[]).await;
    platform.clock.advance(60_000);
    for with in [
        ("prompt", "login"),
        ("prompt", "select_account"),
        ("max_age", "59"),
    ] {
        let asked = grace.get(&request(&[with])).await;
        assert!(asked.location().starts_with("/sign-in"), "{with:?} {asked:?}");
        let screen = grace.get(asked.location()).await;
        assert_eq!(
            screen.status, 200,
            "{with:?}: the form is shown although there is a session"
        );
    }
    let still = grace.get(&request(&[("max_age", "60")])).await;
    assert!(still.location().starts_with(CALLBACK), "{still:?}");
    let asked = grace
        .get(&request(&[("prompt", "login")]))
        .await
        .location()
        .to_owned();
    grace.sign_in("grace@globex.example", PASSWORD).await;
    let back = grace.get(&asked).await;
    let back = grace.get(back.location()).await;
    assert!(answer(back.location()).contains_key("code"), "{back:?}");
}

#[tokio::test]
async fn prompt_consent_asks_again() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    code(&mut grace, &[]).await;
    let asked = grace.get(&request(&[("prompt", "consent")])).await;
    assert!(asked.location().starts_with("/consent"), "{asked:?}");
}

#[tokio::test]
async fn the_app_says_whom_it_expects() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let tokens = tokens(&platform, &mut grace, &[]).await;
    let hint = tokens["id_token"].as_str().expect("an ID token");
    let same = grace
        .get(&request(&[("id_token_hint", hint), ("prompt", "none")]))
        .await;
    assert!(answer(same.location()).contains_key("code"), "{same:?}");
    let mut rob = platform.browser();
    rob.sign_in("rob@globex.example", PASSWORD).await;
    let other = rob
        .get(&request(&[("id_token_hint", hint), ("prompt", "none")]))
        .await;
    assert_eq!(answer(other.location())["error"], "login_required");
}

/// A hint that another app was given, or that another platform made, says nothing here.
#[tokio::test]
async fn only_an_id_token_of_this_app_and_this_platform_is_a_hint() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let own = tokens(&platform, &mut grace, &[]).await;
    let (_, claims) = id_token(&platform, &own["id_token"]).await;
    let app = &platform.app;
    let keys = app.provider().keys().await.expect("keys");
    for (claim, value, is_good) in [
        ("exp", "expired or not", true),
        ("aud", "legacy", false),
        ("aud", "", false),
        ("iss", "https://elsewhere.example", false),
    ] {
        let mut claims = claims.clone();
        claims[claim] = value.into();
        let now = app.clock.now_ms();
        let hint = jwt::sign(&keys, Algorithm::Es256, jwt::ID_TOKEN, &claims, now).expect("signs");
        let back = grace
            .get(&request(&[("id_token_hint", &hint), ("prompt", "none")]))
            .await;
        let answer = answer(back.location());
        let refused = answer.get("error").map(String::as_str);
        let expected = (!is_good).then_some("invalid_request");
        assert_eq!(refused, expected, "{claim} {value}: {back:?}");
    }
}

/// The same keys sign logout tokens, and might sign more one day: what is no ID token opens nothing as a hint.
#[tokio::test]
async fn another_kind_of_token_is_no_hint() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let own = tokens(&platform, &mut grace, &[]).await;
    let (_, claims) = id_token(&platform, &own["id_token"]).await;
    let app = &platform.app;
    let keys = app.provider().keys().await.expect("keys");
    let event = serde_json::json!({ "http://schemas.openid.net/event/backchannel-logout": {} });
    for (kind, with) in [
        ("logout+jwt", None),
        ("at+jwt", None),
        ("userinfo+jwt", None),
        ("JWT", Some(("events", event))),
        ("JWT", Some(("at_hash", serde_json::Value::Null))),
    ] {
        let mut claims = claims.clone();
        let members = claims.as_object_mut().expect("claims");
        match with.clone() {
            Some((name, serde_json::Value::Null)) => drop(members.remove(name)),
            Some((name, value)) => drop(members.insert(name.to_owned(), value)),
            None => {}
        }
        let hint = jwt::sign(&keys, Algorithm::Es256, kind, &claims, app.clock.now_ms()).expect("signs");
        let back = grace
            .get(&request(&[("id_token_hint", &hint), ("prompt", "none")]))
            .await;
        assert_eq!(
            answer(back.location())["error"],
            "invalid_request",
            "{kind} {with:?}"
        );
        let out = grace
            .get(&format!("/oauth/end-session?id_token_hint={hint}"))
            .await;
        assert_ne!(out.status, 303, "a question, no sign-out: {kind} {with:?}");
        assert!(grace.is_signed_in().await, "{kind} {with:?}");
    }
    let access_token = own["access_token"].as_str().expect("an access token");
    let back = grace
        .get(&request(&[("id_token_hint", access_token), ("prompt", "none")]))
        .await;
    assert_eq!(answer(back.location())["error"], "invalid_request");
}
