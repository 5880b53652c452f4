//! Control Center > Single Sign-On: recovery codes, and what is said to whoever came in by one.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    ErrorCode,
    sso_configurations::{CreateRecoveryCodes, GetRecoveryCodes},
};
use latchkey_fake_backend::{FakeBackend, MockResponse, canned, canned_sso};
use latchkey_spa::paths;
use latchkey_web_tests::{Stage, eventually};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlElement;

wasm_bindgen_test_configure!(run_in_browser);

const CODE: &str = "K7QM-2XWD-2RTA-9HVE";

async fn section(backend: FakeBackend) -> Stage {
    let stage = Stage::portal(backend, paths::SINGLE_SIGN_ON);
    let button = || {
        ["Make recovery codes", "Make new recovery codes"]
            .iter()
            .any(|name| stage.find_button(name).is_some())
    };
    eventually("the section is there", button).await;
    stage
}

fn press(stage: &Stage, selector: &str) {
    stage.first(selector).unchecked_into::<HtmlElement>().click();
}

#[wasm_bindgen_test]
async fn it_says_whether_there_are_codes_and_how_many_are_left() {
    let stage = section(canned::admin(Vec::new())).await;
    assert!(stage.text().contains("9 of 10 codes left."), "{}", stage.text());
    let stage = section(canned::nothing_yet()).await;
    assert!(
        stage.text().contains("There are no recovery codes yet."),
        "{}",
        stage.text()
    );
}

#[wasm_bindgen_test]
async fn codes_are_shown_once_to_be_copied_or_downloaded() {
    let stage = section(canned::admin(Vec::new())).await;
    let before = stage.backend.requests::<GetRecoveryCodes>().len();
    stage.button("Make new recovery codes").click();
    eventually("it asks", || {
        stage.text().contains("Codes of before stop working.")
    })
    .await;
    assert!(stage.backend.requests::<CreateRecoveryCodes>().is_empty());
    press(&stage, "dialog[open] button[type=submit]");
    eventually("they are shown", || stage.text().contains(CODE)).await;
    assert_eq!(stage.count("dialog[open] li"), 10);
    let file = stage
        .first("dialog[open] a[download]")
        .get_attribute("href")
        .unwrap_or_default();
    assert!(
        file.starts_with("data:text/plain") && file.contains(CODE),
        "{file}"
    );
    stage.button("I have kept them").click();
    eventually("they are gone", || !stage.html().contains(CODE)).await;
    eventually("what is left is read again", || {
        stage.backend.requests::<GetRecoveryCodes>().len() == before + 1
    })
    .await;
}

#[wasm_bindgen_test]
async fn an_old_sign_in_leads_to_a_new_one() {
    let backend = canned::admin(Vec::new());
    backend.on::<CreateRecoveryCodes>(|_| MockResponse::refused(ErrorCode::SignInAgain));
    let stage = section(backend).await;
    stage.button("Make new recovery codes").click();
    eventually("it asks", || stage.count("dialog[open] button[type=submit]") == 1).await;
    press(&stage, "dialog[open] button[type=submit]");
    eventually("it is said", || stage.find_button("Sign in again").is_some()).await;
    stage.button("Sign in again").click();
    let wanted = paths::sign_in_and_back_to(paths::SINGLE_SIGN_ON);
    eventually("it leaves", || stage.left_for() == [wanted.clone()]).await;
}

#[wasm_bindgen_test]
async fn whoever_came_in_by_a_code_is_told_how_to_mend_it() {
    let backend = canned::admin(Vec::new());
    canned_sso::has_recovery_codes(&backend, None, true);
    let stage = section(backend).await;
    eventually("it is said", || {
        stage.text().contains("You are in without your identity provider")
    })
    .await;
    let deactivate = format!(".notice a[href='{}']", paths::sso_activation("entra"));
    assert_eq!(stage.count(&deactivate), 1, "{}", stage.html());
    let stage = section(canned::admin(Vec::new())).await;
    assert!(!stage.text().contains("You are in without"));
}
