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
        "\u{feff}ada@ac\u{200d}me.example\u{200e}",
        "ada＠acme.example",
        "mailto:ada%40acme.example?subject=Hello",
        "Ada Lovelace <ada@acme.example>,",
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
    for spelling in [
        ADA,
        "ada@acme。example",
        "ada@acme｡example.",
        "mailto:ada@acme.example",
        "a\u{200b}da@acme.example",
    ] {
        let mut browser = scene.platform.browser();
        let url = browser.start_sso(spelling).await;
        let cancelled = browser.follow(&scene.idp.cancel_login(&url).unwrap()).await;
        let attempt = cancelled.location().trim_start_matches("/sign-in/failed/");
        let form = browser.get(&format!("/sign-in?attempt={attempt}")).await;
        assert!(
            form.text().contains("value=\"ada@acme.example\""),
            "{}",
            form.text()
        );
        assert!(
            form.text().contains("\"method\":\"sso\""),
            "{spelling:?}: {}",
            form.text()
        );
    }
}

/// What an identity provider sends as the address.
#[tokio::test]
async fn an_address_in_a_claim_is_read_like_one_that_was_typed() {
    let scene = Scene::new().await;
    for claim in [
        "ADA@acme.example",
        "\u{200e}ada@acme.example\u{200b}",
        "ada＠acme.example",
        "mailto:ada@acme.example",
        "Ada Lovelace <ada@acme.example>",
        "ada@acme.example;",
    ] {
        scene.platform.clock.advance(1_000);
        scene.execute("DELETE FROM account_links").await;
        scene.idp.set_fault(Fault::IdTokenClaim {
            claim: "email",
            value: json!(claim),
        });
        let (mut browser, answer) = scene.sign_in_as(ADA).await;
        assert_eq!(answer.location(), "/", "{claim:?}: {answer:?}");
        assert_eq!(browser.get("/api/session").await.json()["account"]["email"], ADA);
        scene.idp.clear_faults();
    }
    // Two are none.
    scene.execute("DELETE FROM account_links").await;
    scene.platform.clock.advance(1_000);
    scene.idp.set_fault(Fault::IdTokenClaim {
        claim: "email",
        value: json!("ada@acme.example, alan@acme.example"),
    });
    let (_, answer) = scene.sign_in_as(ADA).await;
    assert!(answer.location().starts_with("/sign-in/failed/"), "{answer:?}");
}

/// A name in the directory keeps nobody out, and what turns or hides text in it does not come in.
#[tokio::test]
async fn names_of_claims_come_without_what_is_not_seen() {
    let scene = Scene::new().await;
    scene.idp.set_fault(Fault::IdTokenClaim {
        claim: "given_name",
        value: json!("\u{202e}Al\u{200b}an\u{202c}"),
    });
    let (mut browser, answer) = scene.sign_in_as("alan@acme.example").await;
    let page = browser.get(answer.location()).await;
    assert!(page.text().contains("value=\"Alan\""), "{}", page.text());
    let attempt = answer.location().trim_start_matches("/onboarding?attempt=");
    let send = async |browser: &mut crate::support::Browser, first_name: &str| {
        let fields = [
            ("attempt", attempt),
            ("first_name", first_name),
            ("last_name", "Turing"),
        ];
        browser.submit("/onboarding", &fields).await
    };
    assert_eq!(
        send(&mut browser, "\u{2067}nalA").await.status,
        422,
        "typed, it is refused"
    );
    assert_eq!(send(&mut browser, "Alan").await.status, 303);
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
