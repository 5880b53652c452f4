//! Whose account it is, through the router. Invariant: an address alone opens nothing that its company has not proven
//! and its provider does not vouch for.

use latchkey_fake_idp::{Fault, Person, demo_people};
use serde_json::json;

use crate::flow_scene::{ADA, Scene, idp_of};
use crate::support::{PASSWORD, Platform, acme};

#[tokio::test]
async fn an_account_is_linked_once_and_never_doubled() {
    let scene = Scene::new().await;
    let accounts = scene.platform.count("SELECT count(*) FROM accounts").await;
    for _ in 0..2 {
        let (mut browser, answer) = scene.sign_in_as(ADA).await;
        assert_eq!((answer.status, answer.location()), (303, "/"), "{answer:?}");
        assert_eq!(browser.get("/api/session").await.json()["account"]["email"], ADA);
    }
    assert_eq!(
        scene.platform.count("SELECT count(*) FROM accounts").await,
        accounts
    );
    assert_eq!(scene.links().await, 1);
}

#[tokio::test]
async fn an_address_that_the_provider_does_not_vouch_for_links_nothing() {
    for doubt in [json!(false), json!("false")] {
        let mut people = demo_people();
        people[0].email_verified = Some(doubt);
        let scene = Scene::with_people(people).await;
        let (mut browser, answer) = scene.sign_in_as(ADA).await;
        scene
            .assert_failed(&mut browser, &answer, "address_not_verified")
            .await;
        assert_eq!(scene.links().await, 0);
    }
    let mut people = demo_people();
    people[0].email_verified = None;
    let scene = Scene::with_people(people).await;
    assert!(
        scene.sign_in_as(ADA).await.0.is_signed_in().await,
        "saying nothing is usual"
    );
}

#[tokio::test]
async fn a_provider_cannot_vouch_for_another_companys_address() {
    let grace = Person::new("idp-grace", "grace@globex.example", "Grace", "Hopper");
    for email in [
        "grace@globex.example",
        "somebody@elsewhere.example",
        "ada@acme.example.evil.example",
    ] {
        let mut people = demo_people();
        people.push(Person {
            email: email.to_owned(),
            ..grace.clone()
        });
        let scene = Scene::with_people(people).await;
        let (mut browser, answer) = scene.sign_in_as(email).await;
        scene.assert_failed(&mut browser, &answer, "foreign_domain").await;
        assert_eq!(scene.links().await, 0);
        let mut grace_herself = scene.platform.grace().await;
        assert!(grace_herself.is_signed_in().await);
    }
}

#[tokio::test]
async fn the_same_address_of_another_person_at_the_provider_is_a_conflict() {
    let scene = Scene::new().await;
    scene.sign_in_as(ADA).await;
    scene.idp.set_fault(Fault::IdTokenClaim {
        claim: "sub",
        value: json!("somebody-who-got-her-address"),
    });
    let (mut browser, answer) = scene.sign_in_as(ADA).await;
    scene
        .assert_failed(&mut browser, &answer, "account_conflict")
        .await;
    assert_eq!(scene.links().await, 1);
    let trail = "SELECT count(*) FROM audit_events WHERE action = 'sso_sign_in_failed'";
    assert_eq!(scene.platform.count(trail).await, 1, "an admin sees it");
}

#[tokio::test]
async fn an_address_that_changes_at_the_provider_keeps_its_account() {
    let scene = Scene::new().await;
    scene.sign_in_as(ADA).await;
    scene.idp.set_fault(Fault::IdTokenClaim {
        claim: "email",
        value: json!("ada.king@acme.example"),
    });
    let (mut browser, answer) = scene.sign_in_as(ADA).await;
    assert_eq!(answer.location(), "/", "{answer:?}");
    assert_eq!(browser.get("/api/session").await.json()["account"]["email"], ADA);
}

/// Somebody made the account beforehand and waits with its password and a session for its owner to come.
#[tokio::test]
async fn when_sso_links_an_account_its_old_password_and_sessions_die() {
    let idp = idp_of("acme", demo_people()).await;
    let file = acme(idp.issuer());
    let platform = Platform::with(&file.replace("active = true", "active = false")).await;
    let mut squatter = platform.browser();
    assert_eq!(squatter.sign_in(ADA, PASSWORD).await.status, 200);
    let scene = Scene { platform, idp };
    scene.execute("UPDATE sso_configurations SET active = 1").await;
    assert!(squatter.is_signed_in().await);
    let (mut ada, _) = scene.sign_in_as(ADA).await;
    assert!(ada.is_signed_in().await);
    assert!(!squatter.is_signed_in().await);
    scene.execute("UPDATE sso_configurations SET active = 0").await;
    assert_eq!(squatter.sign_in(ADA, PASSWORD).await.code(), "wrong_credentials");
    assert!(ada.is_signed_in().await);
}

#[tokio::test]
async fn a_deactivated_account_stays_out() {
    let scene = Scene::new().await;
    scene.sign_in_as(ADA).await;
    scene
        .execute("UPDATE accounts SET deactivated_at_ms = 1 WHERE email = 'ada@acme.example'")
        .await;
    let (mut browser, answer) = scene.sign_in_as(ADA).await;
    scene
        .assert_failed(&mut browser, &answer, "account_deactivated")
        .await;
}

#[tokio::test]
async fn somebody_new_gets_no_session_before_the_onboarding_is_done() {
    let scene = Scene::new().await;
    let accounts = scene.platform.count("SELECT count(*) FROM accounts").await;
    let (mut browser, answer) = scene.sign_in_as("alan@acme.example").await;
    assert!(
        answer.location().starts_with("/onboarding?attempt="),
        "{answer:?}"
    );
    assert!(!browser.is_signed_in().await);
    let mut stranger = scene.platform.browser();
    let page = stranger.get(answer.location()).await;
    assert!(!page.text().contains("alan@acme.example"), "{}", page.text());
    assert_eq!(
        scene.platform.count("SELECT count(*) FROM accounts").await,
        accounts
    );
}

#[tokio::test]
async fn no_session_outlives_the_providers() {
    let mut people = demo_people();
    let idp_clock = idp_of("acme", Vec::new()).await;
    people[0]
        .extra
        .insert("session_expiry".to_owned(), json!(idp_clock.now() + 600));
    let scene = Scene::with_people(people).await;
    let (mut browser, _) = scene.sign_in_as(ADA).await;
    assert!(browser.is_signed_in().await);
    scene.platform.clock.advance(602_000);
    assert!(!browser.is_signed_in().await);
}

/// It would be renewed at once, and so on for ever.
#[tokio::test]
async fn a_session_that_would_be_over_before_it_began_does_not_begin() {
    let mut people = demo_people();
    let idp_clock = idp_of("acme", Vec::new()).await;
    people[0]
        .extra
        .insert("session_expiry".to_owned(), json!(idp_clock.now() - 5));
    let scene = Scene::with_people(people).await;
    let (mut browser, answer) = scene.sign_in_as(ADA).await;
    assert!(answer.location().starts_with("/sign-in/failed/"), "{answer:?}");
    assert!(!browser.is_signed_in().await);
    assert_eq!(scene.platform.count("SELECT count(*) FROM sessions").await, 0);
}

/// The password is still there: the job that takes passwords away has not come by yet.
#[tokio::test]
async fn who_comes_from_the_provider_is_refused_by_password_with_an_address_elsewhere_too() {
    let idp = idp_of("acme", demo_people()).await;
    let accounts = ["linked", "moved", "contractor"].map(|name| {
        format!(
            "  [[company.account]]\n  email = \"{name}@elsewhere.example\"\n  first_name = \"A\"\n  password = \"{PASSWORD}\"\n"
        )
    });
    let configuration = "  [[company.sso_configuration]]";
    let file = acme(idp.issuer())
        .replace("active = true", "active = false")
        .replace(configuration, &format!("{}{configuration}", accounts.concat()));
    let platform = Platform::with(&file).await;
    platform
        .execute(
            "INSERT INTO account_links (company_id, issuer, foreign_id_claim, foreign_id, account_id, linked_at_ms)
             SELECT company_id, 'https://idp.example', 'sub', 'idp-linked', id, 1 FROM accounts WHERE email = 'linked@elsewhere.example'",
        )
        .await;
    platform
        .execute(
            "INSERT INTO former_addresses (account_id, email_key, email, email_domain, until_ms)
             SELECT id, 'moved@acme.example', 'moved@acme.example', 'acme.example', 1 FROM accounts WHERE email = 'moved@elsewhere.example'",
        )
        .await;
    let sign_in = async |name: &str| {
        let username = format!("{name}@elsewhere.example");
        platform.browser().sign_in(&username, PASSWORD).await
    };
    for name in ["linked", "moved", "contractor"] {
        assert_eq!(sign_in(name).await.status, 200, "{name}, before SSO is active");
    }
    platform.execute("UPDATE sso_configurations SET active = 1").await;
    for name in ["linked", "moved"] {
        assert_eq!(sign_in(name).await.code(), "wrong_credentials", "{name}");
    }
    assert_eq!(
        sign_in("contractor").await.status,
        200,
        "the provider may not know them"
    );
    let left = "SELECT COUNT(*) FROM accounts WHERE email_domain = 'elsewhere.example' AND password_hash IS NOT NULL";
    assert_eq!(platform.count(left).await, 3, "no job has run");
}
