//! The pages as the server sends them: without a script's help, and with the headers that protect them.

use crate::support::{GLOBEX, PASSWORD, Platform, acme};

#[tokio::test]
async fn the_form_works_by_itself() {
    let platform = Platform::with(GLOBEX).await;
    let mut browser = platform.browser();
    let page = browser.get("/sign-in?return_to=%2Fprofile").await;
    assert_eq!(page.status, 200);
    assert!(
        page.text().contains("<form") && page.text().contains("method=\"post\""),
        "{}",
        page.text()
    );
    let answer = browser
        .submit(
            "/sign-in",
            &[
                ("username", "grace@globex.example"),
                ("password", "wrong"),
                ("return_to", "/profile"),
            ],
        )
        .await;
    assert_eq!(answer.status, 401);
    assert!(
        answer.text().contains("grace@globex.example") && !answer.text().contains("wrong\""),
        "{}",
        answer.text()
    );
    let answer = browser
        .submit(
            "/sign-in",
            &[
                ("username", "grace@globex.example"),
                ("password", PASSWORD),
                ("return_to", "/profile"),
            ],
        )
        .await;
    assert_eq!((answer.status, answer.location()), (303, "/profile"));
    assert_eq!(browser.get("/profile").await.status, 200);
    assert_eq!(
        browser.get("/sign-in?return_to=%2Fprofile").await.location(),
        "/profile",
        "who is signed in goes on"
    );
}

#[tokio::test]
async fn an_identity_provider_that_is_down_is_said_and_the_username_kept() {
    let platform = Platform::with(&acme("http://127.0.0.1:9")).await;
    let mut browser = platform.browser();
    let answer = browser
        .submit(
            "/sign-in",
            &[("username", "ada@acme.example"), ("password", "never looked at")],
        )
        .await;
    assert_eq!(answer.status, 503);
    assert!(answer.text().contains("ada@acme.example") && !answer.text().contains("never looked at"));
    let answer = browser
        .post(
            "/api/sign-in/sso",
            &serde_json::json!({ "username": "ada@acme.example" }),
        )
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (503, "identity_provider_unavailable")
    );
    let answer = browser
        .post(
            "/api/sign-in/sso",
            &serde_json::json!({ "username": "grace@globex.example" }),
        )
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (422, "sso_not_configured")
    );
}

#[tokio::test]
async fn every_answer_carries_the_protecting_headers() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    for path in [
        "/",
        "/sign-in",
        "/signed-out",
        "/nothing",
        "/api/session",
        "/api/nothing",
        "/healthz",
        "/metrics",
        "/assets/front/front-1.wasm",
    ] {
        let answer = grace.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        let policy = answer.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(
            !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
            "{path}: {policy}"
        );
        assert!(
            answer.headers.get("strict-transport-security").is_none(),
            "{path}: not on http"
        );
        assert_eq!(answer.header("x-request-id").len(), 32, "{path}");
    }
}

#[tokio::test]
async fn files_are_kept_for_good_and_pages_are_not() {
    let platform = Platform::with(GLOBEX).await;
    let mut browser = platform.browser();
    assert!(
        browser
            .get("/sign-in")
            .await
            .header("cache-control")
            .contains("no-cache")
    );
    browser.headers = vec![("accept-encoding", "gzip, br".into())];
    let answer = browser.get("/assets/front/front-1.wasm").await;
    assert_eq!(
        answer.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(
        (answer.header("content-type"), answer.header("content-encoding")),
        ("application/wasm", "br")
    );
    assert_eq!(answer.body, "brotli");
    browser.headers.clear();
    let answer = browser.get("/assets/front/front-1.wasm").await;
    assert_eq!(
        (answer.header("content-encoding"), answer.header("vary")),
        ("", "Accept-Encoding")
    );
    for path in [
        "/assets/front/index.html",
        "/assets/nothing",
        "/assets/../Cargo.toml",
        "/assets/%2e%2e/Cargo.toml",
    ] {
        assert_eq!(browser.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn the_language_follows_the_browser() {
    let platform = Platform::with(GLOBEX).await;
    let mut browser = platform.browser();
    browser.headers = vec![("accept-language", "de-CH, en;q=0.5".into())];
    assert!(
        browser
            .get("/sign-in")
            .await
            .text()
            .contains("<html lang=\"de\" ")
    );
    browser.headers = vec![("accept-language", "pt".into())];
    assert!(
        browser
            .get("/sign-in")
            .await
            .text()
            .contains("<html lang=\"en\" ")
    );
}

#[tokio::test]
async fn machines_are_told_how_it_is() {
    let platform = Platform::with(GLOBEX).await;
    let mut browser = platform.browser();
    latchkey_server::http::health::recorder();
    assert_eq!(browser.get("/healthz").await.text(), "ok\n");
    assert_eq!(browser.get("/readyz").await.text(), "ready\n");
    browser.sign_in("grace@globex.example", "wrong").await;
    let numbers = browser.get("/metrics").await;
    assert!(
        numbers
            .text()
            .contains("latchkey_sign_ins_total{by=\"password\",outcome=\"wrong_credentials\"}"),
        "{}",
        numbers.text()
    );
    assert!(!numbers.text().contains("globex"), "no names in the numbers");
    platform.app.store.close().await;
    // What was seen last counts for a moment.
    let since = std::time::Instant::now();
    while browser.get("/readyz").await.status != 503 {
        assert!(since.elapsed() < std::time::Duration::from_secs(5), "still ready");
        tokio::task::yield_now().await;
    }
    let answer = browser.sign_in("grace@globex.example", PASSWORD).await;
    assert_eq!((answer.status, answer.code().as_str()), (503, "unavailable"));
}

/// The style that bears the colour is admitted by its hash, and by nothing that would admit others.
#[tokio::test]
async fn icons_and_rules_for_search_engines_lie_at_the_root_for_a_day() {
    let platform = Platform::with(GLOBEX).await.in_colour("#006b3c");
    let mut browser = platform.browser();
    for (path, content_type) in [
        ("/favicon.ico", "image/x-icon"),
        ("/favicon.svg", "image/svg+xml"),
        ("/apple-touch-icon.png", "image/png"),
        ("/robots.txt", "text/plain; charset=utf-8"),
    ] {
        let answer = browser.get(path).await;
        assert_eq!(
            (
                answer.status,
                answer.header("content-type"),
                answer.header("cache-control")
            ),
            (200, content_type, "public, max-age=86400"),
            "{path}"
        );
        assert!(!answer.body.is_empty(), "{path}");
    }
    let icon = browser.get("/favicon.svg").await;
    assert!(icon.text().contains("fill=\"#006b3c\""), "{}", icon.text());
}

#[tokio::test]
async fn every_page_bears_the_platforms_colour_and_its_policy_admits_that() {
    use aws_lc_rs::digest::{SHA256, digest};
    use base64::Engine as _;
    let platform = Platform::with(GLOBEX).await.in_colour("#006b3c");
    let mut grace = platform.grace().await;
    let mut nobody = platform.browser();
    let pages = [
        grace.get("/").await,
        grace.get("/profile").await,
        nobody.get("/sign-in").await,
        nobody.get("/signed-out").await,
        nobody.get("/no-such-page").await,
    ];
    for page in pages {
        let styles = page.text().split("<style>").skip(1).collect::<Vec<_>>();
        assert_eq!(styles.len(), 1, "{}", page.text());
        let style = styles[0].split("</style>").next().expect("an end");
        assert!(style.starts_with(":root{--accent:#006b3c;"), "{style}");
        let hash = base64::engine::general_purpose::STANDARD.encode(digest(&SHA256, style.as_bytes()));
        let policy = page.header("content-security-policy");
        assert!(
            policy.contains(&format!("style-src 'self' 'sha256-{hash}';")),
            "{policy}"
        );
        assert!(!policy.contains("unsafe-inline"), "{policy}");
    }
    let plain = platform.in_colour("#4740c8").browser().get("/sign-in").await;
    assert!(
        !plain.text().contains("<style>"),
        "the design's own costs nothing"
    );
}

/// The choice is this browser's: it holds on every page, before and after a sign-in, from the first byte.
#[tokio::test]
async fn light_or_dark_is_written_into_every_page() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    let shows = |page: &latchkey_test_browser::Answer, theme: &str| {
        assert!(
            page.text().contains(&format!("data-theme=\"{theme}\"")),
            "{theme}: {}",
            page.text()
        );
        assert!(page.header("vary").contains("Cookie"));
        let light = page.text().matches("#ffffff").count();
        let dark = page.text().matches("#1d212c").count();
        let expected = match theme {
            "light" => (1, 0),
            "dark" => (0, 1),
            _ => (1, 1),
        };
        assert_eq!((light, dark), expected, "{theme}: the browser's frame");
    };
    shows(&grace.get("/profile").await, "system");
    for theme in ["dark", "light"] {
        let set = grace
            .post("/api/profile/theme", &serde_json::json!({ "theme": theme }))
            .await;
        assert_eq!(set.status, 200, "{set:?}");
        for page in ["/", "/profile", "/no-such-page"] {
            shows(&grace.get(page).await, theme);
        }
    }
    grace.delete("/api/session").await;
    shows(&grace.get("/sign-in").await, "light");
    let mut again = platform.grace().await;
    shows(&again.get("/profile").await, "system");
    grace
        .cookies
        .insert("latchkey-theme".into(), "\"><script>".into());
    shows(&grace.get("/sign-in").await, "system");
    let body = serde_json::json!({ "theme": "blue" });
    assert_eq!(
        again.post("/api/profile/theme", &body).await.code(),
        "malformed_request"
    );
    let body = serde_json::json!({ "theme": "system" });
    assert_eq!(again.post("/api/profile/theme", &body).await.status, 200);
    assert!(!again.cookies.contains_key("latchkey-theme"));
    assert_eq!(
        platform.browser().post("/api/profile/theme", &body).await.status,
        401
    );
}

/// Else the Back button, or a cache on a shared computer, would show it to whoever comes next.
#[tokio::test]
async fn what_is_somebodys_is_kept_by_no_browser() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    for path in ["/", "/profile", "/api/session", "/api/profile"] {
        assert_eq!(
            grace.get(path).await.header("cache-control"),
            "no-store",
            "{path}"
        );
    }
    let mut browser = platform.browser();
    assert_eq!(
        browser.get("/sign-in").await.header("cache-control"),
        "private, no-cache"
    );
    let wrong = [("username", "grace@globex.example"), ("password", "wrong")];
    let again = browser.submit("/sign-in", &wrong).await;
    assert!(again.text().contains("grace@globex.example"), "{}", again.text());
    assert_eq!(again.header("cache-control"), "no-store");
}
