//! The list of authorized apps on "My Account" > Apps with access: it says what revoking does before it does it.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    ErrorCode,
    apps::{ListAuthorizedApps, RevokeAuthorizedApp, list_authorized_apps},
};
use latchkey_fake_backend::{FakeBackend, MockResponse, canned};
use latchkey_web_tests::{Stage, eventually, pause};
use leptos::prelude::document;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const REVOKE: &str = "Revoke Company Expenses · Acceptance";

async fn open(backend: FakeBackend) -> Stage {
    let stage = Stage::portal(backend, "/profile/apps");
    eventually("the page is there", || stage.heading() == "Apps with access").await;
    stage
}

async fn stage() -> Stage {
    let stage = open(canned::portal(Vec::new())).await;
    eventually("the apps are there", || stage.count(".authorized") == 2).await;
    stage
}

async fn asked() -> Stage {
    let stage = stage().await;
    let button = stage.button(REVOKE);
    button.focus().expect("buttons take the focus");
    button.click();
    eventually("it asks", || stage.count("dialog[open]") == 1).await;
    stage
}

fn focused() -> String {
    let element = document().active_element();
    element
        .and_then(|element| element.text_content())
        .unwrap_or_default()
}

#[wasm_bindgen_test]
async fn it_says_who_knows_what_since_when() {
    let stage = stage().await;
    let text = stage.text();
    for words in [
        "Company Expenses Acceptance",
        "Company Expenses Production",
        "That it is you, and your role there",
        "Your name and company",
        "Your email address",
        "The apps and environments that you may open",
        "Stay connected when you are away",
        "Authorized",
        "last used",
    ] {
        assert!(text.contains(words), "{words:?} in {text}");
    }
    assert_eq!(
        stage.count(".authorized:nth-child(2) .known li"),
        1,
        "no more than was agreed to"
    );
}

#[wasm_bindgen_test]
async fn it_loads_fails_and_is_tried_again() {
    let backend = canned::portal(Vec::new());
    backend.hold::<ListAuthorizedApps>();
    backend.on::<ListAuthorizedApps>(|_| MockResponse::refused(ErrorCode::Unavailable));
    let stage = open(backend).await;
    eventually("it says that it loads", || stage.count(".skeleton-rows") == 1).await;
    stage.backend.release::<ListAuthorizedApps>("");
    eventually("it says what happened", || {
        stage
            .alert()
            .contains("The platform cannot do this at the moment.")
    })
    .await;
    assert!(stage.text().contains(latchkey_fake_backend::REQUEST_ID));
    stage.backend.on::<ListAuthorizedApps>(|_| {
        let items = canned::authorized_apps();
        MockResponse::Success(list_authorized_apps::Response { items })
    });
    stage.button("Try again").click();
    eventually("it asks again", || {
        stage.backend.requests::<ListAuthorizedApps>().len() == 2
    })
    .await;
    stage.backend.release::<ListAuthorizedApps>("");
    eventually("the apps are there", || stage.count(".authorized") == 2).await;
}

#[wasm_bindgen_test]
async fn where_nothing_is_authorized_it_says_how_that_begins() {
    let backend = canned::portal(Vec::new());
    backend.on::<ListAuthorizedApps>(|_| {
        MockResponse::Success(list_authorized_apps::Response { items: Vec::new() })
    });
    let stage = open(backend).await;
    eventually("it says so", || {
        stage
            .text()
            .contains("An app asks you the first time that you sign in to it.")
    })
    .await;
    assert_eq!(stage.count(".authorized"), 0);
}

#[wasm_bindgen_test]
async fn it_says_what_revoking_does_and_does_it_once() {
    let stage = asked().await;
    let text = stage.text();
    for words in [
        "Revoke access?",
        "Company Expenses · Acceptance loses access to your profile's data at once",
        "will ask you again",
    ] {
        assert!(text.contains(words), "{words:?} in {text}");
    }
    assert!(stage.backend.requests::<RevokeAuthorizedApp>().is_empty());
    let left = canned::authorized_apps().split_off(1);
    stage.backend.on::<ListAuthorizedApps>(move |_| {
        MockResponse::Success(list_authorized_apps::Response { items: left.clone() })
    });
    stage.backend.hold::<RevokeAuthorizedApp>();
    let yes = stage.button("Revoke access");
    yes.click();
    eventually("it is busy", || {
        yes.get_attribute("aria-busy").as_deref() == Some("true")
    })
    .await;
    yes.click();
    stage.backend.release::<RevokeAuthorizedApp>("");
    eventually("it is gone", || stage.count(".authorized") == 1).await;
    eventually("the dialog is gone", || stage.count("dialog[open]") == 0).await;
    assert!(stage.text().contains("Revoked. The app asks you again"));
    eventually("the place is kept", || focused() == "Apps with access").await;
    let asked = stage.backend.requests::<RevokeAuthorizedApp>();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].environment, "expenses-8082");
}

#[wasm_bindgen_test]
async fn whoever_cancels_revokes_nothing_and_is_where_they_were() {
    let stage = asked().await;
    assert!(
        focused().contains("Cancel"),
        "what changes nothing has the focus, not {:?}",
        focused()
    );
    stage.button("Cancel").click();
    eventually("it asks no more", || stage.count("dialog[open]") == 0).await;
    assert!(
        focused().contains("Company Expenses · Acceptance"),
        "{}",
        focused()
    );
    pause(50).await;
    assert!(stage.backend.requests::<RevokeAuthorizedApp>().is_empty());
    assert_eq!(stage.count(".authorized"), 2);
}

#[wasm_bindgen_test]
async fn what_could_not_be_revoked_is_said_and_stays() {
    let stage = asked().await;
    stage
        .backend
        .on::<RevokeAuthorizedApp>(|_| MockResponse::refused(ErrorCode::Unavailable));
    stage.button("Revoke access").click();
    eventually("it says so", || stage.alert().contains("Nothing was changed.")).await;
    assert_eq!(
        stage.count("dialog[open] .alert"),
        1,
        "where the answer was given"
    );
    assert!(stage.text().contains(latchkey_fake_backend::REQUEST_ID));
    assert_eq!(stage.count(".authorized"), 2);
    assert!(!stage.text().contains("Revoked."));
}

#[wasm_bindgen_test]
async fn what_another_tab_has_revoked_is_revoked() {
    let stage = asked().await;
    stage
        .backend
        .on::<RevokeAuthorizedApp>(|_| MockResponse::refused(ErrorCode::NotFound));
    stage.button("Revoke access").click();
    eventually("it says so", || stage.text().contains("Revoked.")).await;
    assert_eq!(stage.alert(), "");
}
