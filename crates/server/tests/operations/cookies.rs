//! A browser that blocks cookies is told so, and nobody else is.

use http::Method;
use latchkey_test_browser::Answer;

use crate::support::{Browser, GLOBEX, PASSWORD, Platform};

const GRACE: &str = "grace@globex.example";
const NEEDED: &str = "Cookies are needed";

/// Sends what a browser sends that blocks cookies.
async fn blocked(browser: &mut Browser, path: &str) -> Answer {
    browser.cookies.clear();
    let answer = browser.get(path).await;
    browser.cookies.clear();
    answer
}

#[tokio::test]
async fn a_sign_in_with_a_form_says_that_cookies_are_needed() {
    let platform = Platform::with(GLOBEX).await;
    let mut browser = platform.browser();
    let screen = blocked(&mut browser, "/sign-in").await;
    assert!(!screen.text().contains(NEEDED), "not before anything was tried");
    let form = [
        ("username", GRACE),
        ("password", PASSWORD),
        ("return_to", "/profile"),
    ];
    let sent = browser.submit("/sign-in", &form).await;
    assert_eq!(sent.status, 200, "a page goes on: {sent:?}");
    let on = "/sign-in?cookies=check&return_to=%2Fprofile";
    assert!(sent.text().contains(&on.replace('&', "&amp;")), "{}", sent.text());
    let told = blocked(&mut browser, on).await;
    assert!(told.text().contains(NEEDED), "{}", told.text());
    assert!(
        told.text().contains("/sign-in?return_to=%2Fprofile"),
        "{}",
        told.text()
    );
    browser.headers.push(("accept-language", "de".into()));
    let told = blocked(&mut browser, on).await;
    assert!(
        told.text().contains("Cookies werden gebraucht"),
        "{}",
        told.text()
    );
}

#[tokio::test]
async fn a_sign_in_by_script_does_too() {
    let platform = Platform::with(GLOBEX).await;
    let mut browser = platform.browser();
    let answer = browser.sign_in(GRACE, PASSWORD).await;
    assert_eq!(answer.json()["next"], "/", "a program needs none");
    let mut browser = platform.browser();
    browser.headers.push(("sec-fetch-dest", "empty".into()));
    let answer = browser.sign_in(GRACE, PASSWORD).await;
    assert_eq!(answer.json()["next"], "/sign-in?cookies=check&return_to=%2F");
    let next = browser.get("/sign-in?cookies=check&return_to=%2F").await;
    assert_eq!(
        (next.status, next.location()),
        (303, "/"),
        "the cookie was kept after all"
    );
}

#[tokio::test]
async fn who_sends_cookies_is_never_told() {
    let platform = Platform::with(GLOBEX).await;
    let mut browser = platform.browser();
    let screen = browser.get("/sign-in").await;
    assert!(
        screen.header("set-cookie").starts_with("latchkey-cookies=1;"),
        "{screen:?}"
    );
    assert_eq!(browser.get("/sign-in").await.header("set-cookie"), "", "once");
    let form = [("username", GRACE), ("password", PASSWORD)];
    let sent = browser.submit("/sign-in", &form).await;
    assert_eq!((sent.status, sent.location()), (303, "/"));
    let mut other = platform.browser();
    other.get("/sign-in").await;
    let shown = other.get("/sign-in?cookies=check").await;
    assert!(!shown.text().contains(NEEDED), "{}", shown.text());
}

/// What was begun in this browser comes back without any cookie. With some, it was begun in another one.
#[tokio::test]
async fn what_comes_back_without_a_cookie_is_told_from_what_another_browser_began() {
    let platform = Platform::with(GLOBEX).await;
    for path in [
        "/sso/callback/globex?code=a&state=b",
        "/oauth/authorize/continue?request=00000000-0000-7000-8000-000000000000",
        "/consent?request=00000000-0000-7000-8000-000000000000",
        "/sign-up/00000000-0000-7000-8000-000000000000",
        "/reset-password/00000000-0000-7000-8000-000000000000",
        "/confirm-address/00000000-0000-7000-8000-000000000000",
    ] {
        let mut browser = platform.browser();
        let told = blocked(&mut browser, path).await;
        assert!(told.status >= 400, "{path}: {told:?}");
        assert!(told.text().contains(NEEDED), "{path}: {}", told.text());
        browser.get("/sign-in").await;
        let other = browser.get(path).await;
        assert!(other.status >= 400, "{path}: {other:?}");
        assert!(!other.text().contains(NEEDED), "{path}: {}", other.text());
    }
    let mut browser = platform.browser();
    let form = bytes::Bytes::from_static(b"request=x&decision=authorize");
    let kind = Some("application/x-www-form-urlencoded");
    let told = browser.send(Method::POST, "/consent", kind, form).await;
    assert!(told.text().contains(NEEDED), "{}", told.text());
}
