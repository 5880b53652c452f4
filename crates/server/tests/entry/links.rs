//! What the links in mails open, and what they do not.

use latchkey_server::store::mails;
use serde_json::json;

use crate::mailbox::{NEW_PASSWORD, ask, link_to, open, sign_up_form, signed_up};
use crate::support::{GLOBEX, Platform};

const GRACE: &str = "grace@globex.example";
const NORA: &str = "nora@elsewhere.example";

async fn reset_link(platform: &Platform) -> String {
    ask(&mut platform.browser(), "/reset-password", GRACE).await;
    link_to(platform, GRACE).await
}

async fn sign_up_link(platform: &Platform) -> String {
    ask(&mut platform.browser(), "/sign-up", NORA).await;
    link_to(platform, NORA).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_secret_leaves_the_address_at_once() {
    let platform = Platform::with(GLOBEX).await;
    let link = reset_link(&platform).await;
    let token = link
        .strip_prefix("/reset-password?token=")
        .expect("a token")
        .to_owned();
    let mut browser = platform.browser();
    let answer = browser.get(&link).await;
    assert_eq!(answer.status, 303);
    assert!(!answer.location().contains(&token), "{answer:?}");
    let cookie = answer.header("set-cookie").to_owned();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    assert!(cookie.contains("Max-Age=3600"), "{cookie}");
    let page = browser.get(answer.location()).await;
    assert_eq!(page.status, 200);
    assert!(!page.text().contains(&token), "{}", page.text());
    assert!(page.text().contains(GRACE), "for whom: {}", page.text());
    let stored: Vec<String> = {
        let mut connection = platform.app.store.read().await.expect("a connection");
        sqlx::query_scalar("SELECT token_hash FROM mailed_links")
            .fetch_all(&mut *connection)
            .await
            .expect("reads")
    };
    assert!(stored.iter().all(|hash| !hash.contains(&token)));
    let mut connection = platform.app.store.read().await.expect("a connection");
    let waiting = mails::all_after(&mut connection, "", 10).await.expect("reads");
    assert!(waiting.iter().all(|mail| !mail.sealed.contains(&token)), "sealed");
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_does_not_use_a_link_up() {
    let platform = Platform::with(GLOBEX).await;
    let link = sign_up_link(&platform).await;
    for _ in 0..3 {
        // A mail scanner.
        let (_, shown) = open(&mut platform.browser(), &link).await;
        assert_eq!(shown.status, 200);
    }
    let mut browser = platform.browser();
    let (page, _) = open(&mut browser, &link).await;
    assert_eq!(browser.submit(&page, &sign_up_form()).await.status, 303);
    let (_, shown) = open(&mut platform.browser(), &link).await;
    assert_eq!(shown.status, 410);
    assert!(shown.text().contains("has been used already"), "{}", shown.text());
    assert!(shown.text().contains("Get a new link"), "{}", shown.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_expires_for_the_page_and_for_the_form() {
    let platform = Platform::with(GLOBEX).await;
    let link = reset_link(&platform).await;
    let mut browser = platform.browser();
    let (page, shown) = open(&mut browser, &link).await;
    assert_eq!(shown.status, 200);
    platform.clock.advance(60 * 60 * 1000);
    for answer in [
        browser.get(&page).await,
        browser.submit(&page, &[("password", NEW_PASSWORD)]).await,
    ] {
        assert_eq!(answer.status, 410);
        assert!(
            answer.text().contains("This link has expired"),
            "{}",
            answer.text()
        );
        assert!(
            answer.text().contains("href=\"/reset-password\""),
            "{}",
            answer.text()
        );
    }
    assert_eq!(platform.browser().sign_in(GRACE, NEW_PASSWORD).await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_mangled_opens_nothing() {
    let platform = Platform::with(GLOBEX).await;
    let link = reset_link(&platform).await;
    let (path, token) = link.split_once('=').expect("a token");
    for broken in [
        "",
        "x",
        &token[1..],
        &token.to_lowercase(),
        "%00",
        "..%2F..",
        &"a".repeat(5000),
    ] {
        let mut browser = platform.browser();
        let answer = browser.get(&format!("{path}={broken}")).await;
        assert_eq!(answer.status, 404, "{broken}");
        assert!(
            answer.text().contains("We do not know this link"),
            "{}",
            answer.text()
        );
        assert!(browser.cookies.is_empty(), "{broken}");
    }
    let mut browser = platform.browser();
    for id in ["x", "00000000-0000-7000-8000-000000000000", "%00", "'--"] {
        let answer = browser.get(&format!("/reset-password/{id}")).await;
        assert_eq!(answer.status, 404, "{id}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_good_for_its_own_purpose_only() {
    let platform = Platform::with(GLOBEX).await;
    let (reset, sign_up) = (reset_link(&platform).await, sign_up_link(&platform).await);
    let token = |link: &str| link.split_once('=').expect("a token").1.to_owned();
    for (path, token) in [("/sign-up", token(&reset)), ("/reset-password", token(&sign_up))] {
        let mut browser = platform.browser();
        let (page, shown) = open(&mut browser, &format!("{path}?token={token}")).await;
        assert_eq!(shown.status, 404);
        assert!(shown.text().contains("for something else"), "{}", shown.text());
        let answer = browser.submit(&page, &sign_up_form()).await;
        assert_eq!(answer.status, 404);
        assert!(!browser.is_signed_in().await);
    }
    assert_eq!(platform.count("SELECT COUNT(*) FROM accounts").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_links_in_two_tabs_are_not_mixed_up() {
    let platform = Platform::with(GLOBEX).await;
    let (first, second) = (reset_link(&platform).await, sign_up_link(&platform).await);
    let mut browser = platform.browser();
    let (first_page, _) = open(&mut browser, &first).await;
    let (second_page, _) = open(&mut browser, &second).await;
    let answer = browser.submit(&first_page, &[("password", NEW_PASSWORD)]).await;
    assert_eq!(answer.status, 303, "the other tab's link took nothing away");
    assert_eq!(browser.submit(&second_page, &sign_up_form()).await.status, 303);
    assert_eq!(platform.browser().sign_in(GRACE, NEW_PASSWORD).await.status, 200);
    assert_eq!(platform.browser().sign_in(NORA, NEW_PASSWORD).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_of_the_form_opens_nothing_without_the_cookie() {
    let platform = Platform::with(GLOBEX).await;
    let link = reset_link(&platform).await;
    let (page, _) = open(&mut platform.browser(), &link).await;
    let mut thief = platform.browser();
    assert_eq!(thief.get(&page).await.status, 404);
    assert_eq!(
        thief.submit(&page, &[("password", NEW_PASSWORD)]).await.status,
        404
    );
    assert_eq!(platform.browser().sign_in(GRACE, NEW_PASSWORD).await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_works_once_however_many_press_at_once() {
    let platform = Platform::with(GLOBEX).await;
    let link = sign_up_link(&platform).await;
    let mut browser = platform.browser();
    let (page, _) = open(&mut browser, &link).await;
    let presses = (0..6).map(|_| {
        let (mut browser, page) = (browser.clone(), page.clone());
        async move { browser.submit(&page, &sign_up_form()).await.status }
    });
    let mut statuses = futures_util::future::join_all(presses).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 410, 410, 410, 410, 410]);
    assert_eq!(
        platform
            .count("SELECT COUNT(*) FROM accounts WHERE email = 'nora@elsewhere.example'")
            .await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn on_https_the_secret_is_bound_to_the_host() {
    let platform = Platform::at("https://login.example", GLOBEX).await;
    let mut browser = platform.browser();
    ask(&mut browser, "/reset-password", GRACE).await;
    let mails = crate::mailbox::mails(&platform).await;
    let text = json!(mails[0].message).to_string();
    let link = text
        .split('"')
        .find(|part| part.contains("token="))
        .expect("a link");
    let link = link
        .strip_prefix("https://login.example")
        .expect("the platform's");
    browser.get(link).await;
    assert!(
        browser
            .cookies
            .keys()
            .any(|name| name.starts_with("__Host-latchkey-link-")),
        "{:?}",
        browser.cookies
    );
}

/// A clock that jumps back does not bring a link back: what was used stays used.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_used_stays_used_whatever_the_clock_does() {
    let platform = Platform::with(GLOBEX).await;
    let browser = signed_up(&platform, NORA).await;
    let link = link_to(&platform, NORA).await;
    platform.clock.advance(-60 * 60 * 1000);
    let (_, shown) = open(&mut browser.clone(), &link).await;
    assert_eq!(shown.status, 410);
}

/// Two mails are opened at once, before either response has come: neither link takes the place of the other.
#[tokio::test(flavor = "multi_thread")]
async fn two_links_that_are_opened_at_once_work_side_by_side() {
    let platform = Platform::with(GLOBEX).await;
    let links = [reset_link(&platform).await, sign_up_link(&platform).await];
    let mut browser = platform.browser();
    let mut pages = Vec::new();
    for link in &links {
        let mut tab = browser.tab();
        let answer = tab.get(link).await;
        pages.push(answer.location().to_owned());
        browser.takes_cookies_of(&tab);
    }
    for (page, address) in pages.iter().zip([GRACE, NORA]) {
        let shown = browser.get(page).await;
        assert_eq!(shown.status, 200, "{page}: {}", shown.text());
        assert!(shown.text().contains(address), "{}", shown.text());
        let mut other = platform.browser();
        assert_ne!(other.get(page).await.status, 200, "in another browser");
    }
}
