//! The language that somebody chooses before signing in, by a link that needs no script.

use latchkey_test_browser::Answer;

use crate::mailbox::{ask, link_to, open};
use crate::support::{Browser, GLOBEX, Platform};

fn language(page: &Answer) -> &str {
    let (_, rest) = page.text().split_once("<html lang=\"").expect("a page");
    rest.split('"').next().expect("an end")
}

/// Where the link to the other language leads; none where there is no such link.
fn choice(page: &Answer) -> Option<String> {
    let (_, rest) = page.text().split_once("<footer class=\"languages\"><a href=\"")?;
    rest.split('"').next().map(|href| href.replace("&amp;", "&"))
}

fn english(platform: &Platform) -> Browser {
    let mut browser = platform.browser();
    browser.headers = vec![("accept-language", "en".into())];
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_chooses_the_language_and_comes_back_to_the_page() {
    let platform = Platform::with(GLOBEX).await;
    let mut browser = english(&platform);
    let place = "/sign-in?return_to=/apps/expenses/settings/general?x%3D1%26y";
    let page = browser.get(place).await;
    assert_eq!(language(&page), "en");
    let answer = browser.get(&choice(&page).expect("a link")).await;
    assert_eq!((answer.status, answer.location()), (303, place));
    for page in [place, "/reset-password", "/nowhere"] {
        let page = browser.get(page).await;
        assert_eq!(language(&page), "de");
        assert!(choice(&page).expect("a link").starts_with("/language/en?"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_link_of_a_mail_leads_to_is_shown_in_the_other_language_too() {
    let platform = Platform::with(GLOBEX).await;
    let mut browser = english(&platform);
    ask(&mut browser, "/reset-password", "grace@globex.example").await;
    let link = link_to(&platform, "grace@globex.example").await;
    let (place, page) = open(&mut browser, &link).await;
    let answer = browser.get(&choice(&page).expect("a link")).await;
    assert_eq!(answer.location(), place);
    let page = browser.get(&place).await;
    assert_eq!((page.status, language(&page)), (200, "de"));
    // The secret of a link is in no page.
    let broken = platform.browser().get("/reset-password?token=unknown").await;
    assert!(!broken.text().contains("token=unknown") && choice(&broken).is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_led_elsewhere_and_no_other_site_chooses() {
    let platform = Platform::with(GLOBEX).await;
    for (place, expected) in [
        ("//evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/sign-up", "/sign-up"),
    ] {
        let mut browser = english(&platform);
        let answer = browser.get(&format!("/language/de?return_to={place}")).await;
        assert_eq!((answer.status, answer.location()), (303, expected));
    }
    let mut browser = english(&platform);
    browser.headers.push(("sec-fetch-site", "cross-site".into()));
    let answer = browser.get("/language/de?return_to=/sign-up").await;
    assert_eq!((answer.status, answer.location()), (303, "/sign-up"));
    assert_eq!(language(&browser.get("/sign-up").await), "en");
    let unknown = platform.browser().get("/language/xx").await;
    assert_eq!(unknown.status, 404);
}
