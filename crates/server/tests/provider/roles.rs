//! An app publishes its roles: only it, only good ones; and what its tokens say of the people who hold them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::Method;
use latchkey_test_browser::Answer;
use serde_json::{Value, json};

use crate::app::{
    SECRET, credentials, error, file, id_token, platform, refresh, request, settle, tokens, userinfo,
};
use crate::support::Platform;

const PUBLISHED: &str = "SELECT COUNT(*) FROM audit_events WHERE action = 'app_roles_published'";

async fn send(platform: &Platform, basic: &str, content_type: &'static str, body: String) -> Answer {
    let mut server = platform.browser();
    server.headers = vec![("sec-fetch-site", String::new())];
    if let Some((id, secret)) = basic.split_once(':') {
        let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let pair = STANDARD.encode(format!("{}:{}", encoded(id), encoded(secret)));
        server.headers.push(("authorization", format!("Basic {pair}")));
    }
    server
        .send(Method::PUT, "/oauth/roles", Some(content_type), Bytes::from(body))
        .await
}

async fn put(platform: &Platform, basic: &str, body: Value) -> Answer {
    send(platform, basic, "application/json", body.to_string()).await
}

async fn roles(platform: &Platform, tokens: &Value) -> (Value, Value) {
    let (_, claims) = id_token(platform, &tokens["id_token"]).await;
    let about = userinfo(platform, &tokens["access_token"]).await.json();
    (claims["roles"].clone(), about["roles"].clone())
}

#[tokio::test]
async fn what_changes_is_kept_and_written_down() {
    let platform = platform().await;
    let new = json!({ "roles": [" Clerk ", "Administrator"], "something": "else" });
    for _ in 0..2 {
        let answer = put(&platform, &credentials(), new.clone()).await;
        assert_eq!(
            (answer.status, answer.header("cache-control")),
            (200, "no-store"),
            "{answer:?}"
        );
        assert_eq!(answer.json(), json!({ "roles": ["Clerk", "Administrator"] }));
        assert_eq!(
            answer.header("access-control-allow-origin"),
            "",
            "no page calls this"
        );
        assert_eq!(
            platform.count(PUBLISHED).await,
            1,
            "once: nothing changes the second time"
        );
    }
    let mut connection = platform.app.store.read().await.expect("a connection");
    let detail: String =
        sqlx::query_scalar("SELECT detail FROM audit_events WHERE action = 'app_roles_published'")
            .fetch_one(&mut *connection)
            .await
            .expect("a detail");
    let detail: Value = serde_json::from_str(&detail).expect("JSON");
    assert_eq!(detail["before"], json!(["User", "Administrator"]));
    assert_eq!(detail["client_id"], "expenses");
    drop(connection);
    // The rest of the registration stays.
    let mut grace = platform.grace().await;
    let page = grace.get(&request(&[])).await;
    assert_eq!(settle(&mut grace, page).await.status, 200);
    // By its own members, as where a form is posted.
    let own = json!({ "roles": ["User"], "client_id": "expenses", "client_secret": SECRET });
    assert_eq!(put(&platform, "", own).await.status, 200);
    assert_eq!(platform.count(PUBLISHED).await, 2);
    let document = platform
        .browser()
        .get("/.well-known/openid-configuration")
        .await
        .json();
    assert_eq!(
        document["latchkey_roles_endpoint"],
        "http://localhost:8080/oauth/roles"
    );
}

#[tokio::test]
async fn nobody_but_the_app_itself_publishes() {
    let platform = platform().await;
    let body = json!({ "roles": ["User"] });
    for basic in ["", "expenses:wrong", "expenses:", "nobody:other", "legacy:wrong"] {
        let answer = put(&platform, basic, body.clone()).await;
        assert_eq!(error(&answer), (401, "invalid_client".to_owned()), "{basic}");
        assert!(answer.header("www-authenticate").starts_with("Basic"), "{basic}");
    }
    // A public client proves nothing.
    let public = json!({ "roles": ["User"], "client_id": "desktop" });
    let answer = put(&platform, "", public).await;
    assert_eq!(error(&answer), (400, "unauthorized_client".to_owned()));
    // Two ways at once.
    let both = json!({ "roles": ["User"], "client_id": "expenses", "client_secret": SECRET });
    let answer = put(&platform, &credentials(), both).await;
    assert_eq!(error(&answer), (400, "invalid_request".to_owned()));
    assert_eq!(platform.count(PUBLISHED).await, 0);
    // And only its own.
    assert_eq!(
        put(&platform, "legacy:other", json!({ "roles": ["Legate"] }))
            .await
            .status,
        200
    );
    let mine =
        "SELECT COUNT(*) FROM app_environments WHERE client_id = 'expenses' AND registration LIKE '%Legate%'";
    assert_eq!(platform.count(mine).await, 0);
}

#[tokio::test]
async fn bad_roles_are_refused_and_change_nothing() {
    let platform = platform().await;
    let many = (0..101).map(|n| n.to_string()).collect::<Vec<_>>();
    for body in [
        json!({ "roles": many }),
        json!({ "roles": ["x".repeat(65)] }),
        json!({ "roles": [""] }),
        json!({ "roles": ["  "] }),
        json!({ "roles": ["a\u{0}b"] }),
        json!({ "roles": ["User", " User"] }),
        json!({ "roles": "User" }),
        json!({ "roles": [1] }),
        json!({ "roles": [null] }),
        json!({ "roles": [["User"]] }),
        json!({ "roles": null }),
        json!({}),
        json!(["User"]),
        json!({ "roles": ["User"], "client_id": 1 }),
    ] {
        let answer = put(&platform, &credentials(), body.clone()).await;
        assert_eq!(error(&answer), (400, "invalid_request".to_owned()), "{body}");
    }
    let huge = json!({ "roles": ["User"], "more": "x".repeat(70_000) }).to_string();
    for (content_type, body) in [
        ("application/json", "{".to_owned()),
        ("application/json", huge),
        ("text/plain", r#"{"roles":["User"]}"#.to_owned()),
        ("application/x-www-form-urlencoded", "roles=User".to_owned()),
    ] {
        let answer = send(&platform, &credentials(), content_type, body).await;
        assert_eq!(
            error(&answer),
            (400, "invalid_request".to_owned()),
            "{content_type}"
        );
    }
    assert_eq!(platform.count(PUBLISHED).await, 0);
}

#[tokio::test]
async fn the_claim_carries_only_roles_that_the_environment_has() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let first = tokens(&platform, &mut grace, &[]).await;
    let administrator = json!(["Administrator"]);
    assert_eq!(
        roles(&platform, &first).await,
        (administrator.clone(), administrator.clone())
    );
    for (published, expected) in [
        (json!(["User"]), json!([])),
        (json!(["User", "Administrator"]), administrator.clone()),
        (json!(["User"]), json!([])),
        // It does not say which it has: what was granted counts.
        (json!([]), administrator),
    ] {
        assert_eq!(
            put(&platform, &credentials(), json!({ "roles": published }))
                .await
                .status,
            200
        );
        let now = tokens(&platform, &mut grace, &[]).await;
        assert_eq!(
            roles(&platform, &now).await,
            (expected.clone(), expected.clone()),
            "{published}"
        );
        // Tokens that are there already, too.
        let about = userinfo(&platform, &now["access_token"]).await.json();
        assert_eq!(about["roles"], expected);
        let again = refresh(&platform, now["refresh_token"].as_str().expect("a token"))
            .await
            .json();
        assert_eq!(roles(&platform, &again).await.0, expected);
        let held = "SELECT COUNT(*) FROM access_grants WHERE roles = '[\"Administrator\"]'";
        assert_eq!(platform.count(held).await, 1, "nobody loses what they hold");
    }
}

#[tokio::test]
async fn the_consent_page_shows_what_the_app_will_be_told() {
    let platform = Platform::with(&file()).await;
    assert_eq!(
        put(&platform, &credentials(), json!({ "roles": ["User"] }))
            .await
            .status,
        200
    );
    let mut grace = platform.grace().await;
    let page = grace.get(&request(&[])).await;
    let page = settle(&mut grace, page).await;
    assert!(!page.text().contains("Administrator"), "{}", page.text());
}
