//! An app that wants a sign-in of this moment from people whose company has an identity provider: what counts is when that says
//! they proved who they are, not when they came back from there.

use serde_json::json;

use crate::app::{CALLBACK, answer, code, request, settle, tokens};
use crate::scene::{ADA, HOUR, Scene};
use crate::support::Browser;

const LONG_AGO: i64 = 3 * 3600;

/// The path to which a sign-in for this request comes back.
async fn asked(browser: &mut Browser, with: (&str, &str)) -> String {
    let page = browser.get(&request(&[with])).await;
    let url = url::Url::parse("https://x.example").and_then(|base| base.join(page.location()));
    let url = url.expect("an address");
    assert_eq!(url.path(), "/sign-in", "{page:?}");
    let return_to = url.query_pairs().find(|(name, _)| name == "return_to");
    return_to.expect("a way back").1.into_owned()
}

#[tokio::test]
async fn the_identity_provider_is_asked_to_ask_and_to_say_when() {
    let scene = Scene::new().await;
    let mut ada = scene.ada().await;
    code(&mut ada, &[]).await;
    scene.pass(60_000);
    for with in [
        ("prompt", "login"),
        ("prompt", "select_account"),
        ("max_age", "59"),
    ] {
        let return_to = asked(&mut ada, with).await;
        let screen = ada
            .get(&format!("/sign-in?return_to={}", return_to.replace('?', "%3F")))
            .await;
        assert_eq!(screen.status, 200, "no silent renewal: {screen:?}");
        let away = scene.depart(&mut ada, &return_to).await;
        let asks = answer(&away);
        assert_eq!(asks.get("prompt").map(String::as_str), Some("login"), "{with:?}");
        assert_eq!(asks.get("max_age").map(String::as_str), Some("0"), "{with:?}");
    }
    let usual = answer(&scene.depart(&mut ada, "/profile").await);
    assert!(
        !usual.contains_key("prompt") && !usual.contains_key("max_age"),
        "{usual:?}"
    );
    // Of another browser's request nothing is known.
    let return_to = asked(&mut ada, ("prompt", "login")).await;
    let other = answer(&scene.depart(&mut scene.platform.browser(), &return_to).await);
    assert!(!other.contains_key("max_age"), "{other:?}");
}

#[tokio::test]
async fn who_has_just_proved_it_is_let_in() {
    let scene = Scene::new().await;
    for with in [("prompt", "login"), ("max_age", "59")] {
        let mut ada = scene.ada().await;
        code(&mut ada, &[]).await;
        scene.pass(60_000);
        let return_to = asked(&mut ada, with).await;
        let away = scene.depart(&mut ada, &return_to).await;
        // It says that it was when it made the token.
        scene.idp.clear_faults();
        let back = scene.idp.complete_login(&away, ADA).expect("signs in there");
        let page = ada.follow(&back).await;
        let page = settle(&mut ada, page).await;
        assert!(answer(page.location()).contains_key("code"), "{with:?} {page:?}");
    }
}

/// Somebody has taken `prompt` and `max_age` out of the address on the way: the identity provider answers for a sign-in of hours
/// ago.
#[tokio::test]
async fn a_silent_answer_is_no_sign_in() {
    let scene = Scene::new().await;
    for with in [("prompt", "login"), ("max_age", "59")] {
        for is_signed_in in [true, false] {
            let mut ada = scene.platform.browser();
            if is_signed_in {
                scene.says_when(json!(scene.idp.now()));
                ada = scene.ada().await;
                code(&mut ada, &[]).await;
                scene.pass(60_000);
            }
            let return_to = asked(&mut ada, with).await;
            let away = scene.depart(&mut ada, &return_to).await;
            scene.says_when(json!(scene.idp.now() - LONG_AGO));
            let back = scene.idp.complete_login(&away, ADA).expect("is there");
            let page = ada.follow(&back).await;
            assert!(ada.is_signed_in().await, "it is a sign-in for all others");
            let page = settle(&mut ada, page).await;
            assert!(page.location().starts_with(CALLBACK), "{page:?}");
            let told = answer(page.location());
            assert_eq!(
                told.get("error").map(String::as_str),
                Some("login_required"),
                "{told:?}"
            );
            assert_eq!(told.get("state").map(String::as_str), Some("the state"));
        }
    }
}

/// In a second tab that knows nothing of the app.
#[tokio::test]
async fn nor_is_one_that_was_asked_for_something_else() {
    let scene = Scene::new().await;
    let mut ada = scene.platform.browser();
    let return_to = asked(&mut ada, ("prompt", "login")).await;
    let away = scene.depart(&mut ada, "/profile").await;
    scene.says_when(json!(scene.idp.now() - LONG_AGO));
    let back = scene.idp.complete_login(&away, ADA).expect("is there");
    assert_eq!(ada.follow(&back).await.location(), "/profile");
    let page = ada.get(&return_to).await;
    assert!(page.location().starts_with("/sign-in"), "{page:?}");
}

#[tokio::test]
async fn apps_are_told_when_it_was_and_the_session_lasts_as_long_as_any() {
    let scene = Scene::new().await;
    let mut ada = scene.platform.browser();
    let at = scene.idp.now() - LONG_AGO;
    scene.says_when(json!(at));
    let away = scene.depart(&mut ada, "/profile").await;
    let back = scene.idp.complete_login(&away, ADA).expect("is there");
    ada.follow(&back).await;
    let tokens = tokens(&scene.platform, &mut ada, &[]).await;
    let told = scene.claims(&tokens).await["auth_time"].as_i64().expect("a time");
    assert!((at - 60..=at + 60).contains(&told), "{told}, not {at}");
    scene.pass(HOUR - 60_000);
    assert!(ada.is_signed_in().await);
}

/// It remembers the person, for who knows how long: coming back from there is no sign-in that anybody asked for.
#[tokio::test]
async fn a_provider_that_never_says_when_is_believed_where_it_was_asked() {
    let scene = Scene::new().await;
    let mut ada = scene.ada().await;
    let first = tokens(&scene.platform, &mut ada, &[]).await;
    assert_eq!(scene.claims(&first).await.get("auth_time"), None, "nobody knows");
    for with in [("max_age", "3600"), ("prompt", "login")] {
        let mut other = scene.ada().await;
        let return_to = asked(&mut other, with).await;
        let away = scene.depart(&mut other, &return_to).await;
        let back = scene.idp.complete_login(&away, ADA).expect("is there");
        let page = other.follow(&back).await;
        let page = settle(&mut other, page).await;
        assert!(answer(page.location()).contains_key("code"), "{with:?} {page:?}");
    }
    let silent = ada
        .get(&request(&[("prompt", "none"), ("max_age", "3600")]))
        .await;
    assert_eq!(answer(silent.location())["error"], "login_required");
    let unknown = "SELECT count(*) FROM audit_events WHERE action = 'signed_in' AND detail LIKE '%\"auth_time\":\"unknown\"%'";
    let was_asked = "SELECT count(*) FROM audit_events WHERE action = 'signed_in' AND detail LIKE '%\"auth_time\":\"asked\"%'";
    assert_eq!(scene.platform.count(unknown).await, 3);
    assert_eq!(scene.platform.count(was_asked).await, 2);
}

/// What nobody knows stays so through silent renewals, until somebody says.
#[tokio::test]
async fn a_renewal_makes_no_unknown_time_known_but_the_provider_s_word_does() {
    let scene = Scene::new().await;
    let mut ada = scene.ada().await;
    scene.pass(HOUR);
    let back = scene.leave(&mut ada).await;
    assert_eq!(ada.follow(&back).await.location(), "/profile");
    let silent = ada
        .get(&request(&[("prompt", "none"), ("max_age", "36000")]))
        .await;
    assert_eq!(answer(silent.location())["error"], "login_required");
    scene.pass(HOUR);
    let at = scene.idp.now() - LONG_AGO;
    scene.says_when(json!(at));
    let back = scene.leave(&mut ada).await;
    ada.follow(&back).await;
    let tokens = tokens(&scene.platform, &mut ada, &[]).await;
    let told = scene.claims(&tokens).await["auth_time"].as_i64().expect("a time");
    assert!((at - 60..=at + 60).contains(&told), "{told}, not {at}");
}
