//! Introspection: a service asks about what another environment of its app was given, its single-page app for one.

use serde_json::{Value, json};

use crate::app::{CALLBACK, VERIFIER, call, code, credentials, file, platform, tokens};
use crate::support::Platform;

const OTHER_APP: &str = r#"
  [[company.app]]
  name = "Payroll"
  slug = "payroll"

    [[company.app.environment]]
    name = "Acceptance"
    url = "https://payroll.example/"
    client_id = "payroll"
    client_secret = "payroll's"
    redirect_uris = ["https://payroll.example/callback"]
"#;

async fn about(platform: &Platform, who: &str, token: &Value) -> Value {
    let token = token.as_str().expect("a token");
    let answer = call(platform, "/oauth/introspect", who, &[("token", token)]).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

#[tokio::test]
async fn environments_of_one_app_ask_about_each_other_s_tokens() {
    let platform = Platform::with(&format!("{}{OTHER_APP}", file())).await;
    let mut grace = platform.grace().await;
    let desktop = [
        ("client_id", "desktop"),
        ("redirect_uri", "http://127.0.0.1/callback"),
    ];
    let code = code(&mut grace, &desktop).await;
    let grant = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("code_verifier", VERIFIER),
    ];
    let given = call(&platform, "/oauth/token", "", &[&desktop[..], &grant].concat())
        .await
        .json();
    let own = tokens(&platform, &mut grace, &[]).await;
    for name in ["access_token", "refresh_token"] {
        for who in [credentials(), "legacy:other".to_owned()] {
            let told = about(&platform, &who, &given[name]).await;
            assert_eq!(told["active"], true, "{who} {name}");
            assert_eq!(
                (&told["client_id"], &told["aud"]),
                (&json!("desktop"), &json!("desktop"))
            );
            let told = about(&platform, &who, &own[name]).await;
            assert_eq!(
                (&told["client_id"], &told["aud"]),
                (&json!("expenses"), &json!("expenses"))
            );
        }
        for token in [&given[name], &own[name]] {
            let told = about(&platform, "payroll:payroll's", token).await;
            assert_eq!(told, json!({ "active": false }), "another app's");
        }
    }
}

/// To ask is one thing. What another environment was given it gives back and uses itself.
#[tokio::test]
async fn nothing_else_is_shared() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let given = tokens(&platform, &mut grace, &[]).await;
    let token = given["access_token"].as_str().expect("a token");
    assert_eq!(
        call(&platform, "/oauth/revoke", "legacy:other", &[("token", token)])
            .await
            .status,
        200
    );
    assert_eq!(
        about(&platform, &credentials(), &given["access_token"]).await["active"],
        true
    );
    let code = code(&mut grace, &[]).await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    assert_eq!(
        call(&platform, "/oauth/token", "legacy:other", &fields)
            .await
            .status,
        400
    );
}
