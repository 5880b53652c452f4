//! `GET /api/repository-access`: tokens and passwords, for a server of repositories that asks.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use latchkey_server::domain::email_address::EmailAddress;
use latchkey_server::domain::session_lifetime::SignedInBy;
use latchkey_server::store::{accounts, last_sign_ins};
use latchkey_test_browser::Answer;
use serde_json::json;

use super::tokens::{TOKENS, made, wanted};
use crate::support::{Browser, GLOBEX, PASSWORD, Platform, acme};

const GRACE: &str = "grace@globex.example";
const ACCESS: &str = "/api/repository-access";
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Asks without any cookie, as a server does.
async fn ask(platform: &Platform, username: &str, secret: &str, query: &str) -> Answer {
    ask_by(&mut platform.browser(), username, secret, query).await
}

async fn ask_by(browser: &mut Browser, username: &str, secret: &str, query: &str) -> Answer {
    let credentials = STANDARD.encode(format!("{username}:{secret}"));
    browser.headers = vec![
        ("authorization", format!("Basic {credentials}")),
        ("sec-fetch-site", String::new()),
    ];
    browser.get(&format!("{ACCESS}{query}")).await
}

pub(crate) async fn status(platform: &Platform, username: &str, secret: &str) -> u16 {
    ask(platform, username, secret, "").await.status
}

/// Grace's company gets an identity provider.
async fn activate(platform: &Platform) {
    let file = acme("https://one.example");
    let at = file
        .find("  [[company.sso_configuration]]")
        .expect("a configuration");
    platform.import(&format!("{GLOBEX}{}", &file[at..])).await;
}

/// Grace comes through it.
async fn comes(platform: &Platform) {
    let mut transaction = platform.app.store.begin().await.expect("begins");
    let address = EmailAddress::parse(GRACE).expect("an address");
    let account = accounts::by_email(&mut transaction, &address)
        .await
        .expect("reads")
        .expect("is there");
    let now = platform.app.clock.now_ms();
    last_sign_ins::record(&mut transaction, &account.id, SignedInBy::Sso, None, now)
        .await
        .expect("writes");
    transaction.commit().await.expect("commits");
}

/// Everything of an answer but what names the request.
fn bytes(answer: &Answer) -> (u16, Vec<(String, String)>, Vec<u8>) {
    let named = answer.headers.iter().filter(|(name, _)| *name != "x-request-id");
    let headers = named.map(|(name, value)| (name.to_string(), format!("{value:?}")));
    (answer.status, headers.collect(), answer.body.to_vec())
}

#[tokio::test]
async fn a_token_opens_what_it_is_for_and_says_whose_it_is() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    let (_, write) = made(&mut grace, &wanted("push")).await;
    let only_read = json!({ "name": "fetch", "scopes": ["repository:read"], "lifetime": { "days": 7 } });
    let (_, read) = made(&mut grace, &only_read).await;
    for (token, action, right) in [
        (&write, "", 200),
        (&write, "?action=read", 200),
        (&write, "?action=write", 200),
        (&read, "", 200),
        (&read, "?action=read", 200),
        (&read, "?action=write", 401),
    ] {
        assert_eq!(
            ask(&platform, GRACE, token, action).await.status,
            right,
            "{action}"
        );
    }
    assert_eq!(ask(&platform, GRACE, &write, "?action=push").await.status, 400);
    let answer = ask(&platform, "GRACE@Globex.example", &write, "").await;
    assert_eq!(answer.status, 200, "whatever the case");
    assert_eq!(answer.header("x-latchkey-email"), GRACE);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(!answer.header("x-latchkey-subject").is_empty());
    assert!(answer.body.is_empty());
}

#[tokio::test]
async fn every_refusal_has_the_same_bytes() {
    let platform = Platform::with(&format!("{GLOBEX}{}", acme("https://one.example"))).await;
    let mut grace = platform.grace().await;
    let (id, token) = made(&mut grace, &wanted("push")).await;
    let (_, other) = made(&mut grace, &wanted("other")).await;
    assert_eq!(grace.delete(&format!("{TOKENS}/{id}")).await.status, 200);
    let nothing = platform.browser().get(ACCESS).await;
    assert_eq!(
        nothing.header("www-authenticate"),
        "Basic realm=\"Repositories\", charset=\"UTF-8\""
    );
    for (username, secret) in [
        (GRACE, "wrong"),
        (GRACE, ""),
        (GRACE, token.as_str()),
        (GRACE, &other[..49]),
        (GRACE, "lkp_"),
        ("", other.as_str()),
        ("git", other.as_str()),
        ("ada@acme.example", other.as_str()),
        ("nobody@globex.example", PASSWORD),
        ("nobody@globex.example", other.as_str()),
        ("ada@acme.example", PASSWORD),
        ("no address", PASSWORD),
    ] {
        let answer = ask(&platform, username, secret, "").await;
        assert_eq!(bytes(&answer), bytes(&nothing), "{username}");
    }
    for header in ["Basic", "Basic !", "Bearer x", "Basic YQ=="] {
        let mut browser = platform.browser();
        browser.headers = vec![("authorization", header.into())];
        assert_eq!(bytes(&browser.get(ACCESS).await), bytes(&nothing), "{header}");
    }
    assert_eq!(status(&platform, GRACE, &other).await, 200);
}

#[tokio::test]
async fn cookies_open_nothing() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    assert_eq!(grace.get(ACCESS).await.status, 401);
    let (_, token) = made(&mut grace, &wanted("push")).await;
    // Of whoever is signed in there, and of nobody.
    assert_eq!(ask_by(&mut grace, GRACE, "wrong", "").await.status, 401);
    assert_eq!(ask_by(&mut grace, GRACE, &token, "").await.status, 200);
    assert_eq!(status(&platform, GRACE, &token).await, 200);
}

#[tokio::test]
async fn a_password_opens_until_the_identity_provider_is_the_way_in() {
    let platform = Platform::with(GLOBEX).await;
    let (_, token) = made(&mut platform.grace().await, &wanted("push")).await;
    assert_eq!(status(&platform, GRACE, PASSWORD).await, 200);
    assert_eq!(status(&platform, GRACE, &token).await, 200);
    activate(&platform).await;
    assert_eq!(
        status(&platform, GRACE, PASSWORD).await,
        401,
        "before any job has run"
    );
    assert_eq!(status(&platform, GRACE, &token).await, 200);
    platform.run_jobs("sso_takeover").await;
    assert_eq!(status(&platform, GRACE, &token).await, 200);
}

#[tokio::test]
async fn a_token_sleeps_while_its_owner_does_not_come() {
    let platform = Platform::with(GLOBEX).await;
    let year = json!({ "name": "x", "scopes": ["repository:read"], "lifetime": { "days": 365 } });
    let (_, token) = made(&mut platform.grace().await, &year).await;
    platform.clock.advance(40 * DAY_MS);
    assert_eq!(
        status(&platform, GRACE, &token).await,
        200,
        "there is nothing to come through"
    );
    activate(&platform).await;
    platform.clock.advance(30 * DAY_MS);
    assert_eq!(
        status(&platform, GRACE, &token).await,
        200,
        "nobody could come before"
    );
    platform.clock.advance(1);
    assert_eq!(status(&platform, GRACE, &token).await, 401);
    comes(&platform).await;
    assert_eq!(status(&platform, GRACE, &token).await, 200);
    // Another configuration in its place gives nobody more time.
    platform.clock.advance(20 * DAY_MS);
    let replaced = acme("https://two.example").replace("Acme IdP", "Second");
    let at = replaced
        .find("  [[company.sso_configuration]]")
        .expect("a configuration");
    let file = format!("{GLOBEX}{}", &replaced[at..]);
    let old = "UPDATE sso_configurations SET active = 0";
    let mut transaction = platform.app.store.begin().await.expect("begins");
    sqlx::query(old)
        .execute(&mut *transaction)
        .await
        .expect("updates");
    transaction.commit().await.expect("commits");
    platform.import(&file).await;
    platform.clock.advance(10 * DAY_MS + 1);
    assert_eq!(status(&platform, GRACE, &token).await, 401);
}

#[tokio::test]
async fn an_expired_token_and_one_of_a_deactivated_account_open_nothing() {
    let platform = Platform::with(GLOBEX).await;
    let (_, token) = made(&mut platform.grace().await, &wanted("push")).await;
    platform.clock.advance(30 * DAY_MS - 1);
    assert_eq!(status(&platform, GRACE, &token).await, 200);
    platform.clock.advance(1);
    assert_eq!(status(&platform, GRACE, &token).await, 401);
    let (_, token) = made(&mut platform.grace().await, &wanted("push")).await;
    for active in [false, true] {
        let app = &platform.app;
        latchkey_server::cli::account::set_active(
            &app.store,
            app.clock.as_ref(),
            &account_id(&platform).await,
            active,
        )
        .await
        .expect("is done");
        assert_eq!(
            status(&platform, GRACE, &token).await,
            401,
            "what has ended stays so"
        );
    }
}

async fn account_id(platform: &Platform) -> String {
    let mut connection = platform.app.store.read().await.expect("a connection");
    let sql = "SELECT id FROM accounts WHERE email = 'grace@globex.example'";
    sqlx::query_scalar(sql)
        .fetch_one(&mut *connection)
        .await
        .expect("an account")
}

#[tokio::test]
async fn wrong_passwords_are_counted_with_those_of_the_sign_in_and_tokens_are_not() {
    let platform = Platform::with(GLOBEX).await;
    let (_, token) = made(&mut platform.grace().await, &wanted("push")).await;
    for _ in 0..30 {
        assert_eq!(
            status(&platform, GRACE, &token[..40]).await,
            401,
            "half a token is no wrong password"
        );
        assert_eq!(
            status(&platform, GRACE, &format!("{}0", &token[..49])).await / 100,
            4
        );
    }
    for _ in 0..5 {
        assert_eq!(status(&platform, GRACE, "wrong").await, 401);
        assert_eq!(platform.browser().sign_in(GRACE, "wrong").await.status, 401);
    }
    let answer = ask(&platform, GRACE, PASSWORD, "").await;
    assert_eq!(answer.status, 429, "also with the right one");
    assert!(answer.header("retry-after").parse::<u32>().is_ok());
    assert_eq!(platform.browser().sign_in(GRACE, PASSWORD).await.status, 429);
    assert_eq!(status(&platform, GRACE, &token).await, 200, "scripts go on");
}

#[tokio::test]
async fn the_last_use_is_written_down_once_an_hour() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    let (_, token) = made(&mut grace, &wanted("push")).await;
    let used = "SELECT COALESCE(MAX(last_used_at_ms), 0) FROM personal_tokens";
    assert_eq!(status(&platform, GRACE, &token).await, 200);
    // It is written behind the answer.
    while platform.count(used).await == 0 {
        tokio::task::yield_now().await;
    }
    let first = platform.count(used).await;
    assert_eq!(first, platform.app.clock.now_ms());
    platform.clock.advance(60 * 60 * 1000 - 1);
    assert_eq!(status(&platform, GRACE, &token).await, 200);
    platform.clock.advance(1);
    assert_eq!(status(&platform, GRACE, &token).await, 200);
    while platform.count(used).await == first {
        tokio::task::yield_now().await;
    }
    assert_eq!(platform.count(used).await, platform.app.clock.now_ms());
}

#[tokio::test]
async fn the_preview_of_an_activation_can_count_who_uses_a_password() {
    let platform = Platform::with(GLOBEX).await;
    let uses = "SELECT COALESCE(MAX(used_at_ms), 0) FROM repository_passwords";
    assert_eq!(platform.count(uses).await, 0);
    assert_eq!(status(&platform, GRACE, "wrong").await, 401);
    assert_eq!(platform.count(uses).await, 0);
    assert_eq!(status(&platform, GRACE, PASSWORD).await, 200);
    assert_eq!(platform.count(uses).await, platform.app.clock.now_ms());
    assert_eq!(
        platform.count("SELECT COUNT(*) FROM sessions").await,
        0,
        "nobody is signed in by it"
    );
}

#[tokio::test]
async fn where_there_is_a_second_factor_the_password_opens_nothing_and_a_token_does() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    let (_, token) = made(&mut grace, &wanted("Script")).await;
    platform.add_totp(&mut grace).await;
    assert_eq!(status(&platform, GRACE, PASSWORD).await, 401);
    assert_eq!(status(&platform, GRACE, &token).await, 200);
    assert_eq!(grace.delete("/api/profile/two-step/app").await.status, 200);
    assert_eq!(status(&platform, GRACE, PASSWORD).await, 200);
}
