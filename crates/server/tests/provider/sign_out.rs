//! Signing out as an app asks.

use crate::app::{goes_on_to, hidden, platform, request, tokens};
use crate::scene::{HOUR, SESSION, Scene, WAITING};

const SIGNED_OUT: &str = "latchkey-signed-out";
const HOME: &str = "https://expenses.example/";

fn wish(parameters: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    format!("/oauth/end-session?{query}")
}

#[tokio::test]
async fn an_app_that_holds_this_session_s_token_signs_out_without_a_question() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let tokens = tokens(&platform, &mut grace, &[]).await;
    let hint = tokens["id_token"].as_str().expect("an ID token");
    let address = wish(&[
        ("id_token_hint", hint),
        ("post_logout_redirect_uri", HOME),
        ("state", "a b"),
    ]);
    let out = grace.get(&address).await;
    assert_eq!(
        (out.status, out.location()),
        (303, "https://expenses.example/?state=a+b")
    );
    assert!(!grace.is_signed_in().await);
    assert!(
        grace.get(&request(&[])).await.location().starts_with("/sign-in"),
        "it does not bounce back in"
    );
    assert!(grace.cookies.contains_key(SIGNED_OUT));
}

#[tokio::test]
async fn a_sign_out_that_nobody_proves_to_be_wanted_is_asked_for() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let other_session = tokens(&platform, &mut platform.grace().await, &[]).await;
    let foreign_hint = other_session["id_token"].as_str().expect("an ID token");
    let forged = foreign_hint.rsplit_once('.').expect("a JWT").0.to_owned() + ".AAAA";
    for hint in ["", foreign_hint, &forged, "x"] {
        let address = wish(&[
            ("id_token_hint", hint),
            ("client_id", "expenses"),
            ("post_logout_redirect_uri", HOME),
        ]);
        let page = grace.get(&address).await;
        assert_eq!(page.status, 200, "{hint}");
        assert_eq!(page.header("cache-control"), "no-store");
        assert!(page.text().contains("Company Expenses"), "{}", page.text());
        assert!(grace.is_signed_in().await, "{hint}");
    }
    let mut forged = grace.clone();
    forged.headers = vec![("sec-fetch-site", "cross-site".into())];
    assert_eq!(forged.submit("/oauth/end-session/confirm", &[]).await.status, 403);
    assert!(grace.is_signed_in().await);
    let page = grace
        .get(&wish(&[
            ("client_id", "expenses"),
            ("post_logout_redirect_uri", HOME),
        ]))
        .await;
    let client_id = hidden(&page, "client_id");
    let address = hidden(&page, "post_logout_redirect_uri");
    let fields = [
        ("client_id", client_id.as_str()),
        ("post_logout_redirect_uri", address.as_str()),
    ];
    let out = grace.submit("/oauth/end-session/confirm", &fields).await;
    assert_eq!(goes_on_to(&out), HOME);
    assert!(!grace.is_signed_in().await);
}

#[tokio::test]
async fn nobody_is_sent_to_an_address_that_is_not_registered() {
    let platform = platform().await;
    for (client, address) in [
        ("expenses", "https://evil.example/"),
        ("expenses", "https://expenses.example/other"),
        ("legacy", HOME),
        ("nobody", HOME),
        ("", HOME),
    ] {
        let mut browser = platform.browser();
        let out = browser
            .get(&wish(&[
                ("client_id", client),
                ("post_logout_redirect_uri", address),
            ]))
            .await;
        assert_eq!(out.location(), "/signed-out", "{client} {address}");
    }
}

/// Any page of the world can hold such a link.
#[tokio::test]
async fn a_link_ends_no_session_that_has_run_out() {
    let scene = Scene::new().await;
    let mut ada = scene.ada().await;
    let tokens = tokens(&scene.platform, &mut ada, &[]).await;
    scene.pass(HOUR);
    let mut forged = ada.clone();
    forged.headers = vec![("sec-fetch-site", "cross-site".into())];
    let page = forged.get("/oauth/end-session").await;
    assert_eq!(page.status, 200, "{page:?}");
    assert!(page.text().contains("ada@acme.example"), "{}", page.text());
    assert_eq!(scene.platform.count(WAITING).await, 0, "no app is told");
    assert!(!forged.cookies.contains_key(SIGNED_OUT));
    let mut still = ada.clone();
    let back = scene.leave(&mut still).await;
    still.follow(&back).await;
    assert!(still.is_signed_in().await, "it can be renewed as before");

    scene.pass(HOUR);
    ada.cookies.clone_from(&still.cookies);
    let hint = tokens["id_token"].as_str().expect("an ID token");
    let out = ada.get(&wish(&[("id_token_hint", hint)])).await;
    assert_eq!(out.location(), "/signed-out", "the app's word counts: {out:?}");
    assert_eq!(scene.platform.count(WAITING).await, 1);
    assert!(ada.cookies.contains_key(SIGNED_OUT));
}

#[tokio::test]
async fn whose_session_has_run_out_can_sign_out_by_saying_so() {
    let scene = Scene::new().await;
    let mut ada = scene.ada().await;
    tokens(&scene.platform, &mut ada, &[]).await;
    scene.pass(HOUR);
    let out = ada.submit("/oauth/end-session/confirm", &[]).await;
    assert_eq!(out.location(), "/signed-out", "{out:?}");
    assert_eq!(scene.platform.count(WAITING).await, 1);
    assert!(ada.cookies.contains_key(SIGNED_OUT));
}

#[tokio::test]
async fn a_link_leaves_no_trace_where_nobody_is_signed_in() {
    let platform = platform().await;
    let mut browser = platform.browser();
    for hint in ["", "x"] {
        let out = browser.get(&wish(&[("id_token_hint", hint)])).await;
        assert_eq!(out.location(), "/signed-out");
        assert!(!browser.cookies.contains_key(SIGNED_OUT), "{hint}");
    }
    let mut grace = platform.grace().await;
    let tokens = tokens(&platform, &mut grace, &[]).await;
    let hint = tokens["id_token"].as_str().expect("an ID token");
    browser.get(&wish(&[("id_token_hint", hint)])).await;
    assert!(
        browser.cookies.contains_key(SIGNED_OUT),
        "an app signs out whose session is gone"
    );
}

/// On SQLite everybody would wait for it.
#[tokio::test]
async fn a_made_up_cookie_does_not_get_hold_of_the_writer() {
    let platform = platform().await;
    // The signing keys are made once.
    platform.browser().get("/oauth/jwks").await;
    let writer = platform.app.store.begin().await.expect("begins");
    let mut browser = platform.browser();
    browser.cookies.insert(SESSION.into(), "made up".into());
    let out = browser.get("/oauth/end-session").await;
    assert_eq!(out.location(), "/signed-out", "{out:?}");
    browser.cookies.insert(SESSION.into(), "made up".into());
    assert_eq!(browser.delete("/api/session").await.status, 200);
    drop(writer);
}

/// The hint says one app, the request another: neither's address is gone to, and neither is named.
#[tokio::test]
async fn two_apps_at_once_are_none() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let tokens = tokens(&platform, &mut grace, &[]).await;
    let hint = tokens["id_token"].as_str().expect("an ID token");
    let address = wish(&[
        ("id_token_hint", hint),
        ("client_id", "legacy"),
        ("post_logout_redirect_uri", HOME),
    ]);
    let page = grace.get(&address).await;
    assert_eq!(page.status, 200, "somebody else sent the person: it is asked");
    assert!(!page.text().contains("Company Expenses"), "{}", page.text());
    assert!(grace.is_signed_in().await);
    let client_id = hidden(&page, "client_id");
    let fields = [
        ("client_id", client_id.as_str()),
        ("post_logout_redirect_uri", HOME),
    ];
    let out = grace.submit("/oauth/end-session/confirm", &fields).await;
    assert_eq!(out.location(), "/signed-out");
    // Nobody is signed in by now, so nobody is asked, and still nobody is sent anywhere.
    assert_eq!(grace.get(&address).await.location(), "/signed-out");
}
