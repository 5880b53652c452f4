//! Test Link and Test Email Domain: what a test of a draft opens, and for how long.

use latchkey_fake_idp::Fault;
use serde_json::json;

use super::sso_set_up_scene::{ANNA, LIST, SetUp, access, configuration};

#[tokio::test]
async fn a_test_email_domain_opens_existing_accounts_for_ten_minutes() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = set_up.draft(&mut anna).await;
    let (link, domain) = access(&mut anna, &id).await;
    let tables = ["account_links", "accounts"];
    let mut before = Vec::new();
    for table in tables {
        before.push(set_up.platform.rows().await[table]);
    }
    for typed in [domain.clone(), format!("anybody@{}", domain.to_uppercase())] {
        let mut browser = set_up.platform.browser();
        let ask = json!({ "domain": typed.split('@').next_back() });
        assert_eq!(
            browser.post("/api/sign-in/discover", &ask).await.json()["method"],
            "sso"
        );
        let url = browser.start_sso(&typed).await;
        assert!(!url.contains("login_hint"), "{url}");
        let back = set_up.idp.complete_login(&url, ANNA).expect("comes back");
        let landed = browser.follow(&back).await;
        assert_eq!(landed.location(), "/", "{landed:?}");
        let session = browser.get("/api/session").await;
        assert_eq!(session.json()["is_test"], true, "{}", session.text());
        set_up.platform.clock.advance(10 * 60_000);
        set_up.idp.set_clock_offset(600);
        assert!(!browser.is_signed_in().await);
        let home = browser.get("/").await;
        assert!(
            !home.location().starts_with("http"),
            "it is not renewed: {home:?}"
        );
    }
    for (table, before) in tables.iter().zip(before) {
        assert_eq!(set_up.platform.rows().await[*table], before, "{table}");
    }
    let mut browser = set_up.platform.browser();
    let page = browser.follow(&link).await;
    assert!(
        page.status == 200 && page.text().contains(&domain),
        "{}",
        page.text()
    );
}

#[tokio::test]
async fn a_test_opens_nobody_else_s_account_and_ends_with_the_settings() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = set_up.draft(&mut anna).await;
    let (_, domain) = access(&mut anna, &id).await;
    let claim = |value: &str| Fault::IdTokenClaim {
        claim: "email",
        value: json!(value),
    };
    for (email, failure) in [
        ("grace@globex.example", "foreign_domain"),
        ("new@initech.example", "no_account_to_test"),
    ] {
        set_up.idp.set_fault(claim(email));
        let mut browser = set_up.platform.browser();
        let url = browser.start_sso(&domain).await;
        let back = set_up.idp.complete_login(&url, ANNA).expect("comes back");
        let landed = browser.follow(&back).await;
        assert!(landed.location().starts_with("/sign-in/failed/"), "{landed:?}");
        assert!(!browser.is_signed_in().await);
        let status = "SELECT COUNT(*) FROM sign_in_attempts WHERE status LIKE 'failed:%'";
        assert!(set_up.platform.count(status).await > 0, "{failure}");
        set_up.idp.clear_faults();
    }
    // Somebody is at the identity provider when the settings change.
    let mut browser = set_up.platform.browser();
    let url = browser.start_sso(&domain).await;
    let version = configuration(&mut anna, &id).await["version"].clone();
    let connection = set_up.connection(&json!({ "scopes": ["openid", "email"] }));
    let body = json!({ "version": version, "connection": connection });
    let changed = anna.post(&format!("{LIST}/{id}/connection"), &body).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    let back = set_up.idp.complete_login(&url, ANNA).expect("comes back");
    assert!(
        browser
            .follow(&back)
            .await
            .location()
            .starts_with("/sign-in/failed/")
    );
    let refused = browser
        .post("/api/sign-in/sso", &json!({ "username": domain }))
        .await;
    assert_eq!(refused.status, 422, "{refused:?}");
    // After seven days.
    let (link, domain) = access(&mut anna, &id).await;
    set_up.platform.clock.advance(7 * 24 * 60 * 60_000);
    let refused = browser
        .post("/api/sign-in/sso", &json!({ "username": domain }))
        .await;
    assert_eq!(refused.status, 422, "{refused:?}");
    assert_eq!(browser.follow(&link).await.status, 404);
}

#[tokio::test]
async fn a_test_opens_no_account_whose_address_is_outside_the_company_s_domains() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = set_up.draft(&mut anna).await;
    let (_, domain) = access(&mut anna, &id).await;
    // Bob is linked to this very identity, and has come to an address elsewhere.
    let bob = "(SELECT id FROM accounts WHERE email = 'bob@initech.example')";
    let issuer = set_up.idp.issuer();
    let link = format!(
        "INSERT INTO account_links (company_id, issuer, foreign_id_claim, foreign_id, account_id, linked_at_ms)
         SELECT company_id, '{issuer}', 'sub', 'anna-1', id, 0 FROM accounts WHERE id = {bob}"
    );
    set_up.platform.execute(&link).await;
    let moved = "UPDATE accounts SET email = 'bob@elsewhere.example', email_key = 'bob@elsewhere.example',
                   email_domain = 'elsewhere.example' WHERE email = 'bob@initech.example'";
    set_up.platform.execute(moved).await;
    let mut browser = set_up.platform.browser();
    let url = browser.start_sso(&domain).await;
    let back = set_up.idp.complete_login(&url, ANNA).expect("comes back");
    let landed = browser.follow(&back).await;
    assert!(landed.location().starts_with("/sign-in/failed/"), "{landed:?}");
    assert!(!browser.is_signed_in().await);
}
