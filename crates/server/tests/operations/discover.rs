//! `discover_sign_in`

use serde_json::json;

use crate::support::{GLOBEX, Platform, acme};

#[tokio::test]
async fn federated_domains_are_recognised_in_every_spelling_and_others_are_not() {
    let platform = Platform::with(&format!("{GLOBEX}{}", acme("http://127.0.0.1:9"))).await;
    let mut browser = platform.browser();
    for (domain, method) in [
        ("acme.example", "sso"),
        ("ACME.example.", "sso"),
        (" acme.example ", "sso"),
        ("ａｃｍｅ。example", "sso"),
        ("globex.example", "password"),
        ("nowhere.example", "password"),
        ("sub.acme.example", "password"),
        ("acme.example.evil.example", "password"),
        ("", "password"),
        ("ada@acme.example", "password"),
        ("a@b@acme.example", "password"),
        ("..", "password"),
        ("acme.example\u{0}", "password"),
    ] {
        let answer = browser
            .post("/api/sign-in/discover", &json!({ "domain": domain }))
            .await;
        assert_eq!(
            (answer.status, answer.json()),
            (200, json!({ "method": method })),
            "{domain:?}"
        );
    }
}

#[tokio::test]
async fn the_brand_is_told_where_the_company_is_told_and_nowhere_else() {
    let platform = Platform::with(&format!("{GLOBEX}{}", acme("http://127.0.0.1:9"))).await;
    let discover = async |domain: &str| {
        let mut browser = platform.browser();
        let answer = browser
            .post("/api/sign-in/discover", &json!({ "domain": domain }))
            .await;
        answer.json()
    };
    let before = discover("globex.example").await;
    assert_eq!(
        discover("acme.example").await,
        json!({ "method": "sso" }),
        "none is chosen"
    );
    platform.brand("acme", "Acme & Sons").await;
    platform.brand("globex", "Globex").await;
    let stylesheet = format!("/brand/006b3c-{}-512x160.css", "0a".repeat(32));
    assert_eq!(
        discover("ACME.example.").await,
        json!({ "method": "sso", "brand": { "name": "Acme & Sons", "stylesheet": stylesheet } })
    );
    assert_eq!(
        discover("globex.example").await,
        before,
        "by password, nobody learns whose a domain is"
    );
    assert_eq!(discover("nowhere.example").await, before);
    let style = platform.browser().get(&stylesheet).await;
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
    assert!(style.text().contains("--accent:#006b3c") && style.text().contains(".brand::before{"));
}

#[tokio::test]
async fn an_unproven_domain_is_never_federated() {
    let platform = Platform::with(&acme("http://127.0.0.1:9")).await;
    let mut transaction = platform.app.store.begin().await.expect("a transaction");
    sqlx::query("UPDATE email_domains SET proven_at_ms = NULL")
        .execute(&mut *transaction)
        .await
        .expect("updates");
    transaction.commit().await.expect("commits");
    let answer = platform
        .browser()
        .post("/api/sign-in/discover", &json!({ "domain": "acme.example" }))
        .await;
    assert_eq!(answer.json(), json!({ "method": "password" }));
}
