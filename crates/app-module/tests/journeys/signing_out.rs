//! Out, and not in again.

use latchkey_test_browser::Browser;

use crate::scene::Scene;

async fn signed_in(scene: &Scene) -> Browser {
    let mut browser = scene.browser();
    scene.sign_in(&mut browser, "ada@acme.example").await;
    browser
}

#[tokio::test]
async fn out_of_the_app_alone() {
    let scene = Scene::new().await;
    let mut browser = signed_in(&scene).await;
    let stolen = browser.clone();
    browser
        .get("/openid/logout")
        .await
        .shows(200, "Sign out of Company Expenses?");
    let answer = browser.submit_text("/openid/logout", "").await;
    assert_eq!(answer.leads_to(), "/openid/signed-out");
    browser
        .get("/openid/signed-out")
        .await
        .shows(200, "You are signed out");
    assert_eq!(browser.get("/public").await.text(), "nobody");
    assert_eq!(
        stolen.clone().get("/public").await.text(),
        "nobody",
        "the session itself is gone"
    );
}

#[tokio::test]
async fn nothing_bounces_back_in() {
    let scene = Scene::new().await;
    let mut browser = signed_in(&scene).await;
    browser.submit_text("/openid/logout", "").await;
    // The variant that starts by itself waits for a click from now on, also after the browser was closed and opened.
    let way_in = browser.get("/expenses/7").await.leads_to();
    assert_eq!(way_in, "/openid/signed-out?return_to=%2Fexpenses%2F7");
    let page = browser.get(&way_in).await;
    page.shows(200, "You are signed out");
    assert!(!page.text().contains("http-equiv"), "{}", page.text());
    assert!(
        page.text()
            .contains("href=\"/openid/login?return_to=%2Fexpenses%2F7\""),
        "{}",
        page.text()
    );
    // A click is asking for it.
    scene.sign_in(&mut browser, "ada@acme.example").await;
    assert!(browser.get("/expenses/7").await.text().contains("Ada"));
    browser.cookies.remove("expenses-session");
    assert!(browser.get("/").await.leads_to().starts_with("/openid/login"));
}

#[tokio::test]
async fn out_of_the_platform_too() {
    let scene = Scene::new().await;
    let mut browser = signed_in(&scene).await;
    let answer = browser.submit_text("/openid/logout", "everywhere=yes").await;
    answer.shows(200, "One moment");
    let refresh = answer.text().split("content=\"0;url=").nth(1).unwrap();
    let url = refresh.split('"').next().unwrap().replace("&amp;", "&");
    let url = url::Url::parse(&url).unwrap();
    assert!(
        url.as_str()
            .starts_with(&format!("{}/logout?", scene.idp.issuer())),
        "{url}"
    );
    let value = |name: &str| {
        url.query_pairs()
            .find(|(key, _)| key == name)
            .unwrap()
            .1
            .into_owned()
    };
    assert_eq!(value("id_token_hint").split('.').count(), 3);
    assert_eq!(value("post_logout_redirect_uri"), "http://localhost:8082/");
    assert_eq!(value("client_id"), "expenses");
    // Back from there, nothing signs in by itself.
    assert!(
        browser
            .get("/")
            .await
            .leads_to()
            .starts_with("/openid/signed-out")
    );
}

#[tokio::test]
async fn nobody_is_signed_out_by_a_link_or_another_site() {
    let scene = Scene::new().await;
    let mut browser = signed_in(&scene).await;
    browser
        .get("/openid/logout?everywhere=yes")
        .await
        .shows(200, "Sign out of Company Expenses?");
    for foreign in [
        &[("sec-fetch-site", "cross-site")][..],
        &[
            ("sec-fetch-site", "same-site"),
            ("origin", "http://localhost:8082"),
        ],
        &[("origin", "http://evil.example")],
        &[("origin", "null")],
        &[],
    ] {
        let answer = browser.submit_from("/openid/logout", "", foreign).await;
        answer.shows(403, "Please do that in the app");
        let answer = browser.submit_from("/save", "", foreign).await;
        answer.shows(403, "Please do that in the app");
    }
    assert_eq!(browser.get("/public").await.text(), "Ada Lovelace");
    let own = [("origin", "http://localhost:8082")];
    assert_eq!(browser.submit_from("/openid/logout", "", &own).await.status, 303);
}

#[tokio::test]
async fn a_local_user_has_nothing_to_sign_out_of_there() {
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    browser.submit_text("/local", "/").await;
    let page = browser.get("/openid/logout").await;
    assert!(!page.text().contains("everywhere"), "{}", page.text());
    let answer = browser.submit_text("/openid/logout", "everywhere=yes").await;
    assert_eq!(answer.leads_to(), "/openid/signed-out");
}
