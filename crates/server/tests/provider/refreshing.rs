//! The refresh grant: what it may ask for, and how long it goes on.

use latchkey_test_browser::Answer;
use serde_json::{Value, json};

use crate::app::{
    agree, answer, call, code, credentials, error, platform, redeem, refresh, request, settle, tokens,
    userinfo,
};
use crate::support::Platform;

const DAY: i64 = 86_400_000;

fn token(tokens: &Value) -> &str {
    tokens["refresh_token"].as_str().expect("a token")
}

async fn refresh_for(platform: &Platform, token: &str, scope: &str) -> Answer {
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("scope", scope),
    ];
    call(platform, "/oauth/token", &credentials(), &fields).await
}

/// Authlib sends what it once asked for with every refresh, whatever the person left out of it.
#[tokio::test]
async fn an_app_that_asks_for_what_was_left_out_gets_the_rest() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let page = grace.get(&request(&[])).await;
    let page = settle(&mut grace, page).await;
    let address = agree(&mut grace, &page, &[]).await;
    let mut now = redeem(&platform, &answer(&address)["code"]).await.json();
    for _ in 0..2 {
        let next = refresh_for(&platform, token(&now), "openid profile email").await;
        assert_eq!(next.status, 200, "{next:?}");
        now = next.json();
        assert_eq!(now["scope"], "openid profile");
        let about = userinfo(&platform, &now["access_token"]).await.json();
        assert!(about["email"].is_null(), "{about}");
    }
}

#[tokio::test]
async fn without_openid_nothing_is_said_of_the_person() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let first = tokens(&platform, &mut grace, &[]).await;
    let narrow = refresh_for(&platform, token(&first), "profile").await;
    assert_eq!(narrow.status, 200, "{narrow:?}");
    let narrow = narrow.json();
    assert_eq!(narrow["scope"], "profile");
    assert!(narrow.get("id_token").is_none(), "{narrow}");
    let refused = userinfo(&platform, &narrow["access_token"]).await;
    assert_eq!(error(&refused), (403, "insufficient_scope".to_owned()));
    assert!(
        refused
            .header("www-authenticate")
            .contains("error=\"insufficient_scope\"")
    );
    let whole = refresh(&platform, token(&narrow)).await.json();
    assert_eq!(
        whole["scope"], "openid profile email",
        "the grant itself is as it was"
    );
}

#[tokio::test]
async fn asking_for_nothing_that_was_granted_uses_nothing_up() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let first = tokens(&platform, &mut grace, &[]).await;
    for scope in ["apps", "apps offline_access", "root", " "] {
        let refused = refresh_for(&platform, token(&first), scope).await;
        assert_eq!(error(&refused), (400, "invalid_scope".to_owned()), "{scope:?}");
    }
    assert_eq!(refresh(&platform, token(&first)).await.status, 200);
}

#[tokio::test]
async fn an_access_token_works_for_ten_minutes() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let tokens = tokens(&platform, &mut grace, &[]).await;
    let access = tokens["access_token"].as_str().expect("a token").to_owned();
    let asked = async || {
        let fields = [("token", access.as_str())];
        let answer = call(&platform, "/oauth/introspect", &credentials(), &fields).await;
        answer.json()["active"].clone()
    };
    platform.clock.advance(599_999);
    assert_eq!(userinfo(&platform, &tokens["access_token"]).await.status, 200);
    assert_eq!(asked().await, json!(true));
    platform.clock.advance(1);
    let over = userinfo(&platform, &tokens["access_token"]).await;
    assert_eq!(error(&over), (401, "invalid_token".to_owned()));
    assert_eq!(asked().await, json!(false));
    assert_eq!(
        refresh(&platform, token(&tokens)).await.status,
        200,
        "the rest lives on"
    );
}

#[tokio::test]
async fn a_refresh_token_that_lies_idle_for_two_weeks_is_over() {
    for (idle, status) in [(14 * DAY - 1, 200), (14 * DAY, 400)] {
        let platform = platform().await;
        let mut grace = platform.grace().await;
        let first = tokens(&platform, &mut grace, &[("scope", "openid offline_access")]).await;
        let second = refresh(&platform, token(&first)).await.json();
        platform.clock.advance(idle);
        assert_eq!(refresh(&platform, token(&second)).await.status, status);
    }
}

#[tokio::test]
async fn however_busy_an_app_is_it_ends_after_ninety_days() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let code = code(&mut grace, &[("scope", "openid offline_access")]).await;
    let mut now = redeem(&platform, &code).await.json();
    for _ in 0..8 {
        platform.clock.advance(11 * DAY);
        now = refresh(&platform, token(&now)).await.json();
    }
    platform.clock.advance(2 * DAY - 60_000);
    now = refresh(&platform, token(&now)).await.json();
    assert_eq!(now["expires_in"], 60, "no longer than the rest");
    assert_eq!(userinfo(&platform, &now["access_token"]).await.status, 200);
    platform.clock.advance(60_000);
    assert_eq!(userinfo(&platform, &now["access_token"]).await.status, 401);
    assert_eq!(
        error(&refresh(&platform, token(&now)).await),
        (400, "invalid_grant".to_owned())
    );
}
