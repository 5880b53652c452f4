//! One address in many spellings, one person in one. Invariant: whatever stands for a federated domain leads to its
//! identity provider, and what that writes differently are different people.

use latchkey_fake_idp::Fault;
use serde_json::json;

use crate::flow_scene::{ADA, Scene};

#[tokio::test]
async fn every_spelling_of_a_federated_address_leaves_for_the_provider() {
    let scene = Scene::new().await;
    let long = format!("ada@{}acme.example", "\u{ad}".repeat(200));
    for spelling in [
        ADA,
        " Ada@ACME.example. ",
        "ada@acme。example",
        "ada@acme．example",
        "ada@acme｡example｡",
        "ada@ａｃｍｅ.example",
        long.as_str(),
    ] {
        let mut browser = scene.platform.browser();
        let fields = [("username", spelling), ("password", "never looked at")];
        let answer = browser.submit("/sign-in", &fields).await;
        assert_eq!(answer.status, 200, "{spelling:?}: {}", answer.text());
        let leads_on = format!("http-equiv=\"refresh\" content=\"0;url={}", scene.idp.issuer());
        assert!(
            answer.text().contains(&leads_on),
            "{spelling:?}: {}",
            answer.text()
        );
    }
}

/// Else the way back from a failed sign-in would lead to a password field.
#[tokio::test]
async fn a_screen_that_is_filled_in_knows_the_way_for_every_spelling() {
    let scene = Scene::new().await;
    for spelling in [ADA, "ada@acme。example", "ada@acme｡example."] {
        let mut browser = scene.platform.browser();
        let url = browser.start_sso(spelling).await;
        let cancelled = browser.follow(&scene.idp.cancel_login(&url).unwrap()).await;
        let attempt = cancelled.location().trim_start_matches("/sign-in/failed/");
        let form = browser.get(&format!("/sign-in?attempt={attempt}")).await;
        assert!(form.text().contains(spelling), "{}", form.text());
        assert!(
            form.text().contains("\"method\":\"sso\""),
            "{spelling:?}: {}",
            form.text()
        );
    }
}

#[tokio::test]
async fn a_foreign_id_that_is_written_differently_is_not_the_same_person() {
    let scene = Scene::new().await;
    scene.sign_in_as(ADA).await;
    for (subject, failure) in [
        (json!("idp-ada "), "failed:claims_missing"),
        (json!("\u{a0}idp-ada"), "failed:claims_missing"),
        (json!("idp-ada\n"), "failed:answer_refused"),
        (json!("idp-ada\u{0}"), "failed:answer_refused"),
        (json!("IDP-ADA"), "failed:account_conflict"),
    ] {
        scene.platform.clock.advance(1_000);
        scene.idp.set_fault(Fault::IdTokenClaim {
            claim: "sub",
            value: subject.clone(),
        });
        let (mut browser, answer) = scene.sign_in_as(ADA).await;
        assert!(
            answer.location().starts_with("/sign-in/failed/"),
            "{subject}: {answer:?}"
        );
        assert!(!browser.is_signed_in().await);
        assert_eq!(scene.status_of_the_newest().await, failure, "{subject}");
        scene.idp.clear_faults();
    }
    assert_eq!(scene.links().await, 1);
}
