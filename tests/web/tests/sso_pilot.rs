//! Control Center > Single Sign-On: some people try a configuration before everybody signs in with it.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    ErrorCode,
    sso_configurations::{BeginSsoPilot, ChangeSsoPilot, DeactivateSsoConfiguration, SsoPilot},
};
use latchkey_fake_backend::{
    FakeBackend, MockResponse, canned,
    canned_sso_pilot::{has_sso_pilot, sso_pilot},
};
use latchkey_spa::paths;
use latchkey_web_tests::{Stage, eventually, type_text};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{HtmlElement, HtmlInputElement};

wasm_bindgen_test_configure!(run_in_browser);

async fn page(pilot: SsoPilot) -> (FakeBackend, Stage) {
    let backend = canned::admin(Vec::new());
    has_sso_pilot(&backend, pilot);
    let stage = Stage::portal(backend.clone(), &paths::sso_pilot("okta"));
    eventually("the page is there", || {
        stage.text().contains("Pilot of Okta trial")
    })
    .await;
    (backend, stage)
}

#[wasm_bindgen_test]
async fn people_are_added_and_taken_out_and_the_pilot_begins() {
    let (backend, stage) = page(sso_pilot()).await;
    assert!(stage.text().contains("Has signed in with SSO") && stage.text().contains("Not yet"));
    stage.button("Take out alan@acme.example").click();
    eventually("he is out", || !stage.text().contains("alan@acme.example")).await;
    assert_eq!(
        backend.requests::<ChangeSsoPilot>()[0].remove,
        ["alan@acme.example"]
    );
    let addresses = stage.by_id("pilot-addresses");
    type_text(
        addresses.unchecked_ref::<HtmlInputElement>(),
        "grace@acme.example",
    );
    stage.button("Add to list").click();
    eventually("she is on it", || stage.text().contains("grace@acme.example")).await;
    stage.button("Begin pilot").click();
    eventually("it is on", || stage.text().contains("The pilot is on")).await;
    assert_eq!(
        backend.requests::<BeginSsoPilot>()[0].version,
        "as-it-was-looked-at"
    );
    assert_eq!(
        stage.count(&format!("a[href='{}']", paths::sso_activation("okta"))),
        1
    );
    stage.button("End pilot").click();
    eventually("it has ended", || {
        !backend.requests::<DeactivateSsoConfiguration>().is_empty()
    })
    .await;
}

#[wasm_bindgen_test]
async fn what_was_not_added_is_said_and_an_empty_list_begins_nothing() {
    let (_, stage) = page(SsoPilot {
        people: Vec::new(),
        ..sso_pilot()
    })
    .await;
    assert!(stage.find_button("Begin pilot").is_none());
    assert!(stage.text().contains("Add people to the list first."));
    let addresses = stage.by_id("pilot-addresses");
    type_text(addresses.unchecked_ref::<HtmlInputElement>(), "nobody");
    stage.button("Add to list").click();
    eventually("it is said", || stage.text().contains("No email address")).await;
}

#[wasm_bindgen_test]
async fn a_sign_in_that_is_too_old_is_asked_for_again() {
    let (backend, stage) = page(sso_pilot()).await;
    backend.on::<BeginSsoPilot>(|_| MockResponse::refused(ErrorCode::SignInAgain));
    stage.button("Begin pilot").click();
    eventually("a way to sign in again", || {
        stage.find_button("Sign in again").is_some()
    })
    .await;
}

#[wasm_bindgen_test]
async fn the_card_of_a_tested_draft_leads_there() {
    let stage = Stage::portal(canned::admin(Vec::new()), paths::SINGLE_SIGN_ON);
    eventually("the overview is there", || stage.count(".sso-card") > 0).await;
    let address = format!("a[href='{}']", paths::sso_pilot("okta"));
    eventually("the link is there", || stage.count(&address) == 1).await;
    stage.first(&address).unchecked_into::<HtmlElement>();
}
