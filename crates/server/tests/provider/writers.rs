//! Whoever has proven nothing is not in the way of those who write: while SQLite's one writer is taken, they have their answer.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::Method;
use latchkey_test_browser::Answer;

use crate::app::{CALLBACK, VERIFIER, call, credentials, error, file, tokens};
use crate::support::Platform;

const SOON: Duration = Duration::from_millis(1500);

async fn at_once(what: &str, answer: impl Future<Output = Answer>) -> (u16, String) {
    let answer = tokio::time::timeout(SOON, answer).await;
    error(&answer.unwrap_or_else(|_| panic!("{what} waits for the writer")))
}

#[tokio::test]
async fn made_up_codes_and_tokens_do_not_wait_for_the_writer() {
    let platform = Platform::on_sqlite(&file()).await;
    // The keys are there.
    assert_eq!(platform.browser().get("/oauth/jwks").await.status, 200);
    let writer = platform.app.store.begin().await.expect("the writer");
    let code = [
        ("client_id", "desktop"),
        ("grant_type", "authorization_code"),
        ("code", "made up"),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let token = [
        ("client_id", "desktop"),
        ("grant_type", "refresh_token"),
        ("refresh_token", "made up"),
    ];
    for fields in [&code[..], &token] {
        let answer = at_once(fields[1].1, call(&platform, "/oauth/token", "", fields)).await;
        assert_eq!(answer, (400, "invalid_grant".to_owned()));
    }
    drop(writer);
}

#[tokio::test]
async fn what_there_is_nothing_to_take_back_of_does_not_wait_for_the_writer() {
    let platform = Platform::on_sqlite(&file()).await;
    let mut grace = platform.grace().await;
    let given = tokens(&platform, &mut grace, &[]).await;
    let text = |name: &str| given[name].as_str().expect("a token").to_owned();
    let (refresh_token, access_token) = (text("refresh_token"), text("access_token"));
    let ended = [("token", refresh_token.as_str())];
    assert_eq!(
        call(&platform, "/oauth/revoke", &credentials(), &ended)
            .await
            .status,
        200
    );
    let writer = platform.app.store.begin().await.expect("the writer");
    for token in ["made up", "a.b", &refresh_token, &access_token] {
        for who in [credentials(), "legacy:other".to_owned()] {
            let fields = [("token", token)];
            let sent = call(&platform, "/oauth/revoke", &who, &fields);
            let answer = tokio::time::timeout(SOON, sent).await;
            assert_eq!(answer.expect("waits for the writer").status, 200);
        }
    }
    for path in ["/oauth/introspect", "/oauth/userinfo"] {
        let fields = [
            ("token", access_token.as_str()),
            ("access_token", access_token.as_str()),
        ];
        let answer = tokio::time::timeout(SOON, call(&platform, path, &credentials(), &fields)).await;
        answer.unwrap_or_else(|_| panic!("{path} waits for the writer"));
    }
    let mut stranger = platform.browser();
    stranger
        .cookies
        .insert("latchkey-session".into(), "made up".into());
    let out = tokio::time::timeout(SOON, stranger.get("/oauth/end-session?id_token_hint=x.y.z")).await;
    assert_eq!(out.expect("waits for the writer").status, 303);
    drop(writer);
}

/// A wrong secret of an app that there is, is counted, and so it writes; there are only so many of those.
#[tokio::test]
async fn roles_of_nobody_do_not_wait_for_the_writer() {
    let platform = Platform::on_sqlite(&file()).await;
    let writer = platform.app.store.begin().await.expect("the writer");
    let mut server = platform.browser();
    let basic = format!("Basic {}", STANDARD.encode("nobody:guess"));
    server.headers = vec![("sec-fetch-site", String::new()), ("authorization", basic)];
    let body = Bytes::from_static(br#"{"roles":["User"]}"#);
    let sent = server.send(Method::PUT, "/oauth/roles", Some("application/json"), body);
    assert_eq!(at_once("roles", sent).await, (401, "invalid_client".to_owned()));
    drop(writer);
}
