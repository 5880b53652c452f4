//! Tabs that a browser restores all at once: each begins a sign-in before any response has brought a cookie. Invariant: all of them arrive in
//! that browser, in whatever order, and none in another one.

use crate::flow_scene::{ADA, Scene, assert_refused};
use crate::support::Browser;

const HOUR: i64 = 3_600_000;

/// Two sign-ins that were begun at the same moment, with the way back of each.
async fn two_at_once(scene: &Scene, browser: &mut Browser) -> [String; 2] {
    let mut tabs = [browser.tab(), browser.tab()];
    let mut callbacks = Vec::new();
    for tab in &mut tabs {
        let url = tab.start_sso(ADA).await;
        callbacks.push(scene.idp.complete_login(&url, ADA).expect("signs in there"));
    }
    for tab in &tabs {
        browser.takes_cookies_of(tab);
    }
    callbacks.try_into().expect("two")
}

#[tokio::test]
async fn both_arrive_in_either_order() {
    for first in [0, 1] {
        let scene = Scene::new().await;
        let mut browser = scene.platform.browser();
        let callbacks = two_at_once(&scene, &mut browser).await;
        for callback in [&callbacks[first], &callbacks[1 - first]] {
            let answer = browser.follow(callback).await;
            assert_eq!(
                (answer.status, answer.location()),
                (303, "/"),
                "{first}: {answer:?}"
            );
        }
        assert!(browser.is_signed_in().await);
    }
}

#[tokio::test]
async fn another_browser_takes_up_neither() {
    let scene = Scene::new().await;
    let mut browser = scene.platform.browser();
    let callbacks = two_at_once(&scene, &mut browser).await;
    let mut thief = scene.platform.browser();
    two_at_once(&scene, &mut thief).await;
    for callback in &callbacks {
        let answer = thief.follow(callback).await;
        assert_refused(&mut thief, &answer).await;
    }
    // A secret under a name that is not its own was planted.
    for value in browser.cookies.clone().values() {
        thief
            .cookies
            .insert("latchkey-browser-planted".into(), value.clone());
        let answer = thief.follow(&callbacks[0]).await;
        assert_refused(&mut thief, &answer).await;
    }
    assert_eq!(browser.follow(&callbacks[0]).await.location(), "/");
}

/// The cookie of before the session is gone when the session runs out.
#[tokio::test]
async fn two_tabs_whose_session_has_run_out_are_both_renewed() {
    for first in [0, 1] {
        let scene = Scene::new().await;
        let (mut browser, _) = scene.sign_in_as(ADA).await;
        scene.platform.clock.advance(HOUR);
        scene.idp.set_clock_offset(HOUR / 1000);
        browser
            .cookies
            .retain(|name, _| !name.starts_with("latchkey-browser"));
        let mut tabs = [browser.tab(), browser.tab()];
        let mut callbacks = Vec::new();
        for (tab, path) in tabs.iter_mut().zip(["/profile", "/apps/new"]) {
            let query = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("return_to", path)
                .finish();
            let away = tab.get(&format!("/sign-in?{query}")).await;
            let callback = scene.idp.complete_login(away.location(), ADA);
            callbacks.push((callback.expect("is there"), path));
        }
        for tab in &tabs {
            browser.takes_cookies_of(tab);
        }
        for (callback, path) in [&callbacks[first], &callbacks[1 - first]] {
            let answer = browser.follow(callback).await;
            assert_eq!(
                (answer.status, answer.location()),
                (303, *path),
                "{first}: {answer:?}"
            );
        }
        assert!(browser.is_signed_in().await);
    }
}

/// What was begun in a browser is bound to the secret that it has: the number of cookies does not grow with the number of sign-ins.
#[tokio::test]
async fn a_browser_has_few_of_these_cookies() {
    let scene = Scene::new().await;
    let mut browser = scene.platform.browser();
    let mut tabs: Vec<Browser> = (0..30).map(|_| browser.tab()).collect();
    let mut callbacks = Vec::new();
    for tab in &mut tabs {
        let url = tab.start_sso(ADA).await;
        callbacks.push(scene.idp.complete_login(&url, ADA).expect("signs in there"));
        browser.takes_cookies_of(tab);
    }
    let count = |browser: &Browser| {
        let names = browser.cookies.keys();
        names.filter(|name| name.starts_with("latchkey-browser")).count()
    };
    assert_eq!(count(&browser), 30);
    for callback in &callbacks {
        assert_eq!(
            browser.follow(callback).await.location(),
            "/",
            "all of them arrive"
        );
    }
    for _ in 0..3 {
        browser.start_sso(ADA).await;
        assert_eq!(count(&browser), 10, "the oldest go with the next sign-in");
    }
}
