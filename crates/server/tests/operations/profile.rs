//! "My Account": names, language and password, as the people who may and may not change them.

use serde_json::json;

use crate::queued::{mails, only};
use crate::support::{Browser, GLOBEX, PASSWORD, Platform};

const NEW_PASSWORD: &str = "seven small kettles sing";

async fn code_and_field(browser: &mut Browser, path: &str, body: serde_json::Value) -> (u16, String, String) {
    let answer = browser.post(path, &body).await;
    let field = answer.json()["field"].as_str().unwrap_or_default().to_owned();
    (answer.status, answer.code(), field)
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_sees_or_changes_anything() {
    let platform = Platform::with(GLOBEX).await;
    let mut stranger = platform.browser();
    for path in [
        "/api/profile",
        "/api/profile/language",
        "/api/profile/address",
        "/api/profile/password",
    ] {
        let answer = stranger.post(path, &json!({})).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (401, "not_signed_in"),
            "{path}"
        );
    }
    assert_eq!(stranger.get("/api/profile").await.status, 401);
    assert_eq!(stranger.delete("/api/profile/address").await.status, 401);
    let mut grace = platform.grace().await;
    grace.headers.push(("sec-fetch-site", "cross-site".into()));
    for path in [
        "/api/profile",
        "/api/profile/language",
        "/api/profile/address",
        "/api/profile/password",
    ] {
        let answer = grace.post(path, &json!({})).await;
        assert_eq!(answer.code(), "cross_site_request", "{path}");
    }
    assert_eq!(
        grace.delete("/api/profile/address").await.code(),
        "cross_site_request"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_refused_in_the_errors_shape() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    let long = "a".repeat(101);
    for (path, body) in [
        ("/api/profile", json!({ "first_name": "G" })),
        ("/api/profile", json!({ "first_name": null, "last_name": "H" })),
        ("/api/profile", json!({ "first_name": ["G"], "last_name": "H" })),
        (
            "/api/profile",
            json!({ "first_name": "G", "last_name": "H", "company_admin": true }),
        ),
        ("/api/profile/language", json!({ "language": "pt" })),
        ("/api/profile/address", json!({ "email": "x@y.example" })),
        (
            "/api/profile/password",
            json!({ "current_password": PASSWORD, "password": 1 }),
        ),
    ] {
        let (status, code, _) = code_and_field(&mut grace, path, body.clone()).await;
        assert_eq!(
            (status, code.as_str()),
            (400, "malformed_request"),
            "{path} {body}"
        );
    }
    for (first_name, last_name, field) in [
        ("", " ", "first_name"),
        ("G", long.as_str(), "last_name"),
        ("a\0", "H", "first_name"),
        ("G", "\u{202e}H", "last_name"),
        ("G\u{200b}", "H", "first_name"),
    ] {
        let body = json!({ "first_name": first_name, "last_name": last_name });
        let refused = code_and_field(&mut grace, "/api/profile", body).await;
        assert_eq!(refused, (422, "name_invalid".into(), field.into()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_changed_and_told_of() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    let body = json!({ "first_name": " Amazing ", "last_name": "<b>Grace</b>" });
    assert_eq!(grace.post("/api/profile", &body).await.status, 200);
    let profile = grace.get("/api/profile").await.json();
    assert_eq!(
        profile,
        json!({ "email": "grace@globex.example", "first_name": "Amazing", "last_name": "<b>Grace</b>",
                "language": null, "way_in": "password", "company": null, "pending_address": null })
    );
    assert_eq!(
        grace.get("/api/session").await.json()["account"]["first_name"],
        "Amazing"
    );
    assert_eq!(platform.count("SELECT COUNT(*) FROM audit_events WHERE action = 'account_renamed' AND actor_account_id = subject").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_language_that_was_chosen_holds_everywhere() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    let set = |language: serde_json::Value| json!({ "language": language });
    assert_eq!(
        grace
            .post("/api/profile/language", &set(json!("de")))
            .await
            .status,
        200
    );
    assert_eq!(grace.get("/api/profile").await.json()["language"], "de");
    assert!(grace.get("/").await.text().contains("lang=\"de\""), "the portal");
    grace.delete("/api/session").await;
    assert!(
        grace.get("/sign-in").await.text().contains("lang=\"de\""),
        "this browser's front door"
    );

    let mut elsewhere = platform.grace().await;
    assert!(
        elsewhere.get("/").await.text().contains("lang=\"de\""),
        "the account knows"
    );
    let body = json!({ "current_password": PASSWORD, "password": NEW_PASSWORD });
    assert_eq!(elsewhere.post("/api/profile/password", &body).await.status, 200);
    assert_eq!(
        only(&mails(&platform).await, "password_changed").language.tag(),
        "de",
        "mails"
    );

    assert_eq!(
        elsewhere
            .post("/api/profile/language", &set(json!(null)))
            .await
            .status,
        200
    );
    assert!(
        elsewhere.get("/").await.text().contains("lang=\"en\""),
        "the browser's again"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_ends_all_other_sessions_and_is_told_of_by_mail() {
    let platform = Platform::with(GLOBEX).await;
    let (mut here, mut there) = (platform.grace().await, platform.grace().await);
    let body = json!({ "current_password": PASSWORD, "password": NEW_PASSWORD });
    assert_eq!(here.post("/api/profile/password", &body).await.status, 200);
    assert!(here.is_signed_in().await);
    assert!(!there.is_signed_in().await);
    let mut browser = platform.browser();
    assert_eq!(
        browser.sign_in("grace@globex.example", PASSWORD).await.status,
        401
    );
    assert_eq!(
        browser.sign_in("grace@globex.example", NEW_PASSWORD).await.status,
        200
    );
    let mails = mails(&platform).await;
    assert_eq!(only(&mails, "password_changed").to, "grace@globex.example");
    assert_eq!(
        platform
            .count("SELECT COUNT(*) FROM audit_events WHERE action = 'password_changed'")
            .await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_current_password_and_the_rules_are_asked_for() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    for (current, new, code, field) in [
        (
            "wrong",
            NEW_PASSWORD,
            "current_password_wrong",
            "current_password",
        ),
        ("", NEW_PASSWORD, "current_password_wrong", "current_password"),
        (PASSWORD, "", "password_missing", "password"),
        (PASSWORD, "too short", "password_too_short", "password"),
        (PASSWORD, "grace hopper globex", "password_guessable", "password"),
    ] {
        let body = json!({ "current_password": current, "password": new });
        let refused = code_and_field(&mut grace, "/api/profile/password", body).await;
        assert_eq!(refused, (422, code.into(), field.into()), "{current:?} {new:?}");
    }
    assert!(mails(&platform).await.is_empty());
    assert_eq!(
        platform
            .browser()
            .sign_in("grace@globex.example", PASSWORD)
            .await
            .status,
        200
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_no_place_to_guess_the_password_from() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    for _ in 0..10 {
        let body = json!({ "current_password": "guess", "password": NEW_PASSWORD });
        let (_, code, _) = code_and_field(&mut grace, "/api/profile/password", body).await;
        assert_eq!(code, "current_password_wrong");
    }
    for (path, body) in [
        (
            "/api/profile/password",
            json!({ "current_password": PASSWORD, "password": NEW_PASSWORD }),
        ),
        (
            "/api/profile/address",
            json!({ "email": "g@globex.example", "current_password": PASSWORD }),
        ),
    ] {
        let answer = grace.post(path, &body).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (429, "too_many_attempts"),
            "{path}"
        );
        assert!(!answer.header("retry-after").is_empty());
    }
    assert_eq!(
        platform
            .browser()
            .sign_in("grace@globex.example", PASSWORD)
            .await
            .status,
        429,
        "counted as one"
    );
}
