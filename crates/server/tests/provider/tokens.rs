//! Codes, tokens, and how they die.

use serde_json::json;

use crate::app::{
    CALLBACK, SECRET, VERIFIER, call, code, credentials, error, id_token, platform, redeem, refresh, tokens,
    userinfo,
};
use crate::support::PASSWORD;

fn worthless() -> (u16, String) {
    (400, "invalid_grant".to_owned())
}

#[tokio::test]
async fn an_app_is_given_who_it_is() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let tokens = tokens(&platform, &mut grace, &[("scope", "openid profile email apps")]).await;
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["expires_in"], 600);
    let (header, claims) = id_token(&platform, &tokens["id_token"]).await;
    assert_eq!(header["alg"], "RS256", "nothing was said");
    assert_eq!(claims["iss"], "http://localhost:8080");
    assert_eq!(claims["aud"], "expenses");
    assert_eq!(claims["nonce"], "the nonce");
    assert_eq!(claims["roles"], json!(["Administrator"]));
    assert_eq!(claims["amr"], json!(["pwd"]));
    for name in ["sub", "iat", "exp", "auth_time", "at_hash", "sid"] {
        assert!(!claims[name].is_null(), "{name}: {claims}");
    }
    let about = userinfo(&platform, &tokens["access_token"]).await;
    assert_eq!(about.header("access-control-allow-origin"), "*");
    let about = about.json();
    assert_eq!(about["sub"], claims["sub"]);
    assert_eq!(about["email"], "grace@globex.example");
    assert_eq!(about["company"], "Globex");
    assert_eq!(about["apps"].as_array().map(Vec::len), Some(3), "{about}");
}

#[tokio::test]
async fn a_code_is_for_its_own_app_address_and_verifier() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let code = code(&mut grace, &[]).await;
    let good = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let other_verifier = "x".repeat(43);
    for (name, value) in [
        ("code", "made up"),
        ("redirect_uri", "https://evil.example/"),
        ("code_verifier", other_verifier.as_str()),
        ("code_verifier", ""),
    ] {
        let fields = good.map(|field| if field.0 == name { (name, value) } else { field });
        let refused = call(&platform, "/oauth/token", &credentials(), &fields).await;
        assert_eq!(error(&refused), worthless(), "{name} {value}");
    }
    let foreign = call(&platform, "/oauth/token", "legacy:other", &good).await;
    assert_eq!(error(&foreign), worthless());
    for wrong in ["expenses:wrong", "nobody:x"] {
        let refused = call(&platform, "/oauth/token", wrong, &good).await;
        assert_eq!(error(&refused), (401, "invalid_client".into()), "{wrong}");
        assert!(refused.header("www-authenticate").starts_with("Basic"));
    }
    let mut public = good.to_vec();
    public.push(("client_id", "expenses"));
    assert_eq!(
        error(&call(&platform, "/oauth/token", "", &public).await).1,
        "invalid_client",
        "an app with a secret is not itself without it"
    );
    public.push(("client_secret", SECRET));
    assert_eq!(call(&platform, "/oauth/token", "", &public).await.status, 200);
}

#[tokio::test]
async fn a_code_works_once_and_a_replay_takes_back_what_it_gave() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let code = code(&mut grace, &[]).await;
    let tokens = redeem(&platform, &code).await.json();
    assert_eq!(userinfo(&platform, &tokens["access_token"]).await.status, 200);
    assert_eq!(error(&redeem(&platform, &code).await), worthless());
    let dead = userinfo(&platform, &tokens["access_token"]).await;
    assert_eq!(error(&dead), (401, "invalid_token".into()));
    let refresh_token = tokens["refresh_token"].as_str().expect("a token");
    assert_eq!(error(&refresh(&platform, refresh_token).await), worthless());
    let told = "SELECT COUNT(*) FROM audit_events WHERE action = 'code_replayed'";
    assert_eq!(platform.count(told).await, 1);
}

#[tokio::test]
async fn of_a_hundred_who_redeem_a_code_at_once_nobody_keeps_anything() {
    let platform = std::sync::Arc::new(platform().await);
    let mut grace = platform.grace().await;
    let code = code(&mut grace, &[]).await;
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let (platform, code) = (platform.clone(), code.clone());
        tries.spawn(async move { redeem(&platform, &code).await });
    }
    let answers = tries.join_all().await;
    let given = answers
        .iter()
        .filter(|answer| answer.status == 200)
        .collect::<Vec<_>>();
    assert_eq!(given.len(), 1);
    assert_eq!(
        userinfo(&platform, &given[0].json()["access_token"]).await.status,
        401
    );
}

#[tokio::test]
async fn a_code_lives_for_a_minute() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let code = code(&mut grace, &[]).await;
    platform.clock.advance(60_000);
    assert_eq!(error(&redeem(&platform, &code).await), worthless());
}

#[tokio::test]
async fn refresh_tokens_rotate_and_one_that_comes_twice_ends_them_all() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let first = tokens(&platform, &mut grace, &[]).await;
    let text = |tokens: &serde_json::Value| tokens["refresh_token"].as_str().expect("a token").to_owned();
    let second = refresh(&platform, &text(&first)).await.json();
    assert_ne!(text(&first), text(&second));
    platform.clock.advance(30_000);
    let (_, claims) = id_token(&platform, &second["id_token"]).await;
    assert!(
        claims["nonce"].is_null() && !claims["auth_time"].is_null(),
        "{claims}"
    );
    assert_eq!(error(&refresh(&platform, &text(&first)).await), worthless());
    assert_eq!(
        error(&refresh(&platform, &text(&second)).await),
        worthless(),
        "the family is revoked"
    );
    assert_eq!(userinfo(&platform, &second["access_token"]).await.status, 401);
}

#[tokio::test]
async fn a_refresh_token_in_another_app_s_hands_ends_its_family() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let tokens = tokens(&platform, &mut grace, &[]).await;
    let token = tokens["refresh_token"].as_str().expect("a token");
    let fields = [("grant_type", "refresh_token"), ("refresh_token", token)];
    let stolen = call(&platform, "/oauth/token", "legacy:other", &fields).await;
    assert_eq!(error(&stolen), worthless());
    assert_eq!(error(&refresh(&platform, token).await), worthless());
}

#[tokio::test]
async fn refresh_may_narrow_and_never_widen() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let tokens = tokens(&platform, &mut grace, &[]).await;
    let token = tokens["refresh_token"].as_str().expect("a token");
    let wide = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("scope", "openid apps"),
    ];
    let not_wider = call(&platform, "/oauth/token", &credentials(), &wide)
        .await
        .json();
    assert_eq!(not_wider["scope"], "openid");
    let about = userinfo(&platform, &not_wider["access_token"]).await.json();
    assert!(about["apps"].is_null(), "{about}");
    let token = not_wider["refresh_token"].as_str().expect("a token");
    let narrow = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("scope", "openid"),
    ];
    let narrowed = call(&platform, "/oauth/token", &credentials(), &narrow)
        .await
        .json();
    let about = userinfo(&platform, &narrowed["access_token"]).await.json();
    assert!(about["email"].is_null() && about["name"].is_null(), "{about}");
}

#[tokio::test]
async fn tokens_die_with_session_account_access_and_consent() {
    let deaths: [(&str, &'static str); 4] = [
        ("session", "DELETE FROM sessions"),
        ("account", "UPDATE accounts SET deactivated_at_ms = 1"),
        ("access", "DELETE FROM access_grants"),
        ("consent", "DELETE FROM consents"),
    ];
    for (what, death) in deaths {
        let platform = platform().await;
        let mut grace = platform.grace().await;
        let tokens = tokens(&platform, &mut grace, &[]).await;
        let mut connection = platform.app.store.read().await.expect("a connection");
        sqlx::query(death).execute(&mut *connection).await.expect("dies");
        drop(connection);
        assert_eq!(
            userinfo(&platform, &tokens["access_token"]).await.status,
            401,
            "{what}"
        );
        let token = tokens["refresh_token"].as_str().expect("a token");
        assert_eq!(error(&refresh(&platform, token).await), worthless(), "{what}");
    }
}

#[tokio::test]
async fn an_app_that_was_let_stay_outlives_the_session_but_not_the_account() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let tokens = tokens(&platform, &mut grace, &[("scope", "openid offline_access")]).await;
    assert_eq!(grace.delete("/api/session").await.status, 200);
    let token = tokens["refresh_token"].as_str().expect("a token");
    let next = refresh(&platform, token).await;
    assert_eq!(next.status, 200, "{next:?}");
    let mut connection = platform.app.store.read().await.expect("a connection");
    sqlx::query("UPDATE accounts SET deactivated_at_ms = 1")
        .execute(&mut *connection)
        .await
        .expect("deactivates");
    let next = next.json();
    let token = next["refresh_token"].as_str().expect("a token");
    assert_eq!(error(&refresh(&platform, token).await), worthless());
}

/// An intruder who had let an app stay is cast out with it.
#[tokio::test]
async fn no_app_stays_when_the_password_changes() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let tokens = tokens(&platform, &mut grace, &[("scope", "openid offline_access")]).await;
    let body = serde_json::json!({ "current_password": PASSWORD, "password": "seven small kettles sing" });
    assert_eq!(grace.post("/api/profile/password", &body).await.status, 200);
    let token = tokens["refresh_token"].as_str().expect("a token");
    assert_eq!(error(&refresh(&platform, token).await), worthless());
}

#[tokio::test]
async fn tokens_are_given_back_by_their_own_environment_alone() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let tokens = tokens(&platform, &mut grace, &[]).await;
    let access = tokens["access_token"].as_str().expect("a token");
    let refresh_token = tokens["refresh_token"].as_str().expect("a token");
    let ask = |who: String, token: String| {
        let platform = &platform;
        async move { call(platform, "/oauth/introspect", &who, &[("token", &token)]).await }
    };
    for token in [access, refresh_token] {
        let own = ask(credentials(), token.into()).await.json();
        assert_eq!(own["active"], true, "{own}");
        assert_eq!(
            call(&platform, "/oauth/revoke", "legacy:other", &[("token", token)])
                .await
                .status,
            200
        );
    }
    assert_eq!(
        error(&ask(String::new(), access.into()).await).1,
        "invalid_client"
    );
    assert_eq!(userinfo(&platform, &tokens["access_token"]).await.status, 200);
    call(&platform, "/oauth/revoke", &credentials(), &[("token", access)]).await;
    assert_eq!(userinfo(&platform, &tokens["access_token"]).await.status, 401);
    call(
        &platform,
        "/oauth/revoke",
        &credentials(),
        &[("token", refresh_token)],
    )
    .await;
    assert_eq!(
        ask(credentials(), refresh_token.into()).await.json(),
        json!({ "active": false })
    );
}

#[tokio::test]
async fn one_thing_is_not_passed_off_as_another() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let tokens = tokens(&platform, &mut grace, &[]).await;
    for name in ["refresh_token", "id_token"] {
        assert_eq!(userinfo(&platform, &tokens[name]).await.status, 401, "{name}");
    }
    for name in ["access_token", "refresh_token", "id_token"] {
        let token = tokens[name].as_str().expect("a token");
        assert_eq!(error(&redeem(&platform, token).await), worthless(), "{name}");
    }
    let access = tokens["access_token"].as_str().expect("a token");
    assert_eq!(error(&refresh(&platform, access).await), worthless());
    let nothing = platform.browser().get("/oauth/userinfo").await;
    assert_eq!(
        (nothing.status, nothing.header("www-authenticate")),
        (401, "Bearer")
    );
}

#[tokio::test]
async fn the_next_key_is_published_long_before_it_signs() {
    let platform = platform().await;
    let mut browser = platform.browser();
    let kids = |jwks: &serde_json::Value, algorithm: &str| {
        let keys = jwks["keys"].as_array().expect("keys").iter();
        let of = keys.filter(|key| key["alg"] == algorithm);
        of.map(|key| key["kid"].as_str().expect("a kid").to_owned())
            .collect::<Vec<_>>()
    };
    let before = browser.get("/oauth/jwks").await.json();
    assert_eq!(kids(&before, "ES256").len(), 2, "{before}");
    assert_eq!(kids(&before, "RS256").len(), 2);
    platform.clock.advance(91 * 86_400_000);
    let mut grace = platform.grace().await;
    let tokens = tokens(&platform, &mut grace, &[]).await;
    let (header, _) = id_token(&platform, &tokens["id_token"]).await;
    let kid = header["kid"].as_str().expect("a kid").to_owned();
    assert!(kids(&before, "RS256").contains(&kid), "it was published before");
    let text = browser.get("/oauth/jwks").await.text().to_owned();
    assert!(!text.contains("\"d\""), "{text}");
    let sealed = "SELECT COUNT(*) FROM signing_keys WHERE private_key_sealed LIKE 'MI%'";
    assert_eq!(platform.count(sealed).await, 0, "private keys are sealed");
}

#[tokio::test]
async fn discovery_says_what_there_is() {
    let platform = platform().await;
    let mut browser = platform.browser();
    let document = browser.get("/.well-known/openid-configuration").await;
    assert_eq!(document.header("access-control-allow-origin"), "*");
    let document = document.json();
    assert_eq!(document["issuer"], "http://localhost:8080");
    assert_eq!(document["code_challenge_methods_supported"], json!(["S256"]));
    for (name, address) in document.as_object().expect("an object") {
        if name.ends_with("_endpoint") || name == "jwks_uri" {
            let answer = browser.follow(address.as_str().expect("an address")).await;
            assert_ne!(answer.status, 404, "{name}");
        }
    }
}

#[tokio::test]
async fn what_is_over_is_forgotten_and_a_used_token_is_not() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let first = tokens(&platform, &mut grace, &[("scope", "openid offline_access")]).await;
    let token = first["refresh_token"].as_str().expect("a token");
    assert_eq!(refresh(&platform, token).await.status, 200);
    platform.clock.advance(2 * 86_400_000);
    latchkey_server::housekeeping::purge(&platform.app)
        .await
        .expect("purges");
    let left = "SELECT COUNT(*) FROM authorization_requests";
    assert_eq!(platform.count(left).await, 0);
    assert_eq!(error(&refresh(&platform, token).await), worthless());
    let revoked = "SELECT COUNT(*) FROM token_families WHERE revoked_at_ms IS NOT NULL";
    assert_eq!(platform.count(revoked).await, 1, "the replay was still known");
    platform.clock.advance(2 * 86_400_000);
    latchkey_server::housekeeping::purge(&platform.app)
        .await
        .expect("purges");
    assert_eq!(platform.count("SELECT COUNT(*) FROM token_families").await, 0);
}
