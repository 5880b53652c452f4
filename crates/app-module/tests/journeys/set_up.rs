//! What the app says when it is not set up, or not yet.

use axum::http::{Request, header};
use latchkey_app::{Latchkey, SignOn};
use latchkey_fake_idp::{Endpoint, Fault, Trouble};
use latchkey_test_browser::Browser;
use tower::ServiceExt;

use crate::scene::{Employees, Scene, app, settings};

#[tokio::test]
async fn a_forgotten_start_is_said_and_no_404() {
    let latchkey = Latchkey::new(settings("http://127.0.0.1:9"), Employees::default());
    let mut browser = Browser::at_app(app(&latchkey));
    for path in ["/", "/public", "/openid/login", "/openid/callback?state=x"] {
        let answer = browser.get(path).await;
        let expected = if path.contains("callback") { 400 } else { 503 };
        assert_eq!(answer.status, expected, "{path}");
    }
    let page = browser.get("/").await;
    page.shows(503, "Signing in has not been started");
    assert!(page.text().contains("latchkey.start().await"));
    latchkey.start().await;
    assert_eq!(browser.get("/public").await.text(), "nobody");
}

#[tokio::test]
async fn switched_off_local_credentials_alone_are_left() {
    let scene = Scene::with(|settings| {
        settings.platform = None;
        settings.sign_on = SignOn::Page("/sign-on".into());
    })
    .await;
    assert!(!scene.latchkey.is_on());
    let mut browser = scene.browser();
    browser
        .get("/openid/login")
        .await
        .shows(404, "Signing in with Latchkey is switched off");
    assert_eq!(browser.get("/").await.leads_to(), "/sign-on?return_to=%2F");
    browser.submit_text("/local", "/").await;
    assert_eq!(browser.get("/public").await.text(), "Local Lou");
    assert_eq!(
        browser
            .submit_text("/openid/backchannel-logout", "logout_token=x")
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn an_app_that_the_platform_does_not_know_yet_waits_and_tries_again() {
    let scene = Scene::with(|settings| {
        settings.platform.as_mut().unwrap().client_secret = Some("another".into());
    })
    .await;
    let mut browser = scene.browser();
    let page = browser.get("/openid/login?return_to=/expenses/7").await;
    page.shows(503, "Latchkey does not know Company Expenses yet");
    assert!(page.headers.contains_key(header::RETRY_AFTER));
    assert!(
        page.text()
            .contains("content=\"5;url=/openid/login?return_to=%2Fexpenses%2F7\""),
        "{}",
        page.text()
    );
    // However many wait, the platform is asked now and then.
    let asked = scene.idp.requests().token;
    for _ in 0..20 {
        browser.get("/openid/login").await;
    }
    assert!(
        scene.idp.requests().token <= asked + 1,
        "{:?}",
        scene.idp.requests()
    );
}

#[tokio::test]
async fn an_app_that_becomes_known_goes_on_by_itself() {
    let scene = Scene::new().await;
    scene.idp.set_fault(Fault::TokenError("invalid_client"));
    let waiting = Latchkey::new(settings(scene.idp.issuer()), Employees::default());
    waiting.start().await;
    let mut browser = Browser::at_app(app(&waiting));
    browser
        .get("/openid/login")
        .await
        .shows(503, "Latchkey does not know Company Expenses yet");
    scene.idp.clear_faults();
    let began = std::time::Instant::now();
    while browser.get("/openid/login").await.status != 303 {
        assert!(began.elapsed().as_secs() < 10, "still waiting");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn a_platform_that_is_away_is_said() {
    for trouble in [Trouble::Status(503), Trouble::Html, Trouble::Huge] {
        let scene = Scene::new().await;
        scene
            .idp
            .set_fault(Fault::Endpoint(Endpoint::Discovery, trouble.clone()));
        let latchkey = Latchkey::new(settings(scene.idp.issuer()), Employees::default());
        latchkey.start().await;
        let page = Browser::at_app(app(&latchkey)).get("/openid/login").await;
        page.shows(503, "Latchkey cannot be reached");
        assert!(!page.text().contains(Trouble::GIVEAWAY), "{trouble:?}");
    }
}

#[tokio::test]
async fn another_issuers_description_is_not_believed() {
    let scene = Scene::new().await;
    let value = serde_json::json!("https://evil.example");
    scene.idp.set_fault(Fault::Metadata {
        field: "issuer",
        value,
    });
    let latchkey = Latchkey::new(settings(scene.idp.issuer()), Employees::default());
    latchkey.start().await;
    Browser::at_app(app(&latchkey))
        .get("/openid/login")
        .await
        .shows(503, "Latchkey cannot be reached");
}

#[tokio::test]
async fn pages_speak_german_and_carry_the_apps_stylesheet() {
    let scene = Scene::with(|settings| settings.stylesheet = Some("/style.css".into())).await;
    let request = Request::get("/openid/signed-out").header(header::ACCEPT_LANGUAGE, "de-DE");
    let answer = scene
        .app
        .clone()
        .oneshot(request.body(axum::body::Body::empty()).unwrap())
        .await
        .unwrap();
    let body = axum::body::to_bytes(answer.into_body(), 100_000).await.unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap();
    assert!(
        body.contains("<html lang=\"de\">") && body.contains("<h1>Sie sind abgemeldet</h1>"),
        "{body}"
    );
    assert!(body.contains("href=\"/style.css\""));
    let css = scene.browser().get("/openid/style.css").await;
    assert_eq!(css.headers[header::CONTENT_TYPE], "text/css; charset=utf-8");
}

#[tokio::test]
async fn an_app_that_was_not_attached_says_so() {
    let unattached = axum::Router::new().route(
        "/",
        axum::routing::get(|person: latchkey_app::SignedIn| async move { person.name.clone() }),
    );
    let answer = Browser::at_app(unattached).get("/").await;
    assert_eq!(answer.status, 500);
    assert!(answer.text().contains("Latchkey::attach"));
}
