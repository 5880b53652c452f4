//! Authorization requests, good and bad: nobody is sent to an address that is not registered; every other fault goes back.

use crate::app::{CALLBACK, answer, call, code, file, id_token, platform, request};
use crate::support::Platform;

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

const LEGACY: &str = "https://legacy.example/callback";

/// Apps for which PKCE is waived often know no nonce either; it is optional in this flow (OpenID Connect Core §3.1.2.1).
#[tokio::test]
async fn where_pkce_is_waived_a_confidential_app_needs_neither_it_nor_a_nonce() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let bare = [
        ("client_id", "legacy"),
        ("redirect_uri", LEGACY),
        ("code_challenge", ""),
        ("code_challenge_method", ""),
    ];
    for nonce in ["", "the nonce"] {
        let with = [&bare[..], &[("nonce", nonce)]].concat();
        let code = code(&mut grace, &with).await;
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", LEGACY),
        ];
        let tokens = call(&platform, "/oauth/token", "legacy:other", &fields).await;
        assert_eq!(tokens.status, 200, "{tokens:?}");
        let (_, claims) = id_token(&platform, &tokens.json()["id_token"]).await;
        assert_eq!(claims["nonce"].as_str().unwrap_or_default(), nonce);
        assert_eq!(claims.get("nonce").is_some(), !nonce.is_empty());
    }
    let half = [&bare[..3], &[("code_challenge_method", "S256")]].concat();
    let back = grace.get(&request(&half)).await;
    assert_eq!(answer(back.location())["error"], "invalid_request");
}

/// The registration's word counts for apps with a secret alone: PKCE is all that proves the others.
#[tokio::test]
async fn pkce_is_never_waived_for_an_app_without_a_secret() {
    let waived = "    client_id = \"desktop\"\n    require_pkce = false";
    let platform = Platform::with(&file().replacen("    client_id = \"desktop\"", waived, 1)).await;
    let mut grace = platform.grace().await;
    let bare = [
        ("client_id", "desktop"),
        ("redirect_uri", "http://127.0.0.1/callback"),
        ("code_challenge", ""),
        ("code_challenge_method", ""),
    ];
    let back = grace.get(&request(&bare)).await;
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
        latchkey_server::housekeeping::purge(&platform.app)
            .await
            .expect("purges");
        assert_eq!(platform.count(left).await, expected, "{hours} later");
    }
}

#[tokio::test]
async fn what_is_kept_of_a_request_is_short() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    for name in ["nonce", "login_hint", "prompt"] {
        // For `prompt` a word that is not known: it is ignored, and kept.
        let good = grace.get(&request(&[(name, &"x".repeat(2048))])).await;
        assert!(good.location().starts_with("/consent"), "{name}: {good:?}");
        let long = grace.get(&request(&[(name, &"x".repeat(2049))])).await;
        assert!(long.location().starts_with(CALLBACK), "{name}: {long:?}");
        let answer = answer(long.location());
        assert_eq!(answer["error"], "invalid_request", "{name}");
        assert_eq!(answer["state"], "the state", "{name}");
    }
    // What is not kept may be as long as it likes.
    for name in ["acr_values", "claims", "ui_locales", "no_such_parameter"] {
        let long = grace.get(&request(&[(name, &"x".repeat(9000))])).await;
        assert!(long.location().starts_with("/consent"), "{name}: {long:?}");
    }
    let twice = format!("{}&acr_values=1&acr_values=2", request(&[]));
    assert!(grace.get(&twice).await.location().starts_with("/consent"));
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
