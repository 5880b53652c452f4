//! What browsers mark as no navigation: any page of others can cause it, and it begins, writes and counts nothing.

use http::Method;

use crate::app::{CALLBACK, answer, code, platform, request};
use crate::support::{Browser, Platform};

fn as_part_of_a_page(browser: &Browser, headers: &[(&'static str, &str)]) -> Browser {
    let mut other = browser.clone();
    other.headers = headers
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect();
    other
}

const PARTS: [&[(&str, &str)]; 7] = [
    &[
        ("sec-fetch-mode", "no-cors"),
        ("sec-fetch-dest", "image"),
        ("sec-fetch-site", "cross-site"),
    ],
    &[("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "script")],
    &[
        ("sec-fetch-mode", "cors"),
        ("sec-fetch-dest", "empty"),
        ("sec-fetch-site", "same-site"),
    ],
    &[("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "object")],
    &[
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "document"),
        ("sec-purpose", "prefetch;prerender"),
    ],
    &[
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "document"),
        ("purpose", "prefetch"),
    ],
    &[("x-moz", "prefetch")],
];

async fn paths(platform: &Platform, grace: &mut Browser) -> Vec<String> {
    let consent = grace.get(&request(&[("prompt", "consent")])).await;
    let waiting = consent
        .location()
        .replace("/consent", "/oauth/authorize/continue");
    let hint = "/oauth/end-session?client_id=expenses";
    let code = code(grace, &[]).await;
    let tokens = crate::app::redeem(platform, &code).await.json();
    let fitting = format!(
        "{hint}&id_token_hint={}",
        tokens["id_token"].as_str().expect("a token")
    );
    vec![request(&[]), waiting, hint.to_owned(), fitting]
}

#[tokio::test]
async fn parts_of_pages_and_what_is_fetched_ahead_change_nothing() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let paths = paths(&platform, &mut grace).await;
    let stranger = platform.browser();
    let before = platform.rows().await;
    for headers in PARTS {
        for path in &paths {
            for somebody in [&stranger, &grace] {
                let mut part = as_part_of_a_page(somebody, headers);
                let refused = part.get(path).await;
                assert_eq!(
                    (refused.status, refused.location()),
                    (403, ""),
                    "{headers:?} {path}"
                );
                assert_eq!(part.cookies, somebody.cookies, "{headers:?} {path}");
            }
        }
    }
    let mut head = grace.clone();
    for path in &paths {
        let looked = head.send(Method::HEAD, path, None, bytes::Bytes::new()).await;
        assert_eq!(looked.status, 403, "{path}");
    }
    assert_eq!(platform.rows().await, before);
    assert!(grace.is_signed_in().await);
}

#[tokio::test]
async fn two_thousand_images_use_nobody_s_number_up() {
    let platform = platform().await;
    platform.seed_throttle("authorization:198.51.100.7", 1_999).await;
    let image = as_part_of_a_page(&platform.browser(), PARTS[0]);
    for _ in 0..3 {
        assert_eq!(image.clone().get(&request(&[])).await.status, 403);
    }
    let mut stranger = platform.browser();
    assert!(
        stranger
            .get(&request(&[]))
            .await
            .location()
            .starts_with("/sign-in")
    );
}

/// What works in a hidden frame still does: an answer without a page, where the browser sends the session along.
#[tokio::test]
async fn frames_are_answered_and_write_nothing_where_a_page_would_come() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    code(&mut grace, &[]).await;
    let frame = [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")];
    for prompt in ["none", ""] {
        let mut framed = as_part_of_a_page(&grace, &frame);
        let back = framed.get(&request(&[("prompt", prompt)])).await;
        assert!(answer(back.location()).contains_key("code"), "{back:?}");
    }
    let before = platform.rows().await;
    let mut stranger = as_part_of_a_page(&platform.browser(), &frame);
    let back = stranger.get(&request(&[("prompt", "none")])).await;
    assert!(back.location().starts_with(CALLBACK), "{back:?}");
    assert_eq!(answer(back.location())["error"], "login_required");
    let page = stranger.get(&request(&[])).await;
    assert_eq!((page.status, page.location()), (403, ""));
    let mut framed = as_part_of_a_page(&grace, &frame);
    let page = framed.get(&request(&[("prompt", "consent")])).await;
    assert_eq!((page.status, page.location()), (403, ""));
    assert_eq!(platform.rows().await, before);
}

/// An app that is refused without a question needs nothing kept, however often it asks.
#[tokio::test]
async fn what_is_refused_without_a_question_is_written_nowhere() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    // The keys are there.
    grace.get("/oauth/jwks").await;
    let before = platform.rows().await;
    for (somebody, error) in [
        (&mut platform.browser(), "login_required"),
        (&mut grace, "consent_required"),
    ] {
        let back = somebody.get(&request(&[("prompt", "none")])).await;
        assert_eq!(answer(back.location())["error"], error);
        assert_eq!(answer(back.location())["state"], "the state");
    }
    assert_eq!(platform.rows().await, before);
}
