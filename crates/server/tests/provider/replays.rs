//! A code that comes twice: whoever brings it and whenever, it takes back what it gave, and that is told once.

use crate::app::{CALLBACK, VERIFIER, call, code, credentials, error, platform, redeem, userinfo};

#[tokio::test]
async fn one_used_code_cannot_fill_the_audit_trail() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let code = code(&mut grace, &[]).await;
    redeem(&platform, &code).await;
    assert_eq!(error(&redeem(&platform, &code).await).1, "invalid_grant");
    let told = "SELECT COUNT(*) FROM audit_events WHERE action = 'code_replayed'";
    assert_eq!(platform.count(told).await, 1);
    let before = platform.rows().await;
    for _ in 0..3 {
        assert_eq!(error(&redeem(&platform, &code).await).1, "invalid_grant");
    }
    assert_eq!(platform.rows().await, before);
}

/// Judged before ownership and age: a thief has neither the verifier nor the app's secret, and may come late.
#[tokio::test]
async fn a_used_code_in_anybody_s_hands_ends_what_it_gave() {
    let other_verifier = "x".repeat(43);
    let good = credentials();
    for (what, basic, verifier, address, later_ms) in [
        ("verifier", good.as_str(), other_verifier.as_str(), CALLBACK, 0),
        ("no verifier", good.as_str(), "", CALLBACK, 0),
        ("client", "legacy:other", VERIFIER, CALLBACK, 0),
        ("address", good.as_str(), VERIFIER, "https://evil.example/", 0),
        ("late", good.as_str(), VERIFIER, CALLBACK, 120_000),
    ] {
        let platform = platform().await;
        let mut grace = platform.grace().await;
        let code = code(&mut grace, &[]).await;
        let tokens = redeem(&platform, &code).await.json();
        assert_eq!(userinfo(&platform, &tokens["access_token"]).await.status, 200);
        platform.clock.advance(later_ms);
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", address),
            ("code_verifier", verifier),
        ];
        let replay = call(&platform, "/oauth/token", basic, &fields).await;
        assert_eq!(error(&replay), (400, "invalid_grant".to_owned()), "{what}");
        assert_eq!(
            userinfo(&platform, &tokens["access_token"]).await.status,
            401,
            "{what}"
        );
    }
}
