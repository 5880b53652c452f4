//! A refresh token that comes twice: for a moment, an app with a secret is given the same successor again, as two of its processes
//! may refresh at once and a response may be lost. Beyond that, and without a secret always, it ends its family.

use std::sync::Arc;

use latchkey_test_browser::Answer;
use serde_json::Value;

use crate::app::{VERIFIER, call, code, error, file, id_token, platform, refresh, tokens, userinfo};
use crate::support::{Browser, Platform};

const REPLAYED: &str = "SELECT COUNT(*) FROM audit_events WHERE action = 'refresh_token_replayed'";
const DESKTOP: [(&str, &str); 2] = [
    ("client_id", "desktop"),
    ("redirect_uri", "http://127.0.0.1/callback"),
];

fn token(tokens: &Value) -> &str {
    tokens["refresh_token"].as_str().expect("a token")
}

fn worthless() -> (u16, String) {
    (400, "invalid_grant".to_owned())
}

async fn with_setting(line: &str) -> Platform {
    let marker = "    client_id = \"expenses\"\n";
    Platform::with(&file().replacen(marker, &format!("{marker}    {line}\n"), 1)).await
}

/// Tokens of the app without a secret.
async fn tokens_of_desktop(platform: &Platform, grace: &mut Browser) -> Value {
    let code = code(grace, &DESKTOP).await;
    let grant = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("code_verifier", VERIFIER),
    ];
    call(platform, "/oauth/token", "", &[&DESKTOP[..], &grant].concat())
        .await
        .json()
}

async fn refresh_of_desktop(platform: &Platform, token: &str) -> Answer {
    let fields = [
        ("client_id", "desktop"),
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
    ];
    call(platform, "/oauth/token", "", &fields).await
}

#[tokio::test]
async fn for_half_a_minute_the_same_successor_comes_again_and_then_the_family_ends() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let first = tokens(&platform, &mut grace, &[]).await;
    let second = refresh(&platform, token(&first)).await.json();
    for _ in 0..3 {
        platform.clock.advance(9_999);
        let again = refresh(&platform, token(&first)).await;
        assert_eq!(again.status, 200, "{again:?}");
        let again = again.json();
        assert_eq!(token(&again), token(&second), "the very same");
        assert_eq!(again["expires_in"], 600);
        assert_eq!(userinfo(&platform, &again["access_token"]).await.status, 200);
        let (_, claims) = id_token(&platform, &again["id_token"]).await;
        assert_eq!(claims["aud"], "expenses");
    }
    assert_eq!(platform.count(REPLAYED).await, 0);
    platform.clock.advance(3);
    assert_eq!(error(&refresh(&platform, token(&first)).await), worthless());
    assert_eq!(error(&refresh(&platform, token(&second)).await), worthless());
    assert_eq!(userinfo(&platform, &second["access_token"]).await.status, 401);
    assert_eq!(platform.count(REPLAYED).await, 1);
}

/// Once the successor was used, whoever had the token before it has no more reason to send it.
#[tokio::test]
async fn only_the_one_before_the_newest_is_answered_again() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let first = tokens(&platform, &mut grace, &[]).await;
    let second = refresh(&platform, token(&first)).await.json();
    let third = refresh(&platform, token(&second)).await.json();
    assert_eq!(
        token(&refresh(&platform, token(&second)).await.json()),
        token(&third)
    );
    assert_eq!(error(&refresh(&platform, token(&first)).await), worthless());
    assert_eq!(error(&refresh(&platform, token(&third)).await), worthless());
    assert_eq!(platform.count(REPLAYED).await, 1);
}

#[tokio::test]
async fn in_the_hands_of_another_app_it_ends_its_family_as_ever() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let first = tokens(&platform, &mut grace, &[]).await;
    let second = refresh(&platform, token(&first)).await.json();
    let fields = [("grant_type", "refresh_token"), ("refresh_token", token(&first))];
    let stolen = call(&platform, "/oauth/token", "legacy:other", &fields).await;
    assert_eq!(error(&stolen), worthless());
    assert_eq!(error(&refresh(&platform, token(&second)).await), worthless());
}

#[tokio::test]
async fn an_environment_sets_for_how_long() {
    for (seconds, within, status) in [
        (0, 0, 400),
        (1, 999, 200),
        (1, 1_000, 400),
        (60, 59_999, 200),
        (60, 60_000, 400),
    ] {
        let platform = with_setting(&format!("refresh_token_reuse_seconds = {seconds}")).await;
        let mut grace = platform.grace().await;
        let first = tokens(&platform, &mut grace, &[]).await;
        refresh(&platform, token(&first)).await;
        platform.clock.advance(within);
        let again = refresh(&platform, token(&first)).await;
        assert_eq!(again.status, status, "{seconds} {within}");
    }
}

#[tokio::test]
async fn an_app_without_a_secret_is_given_nothing_again() {
    let platform = platform().await;
    // As if the client had had a secret when this was set.
    let set = r#"UPDATE app_environments SET registration = REPLACE(registration,
                 '"refresh_token_reuse_seconds":null', '"refresh_token_reuse_seconds":60')"#;
    platform.execute(set).await;
    let mut grace = platform.grace().await;
    let first = tokens_of_desktop(&platform, &mut grace).await;
    let second = refresh_of_desktop(&platform, token(&first)).await.json();
    assert_eq!(
        error(&refresh_of_desktop(&platform, token(&first)).await),
        worthless()
    );
    assert_eq!(
        error(&refresh_of_desktop(&platform, token(&second)).await),
        worthless()
    );
    assert_eq!(platform.count(REPLAYED).await, 1);
}

#[tokio::test]
async fn what_ended_meanwhile_is_not_given_again() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let first = tokens(&platform, &mut grace, &[]).await;
    refresh(&platform, token(&first)).await;
    assert_eq!(grace.delete("/api/session").await.status, 200);
    assert_eq!(error(&refresh(&platform, token(&first)).await), worthless());
    assert_eq!(platform.count(REPLAYED).await, 0);
}

async fn at_once<F>(count: usize, act: impl Fn() -> F) -> Vec<Answer>
where
    F: Future<Output = Answer> + Send + 'static,
{
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..count {
        tries.spawn(act());
    }
    tries.join_all().await
}

#[tokio::test(flavor = "multi_thread")]
async fn all_who_refresh_at_once_are_given_the_same() {
    let platform = Arc::new(platform().await);
    let mut grace = platform.grace().await;
    let mut now = tokens(&platform, &mut grace, &[]).await;
    for _ in 0..3 {
        let used = token(&now).to_owned();
        let answers = at_once(20, || {
            let (platform, used) = (platform.clone(), used.clone());
            async move { refresh(&platform, &used).await }
        })
        .await;
        now = answers[0].json();
        for answer in &answers {
            assert_eq!(answer.status, 200, "{answer:?}");
            assert_eq!(token(&answer.json()), token(&now));
            let access = &answer.json()["access_token"];
            assert_eq!(userinfo(&platform, access).await.status, 200);
        }
    }
    assert_eq!(
        platform.count("SELECT generation FROM token_families").await,
        3,
        "once each"
    );
    assert_eq!(platform.count(REPLAYED).await, 0);
}

#[tokio::test]
async fn of_many_without_a_secret_who_refresh_at_once_one_is_given_tokens_and_nobody_keeps_them() {
    let platform = Arc::new(platform().await);
    let mut grace = platform.grace().await;
    for _ in 0..5 {
        let first = tokens_of_desktop(&platform, &mut grace).await;
        let answers = at_once(20, || {
            let (platform, used) = (platform.clone(), token(&first).to_owned());
            async move { refresh_of_desktop(&platform, &used).await }
        })
        .await;
        let (given, others): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
        assert_eq!(given.len(), 1);
        for other in others {
            assert_eq!(error(other), worthless());
        }
        let kept = given[0].json();
        assert_eq!(userinfo(&platform, &kept["access_token"]).await.status, 401);
        assert_eq!(refresh_of_desktop(&platform, token(&kept)).await.status, 400);
    }
    assert_eq!(platform.count(REPLAYED).await, 5, "once each");
}

/// Nothing of it is in a node's memory: another one, or the same one after a restart, answers alike.
#[tokio::test]
async fn another_node_gives_the_same_again() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let first = tokens(&platform, &mut grace, &[]).await;
    let second = refresh(&platform, token(&first)).await.json();
    let other = platform.with_wall_clock(latchkey_server::clock::ManualClock::at(0));
    let again = refresh(&other, token(&first)).await.json();
    assert_eq!(token(&again), token(&second));
}
