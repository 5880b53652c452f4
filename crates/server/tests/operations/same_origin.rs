//! What changes something must come from a page of the platform.

use serde_json::json;

use crate::support::{GLOBEX, PASSWORD, Platform};

#[tokio::test]
async fn foreign_pages_change_nothing() {
    let platform = Platform::with(GLOBEX).await;
    for (site, origin) in [
        ("cross-site", "https://evil.example"),
        ("same-site", "http://localhost:9999"),
        ("none", ""),
        ("", "null"),
        ("", "https://evil.example"),
        ("", ""),
    ] {
        let mut grace = platform.grace().await;
        grace.headers = vec![("sec-fetch-site", site.into()), ("origin", origin.into())];
        let answer = grace.delete("/api/session").await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (403, "cross_site_request"),
            "{site} {origin}"
        );
        let answer = grace
            .post(
                "/api/sign-in/password",
                &json!({ "username": "grace@globex.example", "password": PASSWORD }),
            )
            .await;
        assert_eq!(
            answer.code(),
            "cross_site_request",
            "signing somebody in is a change, too"
        );
        let answer = grace
            .submit(
                "/sign-in",
                &[("username", "grace@globex.example"), ("password", PASSWORD)],
            )
            .await;
        assert_eq!(answer.status, 403);
        let answer = grace.submit("/onboarding", &[]).await;
        assert_eq!(answer.status, 403);
        grace.headers.clear();
        assert!(grace.is_signed_in().await);
    }
}

#[tokio::test]
async fn browsers_without_fetch_metadata_say_their_origin() {
    let platform = Platform::with(GLOBEX).await;
    let mut browser = platform.browser();
    browser.headers = vec![
        ("sec-fetch-site", String::new()),
        ("origin", "http://localhost:8080".into()),
    ];
    assert_eq!(
        browser.sign_in("grace@globex.example", PASSWORD).await.status,
        200
    );
}

#[tokio::test]
async fn a_spoofed_host_has_no_effect() {
    let platform = Platform::with(GLOBEX).await;
    let mut browser = platform.browser();
    browser.headers = vec![
        ("host", "evil.example".into()),
        ("x-forwarded-host", "evil.example".into()),
        ("x-forwarded-proto", "https".into()),
    ];
    for path in ["/", "/sign-in", "/profile", "/nothing", "/api/openapi.json"] {
        let answer = browser.get(path).await;
        assert!(
            !answer.text().contains("evil.example") && !answer.location().contains("evil.example"),
            "{path}: {answer:?}"
        );
    }
    browser.headers = vec![
        ("host", "evil.example".into()),
        ("sec-fetch-site", String::new()),
        ("origin", "http://evil.example".into()),
    ];
    assert_eq!(
        browser.sign_in("grace@globex.example", PASSWORD).await.status,
        403
    );
}
