//! The first steps of a company: what is done, who sees that, and who has seen enough of it.

use serde_json::{Value, json};

use super::app_settings::{admin, platform, who};

const STEPS: &str = "/api/company/first-steps";
const DISMISS: &str = "/api/company/first-steps/dismiss";

#[tokio::test]
async fn the_steps_stand_as_the_database_says() {
    let platform = platform().await;
    let mut initech = who(&platform, "admin@initech.example").await;
    let steps = initech.get(STEPS).await.json();
    let expected = json!({
        "domain_proven": true, "identity_provider_active": false, "everybody_uses_sso": false, "has_app": false, "has_people": false,
        "mail_server_set": platform.app.config.mail.server.is_some(), "dismissed": false,
    });
    assert_eq!(steps, expected);
    let steps = admin(&platform).await.get(STEPS).await.json();
    assert_eq!(
        (&steps["has_app"], &steps["has_people"]),
        (&true.into(), &true.into())
    );

    for statement in [
        "UPDATE email_domains SET proven_at_ms = NULL",
        "UPDATE apps SET deleted_at_ms = 1",
        "UPDATE accounts SET deactivated_at_ms = 1 WHERE email <> 'admin@globex.example'",
        "INSERT INTO sso_configurations (id, company_id, name, endpoint_url, client_id, client_secret_sealed, scopes,
                                         claim_mapping, active, created_at_ms, updated_at_ms)
         SELECT 'sso', id, 'n', 'https://idp.example/', 'c', 's', '[]', '{}', 1, 0, 0 FROM companies WHERE slug = 'globex'",
    ] {
        platform.execute(statement).await;
    }
    let steps = admin(&platform).await.get(STEPS).await.json();
    let state = |name: &str| steps[name].clone();
    assert_eq!(
        [
            "domain_proven",
            "identity_provider_active",
            "everybody_uses_sso",
            "has_app",
            "has_people"
        ]
        .map(state),
        [false, true, true, false, false].map(Value::from)
    );
    platform
        .execute("UPDATE sso_configurations SET pilot_since_ms = 1")
        .await;
    let steps = admin(&platform).await.get(STEPS).await.json();
    assert_eq!(
        (&steps["identity_provider_active"], &steps["everybody_uses_sso"]),
        (&true.into(), &false.into()),
        "the others still create accounts"
    );
}

#[tokio::test]
async fn whoever_has_seen_enough_sees_them_no_more_on_any_machine() {
    let platform = platform().await;
    let mut here = admin(&platform).await;
    for _ in 0..2 {
        let answer = here.post(DISMISS, &json!({})).await;
        assert_eq!((answer.status, answer.json()), (200, json!({})));
    }
    let mut elsewhere = admin(&platform).await;
    assert_eq!(elsewhere.get(STEPS).await.json()["dismissed"], true);
    let mut other = who(&platform, "admin@initech.example").await;
    assert_eq!(other.get(STEPS).await.json()["dismissed"], false);
}

#[tokio::test]
async fn they_are_the_admins_matter() {
    let platform = platform().await;
    for email in ["grace@globex.example", "team@globex.example"] {
        let mut browser = who(&platform, email).await;
        for answer in [browser.get(STEPS).await, browser.post(DISMISS, &json!({})).await] {
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (404, "not_found"),
                "{email}"
            );
        }
    }
    let mut nobody = platform.browser();
    for answer in [nobody.get(STEPS).await, nobody.post(DISMISS, &json!({})).await] {
        assert_eq!((answer.status, answer.code().as_str()), (401, "not_signed_in"));
    }
}
