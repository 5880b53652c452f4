//! Access and consent as the ground that tokens stand on: no token is older than they are.

use latchkey_server::clock::Clock as _;

use crate::app::{code, platform, redeem, refresh, tokens, userinfo};

/// One node writes consent or access down, another one, whose clock is behind, redeems the code.
#[tokio::test]
async fn what_another_node_wrote_down_a_moment_ahead_counts() {
    for table in ["consents", "access_grants"] {
        let platform = platform().await;
        let mut grace = platform.grace().await;
        let code = code(&mut grace, &[]).await;
        let ahead = platform.clock.now_ms() + 5_000;
        platform
            .execute(&format!("UPDATE {table} SET granted_at_ms = {ahead}"))
            .await;
        let answer = redeem(&platform, &code).await;
        assert_eq!(answer.status, 200, "{table}: {answer:?}");
        let tokens = answer.json();
        assert_eq!(userinfo(&platform, &tokens["access_token"]).await.status, 200);
        let token = tokens["refresh_token"].as_str().expect("a token");
        assert_eq!(refresh(&platform, token).await.status, 200, "{table}");
    }
}

/// Access or consent that was taken away and given again begins anew: what the app held before stays worthless.
#[tokio::test]
async fn what_is_older_than_access_and_consent_opens_nothing() {
    for table in ["consents", "access_grants"] {
        let platform = platform().await;
        let mut grace = platform.grace().await;
        let before = tokens(&platform, &mut grace, &[("scope", "openid offline_access")]).await;
        assert_eq!(userinfo(&platform, &before["access_token"]).await.status, 200);
        let given_again = platform.clock.now_ms() + 1;
        platform
            .execute(&format!("UPDATE {table} SET granted_at_ms = {given_again}"))
            .await;
        assert_eq!(
            userinfo(&platform, &before["access_token"]).await.status,
            401,
            "{table}"
        );
        let token = before["refresh_token"].as_str().expect("a token");
        assert_eq!(refresh(&platform, token).await.status, 400, "{table}");
    }
}
