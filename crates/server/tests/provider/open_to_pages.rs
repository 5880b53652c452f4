//! What pages of other origins may call, and what is for apps with a secret alone.

use bytes::Bytes;
use http::Method;

use crate::app::{VERIFIER, call, code, error, platform};

const PUBLIC: [(&str, &str); 2] = [
    ("client_id", "desktop"),
    ("redirect_uri", "http://127.0.0.1/callback"),
];

/// A public client's name is everybody's: whoever says it could ask about tokens that it found.
#[tokio::test]
async fn an_app_without_a_secret_may_not_ask_about_tokens() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let code = code(&mut grace, &PUBLIC).await;
    let mut fields = PUBLIC.to_vec();
    fields.extend([
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("code_verifier", VERIFIER),
    ]);
    let tokens = call(&platform, "/oauth/token", "", &fields).await.json();
    for name in ["access_token", "refresh_token"] {
        let token = tokens[name].as_str().expect("a token");
        let own = [("client_id", "desktop"), ("token", token)];
        let refused = call(&platform, "/oauth/introspect", "", &own).await;
        assert_eq!(error(&refused), (400, "unauthorized_client".to_owned()), "{name}");
        assert!(!refused.text().contains("active"));
    }
}

#[tokio::test]
async fn pages_may_call_what_looks_at_no_secret_of_the_app() {
    let platform = platform().await;
    let mut page = platform.browser();
    page.headers = vec![
        ("origin", "https://spa.example".into()),
        ("sec-fetch-site", "cross-site".into()),
        ("access-control-request-method", "POST".into()),
        (
            "access-control-request-headers",
            "authorization,baggage,content-type,traceparent".into(),
        ),
    ];
    for path in [
        "/oauth/token",
        "/oauth/userinfo",
        "/oauth/revoke",
        "/oauth/introspect",
        "/oauth/jwks",
        "/.well-known/openid-configuration",
        "/.well-known/oauth-authorization-server",
    ] {
        let preflight = page.send(Method::OPTIONS, path, None, Bytes::new()).await;
        assert_eq!(preflight.status, 200, "{path}: {preflight:?}");
        assert_eq!(preflight.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(preflight.header("access-control-allow-methods"), "GET, POST");
        let headers = preflight.header("access-control-allow-headers");
        let named = headers.split(',').map(str::trim).collect::<Vec<_>>();
        // `*` stands for every header but this one.
        assert!(named.contains(&"authorization") && named.contains(&"*"), "{path}");
        assert_eq!(
            preflight.header("access-control-expose-headers"),
            "www-authenticate, retry-after"
        );
        assert_eq!(
            preflight.header("access-control-allow-credentials"),
            "",
            "no cookie goes along"
        );
    }
    for path in ["/oauth/roles", "/oauth/authorize", "/consent"] {
        for method in [Method::OPTIONS, Method::POST, Method::PUT] {
            let answer = page.send(method.clone(), path, None, Bytes::new()).await;
            assert_eq!(
                answer.header("access-control-allow-origin"),
                "",
                "{method} {path}: {answer:?}"
            );
        }
    }
}
