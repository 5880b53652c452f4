//! The pages behind a set-up link. Invariant: looking uses nothing up, the secret stays in no address, and whoever has no link learns nothing.

use serde_json::json;

use super::sso_set_up_scene::{ANNA, SetUp};
use crate::support::{Browser, ORIGIN, PASSWORD};

const LINKS: &str = "/api/company/set-up-links";
const SET_UP: &str = "/api/set-up";
const WIZARD: &str = "/control-center/security/single-sign-on";
const DAY: i64 = 24 * 60 * 60 * 1000;

/// A link: its identifier, and its path.
async fn link(anna: &mut Browser) -> (String, String) {
    let made = anna.post(LINKS, &json!({})).await;
    assert_eq!(made.status, 200, "{made:?}");
    let text = |name: &str| made.json()[name].as_str().expect("a text").to_owned();
    let path = text("link")
        .strip_prefix(ORIGIN)
        .expect("the platform's")
        .to_owned();
    (text("id"), path)
}

/// Opens a link as a browser does. Returns the address of its page, and what that shows.
async fn open(browser: &mut Browser, link: &str) -> (String, latchkey_test_browser::Answer) {
    let passed = browser.get(link).await;
    assert_eq!(passed.status, 303, "{passed:?}");
    let page = passed.location().to_owned();
    assert!(!page.contains("token"), "{page}");
    let shown = browser.get(&page).await;
    (page, shown)
}

/// The secret in the page's form.
fn secret(page: &str) -> String {
    let (_, rest) = page.split_once(r#"name="secret" value=""#).expect("a secret");
    rest.split('"').next().unwrap_or_default().to_owned()
}

async fn begin(browser: &mut Browser, link: &str) -> String {
    let (page, shown) = open(browser, link).await;
    let begun = browser.submit(&page, &[("secret", &secret(shown.text()))]).await;
    assert_eq!((begun.status, begun.location()), (303, WIZARD), "{begun:?}");
    page
}

#[tokio::test]
async fn a_link_asks_before_it_is_used_up() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let (_, link) = link(&mut anna).await;
    for _ in 0..2 {
        // A mail scanner.
        let (_, shown) = open(&mut set_up.platform.browser(), &link).await;
        assert_eq!(shown.status, 200, "{shown:?}");
        for part in ["Initech", ANNA, "UTC", "Begin set-up"] {
            assert!(shown.text().contains(part), "{part} is not in {}", shown.text());
        }
        assert!(!shown.text().contains("signed in as"), "{}", shown.text());
        assert_eq!(shown.header("cache-control"), "no-store");
    }
    let mut browser = set_up.platform.browser();
    begin(&mut browser, &link).await;
    assert_eq!(browser.get(WIZARD).await.status, 200);
    assert_eq!(browser.get(&format!("{WIZARD}/new")).await.status, 200);
    assert_eq!(browser.get(SET_UP).await.json()["company"], "Initech");
    let elsewhere = browser.get("/control-center/people/members").await;
    assert!(elsewhere.location().starts_with("/sign-in?"), "{elsewhere:?}");
    // The mail is opened again: on to the wizard.
    let (_, again) = open(&mut browser, &link).await;
    assert_eq!((again.status, again.location()), (303, WIZARD));
    assert_eq!(browser.get("/sso/set-up").await.location(), WIZARD);
}

#[tokio::test]
async fn a_second_click_is_the_same_beginning() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let (_, link) = link(&mut anna).await;
    let mut browser = set_up.platform.browser();
    let (page, shown) = open(&mut browser, &link).await;
    let form = [("secret", &*secret(shown.text()))];
    // The answer to the first click never arrives.
    assert_eq!(browser.clone().submit(&page, &form).await.status, 303);
    let second = browser.submit(&page, &form).await;
    assert_eq!((second.status, second.location()), (303, WIZARD), "{second:?}");
    assert_eq!(browser.get(SET_UP).await.status, 200);
    for wrong in [
        "",
        "short",
        &format!("{}\u{e4}", "a".repeat(43)),
        &"a".repeat(101),
    ] {
        let mut other = set_up.platform.browser();
        let (page, _) = open(&mut other, &link).await;
        let refused = other.submit(&page, &[("secret", wrong)]).await;
        assert_eq!(refused.status, 410, "{wrong}");
        assert_eq!(other.get(SET_UP).await.status, 404);
    }
}

#[tokio::test]
async fn a_link_that_works_no_more_says_why_and_whom_to_ask() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    // In use elsewhere, and done there.
    let (_, used) = link(&mut anna).await;
    let mut guest = set_up.platform.browser();
    begin(&mut guest, &used).await;
    let mut late = set_up.platform.browser();
    let (page, shown) = open(&mut late, &used).await;
    assert_eq!(shown.status, 410, "{shown:?}");
    assert!(shown.text().contains("This link is in use") && shown.text().contains(ANNA));
    assert_eq!(guest.delete(SET_UP).await.status, 200);
    let done = guest.get("/sso/set-up").await;
    assert_eq!(done.status, 200);
    assert!(
        done.text().contains("Thank you") && done.text().contains(ANNA),
        "{}",
        done.text()
    );
    let late = late.get(&page).await;
    assert!(late.text().contains("used already"), "{}", late.text());

    // Revoked while somebody works with it: their pages lead to what became of it.
    let (id, revoked) = link(&mut anna).await;
    let mut guest = set_up.platform.browser();
    begin(&mut guest, &revoked).await;
    assert_eq!(anna.delete(&format!("{LINKS}/{id}")).await.status, 200);
    assert_eq!(guest.get(WIZARD).await.location(), "/sso/set-up");
    let shown = guest.get("/sso/set-up").await;
    assert_eq!(shown.status, 410, "{shown:?}");
    assert!(
        shown.text().contains("was revoked")
            && shown
                .text()
                .contains(&format!("Ask <bdi translate=\"no\">{ANNA}")),
        "{}",
        shown.text()
    );

    // Expired. It is known for a week more.
    let (_, expired) = link(&mut anna).await;
    set_up.platform.clock.advance(7 * DAY);
    let (_, shown) = open(&mut set_up.platform.browser(), &expired).await;
    assert_eq!(shown.status, 410);
    assert!(shown.text().contains("has expired") && shown.text().contains(ANNA));

    // Made by somebody who is no admin any more, whom nobody is to ask.
    let mut anna = set_up.who(ANNA).await;
    let (_, orphaned) = link(&mut anna).await;
    set_up
        .platform
        .execute("UPDATE accounts SET company_admin = 0 WHERE email = 'anna@initech.example'")
        .await;
    let (_, shown) = open(&mut set_up.platform.browser(), &orphaned).await;
    assert_eq!(shown.status, 410);
    assert!(
        shown.text().contains("an admin of") && !shown.text().contains(ANNA),
        "{}",
        shown.text()
    );
}

#[tokio::test]
async fn whoever_has_no_link_learns_nothing() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let (id, link) = link(&mut anna).await;
    let mut stranger = set_up.platform.browser();
    let long = format!("/sso/set-up?token={}", "a".repeat(5000));
    for address in [
        "/sso/set-up?token=",
        "/sso/set-up?token=none",
        "/sso/set-up?token=%00%ff",
        &long,
    ] {
        let shown = stranger.get(address).await;
        assert_eq!(shown.status, 404, "{address}");
        assert!(shown.text().contains("do not know this link"), "{}", shown.text());
    }
    let page = format!("/sso/set-up/{id}");
    let without_cookies = stranger.get(&page).await;
    assert_eq!(without_cookies.status, 404);
    assert!(
        without_cookies.text().contains("cookies"),
        "{}",
        without_cookies.text()
    );
    stranger.get("/sign-in").await;
    for address in ["/sso/set-up", &page, "/sso/set-up/none"] {
        let shown = stranger.get(address).await;
        assert_eq!(shown.status, 404, "{address}");
        assert!(
            !shown.text().contains("Initech") && !shown.text().contains(ANNA),
            "{}",
            shown.text()
        );
    }
    let pressed = stranger.submit(&page, &[("secret", &"a".repeat(43))]).await;
    assert_eq!(pressed.status, 404, "{pressed:?}");
    // Another link's cookie opens no other page.
    let (_, other) = self::link(&mut anna).await;
    open(&mut stranger, &other).await;
    assert_eq!(stranger.get(&page).await.status, 404);
    assert_eq!(open(&mut set_up.platform.browser(), &link).await.1.status, 200);
}

#[tokio::test]
async fn beginning_signs_this_browser_out_and_says_so_before() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let (_, link) = link(&mut anna).await;
    let mut grace = set_up.who("grace@globex.example").await;
    let (_, shown) = open(&mut grace, &link).await;
    assert!(shown.text().contains("grace@globex.example"), "{}", shown.text());
    begin(&mut grace, &link).await;
    assert!(!grace.is_signed_in().await);
    assert_eq!(grace.get(SET_UP).await.json()["company"], "Initech");
    // Whoever signs in here is no guest.
    assert_eq!(grace.sign_in("grace@globex.example", PASSWORD).await.status, 200);
    assert_eq!(grace.get("/api/company/sso-configurations").await.status, 404);
}

#[tokio::test]
async fn a_link_is_mailed_to_whom_it_is_for() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let made = anna.post(LINKS, &json!({ "email": " Eve@IDP.example " })).await;
    assert_eq!(made.status, 200, "{made:?}");
    let listed = anna.get(LINKS).await.json();
    assert_eq!(listed["links"][0]["mailed_to"], "Eve@idp.example", "{listed}");
    let mails = super::sso_set_up_scene::mails(&set_up.platform).await;
    let mail = mails.last().expect("a mail");
    assert_eq!(
        (mail.to.as_str(), mail.message.kind()),
        ("Eve@idp.example", "set_up_link")
    );
    let latchkey_server::mail::Message::SetUpLink {
        link,
        company,
        made_by,
        ..
    } = &mail.message
    else {
        panic!("another mail");
    };
    assert_eq!(made.json()["link"], *link);
    assert_eq!((company.as_str(), made_by.as_str()), ("Initech", ANNA));
    let refused = anna.post(LINKS, &json!({ "email": "nobody" })).await;
    assert_eq!(
        (refused.code(), refused.json()["field"].clone()),
        ("username_not_an_address".to_owned(), json!("email"))
    );
    // Nobody is flooded by it, and a link that is not mailed can still be made.
    let mut statuses = Vec::new();
    for _ in 0..5 {
        statuses.push(
            anna.post(LINKS, &json!({ "email": "eve@idp.example" }))
                .await
                .status,
        );
    }
    assert_eq!(statuses, [200, 200, 200, 200, 429]);
    assert_eq!(anna.post(LINKS, &json!({})).await.status, 200);
    assert_eq!(
        anna.get(LINKS).await.json()["links"].as_array().map(Vec::len),
        Some(6)
    );
}
