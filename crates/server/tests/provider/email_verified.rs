//! `email_verified`: true only where somebody has shown that mail to the address reaches the person.

use serde_json::Value;

use crate::app::{file, id_token, tokens, userinfo};
use crate::support::{Browser, Platform};

/// What userinfo says to the app of whoever is signed in.
async fn said(platform: &Platform, browser: &mut Browser) -> Value {
    let tokens = tokens(platform, browser, &[]).await;
    userinfo(platform, &tokens["access_token"]).await.json()["email_verified"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_imported_address_is_verified_by_its_proven_domain_alone() {
    let platform = Platform::with(&file()).await;
    let mut grace = platform.grace().await;
    assert_eq!(said(&platform, &mut grace).await, true, "the domain is proven");
    platform
        .execute("UPDATE email_domains SET proven_at_ms = NULL")
        .await;
    assert_eq!(
        said(&platform, &mut grace).await,
        false,
        "nobody has shown anything"
    );
    // Proven by another company says nothing about this one's account.
    platform
        .execute(
            "UPDATE email_domains SET proven_at_ms = 1, company_id = '00000000-0000-0000-0000-000000000000'",
        )
        .await;
    assert_eq!(said(&platform, &mut grace).await, false);
    platform
        .execute("UPDATE accounts SET email_verified_at_ms = 1 WHERE email_key = 'grace@globex.example'")
        .await;
    assert_eq!(said(&platform, &mut grace).await, true, "a mailed link was used");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_id_token_says_the_same() {
    let platform = Platform::with(&file().replace("domains = [\"globex.example\"]", "domains = []")).await;
    let mut grace = platform.grace().await;
    let tokens = tokens(&platform, &mut grace, &[]).await;
    let (_, claims) = id_token(&platform, &tokens["id_token"]).await;
    assert_eq!(claims["email_verified"], false, "{claims}");
}
