//! Floods of authorization requests: they fill no store, and keep nobody out but whoever floods.

use crate::app::{answer, platform, request};
use crate::support::PASSWORD;

const ADDRESS: &str = "authorization:198.51.100.7";
const BROWSER: &str = "latchkey-browser-";

/// The whole office is behind one address. Whoever comes with a browser that keeps cookies has a number of their own.
#[tokio::test]
async fn a_flood_from_an_address_keeps_no_browser_behind_it_out() {
    let platform = platform().await;
    platform.seed_throttle(ADDRESS, 1_999).await;
    let mut browsers = [platform.browser(), platform.browser(), platform.browser()];
    assert_eq!(
        browsers[0].get(&request(&[])).await.status,
        303,
        "the two thousandth"
    );
    for browser in &mut browsers[1..] {
        let before = platform.rows().await;
        let sent_back = browser.get(&request(&[])).await;
        assert!(
            sent_back
                .location()
                .starts_with("/oauth/authorize?client_id=expenses&"),
            "{sent_back:?}"
        );
        assert!(browser.cookies.keys().any(|name| name.starts_with(BROWSER)));
        assert_eq!(platform.rows().await, before, "nothing is written meanwhile");
        let place = sent_back.location().to_owned();
        let on = browser.get(&place).await;
        assert!(on.location().starts_with("/sign-in?return_to="), "{on:?}");
        assert_eq!(
            browser.sign_in("grace@globex.example", PASSWORD).await.status,
            200
        );
    }
}

/// Whoever keeps no cookie is sent back once, not in circles.
#[tokio::test]
async fn two_thousand_strangers_without_a_cookie_per_address_in_a_quarter_of_an_hour() {
    let platform = platform().await;
    platform.seed_throttle(ADDRESS, 2_000).await;
    let mut stranger = platform.browser();
    // The keys are there.
    stranger.get("/oauth/jwks").await;
    let before = platform.rows().await;
    let sent_back = stranger.get(&request(&[])).await;
    stranger.cookies.clear();
    let refused = stranger.get(sent_back.location()).await;
    assert_eq!(answer(refused.location())["error"], "temporarily_unavailable");
    assert_eq!(answer(refused.location())["state"], "the state");
    assert_eq!(platform.rows().await, before);
    let mut neighbour = platform.browser();
    neighbour.address = "198.51.100.8:1".parse().unwrap();
    assert!(
        neighbour
            .get(&request(&[]))
            .await
            .location()
            .starts_with("/sign-in")
    );
    let mut grace = platform.grace().await;
    assert!(grace.get(&request(&[])).await.location().starts_with("/consent"));
    platform.clock.advance(15 * 60_000);
    stranger.cookies.clear();
    assert!(
        stranger
            .get(&request(&[]))
            .await
            .location()
            .starts_with("/sign-in")
    );
}

#[tokio::test]
async fn five_hundred_requests_per_browser_and_twenty_thousand_with_made_up_cookies_per_address() {
    for what in ["browser", "address"] {
        let platform = platform().await;
        let mut browser = platform.browser();
        browser.get(&request(&[])).await;
        // With a cookie from here on.
        browser.get(&request(&[])).await;
        let (scope, count) = match what {
            "browser" => {
                let mut cookies = browser.cookies.iter();
                let (_, token) = cookies
                    .find(|(name, _)| name.starts_with(BROWSER))
                    .expect("a cookie");
                (
                    format!(
                        "authorization_browser:{}",
                        latchkey_server::secrets::token_hash(token)
                    ),
                    499,
                )
            }
            _ => ("authorization_address:198.51.100.7".to_owned(), 19_999),
        };
        platform.seed_throttle(&scope, count).await;
        let before = platform.rows().await;
        let refused = browser.get(&request(&[])).await;
        assert_eq!(
            answer(refused.location())["error"],
            "temporarily_unavailable",
            "{what}"
        );
        assert_eq!(platform.rows().await, before, "{what}");
        let mut other = platform.browser();
        assert!(
            other.get(&request(&[])).await.location().starts_with("/sign-in"),
            "{what}"
        );
    }
}

/// Whoever is signed in is counted by account, wherever the requests come from: one account alone can fill nothing.
#[tokio::test]
async fn two_thousand_requests_per_account_in_a_quarter_of_an_hour() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let mut rob = platform.browser();
    rob.sign_in("rob@globex.example", PASSWORD).await;
    let id = grace.get("/api/session").await.json()["account"]["id"].clone();
    let id = id.as_str().expect("an identifier");
    platform
        .seed_throttle(&format!("authorization:account:{id}"), 1_999)
        .await;
    assert_eq!(grace.get(&request(&[])).await.status, 303);
    let before = platform.rows().await;
    grace.address = "198.51.100.8:1".parse().unwrap();
    let refused = grace.get(&request(&[])).await;
    assert_eq!(
        answer(refused.location())["error"],
        "temporarily_unavailable",
        "{refused:?}"
    );
    assert_eq!(platform.rows().await, before);
    assert_eq!(rob.get(&request(&[])).await.status, 403, "Rob has his own number");
    assert_eq!(platform.browser().get(&request(&[])).await.status, 303);
    platform.clock.advance(15 * 60_000);
    assert_eq!(grace.get(&request(&[])).await.status, 303);
}
