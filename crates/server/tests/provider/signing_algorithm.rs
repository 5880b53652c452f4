//! What ID tokens and logout tokens are signed with: RS256 where nothing is said (OpenID Connect Registration §2).

use serde_json::{Value, json};

use crate::app::{CALLBACK, SECRET, VERIFIER, call, code, file, id_token, platform};
use crate::support::Platform;

const WAYS: [(&str, &str, &str, &str); 3] = [
    ("expenses", SECRET, CALLBACK, "RS256"),
    ("desktop", "", "http://127.0.0.1/callback", "RS256"),
    ("legacy", "other", "https://legacy.example/callback", "ES256"),
];

/// ID tokens of a code and of a refresh.
async fn id_tokens(platform: &Platform, client: &str, secret: &str, address: &str) -> [Value; 2] {
    let mut grace = platform.grace().await;
    let code = code(&mut grace, &[("client_id", client), ("redirect_uri", address)]).await;
    let mut own = vec![("client_id", client)];
    own.extend((!secret.is_empty()).then_some(("client_secret", secret)));
    let grant = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", address),
        ("code_verifier", VERIFIER),
    ];
    let first = call(platform, "/oauth/token", "", &[&own[..], &grant].concat())
        .await
        .json();
    let token = first["refresh_token"].as_str().expect("a token");
    let grant = [("grant_type", "refresh_token"), ("refresh_token", token)];
    let second = call(platform, "/oauth/token", "", &[&own[..], &grant].concat())
        .await
        .json();
    [first, second].map(|tokens| tokens["id_token"].clone())
}

#[tokio::test]
async fn an_app_that_says_nothing_gets_rs256_and_one_that_asks_for_es256_gets_that() {
    let platform = platform().await;
    for (client, secret, address, algorithm) in WAYS {
        for token in id_tokens(&platform, client, secret, address).await {
            assert_eq!(id_token(&platform, &token).await.0["alg"], algorithm, "{client}");
        }
    }
    let document = platform
        .browser()
        .get("/.well-known/openid-configuration")
        .await
        .json();
    let listed = document["id_token_signing_alg_values_supported"]
        .as_array()
        .expect("a list");
    for algorithm in ["RS256", "ES256"] {
        assert!(listed.contains(&json!(algorithm)), "{document}");
    }
}

/// Environments from before the update that said nothing were given ES256, and go on with it: their apps may be told to expect that.
#[tokio::test]
async fn the_update_changes_no_signature_of_a_running_app() {
    let odd = "roles = [\"User\", \"Administrator\", 'a \"id_token_signed_response_alg\":null b']";
    let platform = Platform::with(&file().replacen("roles = [\"User\", \"Administrator\"]", odd, 1)).await;
    // As the earlier releases stored what nobody had said.
    let unsaid = r#"UPDATE app_environments SET registration =
        REPLACE(registration, '"id_token_signed_response_alg":"RS256"', '"id_token_signed_response_alg":null')"#;
    platform.execute(unsaid).await;
    let update = include_str!("../../../store/migrations/0029_signing_algorithm.sql");
    platform.execute(update).await;
    // The earlier file says nothing, and is imported again.
    platform
        .import(&file().replacen("roles = [\"User\", \"Administrator\"]", odd, 1))
        .await;
    for (client, secret, address, _) in WAYS {
        for token in id_tokens(&platform, client, secret, address).await {
            let (header, claims) = id_token(&platform, &token).await;
            assert_eq!(header["alg"], "ES256", "{client}");
            assert!(claims["roles"].is_array());
        }
    }
    let kept = r#"SELECT COUNT(*) FROM app_environments WHERE registration LIKE '%":null b%'"#;
    assert_eq!(platform.count(kept).await, 1);
}
