//! A deleted environment opens nothing any more, whatever was given before or is under way, and its app is told of the sessions
//! that it knows.

use bytes::Bytes;
use http::Method;
use latchkey_test_browser::Answer;
use serde_json::{Value, json};

use crate::app::{
    CALLBACK, VERIFIER, answer, authorize, call, code, credentials, error, file, id_token, redeem, refresh,
    request, settle, tokens, userinfo,
};
use crate::receiver::{Manner, Receiver};
use crate::support::{Browser, Platform};

const WAITING: &str = "SELECT COUNT(*) FROM jobs WHERE kind = 'app_logout'";

/// The usual file, with an app that wants to be told. Grace is its team.
async fn scene() -> (Platform, Receiver, Browser) {
    let receiver = Receiver::start(Manner::Status(200)).await;
    let line = "    client_id = \"expenses\"\n";
    let more = format!("{line}    backchannel_logout_uri = \"{}\"\n", receiver.address());
    let platform = Platform::with(&file().replacen(line, &more, 1)).await;
    let grace = platform.grace().await;
    (platform, receiver, grace)
}

async fn path_of(grace: &mut Browser, name: &str) -> String {
    let settings = grace.get("/api/apps/company-expenses").await.json();
    let environments = settings["environments"].as_array().expect("a list");
    let found = environments.iter().find(|one| one["settings"]["name"] == name);
    let id = found.expect("the environment")["id"].as_str().expect("a text");
    format!("/api/environments/{id}")
}

async fn delete(grace: &mut Browser, name: &str) {
    let path = path_of(grace, name).await;
    let answer = grace.delete(&path).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

async fn publish(platform: &Platform) -> Answer {
    let body = json!({ "roles": ["User"], "client_id": "expenses", "client_secret": crate::app::SECRET });
    let mut server = platform.browser();
    let json = Some("application/json");
    server
        .send(Method::PUT, "/oauth/roles", json, Bytes::from(body.to_string()))
        .await
}

/// Tokens of the environment Legacy.
async fn legacy(platform: &Platform, grace: &mut Browser) -> Value {
    let address = "https://legacy.example/callback";
    let code = code(grace, &[("client_id", "legacy"), ("redirect_uri", address)]).await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", address),
        ("code_verifier", VERIFIER),
    ];
    let answer = call(platform, "/oauth/token", "legacy:other", &fields).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_gave_ends_and_what_others_gave_does_not() {
    let (platform, receiver, mut grace) = scene().await;
    let held = tokens(&platform, &mut grace, &[]).await;
    let offline = tokens(&platform, &mut grace, &[("scope", "openid offline_access")]).await;
    let of_legacy = legacy(&platform, &mut grace).await;
    let unused = code(&mut grace, &[]).await;
    delete(&mut grace, "Acceptance").await;

    for tokens in [&held, &offline] {
        assert_eq!(userinfo(&platform, &tokens["access_token"]).await.status, 401);
        let refused = refresh(&platform, tokens["refresh_token"].as_str().expect("a token")).await;
        assert_eq!(error(&refused), (401, "invalid_client".to_owned()));
        let token = tokens["access_token"].as_str().expect("a token");
        let by_itself = call(
            &platform,
            "/oauth/introspect",
            &credentials(),
            &[("token", token)],
        )
        .await;
        assert_eq!(error(&by_itself), (401, "invalid_client".to_owned()));
        let by_another = call(
            &platform,
            "/oauth/introspect",
            "legacy:other",
            &[("token", token)],
        )
        .await;
        assert_eq!(by_another.json(), json!({ "active": false }));
    }
    assert_eq!(
        error(&redeem(&platform, &unused).await),
        (401, "invalid_client".to_owned())
    );
    assert_eq!(
        error(&publish(&platform).await),
        (401, "invalid_client".to_owned())
    );
    let asked = grace.get(&request(&[])).await;
    assert_eq!((asked.status, asked.location()), (400, ""), "{asked:?}");
    let hint = held["id_token"].as_str().expect("an ID token");
    let out = grace
        .get(&format!(
            "/oauth/end-session?id_token_hint={hint}&post_logout_redirect_uri=https%3A%2F%2Fexpenses.example%2F"
        ))
        .await;
    assert!(!out.location().starts_with("https://"), "{out:?}");

    let mut grace = platform.grace().await;
    let mine = grace.get("/api/my-apps").await.text().to_owned();
    assert!(!mine.contains("Acceptance") && mine.contains("Legacy"), "{mine}");
    let authorized = grace.get("/api/profile/authorized-apps").await.text().to_owned();
    assert!(
        !authorized.contains("Acceptance") && authorized.contains("Legacy"),
        "{authorized}"
    );
    assert_eq!(
        platform
            .count(
                "SELECT (SELECT COUNT(*) FROM consents c JOIN app_environments e ON e.id = c.environment_id AND e.client_id = 'expenses')
                      + (SELECT COUNT(*) FROM access_grants g JOIN app_environments e ON e.id = g.environment_id AND e.client_id = 'expenses')
                      + (SELECT COUNT(*) FROM token_families f JOIN app_environments e ON e.id = f.environment_id AND e.client_id = 'expenses'
                         WHERE f.revoked_at_ms IS NULL)
                      + (SELECT COUNT(*) FROM app_environments WHERE client_id = 'expenses' AND client_secret_hash IS NOT NULL)"
            )
            .await,
        0
    );
    drop(receiver);
    assert_eq!(
        userinfo(&platform, &of_legacy["access_token"]).await.status,
        401,
        "the session that it lived with was ended above"
    );
    let again = legacy(&platform, &mut grace).await;
    assert_eq!(userinfo(&platform, &again["access_token"]).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn its_app_is_told_of_the_sessions_that_it_knows_and_of_no_later_end() {
    let (platform, receiver, mut grace) = scene().await;
    let held = tokens(&platform, &mut grace, &[]).await;
    let mut elsewhere = platform.grace().await;
    let outlived = tokens(
        &platform,
        &mut elsewhere,
        &[("scope", "openid offline_access"), ("prompt", "consent")],
    )
    .await;
    // This one has run out here; what the app holds lives on.
    platform
        .execute("UPDATE sessions SET expires_at_ms = 1 WHERE id = (SELECT MAX(id) FROM sessions)")
        .await;
    // One that never went to the app.
    platform.grace().await;
    delete(&mut grace, "Acceptance").await;
    assert_eq!(platform.count(WAITING).await, 2);
    platform.run_jobs("app_logout").await;
    assert_eq!(platform.count(WAITING).await, 0, "delivered");
    let mut told = Vec::new();
    for token in receiver.tokens() {
        let (header, claims) = id_token(&platform, &json!(token)).await;
        assert_eq!(header["typ"], "logout+jwt");
        assert_eq!(claims["aud"], "expenses");
        told.push(claims["sid"].clone());
    }
    for tokens in [&held, &outlived] {
        let (_, claims) = id_token(&platform, &tokens["id_token"]).await;
        assert!(told.contains(&claims["sid"]), "{told:?}");
    }
    assert_eq!(told.len(), 2);
    grace.delete("/api/session").await;
    assert_eq!(platform.count(WAITING).await, 0, "it knows nobody any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_page_that_is_open_leads_nowhere() {
    let (platform, _receiver, mut grace) = scene().await;
    let page = grace.get(&request(&[])).await;
    let page = settle(&mut grace, page).await;
    assert_eq!(page.status, 200);
    delete(&mut grace, "Acceptance").await;
    let agreed = authorize(&mut grace, &page, &["email"]).await;
    assert_eq!((agreed.status, agreed.location()), (400, ""), "{agreed:?}");
    assert!(!agreed.text().contains(CALLBACK));
    assert_eq!(platform.count("SELECT COUNT(*) FROM consents").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_is_exchanged_at_the_same_moment_gives_nothing_that_lives() {
    for _ in 0..8 {
        let (platform, _receiver, mut grace) = scene().await;
        let unused = code(&mut grace, &[]).await;
        let path = path_of(&mut grace, "Acceptance").await;
        let (exchanged, deleted) = tokio::join!(redeem(&platform, &unused), grace.delete(&path));
        assert_eq!(deleted.status, 200, "{deleted:?}");
        if exchanged.status == 200 {
            let tokens = exchanged.json();
            assert_eq!(userinfo(&platform, &tokens["access_token"]).await.status, 401);
            assert_eq!(platform.count(WAITING).await, 1, "it is told of the session");
        } else {
            assert!(
                [
                    (400, "invalid_grant".to_owned()),
                    (401, "invalid_client".to_owned())
                ]
                .contains(&error(&exchanged)),
                "{exchanged:?}"
            );
        }
        assert_eq!(
            platform
                .count("SELECT COUNT(*) FROM token_families WHERE revoked_at_ms IS NULL")
                .await,
            0
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_go_on_while_it_is_deleted_are_refused_or_in_vain() {
    let (platform, _receiver, mut grace) = scene().await;
    tokens(&platform, &mut grace, &[]).await;
    let path = path_of(&mut grace, "Acceptance").await;
    let mut tabs = tokio::task::JoinSet::new();
    for _ in 0..10 {
        let mut tab = grace.clone();
        tabs.spawn(async move {
            let page = tab.get(&request(&[])).await;
            settle(&mut tab, page).await
        });
    }
    let deleted = grace.delete(&path).await;
    assert_eq!(deleted.status, 200, "{deleted:?}");
    for page in tabs.join_all().await {
        assert!([303, 400, 403].contains(&page.status), "{page:?}");
        if page.status == 303 && page.location().starts_with(CALLBACK) {
            let given = answer(page.location());
            if let Some(code) = given.get("code") {
                assert_eq!(redeem(&platform, code).await.status, 401);
            }
        }
    }
    assert_eq!(platform.count("SELECT COUNT(*) FROM consents").await, 0);
}
