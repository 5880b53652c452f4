//! The secrets of an environment over time, as its app notices them at the token endpoint.

use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::{Value, json};

use crate::app_settings::{admin, environment, path_of, platform, settings};
use crate::support::{Browser, Platform};

const WEEK_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// Whether the client with this secret gets as far as its token being looked at.
async fn works(platform: &Platform, client_id: &str, secret: &str) -> bool {
    let mut server = platform.browser();
    let pair = STANDARD.encode(format!("{client_id}:{}", secret.replace(' ', "+")));
    server.headers = vec![
        ("sec-fetch-site", String::new()),
        ("authorization", format!("Basic {pair}")),
    ];
    let form = Some("application/x-www-form-urlencoded");
    let answer = server
        .send(Method::POST, "/oauth/introspect", form, Bytes::from("token=x"))
        .await;
    match answer.status {
        200 => true,
        401 => {
            assert_eq!(answer.json()["error"], "invalid_client");
            false
        }
        other => panic!("{other}: {answer:?}"),
    }
}

async fn rotate(browser: &mut Browser, environment: &Value) -> String {
    let answer = browser.post(&path_of(environment, "/secret"), &json!({})).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["client_secret"]
        .as_str()
        .expect("a secret")
        .to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn old_and_new_work_side_by_side_for_a_week() {
    let platform = platform().await;
    let mut browser = admin(&platform).await;
    let expenses = environment(&mut browser, "Acceptance").await;
    assert_eq!(expenses["previous_secret_ends_at"], Value::Null);
    let old = "the first secret";
    assert!(works(&platform, "expenses", old).await);
    let new = rotate(&mut browser, &expenses).await;
    assert!(works(&platform, "expenses", old).await && works(&platform, "expenses", &new).await);
    assert!(!works(&platform, "expenses", "another").await);
    let shown = environment(&mut browser, "Acceptance").await;
    assert!(shown["previous_secret_ends_at"].is_string());
    assert_eq!(
        shown["version"], expenses["version"],
        "whoever edits is not disturbed"
    );

    platform.clock.advance(WEEK_MS - 1000);
    assert!(works(&platform, "expenses", old).await);
    platform.clock.advance(1000);
    assert!(!works(&platform, "expenses", old).await, "its time is over");
    assert!(works(&platform, "expenses", &new).await);
    // That session is over, too.
    let mut browser = admin(&platform).await;
    let shown = environment(&mut browser, "Acceptance").await;
    assert_eq!(shown["previous_secret_ends_at"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn rotating_twice_ends_the_oldest_and_the_previous_ends_by_hand() {
    let platform = platform().await;
    let mut browser = admin(&platform).await;
    let expenses = environment(&mut browser, "Acceptance").await;
    let second = rotate(&mut browser, &expenses).await;
    let third = rotate(&mut browser, &expenses).await;
    assert!(!works(&platform, "expenses", "the first secret").await);
    assert!(works(&platform, "expenses", &second).await && works(&platform, "expenses", &third).await);
    for _ in 0..2 {
        let ended = browser.delete(&path_of(&expenses, "/previous-secret")).await;
        assert_eq!(ended.status, 200, "twice is no error");
    }
    assert!(!works(&platform, "expenses", &second).await);
    assert!(works(&platform, "expenses", &third).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_kind_takes_the_secrets_or_makes_one() {
    let platform = platform().await;
    let mut browser = admin(&platform).await;
    let expenses = environment(&mut browser, "Acceptance").await;
    let second = rotate(&mut browser, &expenses).await;
    let body = |version: &Value, kind: &str| {
        let with = json!({ "name": "Acceptance", "kind": kind });
        json!({ "version": version, "settings": settings(with) })
    };
    let path = path_of(&expenses, "");
    let answer = browser.post(&path, &body(&expenses["version"], "public")).await;
    assert_eq!(
        (answer.status, answer.json()),
        (200, json!({ "client_secret": null }))
    );
    for secret in ["the first secret", &second] {
        assert!(!works(&platform, "expenses", secret).await);
    }
    let rotated = browser.post(&path_of(&expenses, "/secret"), &json!({})).await;
    assert_eq!(
        (rotated.status, rotated.code()),
        (409, "changed_meanwhile".into()),
        "there is none to rotate"
    );
    let public = environment(&mut browser, "Acceptance").await;
    let answer = browser
        .post(&path, &body(&public["version"], "confidential"))
        .await;
    let third = answer.json()["client_secret"]
        .as_str()
        .expect("a secret")
        .to_owned();
    assert!(works(&platform, "expenses", &third).await);
    assert!(
        !works(&platform, "expenses", &second).await,
        "the old ones stay ended"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_replaces_the_secret_unless_it_is_the_same() {
    let platform = platform().await;
    let mut browser = admin(&platform).await;
    let expenses = environment(&mut browser, "Acceptance").await;
    let second = rotate(&mut browser, &expenses).await;
    let file = |secret: &str| {
        format!(
            "[[company]]\nname = \"Globex\"\nslug = \"globex\"\n[[company.app]]\nname = \"Company Expenses\"\nslug = \"company-expenses\"\n\
             [[company.app.environment]]\nname = \"Acceptance\"\nurl = \"https://expenses.example/\"\nclient_id = \"expenses\"\n\
             client_secret = \"{secret}\""
        )
    };
    platform.import(&file(&second)).await;
    assert!(works(&platform, "expenses", &second).await);
    assert!(
        works(&platform, "expenses", "the first secret").await,
        "the same secret: the overlap goes on"
    );
    platform.import(&file("by hand")).await;
    assert!(works(&platform, "expenses", "by hand").await);
    for secret in ["the first secret", &second] {
        assert!(!works(&platform, "expenses", secret).await, "no overlap");
    }
}
