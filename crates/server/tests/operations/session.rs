//! `get_session`, `end_session`, `list_my_apps`: lifetimes and cookies.

use serde_json::json;

use crate::support::{GLOBEX, PASSWORD, Platform};

const MINUTE: i64 = 60_000;

#[tokio::test]
async fn an_idle_hour_ends_a_password_session_for_good() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    platform.clock.advance(59 * MINUTE);
    assert!(grace.is_signed_in().await);
    platform.clock.advance(59 * MINUTE);
    assert!(grace.is_signed_in().await, "using it began a new hour");
    platform.clock.advance(61 * MINUTE);
    assert!(!grace.is_signed_in().await);
    platform.clock.advance(-60 * MINUTE);
    assert!(
        !grace.is_signed_in().await,
        "a clock that jumps back revives nothing"
    );
}

#[tokio::test]
async fn twelve_hours_are_the_most_however_busy() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    for _ in 0..23 {
        platform.clock.advance(30 * MINUTE);
        assert!(grace.is_signed_in().await);
    }
    platform.clock.advance(30 * MINUTE);
    assert!(!grace.is_signed_in().await);
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    let mut stolen = grace.clone();
    assert_eq!(grace.delete("/api/session").await.status, 200);
    assert!(!grace.cookies.contains_key("latchkey-session"));
    assert!(!stolen.is_signed_in().await);
    assert_eq!(
        grace.delete("/api/session").await.status,
        200,
        "twice is no error"
    );
    assert_eq!(
        platform
            .count("SELECT COUNT(*) FROM audit_events WHERE action = 'signed_out'")
            .await,
        1
    );
    let answer = grace.get("/signed-out").await;
    assert_eq!(answer.status, 200);
    assert!(
        !answer.text().contains("http-equiv"),
        "it leads nowhere by itself"
    );
}

#[tokio::test]
async fn strangers_are_told_apart_from_members() {
    let platform = Platform::with(GLOBEX).await;
    let mut stranger = platform.browser();
    for path in ["/api/session", "/api/my-apps"] {
        let answer = stranger.get(path).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (401, "not_signed_in"),
            "{path}"
        );
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    for path in ["/", "/profile"] {
        let answer = stranger.get(path).await;
        assert_eq!(answer.status, 303, "{path}");
        assert!(answer.location().starts_with("/sign-in"), "{path}");
    }
    stranger.cookies.insert("latchkey-session".into(), "x".repeat(43));
    assert!(!stranger.is_signed_in().await);
}

#[tokio::test]
async fn my_apps_are_those_that_one_may_open() {
    let platform = Platform::with(&format!(
        "{GLOBEX}
  [[company.app]]
  name = \"Company Expenses\"
  slug = \"company-expenses\"
    [[company.app.environment]]
    name = \"Acceptance\"
    url = \"http://localhost:8082/\"
    client_id = \"expenses-acceptance\"
    roles = [\"User\"]
      [[company.app.environment.access]]
      email = \"grace@globex.example\"
      roles = [\"User\"]
    [[company.app.environment]]
    name = \"Production\"
    url = \"http://localhost:8083/\"
    client_id = \"expenses-production\"
"
    ))
    .await;
    let items = platform.grace().await.get("/api/my-apps").await.json()["items"].clone();
    assert_eq!(items.as_array().map(Vec::len), Some(1));
    assert_eq!(
        (&items[0]["app"], &items[0]["environment"]),
        (&json!("Company Expenses"), &json!("Acceptance"))
    );
}

#[tokio::test]
async fn on_https_cookies_are_bound_to_the_host_and_the_browser_is_told_to_stay() {
    let platform = Platform::at("https://login.example", GLOBEX).await;
    let mut browser = platform.browser();
    let answer = browser.sign_in("grace@globex.example", PASSWORD).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-latchkey-session="), "{cookie}");
    for attribute in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    assert!(answer.header("strict-transport-security").starts_with("max-age="));
    assert!(browser.is_signed_in().await);
}
