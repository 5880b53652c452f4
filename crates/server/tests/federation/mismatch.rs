//! Another person comes back than the one whose address was typed. Invariant: no session and no link before somebody has
//! said that this is right, in the browser that was at the identity provider.

use latchkey_test_browser::Answer;

use crate::flow_scene::{ADA, Scene, assert_refused, parameter};
use crate::support::{Browser, Platform, acme};

const ALAN: &str = "alan@acme.example";

/// Ada's and Alan's platform. Somebody types Ada's address, and Alan comes back.
async fn alan_came_back() -> (Scene, Browser, String) {
    let scene = Scene::new().await;
    let alan = "\n  [[company.account]]\n  email = \"alan@acme.example\"\n  first_name = \"Alan\"\n  last_name = \"Turing\"\n";
    let file = acme(scene.idp.issuer()).replacen("\n  [[company.sso", &format!("{alan}\n  [[company.sso"), 1);
    scene.platform.import(&file).await;
    let (browser, attempt) = come_back(&scene).await;
    (scene, browser, attempt)
}

async fn come_back(scene: &Scene) -> (Browser, String) {
    let mut browser = scene.platform.browser();
    let answer = browser
        .post(
            "/api/sign-in/sso",
            &serde_json::json!({ "username": ADA, "return_to": "/profile" }),
        )
        .await;
    let url = answer.json()["redirect_to"]
        .as_str()
        .expect("an address")
        .to_owned();
    let answer = browser
        .follow(&scene.idp.complete_login(&url, ALAN).unwrap())
        .await;
    let attempt = answer.location().strip_prefix("/sign-in/mismatch?attempt=");
    let attempt = attempt.unwrap_or_else(|| panic!("{answer:?}")).to_owned();
    assert!(!browser.is_signed_in().await);
    (browser, attempt)
}

async fn say(browser: &mut Browser, attempt: &str, answer: &str) -> Answer {
    browser
        .submit("/sign-in/mismatch", &[("attempt", attempt), ("answer", answer)])
        .await
}

#[tokio::test]
async fn the_page_names_both_and_going_on_is_remembered() {
    let (scene, mut browser, attempt) = alan_came_back().await;
    assert_eq!(scene.links().await, 0);
    scene.platform.brand("acme", "Acme Works").await;
    let page = browser.get(&format!("/sign-in/mismatch?attempt={attempt}")).await;
    Platform::assert_branded(&page, "Acme Works");
    assert!(page.text().contains(ADA) && page.text().contains("Continue as alan@acme.example"));
    let answer = say(&mut browser, &attempt, "go_on").await;
    assert_eq!(
        (answer.status, answer.location()),
        (303, "/profile"),
        "{answer:?}"
    );
    let session = browser.get("/api/session").await.json();
    assert_eq!(session["account"]["email"], ALAN);
    let answer = say(&mut browser, &attempt, "go_on").await;
    assert_eq!(answer.location(), "/profile", "pressed twice, it leads on");
    let mut later = scene.platform.browser();
    let url = later.start_sso(ADA).await;
    let answer = later.follow(&scene.idp.complete_login(&url, ALAN).unwrap()).await;
    assert_eq!(answer.location(), "/", "not asked again");
    let url = later.start_sso(ADA).await;
    let answer = later.follow(&scene.idp.complete_login(&url, ADA).unwrap()).await;
    assert_eq!(answer.location(), "/", "and Ada is still Ada");
    assert_eq!(later.get("/api/session").await.json()["account"]["email"], ADA);
    let confirmed = "SELECT count(*) FROM audit_events WHERE action = 'username_alias_confirmed'";
    assert_eq!(scene.platform.count(confirmed).await, 1);
}

#[tokio::test]
async fn whoever_wants_another_account_is_let_choose_one() {
    let (scene, mut browser, attempt) = alan_came_back().await;
    let page = say(&mut browser, &attempt, "switch").await;
    assert_eq!(page.status, 200, "a page that goes on");
    let (_, rest) = page.text().split_once("content=\"0;url=").expect("it goes on");
    let url = rest.split('"').next().expect("an address").replace("&amp;", "&");
    assert_eq!(parameter(&url, "prompt"), "login");
    assert_eq!(parameter(&url, "login_hint"), ADA);
    let answer = say(&mut browser, &attempt, "go_on").await;
    assert!(
        !browser.is_signed_in().await,
        "the question is answered: {answer:?}"
    );
    let answer = browser
        .follow(&scene.idp.complete_login(&url, ADA).unwrap())
        .await;
    assert_eq!(answer.location(), "/profile");
    assert_eq!(browser.get("/api/session").await.json()["account"]["email"], ADA);
    assert_eq!(
        scene
            .platform
            .count("SELECT count(*) FROM username_aliases")
            .await,
        0
    );
}

#[tokio::test]
async fn another_browser_another_site_and_a_late_answer_decide_nothing() {
    let (scene, mut browser, attempt) = alan_came_back().await;
    let mut stranger = scene.platform.browser();
    let page = stranger
        .get(&format!("/sign-in/mismatch?attempt={attempt}"))
        .await;
    assert_eq!(page.location(), "/sign-in");
    for answer in ["go_on", "switch"] {
        let refused = say(&mut stranger, &attempt, answer).await;
        assert_refused(&mut stranger, &refused).await;
    }
    browser.headers = vec![("sec-fetch-site", "cross-site".into())];
    assert_eq!(say(&mut browser, &attempt, "go_on").await.status, 403);
    browser.headers.clear();
    let refused = say(&mut browser, &attempt, "something else").await;
    assert_refused(&mut browser, &refused).await;
    scene.platform.clock.advance(15 * 60_000);
    let refused = say(&mut browser, &attempt, "go_on").await;
    assert_refused(&mut browser, &refused).await;
    assert_eq!(scene.links().await, 0);
}

/// Decided anew when the answer comes.
#[tokio::test]
async fn what_has_changed_since_the_question_counts() {
    let (scene, mut browser, attempt) = alan_came_back().await;
    scene
        .execute("UPDATE accounts SET deactivated_at_ms = 1 WHERE email = 'alan@acme.example'")
        .await;
    let answer = say(&mut browser, &attempt, "go_on").await;
    assert!(answer.location().starts_with("/sign-in/failed/"), "{answer:?}");
    let (scene, mut browser, attempt) = alan_came_back().await;
    scene.execute("UPDATE sso_configurations SET active = 0").await;
    let answer = say(&mut browser, &attempt, "go_on").await;
    assert!(answer.location().starts_with("/sign-in/failed/"), "{answer:?}");
    assert!(!browser.is_signed_in().await);
    assert_eq!(scene.links().await, 0);
}

#[tokio::test]
async fn somebody_without_an_account_is_asked_before_the_form() {
    let scene = Scene::new().await;
    let (mut browser, attempt) = come_back(&scene).await;
    let answer = say(&mut browser, &attempt, "go_on").await;
    assert_eq!(answer.location(), format!("/onboarding?attempt={attempt}"));
    let fields = [
        ("attempt", attempt.as_str()),
        ("first_name", "Alan"),
        ("last_name", "Turing"),
    ];
    let answer = browser.submit("/onboarding", &fields).await;
    assert_eq!(answer.location(), "/profile");
    assert_eq!(browser.get("/api/session").await.json()["account"]["email"], ALAN);
}

/// An address that is nobody's here may be how the company calls its people.
#[tokio::test]
async fn a_typed_address_without_an_account_is_no_mismatch() {
    let (scene, _, _) = alan_came_back().await;
    let mut browser = scene.platform.browser();
    let url = browser.start_sso("a.turing@acme.example").await;
    let answer = browser
        .follow(&scene.idp.complete_login(&url, ALAN).unwrap())
        .await;
    assert_eq!(answer.location(), "/");
}
