//! Authorization requests, good and bad: nobody is sent to an address that is not registered; every other fault goes back.

use crate::app::{CALLBACK, answer, code, platform, request};
use crate::support::PASSWORD;

#[tokio::test]
async fn an_unknown_app_or_address_gets_a_page_and_is_never_redirected() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    for (parameter, value) in [
        ("client_id", "nobody"),
        ("client_id", "\0"),
        ("client_id", ""),
        ("redirect_uri", ""),
        ("redirect_uri", "https://evil.example/"),
        ("redirect_uri", "https://expenses.example/openid/callback/"),
        ("redirect_uri", "https://expenses.example/openid/callback?x"),
        ("redirect_uri", "https://expenses.example/openid/callback#x"),
        ("redirect_uri", "https://expenses.example:443/openid/callback"),
        ("redirect_uri", "https://EXPENSES.example/openid/callback"),
        (
            "redirect_uri",
            "https://expenses.example@evil.example/openid/callback",
        ),
        ("redirect_uri", "//expenses.example/openid/callback"),
        ("redirect_uri", "javascript:alert(1)"),
    ] {
        let page = grace.get(&request(&[(parameter, value)])).await;
        assert_eq!((page.status, page.location()), (400, ""), "{parameter} {value}");
        assert!(
            !page.text().contains("evil") && !page.text().contains("http-equiv"),
            "{value}"
        );
    }
    let twice = format!("{}&redirect_uri=https%3A%2F%2Fevil.example", request(&[]));
    assert_eq!(grace.get(&twice).await.status, 400);
    let twice = format!("{}&client_id=legacy", request(&[]));
    assert_eq!(grace.get(&twice).await.status, 400);
}

#[tokio::test]
async fn every_other_fault_goes_back_with_state_and_issuer() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    for (with, expected) in [
        (("response_type", "token"), "unsupported_response_type"),
        (("response_type", ""), "invalid_request"),
        (("response_mode", "fragment"), "invalid_request"),
        (("scope", "profile"), "invalid_scope"),
        (("scope", ""), "invalid_scope"),
        (("code_challenge", ""), "invalid_request"),
        (("code_challenge", "short"), "invalid_request"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("code_challenge_method", ""), "invalid_request"),
        (("prompt", "none login"), "invalid_request"),
        (("max_age", "soon"), "invalid_request"),
        (("request", "x"), "request_not_supported"),
        (("request_uri", "https://x.example"), "request_uri_not_supported"),
        (("id_token_hint", "x.y.z"), "invalid_request"),
    ] {
        let back = grace.get(&request(&[with])).await;
        assert!(
            back.status == 303 && back.location().starts_with(CALLBACK),
            "{with:?} {back:?}"
        );
        let answer = answer(back.location());
        assert_eq!(answer["error"], expected, "{with:?}");
        assert_eq!(answer["state"], "the state");
        assert_eq!(answer["iss"], "http://localhost:8080");
        assert!(!answer.contains_key("code"));
    }
    let twice = format!("{}&nonce=again", request(&[]));
    assert_eq!(
        answer(grace.get(&twice).await.location())["error"],
        "invalid_request"
    );
    let unknown = grace.get(&request(&[("no_such_parameter", "x")])).await;
    assert!(
        unknown.location().starts_with("/consent"),
        "unknown parameters are ignored"
    );
}

#[tokio::test]
async fn pkce_can_be_waived_for_a_confidential_app_that_sends_a_nonce() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let legacy = [
        ("client_id", "legacy"),
        ("redirect_uri", "https://legacy.example/callback"),
        ("code_challenge", ""),
        ("code_challenge_method", ""),
    ];
    assert!(
        grace
            .get(&request(&legacy))
            .await
            .location()
            .starts_with("/consent")
    );
    let mut without_nonce = legacy.to_vec();
    without_nonce.push(("nonce", ""));
    let back = grace.get(&request(&without_nonce)).await;
    assert_eq!(answer(back.location())["error"], "invalid_request");
}

#[tokio::test]
async fn native_apps_listen_on_any_port_of_loopback() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let desktop = |address| [("client_id", "desktop"), ("redirect_uri", address)];
    let good = grace
        .get(&request(&desktop("http://127.0.0.1:49152/callback")))
        .await;
    assert!(good.location().starts_with("/consent"), "{good:?}");
    for bad in [
        "http://127.0.0.1:49152/other",
        "http://localhost:49152/callback",
        "http://127.0.0.1:1@evil.example/callback",
    ] {
        assert_eq!(grace.get(&request(&desktop(bad))).await.status, 400, "{bad}");
    }
}

#[tokio::test]
async fn a_posted_request_is_led_to_its_get() {
    let platform = platform().await;
    let mut stranger = platform.browser();
    stranger.headers = vec![("sec-fetch-site", "cross-site".into())];
    let answer = stranger
        .submit("/oauth/authorize", &[("client_id", "a b"), ("state", "x&y=#")])
        .await;
    assert_eq!(
        (answer.status, answer.location()),
        (303, "/oauth/authorize?client_id=a+b&state=x%26y%3D%23")
    );
}

/// Whoever only wants to fill the store is stopped; people who are signed in are not counted by their address.
#[tokio::test]
async fn two_thousand_strangers_per_address_in_a_quarter_of_an_hour() {
    let platform = platform().await;
    platform.seed_throttle("authorization:198.51.100.7", 1_999).await;
    let mut stranger = platform.browser();
    assert_eq!(
        stranger.get(&request(&[])).await.status,
        303,
        "the two thousandth"
    );
    let before = platform.rows().await;
    let refused = stranger.get(&request(&[])).await;
    assert_eq!(answer(refused.location())["error"], "temporarily_unavailable");
    assert_eq!(answer(refused.location())["state"], "the state");
    assert_eq!(platform.rows().await, before);
    let mut neighbour = platform.browser();
    neighbour.address = "198.51.100.8:1".parse().unwrap();
    assert_eq!(neighbour.get(&request(&[])).await.status, 303);
    let mut grace = platform.grace().await;
    assert_eq!(grace.get(&request(&[])).await.status, 303);
    platform.clock.advance(15 * 60_000);
    assert_eq!(stranger.get(&request(&[])).await.status, 303);
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

/// A request that came to nothing is worth nothing after an hour, and one hour later its page has nothing to say either.
#[tokio::test]
async fn what_came_to_nothing_is_forgotten_soon_and_a_code_for_a_day() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    code(&mut grace, &[]).await;
    platform.browser().get(&request(&[])).await;
    let left = "SELECT COUNT(*) FROM authorization_requests";
    for (hours, expected) in [(1, 2), (1, 1), (21, 1), (1, 0)] {
        platform.clock.advance(hours * 3_600_000);
        latchkey_server::jobs::purge(&platform.app).await.expect("purges");
        assert_eq!(platform.count(left).await, expected, "{hours} later");
    }
}

#[tokio::test]
async fn what_is_kept_of_a_request_is_short() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    for name in ["state", "nonce", "login_hint", "prompt"] {
        // For `prompt` a word that is not known: it is ignored, and kept.
        let good = grace.get(&request(&[(name, &"x".repeat(2048))])).await;
        assert!(good.location().starts_with("/consent"), "{name}: {good:?}");
        let long = grace.get(&request(&[(name, &"x".repeat(2049))])).await;
        assert!(long.location().starts_with(CALLBACK), "{name}: {long:?}");
        let answer = answer(long.location());
        assert_eq!(answer["error"], "invalid_request", "{name}");
        let state = answer.get("state").map(String::as_str);
        assert_eq!(state, (name != "state").then_some("the state"), "{name}");
    }
}

/// Where there is an app to answer it is told; before that, and without a store there is none, the person gets a page.
#[tokio::test]
async fn a_fault_of_the_platform_goes_back_to_the_app() {
    let platform = platform().await;
    let mut stranger = platform.browser();
    platform
        .execute("ALTER TABLE authorization_requests RENAME COLUMN parameters TO gone")
        .await;
    let back = stranger.get(&request(&[])).await;
    assert!(back.location().starts_with(CALLBACK), "{back:?}");
    let answer = answer(back.location());
    assert_eq!(
        (answer["error"].as_str(), answer["state"].as_str()),
        ("server_error", "the state")
    );
    let unknown = stranger.get(&request(&[("client_id", "nobody")])).await;
    assert_eq!((unknown.status, unknown.location()), (400, ""));
    platform.app.store.close().await;
    let closed = stranger.get(&request(&[])).await;
    assert_eq!((closed.status, closed.location()), (503, ""));
}
