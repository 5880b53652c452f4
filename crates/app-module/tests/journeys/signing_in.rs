//! In.

use latchkey_app::SignOn;
use latchkey_fake_idp::Fault;
use serde_json::json;

use crate::scene::Scene;

#[tokio::test]
async fn a_person_comes_in_and_stays() {
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    let answer = scene.sign_in(&mut browser, "ada@acme.example").await;
    assert_eq!(answer.leads_to(), "/");
    assert_eq!(
        browser.get("/").await.text(),
        "user-idp-ada Ada Lovelace platform "
    );
    assert_eq!(browser.get("/public").await.text(), "Ada Lovelace");
    assert_eq!(browser.cookies.keys().collect::<Vec<_>>(), ["expenses-session"]);
}

#[tokio::test]
async fn the_request_carries_everything() {
    let scene = Scene::new().await;
    let url = scene
        .browser()
        .get("/openid/login?login_hint=ada%40acme.example&prompt=login")
        .await
        .leads_to();
    let url = url::Url::parse(&url).unwrap();
    let value = |name: &str| {
        let mut found = url.query_pairs().filter(|(key, _)| key == name);
        let value = found.next().map(|(_, value)| value.into_owned());
        assert!(found.next().is_none(), "{name} comes twice");
        value.unwrap_or_default()
    };
    assert_eq!(value("response_type"), "code");
    assert_eq!(value("code_challenge_method"), "S256");
    assert_eq!(value("code_challenge").len(), 43);
    assert_eq!(value("scope"), "openid profile email");
    assert_eq!(value("redirect_uri"), "http://localhost:8082/openid/callback");
    assert_eq!(value("login_hint"), "ada@acme.example");
    assert_eq!(value("prompt"), "login");
    assert!(value("state").len() >= 43 && value("nonce").len() >= 43 && value("state") != value("nonce"));
}

#[tokio::test]
async fn a_deep_link_returns_to_the_page_that_was_asked_for() {
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    let way_in = browser.get("/expenses/7?sort=date&x=%C3%A4").await.leads_to();
    assert_eq!(
        way_in,
        "/openid/login?return_to=%2Fexpenses%2F7%3Fsort%3Ddate%26x%3D%25C3%25A4"
    );
    let callback = scene.to_callback(&mut browser, &way_in, "ada@acme.example").await;
    assert_eq!(
        browser.get(&callback).await.leads_to(),
        "/expenses/7?sort=date&x=%C3%A4"
    );
}

#[tokio::test]
async fn nobody_is_sent_to_another_site() {
    let scene = Scene::new().await;
    for evil in [
        "//evil.example",
        "https://evil.example",
        "%2F%5Cevil.example",
        "/%09/evil.example",
    ] {
        let mut browser = scene.browser();
        let path = format!("/openid/login?return_to={evil}");
        let callback = scene.to_callback(&mut browser, &path, "ada@acme.example").await;
        assert_eq!(browser.get(&callback).await.leads_to(), "/", "{evil}");
    }
}

#[tokio::test]
async fn two_tabs_sign_in_side_by_side() {
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    let first = scene
        .to_callback(
            &mut browser,
            "/openid/login?return_to=/expenses/1",
            "ada@acme.example",
        )
        .await;
    let second = scene
        .to_callback(
            &mut browser,
            "/openid/login?return_to=/expenses/2",
            "ada@acme.example",
        )
        .await;
    assert_eq!(browser.get(&first).await.leads_to(), "/expenses/1");
    assert_eq!(browser.get(&second).await.leads_to(), "/expenses/2");
}

#[tokio::test]
async fn roles_come_anew_with_each_sign_in_and_the_hook_once() {
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    let roles = |roles: serde_json::Value| {
        scene.idp.clear_faults();
        scene.idp.set_fault(Fault::IdTokenClaim {
            claim: "roles",
            value: roles,
        });
    };
    roles(json!(["User", "Administrator"]));
    scene.sign_in(&mut browser, "ada@acme.example").await;
    assert!(browser.get("/").await.text().ends_with(" User+Administrator"));
    roles(json!(["User"]));
    scene.sign_in(&mut browser, "ada@acme.example").await;
    assert!(browser.get("/").await.text().ends_with(" User"));
    let log = scene.log.lock().unwrap().clone();
    assert_eq!(log, ["first login of idp-ada", "user-idp-ada has [\"User\"]"]);
}

#[tokio::test]
async fn the_app_may_refuse_somebody_and_says_why() {
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    let answer = scene.sign_in(&mut browser, "alan@acme.example").await;
    answer.shows(403, "Company Expenses does not let you in");
    assert!(
        answer.text().contains("Alan &lt;Turing&gt; has left."),
        "{}",
        answer.text()
    );
    assert_eq!(browser.get("/public").await.text(), "nobody");
}

#[tokio::test]
async fn each_sign_in_has_a_new_session_and_ends_the_old_one() {
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    scene.sign_in(&mut browser, "ada@acme.example").await;
    let before = browser.clone();
    scene.sign_in(&mut browser, "ada@acme.example").await;
    assert_ne!(
        before.cookies["expenses-session"],
        browser.cookies["expenses-session"]
    );
    assert_eq!(before.clone().get("/public").await.text(), "nobody");
    assert_eq!(browser.get("/public").await.text(), "Ada Lovelace");
}

#[tokio::test]
async fn a_session_runs_out() {
    let scene = Scene::with(|settings| settings.session_ttl = std::time::Duration::ZERO).await;
    let mut browser = scene.browser();
    scene.sign_in(&mut browser, "ada@acme.example").await;
    assert_eq!(browser.get("/public").await.text(), "nobody");
    assert_eq!(browser.get("/").await.leads_to(), "/openid/login?return_to=%2F");
}

#[tokio::test]
async fn local_credentials_work_beside_it() {
    let scene = Scene::with(|settings| settings.sign_on = SignOn::Page("/sign-on".into())).await;
    let mut browser = scene.browser();
    assert_eq!(
        browser.get("/expenses/7").await.leads_to(),
        "/sign-on?return_to=%2Fexpenses%2F7"
    );
    let answer = browser.submit_text("/local", "/expenses/7").await;
    assert_eq!(answer.leads_to(), "/expenses/7");
    assert_eq!(browser.get("/").await.text(), "local-7 Local Lou local User");
    let evil = browser.submit_text("/local", "//evil.example").await;
    assert_eq!(evil.leads_to(), "/");
}

#[tokio::test]
async fn requests_that_are_no_pages_are_not_redirected() {
    let scene = Scene::new().await;
    let answer = scene.browser().submit_text("/save", "").await;
    assert_eq!(answer.status, 401);
    assert!(answer.headers.get("location").is_none());
}

#[tokio::test]
async fn a_button_goes_by_a_page_that_no_form_action_can_stop() {
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    let answer = browser
        .submit_text("/openid/login", "return_to=%2Fexpenses%2F7")
        .await;
    answer.shows(200, "One moment");
    let policy = answer.headers["content-security-policy"].to_str().unwrap();
    assert!(
        policy.contains("form-action 'self'") && policy.contains("default-src 'none'"),
        "{policy}"
    );
    let refresh = answer.text().split("content=\"0;url=").nth(1).unwrap();
    let url = refresh.split('"').next().unwrap().replace("&amp;", "&");
    let callback = scene.idp.complete_login(&url, "ada@acme.example").unwrap();
    assert_eq!(browser.get(&callback).await.leads_to(), "/expenses/7");
}
