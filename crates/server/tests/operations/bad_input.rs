//! Whatever is sent, the answer is a 4xx of the one shape: never a 500, never a pass.

use axum::http::Method;
use bytes::Bytes;
use serde_json::{Value, json};

use crate::support::{GLOBEX, Platform};

const POSTS: &[&str] = &[
    "/api/sign-in/discover",
    "/api/sign-in/password",
    "/api/sign-in/sso",
];

#[tokio::test]
async fn wrong_shapes_are_malformed() {
    let platform = Platform::with(GLOBEX).await;
    let mut browser = platform.browser();
    let bodies: Vec<Value> = vec![
        json!(null),
        json!([]),
        json!("text"),
        json!(1),
        json!({}),
        json!({ "domain": null, "username": null, "password": null }),
        json!({ "domain": ["acme.example"], "username": ["x"], "password": ["y"] }),
        json!({ "domain": { "$gt": "" }, "username": { "$gt": "" }, "password": { "$gt": "" } }),
        json!({ "domain": 1, "username": 1, "password": true }),
        json!({ "domain": "a.b", "username": "a@b.c", "password": "x", "unknown": 1 }),
    ];
    for path in POSTS {
        for body in &bodies {
            let answer = browser.post(path, body).await;
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (400, "malformed_request"),
                "{path} {body}"
            );
        }
        for raw in ["", "{", "{\"domain\":", "\u{feff}{}", "{\"domain\":\"\\ud800\"}"] {
            let answer = browser
                .send(
                    Method::POST,
                    path,
                    Some("application/json"),
                    Bytes::from(raw.to_owned()),
                )
                .await;
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (400, "malformed_request"),
                "{path} {raw}"
            );
        }
    }
}

/// Also what axum would refuse by itself, in plain text.
#[tokio::test]
async fn paths_that_are_no_text_are_not_found() {
    let platform = Platform::with(GLOBEX).await;
    let mut browser = platform.browser();
    for path in ["/sso/callback", "/sign-in/failed", "/assets", "/nothing"] {
        for odd in ["%FF", "%C0%80", "a%00b", "%0A"] {
            let answer = browser.get(&format!("{path}/{odd}")).await;
            assert_eq!(answer.status, 404, "{path}/{odd}");
            assert_eq!(
                answer.header("content-type"),
                "text/html; charset=utf-8",
                "{path}/{odd}"
            );
            assert!(
                answer.text().contains(answer.header("x-request-id")),
                "{path}/{odd}: {}",
                answer.text()
            );
        }
    }
    let answer = browser.get("/api/nothing/%FF").await;
    assert_eq!((answer.status, answer.code().as_str()), (404, "not_found"));
}

#[tokio::test]
async fn other_media_types_sizes_methods_and_addresses_are_refused() {
    let platform = Platform::with(GLOBEX).await;
    let mut browser = platform.browser();
    for path in POSTS {
        let answer = browser.submit(path, &[("username", "x")]).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (415, "unsupported_media_type"),
            "{path}"
        );
        let large = json!({ "domain": "x".repeat(65 * 1024) });
        let answer = browser.post(path, &large).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (413, "payload_too_large"),
            "{path}"
        );
        let answer = browser.get(path).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (405, "method_not_allowed"),
            "{path}"
        );
        assert_eq!(answer.header("allow"), "POST");
    }
    for path in ["/api/", "/api/nothing", "/api/session/x"] {
        let answer = browser.get(path).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (404, "not_found"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn long_and_strange_usernames_do_no_harm() {
    let platform = Platform::with(GLOBEX).await;
    for username in [
        "x".repeat(60_000),
        format!("{}@globex.example", "x".repeat(65)),
        "a@b".repeat(1000),
        "\u{202e}@globex.example".into(),
        "'; DROP TABLE accounts; --@globex.example".into(),
    ] {
        let answer = platform.browser().sign_in(&username, "x").await;
        assert!(matches!(answer.status, 401 | 422), "{answer:?}");
    }
    assert_eq!(platform.count("SELECT COUNT(*) FROM accounts").await, 1);
}

#[tokio::test]
async fn pages_answer_bad_input_with_pages() {
    let platform = Platform::with(GLOBEX).await;
    let mut browser = platform.browser();
    let answer = browser.get("/nothing-here").await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (404, "text/html; charset=utf-8")
    );
    let answer = browser
        .submit(
            "/sign-in",
            &[("username", "grace@globex.example"), ("password", "")],
        )
        .await;
    assert_eq!(answer.status, 422);
    assert!(
        answer.text().contains("value=\"grace@globex.example\""),
        "the username is kept: {}",
        answer.text()
    );
    let large = "x".repeat(70_000);
    let answer = browser.submit("/sign-in", &[("username", &large)]).await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (413, "text/html; charset=utf-8")
    );
    let json = Some("application/json");
    let answer = browser.send(Method::POST, "/sign-in", json, "{}".into()).await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (415, "text/html; charset=utf-8")
    );
    let twice = [("username", "a@globex.example"), ("username", "b@globex.example")];
    assert_eq!(browser.submit("/sign-in", &twice).await.status, 400);
    assert_eq!(browser.submit("/sign-in", &[("unknown", "x")]).await.status, 422);
    for query in ["?attempt=%ff", "?return_to=%00", "?return_to=a&return_to=b", "?%"] {
        let answer = browser.get(&format!("/sign-in{query}")).await;
        assert_eq!(answer.status, 200, "{query}");
    }
}
