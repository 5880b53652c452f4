//! Fixed addresses at which programs look for something.

use crate::support::{GLOBEX, Platform};

#[tokio::test]
async fn password_managers_find_the_page_where_a_password_is_changed() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    let answer = grace.get("/.well-known/change-password").await;
    assert_eq!((answer.status, answer.location()), (303, "/profile/security"));
    assert_eq!(grace.get(answer.location()).await.status, 200);
    let mut stranger = platform.browser();
    let answer = stranger.get("/.well-known/change-password").await;
    let answer = stranger.get(answer.location()).await;
    assert_eq!(
        answer.location(),
        "/sign-in?return_to=%2Fprofile%2Fsecurity",
        "and back"
    );
}

/// Password managers ask for one that cannot be, to know whether the answer of the others means anything.
#[tokio::test]
async fn what_is_not_there_is_404() {
    let platform = Platform::with(GLOBEX).await;
    for path in [
        "/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200",
        "/.well-known/",
        "/.well-known/change-password/",
        "/.well-known/passkey-endpoints",
        "/.well-known/assetlinks.json",
        "/security.txt",
        "/sitemap.xml",
    ] {
        assert_eq!(platform.browser().get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn security_txt_says_whom_to_tell() {
    let platform = Platform::with(GLOBEX).await;
    let answer = platform.browser().get("/.well-known/security.txt").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    let lines: Vec<&str> = answer.text().lines().collect();
    assert_eq!(lines[0], "Contact: mailto:security@globex.example");
    assert!(
        lines[1].starts_with("Expires: 20") && lines[1].ends_with('Z'),
        "{lines:?}"
    );
    assert!(
        lines.contains(&"Canonical: http://localhost:8080/.well-known/security.txt"),
        "{lines:?}"
    );
    let robots = platform.browser().get("/robots.txt").await;
    assert_eq!(robots.text(), "User-agent: *\nDisallow: /\n");
}
