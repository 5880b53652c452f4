//! `ui_locales`: the screens on the way to an app speak the language that it asks for, where the person has chosen none.

use latchkey_test_browser::Answer;
use serde_json::json;

use crate::app::{agree, answer, authorize, goes_on_to, hidden, platform, request, settle};
use crate::scene::{ADA, Scene};
use crate::support::{Browser, PASSWORD};

/// German by its primary subtag, after one that nobody here speaks.
const GERMAN: (&str, &str) = ("ui_locales", "se de-AT en");
const ALAN: &str = "alan@acme.example";

fn language(page: &Answer) -> &str {
    let text = page.text();
    let (_, rest) = text.split_once("<html lang=\"").expect("a page");
    rest.split('"').next().expect("an end")
}

async fn begun(browser: &mut Browser, with: &[(&str, &str)]) -> Answer {
    let page = browser.get(&request(with)).await;
    settle(browser, page).await
}

#[tokio::test]
async fn every_screen_of_a_request_speaks_the_language_that_the_app_wants() {
    let platform = platform().await;
    let mut grace = platform.browser();
    grace.headers = vec![("accept-language", "en".into())];
    let sign_in = begun(&mut grace, &[GERMAN]).await;
    assert_eq!(language(&sign_in), "de");
    let place = hidden(&sign_in, "return_to");
    let fields = |password| {
        [
            ("username", "grace@globex.example"),
            ("password", password),
            ("return_to", place.as_str()),
        ]
    };
    let refused = grace.submit("/sign-in", &fields("wrong")).await;
    assert_eq!((refused.status, language(&refused)), (401, "de"));
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("return_to", &place)
        .finish();
    for path in ["/sign-up", "/reset-password"] {
        assert_eq!(
            language(&grace.get(&format!("{path}?{query}")).await),
            "de",
            "{path}"
        );
    }
    // Who signs in without an app on the way is spoken to as before.
    assert_eq!(language(&grace.get("/sign-in").await), "en");
    let on = grace.submit("/sign-in", &fields(PASSWORD)).await;
    assert_eq!(language(&on), "de");
    let consent = grace.get(&place).await;
    let consent = settle(&mut grace, consent).await;
    assert!(consent.text().contains("<h1>Zugriff erlauben</h1>"));
    let done = authorize(&mut grace, &consent, &[]).await;
    assert_eq!(language(&done), "de");
    assert!(answer(&goes_on_to(&done)).contains_key("code"));
    let over = grace.get(&place).await;
    assert_eq!((over.status, language(&over)), (400, "de"));
}

#[tokio::test]
async fn what_a_person_has_chosen_goes_before_that() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let chosen = grace
        .post("/api/profile/language", &json!({ "language": "en" }))
        .await;
    assert!((200..300).contains(&chosen.status), "{chosen:?}");
    assert_eq!(language(&begun(&mut grace, &[GERMAN]).await), "en", "signed in");
    // A browser that does not know it yet: the account does.
    let mut elsewhere = platform.browser();
    elsewhere.headers = vec![("accept-language", "de".into())];
    assert_eq!(language(&begun(&mut elsewhere, &[GERMAN]).await), "de");
    elsewhere.sign_in("grace@globex.example", PASSWORD).await;
    assert_eq!(language(&begun(&mut elsewhere, &[GERMAN]).await), "en");
    assert_eq!(language(&begun(&mut elsewhere, &[]).await), "en");
    // And one that knows it, before anybody has signed in there.
    let mut before = platform.browser();
    before.cookies.insert("latchkey-language".into(), "de".into());
    assert_eq!(language(&begun(&mut before, &[("ui_locales", "en")]).await), "de");
}

#[tokio::test]
async fn a_language_that_nobody_here_speaks_changes_nothing() {
    let platform = platform().await;
    for wanted in ["se", "", "xx-de", "\u{fffd}", "d e"] {
        let mut browser = platform.browser();
        browser.headers = vec![("accept-language", "de".into())];
        let page = begun(&mut browser, &[("ui_locales", wanted)]).await;
        assert_eq!((page.status, language(&page)), (200, "de"), "{wanted:?}");
    }
}

#[tokio::test]
async fn what_does_not_work_is_said_in_it_too() {
    let platform = platform().await;
    let mut browser = platform.browser();
    for wrong in [("client_id", "nobody"), ("redirect_uri", "https://evil.example/")] {
        let page = browser.get(&request(&[GERMAN, wrong])).await;
        assert_eq!((page.status, language(&page)), (400, "de"), "{wrong:?}");
    }
    let mut rob = platform.browser();
    rob.sign_in("rob@globex.example", PASSWORD).await;
    let no_access = begun(&mut rob, &[GERMAN]).await;
    assert_eq!((no_access.status, language(&no_access)), (403, "de"));
    let twice = format!("{}&ui_locales=en", request(&[GERMAN]));
    let back = rob.get(&twice).await;
    assert_eq!(answer(back.location())["error"], "invalid_request");
}

#[tokio::test]
async fn signing_out_from_an_app_asks_in_it() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let asked = grace.get("/oauth/end-session?ui_locales=de").await;
    assert_eq!(language(&asked), "de");
    assert_eq!(hidden(&asked, "ui_locales"), "de", "it goes along");
}

/// The screens between the identity provider and the app.
#[tokio::test]
async fn on_the_way_back_from_the_identity_provider_it_is_spoken() {
    let scene = Scene::new().await;
    let mut browser = scene.platform.browser();
    let place = hidden(&begun(&mut browser, &[GERMAN]).await, "return_to");
    // Somebody new, asked for under Ada's address.
    let url = scene.depart(&mut browser, &place).await;
    let callback = scene.idp.complete_login(&url, ALAN).expect("signs in there");
    let landed = browser.follow(&callback).await;
    assert!(landed.location().starts_with("/sign-in/mismatch"), "{landed:?}");
    let mismatch = browser.get(landed.location()).await;
    assert_eq!(language(&mismatch), "de");
    let attempt = hidden(&mismatch, "attempt");
    // To another account there: the page that leaves.
    let (mut other, other_attempt) = {
        let mut other = scene.platform.browser();
        let place = hidden(&begun(&mut other, &[GERMAN]).await, "return_to");
        let url = scene.depart(&mut other, &place).await;
        let callback = scene.idp.complete_login(&url, ALAN).expect("signs in there");
        let landed = other.follow(&callback).await;
        let attempt = hidden(&other.get(landed.location()).await, "attempt");
        (other, attempt)
    };
    let fields = [("attempt", other_attempt.as_str()), ("answer", "switch")];
    let leaving = other.submit("/sign-in/mismatch", &fields).await;
    assert_eq!((leaving.status, language(&leaving)), (200, "de"));
    let fields = [("attempt", attempt.as_str()), ("answer", "go_on")];
    let landed = browser.submit("/sign-in/mismatch", &fields).await;
    assert!(landed.location().starts_with("/onboarding"), "{landed:?}");
    assert_eq!(language(&browser.get(landed.location()).await), "de");
    let nameless = [
        ("attempt", attempt.as_str()),
        ("first_name", ""),
        ("last_name", ""),
    ];
    let again = browser.submit("/onboarding", &nameless).await;
    assert_eq!((again.status, language(&again)), (422, "de"));
    let named = [
        ("attempt", attempt.as_str()),
        ("first_name", "Alan"),
        ("last_name", "Turing"),
    ];
    let on = browser.submit("/onboarding", &named).await;
    assert_eq!((on.status, language(&on)), (200, "de"), "the page that goes on");
    // Nobody comes back.
    let url = scene.depart(&mut browser, &place).await;
    let state = url::Url::parse(&url).expect("an address");
    let state = state
        .query_pairs()
        .find(|(name, _)| name == "state")
        .expect("a state")
        .1;
    let denied = format!("/sso/callback/acme?error=access_denied&state={state}");
    let failed = browser.get(&denied).await;
    assert!(failed.location().starts_with("/sign-in/failed/"), "{failed:?}");
    assert_eq!(language(&browser.get(failed.location()).await), "de");
    let ada = scene.ada().await;
    let page = begun(&mut ada.clone(), &[GERMAN]).await;
    assert_eq!(language(&page), "de", "{ADA}");
    agree(&mut ada.clone(), &page, &[]).await;
}
