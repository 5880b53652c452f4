//! A store that fails in the middle: an app is given nothing that is not written down, and nothing is used up for nothing.

use serde_json::Value;

use crate::app::{code, error, file, platform, redeem, refresh, tokens, userinfo};
use crate::support::Platform;
use crate::support::browser::Answer;

/// No answer that holds anything of worth.
fn gives_nothing(answer: &Answer) {
    let body = answer.json();
    for name in ["access_token", "refresh_token", "id_token"] {
        assert!(body[name].is_null(), "{body}");
    }
}

fn refresh_token(tokens: &Value) -> &str {
    tokens["refresh_token"].as_str().expect("a token")
}

#[tokio::test]
async fn what_cannot_be_written_down_is_not_given_and_uses_nothing_up() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let held = tokens(&platform, &mut grace, &[]).await;
    let code = code(&mut grace, &[]).await;
    // The last statement of both grants.
    platform
        .execute("ALTER TABLE refresh_tokens RENAME COLUMN created_at_ms TO gone")
        .await;
    for answer in [
        redeem(&platform, &code).await,
        refresh(&platform, refresh_token(&held)).await,
    ] {
        gives_nothing(&answer);
        assert_eq!(error(&answer), (500, "server_error".into()));
    }
    platform
        .execute("ALTER TABLE refresh_tokens RENAME COLUMN gone TO created_at_ms")
        .await;
    assert_eq!(
        redeem(&platform, &code).await.status,
        200,
        "the code was not used up"
    );
    let next = refresh(&platform, refresh_token(&held)).await;
    assert_eq!(next.status, 200, "the refresh token was not used up");
    assert_eq!(userinfo(&platform, &held["access_token"]).await.status, 200);
}

/// A constraint that is looked at in the commit stands for a disk that fails there.
async fn let_commits_fail(platform: &Platform) {
    platform
        .execute("CREATE TABLE nowhere (id TEXT PRIMARY KEY)")
        .await;
    platform
        .execute("CREATE TABLE spoil (id TEXT REFERENCES nowhere (id) DEFERRABLE INITIALLY DEFERRED)")
        .await;
    let is_postgres = std::env::var("LATCHKEY_TEST_ENGINE").is_ok_and(|engine| engine == "postgres");
    if is_postgres {
        platform
            .execute(
                "CREATE FUNCTION spoil() RETURNS TRIGGER LANGUAGE plpgsql AS
                 $$ BEGIN INSERT INTO spoil VALUES ('x'); RETURN NULL; END $$",
            )
            .await;
        platform
            .execute(
                "CREATE TRIGGER spoil AFTER INSERT ON refresh_tokens FOR EACH ROW EXECUTE FUNCTION spoil()",
            )
            .await;
    } else {
        platform
            .execute("CREATE TRIGGER spoil AFTER INSERT ON refresh_tokens BEGIN INSERT INTO spoil VALUES ('x'); END")
            .await;
    }
}

#[tokio::test]
async fn a_commit_that_fails_gives_nothing_and_uses_nothing_up() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let held = tokens(&platform, &mut grace, &[]).await;
    let code = code(&mut grace, &[]).await;
    let_commits_fail(&platform).await;
    for answer in [
        redeem(&platform, &code).await,
        refresh(&platform, refresh_token(&held)).await,
    ] {
        gives_nothing(&answer);
        assert_eq!(error(&answer), (500, "server_error".into()));
    }
    let written = "SELECT COUNT(*) FROM refresh_tokens WHERE used_at_ms IS NOT NULL";
    assert_eq!(platform.count(written).await, 0);
    let drop = match std::env::var("LATCHKEY_TEST_ENGINE").as_deref() {
        Ok("postgres") => "DROP TRIGGER spoil ON refresh_tokens",
        _ => "DROP TRIGGER spoil",
    };
    platform.execute(drop).await;
    assert_eq!(redeem(&platform, &code).await.status, 200);
    assert_eq!(refresh(&platform, refresh_token(&held)).await.status, 200);
}

#[tokio::test]
async fn a_store_that_is_gone_is_said_to_be() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let held = tokens(&platform, &mut grace, &[]).await;
    platform.app.store.close().await;
    for answer in [
        refresh(&platform, refresh_token(&held)).await,
        redeem(&platform, "a code").await,
        userinfo(&platform, &held["access_token"]).await,
    ] {
        gives_nothing(&answer);
        assert_eq!(error(&answer), (503, "temporarily_unavailable".into()));
    }
}

/// SQLite's own limit stands for the disk's: the same code, at the same moment of writing.
#[tokio::test]
async fn a_full_disk_ends_no_chain_of_refresh_tokens() {
    let platform = Platform::on_sqlite(&file()).await;
    let mut grace = platform.grace().await;
    let mut held = tokens(&platform, &mut grace, &[]).await;
    platform.limit_pages(1).await;
    let mut refreshed = 0;
    let refused = loop {
        let answer = refresh(&platform, refresh_token(&held)).await;
        if answer.status != 200 {
            break answer;
        }
        held = answer.json();
        refreshed += 1;
        assert!(refreshed < 1000, "it is never full");
    };
    gives_nothing(&refused);
    assert_eq!(error(&refused), (503, "temporarily_unavailable".into()));
    assert_eq!(
        userinfo(&platform, &held["access_token"]).await.status,
        200,
        "what is there can be read"
    );
    platform.limit_pages(1_000_000).await;
    assert_eq!(
        refresh(&platform, refresh_token(&held)).await.status,
        200,
        "it goes on where it was"
    );
}
