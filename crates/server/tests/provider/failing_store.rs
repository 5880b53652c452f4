//! A store that fails in the middle: an app is given nothing that is not written down, and nothing is used up for nothing.

use latchkey_test_browser::Answer;
use serde_json::Value;

use crate::app::{code, error, file, platform, redeem, refresh, tokens, userinfo};
use crate::support::Platform;

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
    // What both grants write last.
    platform
        .execute("ALTER TABLE token_families RENAME COLUMN refreshed_at_ms TO gone")
        .await;
    for answer in [
        redeem(&platform, &code).await,
        refresh(&platform, refresh_token(&held)).await,
    ] {
        gives_nothing(&answer);
        assert_eq!(error(&answer), (500, "server_error".into()));
    }
    platform
        .execute("ALTER TABLE token_families RENAME COLUMN gone TO refreshed_at_ms")
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
                "CREATE TRIGGER spoil AFTER INSERT OR UPDATE ON token_families FOR EACH ROW EXECUTE FUNCTION spoil()",
            )
            .await;
    } else {
        for (name, event) in SPOILERS {
            let sql = format!(
                "CREATE TRIGGER {name} AFTER {event} ON token_families BEGIN INSERT INTO spoil VALUES ('x'); END"
            );
            platform.execute(&sql).await;
        }
    }
}

const SPOILERS: [(&str, &str); 2] = [("spoil_new", "INSERT"), ("spoil_next", "UPDATE")];

async fn let_commits_succeed(platform: &Platform) {
    match std::env::var("LATCHKEY_TEST_ENGINE").as_deref() {
        Ok("postgres") => platform.execute("DROP TRIGGER spoil ON token_families").await,
        _ => {
            for (name, _) in SPOILERS {
                platform.execute(&format!("DROP TRIGGER {name}")).await;
            }
        }
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
    let written = "SELECT COUNT(*) - 1 + MAX(generation) FROM token_families";
    assert_eq!(platform.count(written).await, 0);
    let_commits_succeed(&platform).await;
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
async fn a_full_disk_ends_no_chain_of_refresh_tokens_and_uses_no_code_up() {
    let platform = Platform::on_sqlite(&file()).await;
    let mut grace = platform.grace().await;
    let held = tokens(&platform, &mut grace, &[]).await;
    let mut codes = Vec::new();
    for _ in 0..60 {
        codes.push(code(&mut grace, &[]).await);
    }
    platform.limit_pages(1).await;
    let mut next = 0;
    let refused = loop {
        let answer = redeem(&platform, &codes[next]).await;
        if answer.status != 200 {
            break answer;
        }
        next += 1;
        assert!(next < codes.len(), "it is never full");
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
        redeem(&platform, &codes[next]).await.status,
        200,
        "it was not used up"
    );
    assert_eq!(
        refresh(&platform, refresh_token(&held)).await.status,
        200,
        "it goes on where it was"
    );
}

#[tokio::test]
async fn what_the_database_cannot_take_at_the_moment_is_put_off() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let held = tokens(&platform, &mut grace, &[]).await;
    let code = code(&mut grace, &[]).await;
    let unwritable = platform.unwritable().await;
    for answer in [
        redeem(&platform, &code).await,
        refresh(&platform, refresh_token(&held)).await,
    ] {
        gives_nothing(&answer);
        assert_eq!(error(&answer), (503, "temporarily_unavailable".into()));
        assert_eq!(answer.header("retry-after"), "5");
    }
    unwritable.end().await;
    assert_eq!(redeem(&platform, &code).await.status, 200);
    assert_eq!(refresh(&platform, refresh_token(&held)).await.status, 200);
}
