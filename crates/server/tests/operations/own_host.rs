//! Pages live at the public URL alone; everything else is served under whatever name it is asked.

use http::Method;

use crate::support::{GLOBEX, ORIGIN, Platform};

#[tokio::test]
async fn a_page_under_another_host_leads_to_the_public_url() {
    let platform = Platform::with(GLOBEX).await;
    for host in [
        "127.0.0.1:8080",
        "[::1]:8080",
        "localhost:9090",
        "localhost",
        "evil.example",
    ] {
        for path in [
            "/",
            "/sign-in?return_to=%2Fprofile",
            "/profile?x=1&y=%2F%2Fevil.example",
            "//evil.example/",
            "/sign-up",
            "/signed-out",
            "/onboarding?attempt=x",
            "/oauth/authorize?client_id=x&state=a%20b",
            "/consent?request=x",
            "/sso/callback/acme?code=a&state=b",
            "/.well-known/change-password",
        ] {
            let mut browser = platform.browser();
            browser.headers.push(("host", host.into()));
            for method in [Method::GET, Method::HEAD] {
                let answer = browser.send(method, path, None, bytes::Bytes::new()).await;
                if path.starts_with("//") {
                    assert_eq!(answer.status, 404, "{path}");
                } else {
                    assert_eq!(answer.status, 307, "{host} {path}: {answer:?}");
                    assert_eq!(answer.location(), format!("{ORIGIN}{path}"));
                    assert_eq!(answer.header("cache-control"), "no-store");
                }
                browser.cookies.clear();
            }
        }
    }
}

#[tokio::test]
async fn what_programs_ask_is_served_under_any_host() {
    let platform = Platform::with(GLOBEX).await;
    let mut browser = platform.browser();
    browser.headers.push(("host", "10.0.0.5:8080".into()));
    for path in [
        "/healthz",
        "/readyz",
        "/metrics",
        "/api/openapi.json",
        "/.well-known/openid-configuration",
        "/oauth/jwks",
        "/robots.txt",
        "/.well-known/security.txt",
    ] {
        assert_eq!(browser.get(path).await.status, 200, "{path}");
    }
    assert_eq!(browser.get("/api/session").await.status, 401);
    assert_eq!(browser.get("/assets/none.js").await.status, 404);
    assert_eq!(browser.submit("/oauth/token", &[]).await.status, 401);
    assert_eq!(
        browser
            .sign_in("grace@globex.example", crate::support::PASSWORD)
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn forwarded_hosts_do_not_count_and_what_a_page_loads_is_no_page() {
    let platform = Platform::with(GLOBEX).await;
    let mut browser = platform.browser();
    browser.headers.push(("host", "localhost:8080".into()));
    for (name, value) in [
        ("x-forwarded-host", "evil.example"),
        ("forwarded", "host=evil.example"),
        ("x-forwarded-server", "evil.example"),
    ] {
        browser.headers.push((name, value.into()));
    }
    assert_eq!(browser.get("/sign-in").await.status, 200);
    browser.headers.push(("host", "127.0.0.1:8080".into()));
    browser
        .headers
        .push(("x-forwarded-host", "localhost:8080".into()));
    assert_eq!(browser.get("/sign-in").await.status, 307);
    browser.headers.push(("sec-fetch-mode", "no-cors".into()));
    assert_eq!(browser.get("/sign-in").await.status, 200);
}

/// A proxy that puts its own name for us in the place of `Host`: the browser is at the public URL already.
#[tokio::test]
async fn nobody_is_sent_round_in_circles() {
    let platform = Platform::with(GLOBEX).await;
    let mut browser = platform.browser();
    browser.headers.push(("host", "backend.internal.example".into()));
    let mut answer = browser.get("/sign-in").await;
    let mut redirects = 0;
    while answer.status == 307 {
        redirects += 1;
        assert!(redirects < 10, "in circles");
        answer = browser.get("/sign-in").await;
    }
    assert_eq!((answer.status, redirects), (200, 4));
    let platform = Platform::at("https://login.example", GLOBEX).await;
    let mut browser = platform.browser();
    browser.headers.push(("host", "latchkey:8080".into()));
    assert_eq!(
        browser.get("/sign-in").await.status,
        200,
        "no redirect at all for a name that is no certificate's"
    );
    browser.headers.push(("host", "sso.example".into()));
    let answer = browser.get("/sign-in").await;
    assert_eq!(
        (answer.status, answer.location()),
        (307, "https://login.example/sign-in")
    );
}
