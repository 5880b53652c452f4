//! A session that the company's identity provider vouched for, and the apps that were entered in it: renewed without a word, it
//! stays the same session to them; ended there, they are told.

use bytes::Bytes;
use http::Method;
use std::time::Duration;

use serde_json::{Value, json};

use crate::app::{code, error, id_token, redeem, refresh, request, settle, tokens, userinfo};
use crate::scene::{ADA, HOUR, SESSION, Scene, WAITING, acme_with_the_app};
use crate::support::{PASSWORD, Platform};

fn token(tokens: &Value) -> &str {
    tokens["refresh_token"].as_str().expect("a token")
}

#[tokio::test]
async fn the_app_keeps_its_tokens_and_the_session_s_name() {
    let scene = Scene::new().await;
    let mut ada = scene.ada().await;
    let before = tokens(&scene.platform, &mut ada, &[]).await;
    let old = ada.cookies[SESSION].clone();
    scene.pass(HOUR);
    assert_eq!(
        error(&refresh(&scene.platform, token(&before)).await).1,
        "invalid_grant",
        "while it has run out, it opens nothing"
    );
    let back = scene.leave(&mut ada).await;
    assert_eq!(ada.follow(&back).await.location(), "/profile");
    assert_ne!(ada.cookies[SESSION], old);
    let mut thief = scene.platform.browser();
    thief.cookies.insert(SESSION.into(), old);
    assert!(!thief.is_signed_in().await, "the old secret opens nothing");
    assert_eq!(scene.platform.count("SELECT COUNT(*) FROM sessions").await, 1);

    let after = refresh(&scene.platform, token(&before)).await;
    assert_eq!(after.status, 200, "{after:?}");
    let after = after.json();
    assert_eq!(
        userinfo(&scene.platform, &after["access_token"]).await.status,
        200
    );
    let anew = tokens(&scene.platform, &mut ada, &[]).await;
    let (first, second, third) = (
        scene.claims(&before).await,
        scene.claims(&after).await,
        scene.claims(&anew).await,
    );
    assert_eq!((&first["sid"], &first["sid"]), (&second["sid"], &third["sid"]));
    assert_eq!(
        (&first["auth_time"], &first["auth_time"]),
        (&second["auth_time"], &third["auth_time"]),
        "nobody has signed in meanwhile"
    );
    assert_eq!(scene.platform.count(WAITING).await, 0, "a renewal is no logout");
    let renewed = "SELECT COUNT(*) FROM audit_events WHERE action = 'session_renewed'";
    assert_eq!(scene.platform.count(renewed).await, 1);
}

#[tokio::test]
async fn the_session_can_be_renewed_again_and_again() {
    let scene = Scene::new().await;
    let mut ada = scene.ada().await;
    let mut now = tokens(&scene.platform, &mut ada, &[]).await;
    let sid = scene.claims(&now).await["sid"].clone();
    for _ in 0..3 {
        scene.pass(HOUR);
        let back = scene.leave(&mut ada).await;
        ada.follow(&back).await;
        now = refresh(&scene.platform, token(&now)).await.json();
        assert_eq!(scene.claims(&now).await["sid"], sid);
    }
}

#[tokio::test]
async fn a_sign_in_that_the_identity_provider_tells_of_counts() {
    let scene = Scene::new().await;
    scene.says_when(json!(scene.idp.now()));
    let mut ada = scene.ada().await;
    let before = tokens(&scene.platform, &mut ada, &[]).await;
    scene.pass(HOUR);
    // Half an hour ago, at another app.
    scene.says_when(json!(scene.idp.now() - 1800));
    let back = scene.leave(&mut ada).await;
    ada.follow(&back).await;
    let after = tokens(&scene.platform, &mut ada, &[]).await;
    let seconds = |claims: Value| claims["auth_time"].as_i64().expect("a time");
    let later = seconds(scene.claims(&after).await) - seconds(scene.claims(&before).await);
    assert!((1798..=1801).contains(&later), "{later}");
}

/// Silence is no sign-in: an app that wants a fresh one gets the person asked.
#[tokio::test]
async fn a_renewal_is_not_fresh_enough_for_an_app_that_wants_a_sign_in() {
    let scene = Scene::new().await;
    let mut ada = scene.ada().await;
    code(&mut ada, &[]).await;
    scene.pass(HOUR);
    let back = scene.leave(&mut ada).await;
    ada.follow(&back).await;
    let page = ada.get(&request(&[("max_age", "600")])).await;
    assert!(page.location().starts_with("/sign-in"), "{page:?}");
    let page = settle(&mut ada, page).await;
    assert_eq!(page.status, 200, "the screen, and no way round it: {page:?}");
    let refused = ada.get(&request(&[("max_age", "600"), ("prompt", "none")])).await;
    assert!(refused.location().contains("error=login_required"), "{refused:?}");
}

/// Ended from elsewhere while the browser was away: the identity provider's word brings it back to nobody.
#[tokio::test]
async fn what_was_ended_meanwhile_is_not_renewed() {
    let scene = Scene::new().await;
    let mut ada = scene.ada().await;
    tokens(&scene.platform, &mut ada, &[]).await;
    scene.pass(HOUR);
    let back = scene.leave(&mut ada).await;
    let mut elsewhere = scene.ada().await;
    assert_eq!(elsewhere.delete("/api/profile/sessions").await.status, 200);
    assert_eq!(scene.platform.count(WAITING).await, 1, "the apps are told");
    let answer = ada.follow(&back).await;
    assert!(answer.location().starts_with("/sign-in?attempt="), "{answer:?}");
    assert!(!ada.is_signed_in().await);
}

/// All open tabs come back, one after the other.
#[tokio::test]
async fn several_tabs_renew_one_session() {
    let scene = Scene::new().await;
    let mut ada = scene.ada().await;
    let before = tokens(&scene.platform, &mut ada, &[]).await;
    scene.pass(HOUR);
    let (one, two) = (scene.leave(&mut ada).await, scene.leave(&mut ada).await);
    for back in [one, two] {
        assert_eq!(ada.follow(&back).await.location(), "/profile");
        assert!(ada.is_signed_in().await);
    }
    assert_eq!(scene.platform.count("SELECT COUNT(*) FROM sessions").await, 1);
    assert_eq!(scene.platform.count(WAITING).await, 0);
    assert_eq!(refresh(&scene.platform, token(&before)).await.status, 200);
}

#[tokio::test]
async fn a_sign_out_at_the_identity_provider_reaches_the_apps() {
    let scene = Scene::new().await;
    let mut ada = scene.ada().await;
    let before = tokens(&scene.platform, &mut ada, &[]).await;
    let mut server = scene.platform.browser();
    server.headers = vec![("sec-fetch-site", String::new())];
    scene.idp.clear_faults();
    let body = format!("logout_token={}", scene.idp.logout_token(Some("idp-ada"), None));
    let form = Some("application/x-www-form-urlencoded");
    let path = "/sso/backchannel-logout/acme";
    let answer = server.send(Method::POST, path, form, Bytes::from(body)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    scene.platform.run_jobs("app_logout").await;
    let told = scene.receiver.tokens();
    assert_eq!(told.len(), 1);
    let (_, claims) = id_token(&scene.platform, &json!(told[0])).await;
    assert_eq!(claims["sid"], scene.claims(&before).await["sid"]);
}

/// Whoever was in the account by its password is thrown out when the company's identity provider takes it over.
#[tokio::test]
async fn the_apps_are_told_when_sso_takes_an_account_over() {
    let scene = Scene::new().await;
    let by_password = acme_with_the_app(scene.idp.issuer(), &scene.receiver.address());
    let platform = Platform::with(&by_password.replace("active = true", "active = false")).await;
    let mut before = platform.browser();
    assert_eq!(before.sign_in(ADA, PASSWORD).await.status, 200);
    let code = code(&mut before, &[]).await;
    assert_eq!(redeem(&platform, &code).await.status, 200);
    platform.import(&by_password).await;
    assert_eq!(platform.count(WAITING).await, 0);
    let mut ada = platform.browser();
    let url = ada.start_sso(ADA).await;
    let callback = scene.idp.complete_login(&url, ADA).expect("signs in there");
    ada.follow(&callback).await;
    assert!(ada.is_signed_in().await && !before.is_signed_in().await);
    assert_eq!(platform.count(WAITING).await, 1);
}

/// Truly at once: one of the two goes on, and the other one's token opens nothing.
#[tokio::test]
async fn of_two_renewals_at_once_one_wins() {
    let scene = Scene::new().await;
    let mut ada = scene.ada().await;
    let before = tokens(&scene.platform, &mut ada, &[]).await;
    scene.pass(HOUR);
    let (one, two) = (scene.leave(&mut ada).await, scene.leave(&mut ada).await);
    // Both get as far as the session, and wait there for whoever has it.
    let mut holder = scene.platform.app.store.begin().await.expect("begins");
    sqlx::query("UPDATE sessions SET last_seen_at_ms = last_seen_at_ms")
        .execute(&mut *holder)
        .await
        .expect("holds the row");
    let (mut first, mut second) = (ada.clone(), ada.clone());
    let release = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        drop(holder);
    };
    tokio::join!(first.follow(&one), second.follow(&two), release);
    let winners = [first.is_signed_in().await, second.is_signed_in().await];
    assert_eq!(winners.iter().filter(|is_in| **is_in).count(), 1, "{winners:?}");
    let renewed = "SELECT COUNT(*) FROM audit_events WHERE action = 'session_renewed'";
    assert_eq!(scene.platform.count(renewed).await, 1);
    assert_eq!(scene.platform.count("SELECT COUNT(*) FROM sessions").await, 1);
    assert_eq!(refresh(&scene.platform, token(&before)).await.status, 200);
}
