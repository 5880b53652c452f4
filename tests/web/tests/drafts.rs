//! What was typed when the session ended is there again afterwards: in its own form, for the same person, and only once.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{Empty, ErrorCode, apps::ListMyApps};
use latchkey_fake_backend::{FakeBackend, MockResponse, canned};
use latchkey_spa::kit::{Form, StatusMessage, TextField};
use latchkey_web_tests::{Stage, eventually, type_text};
use leptos::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const ADA: &str = "ada";
const PLACE: &str = "/profile";

/// A form with a name that is kept and a password that somebody kept by mistake.
#[component]
fn Names() -> impl IntoView {
    let form = Form::new("name");
    let name = form.field("name", "Ada");
    let password = form.field("new_password", "");
    let save = form.submission::<ListMyApps>(|_, _| ());
    view! {
        <TextField field=name id="name" label="Name" />
        <TextField field=password id="password" label="Password" />
        <button on:click=move |_| save.send(Empty {})>"Save"</button>
        <StatusMessage message=form.message />
    }
}

fn stage(place: &str, account: &str, backend: FakeBackend) -> Stage {
    Stage::piece(backend, place, account, || view! { <Names /> })
}

/// Somebody types a name and a password, and the session ends when they save.
async fn interrupted(place: &str, account: &str, typed: &str) {
    let backend = canned::portal(Vec::new());
    backend.on::<ListMyApps>(|_| MockResponse::refused(ErrorCode::NotSignedIn));
    let stage = stage(place, account, backend);
    type_text(&stage.field("Name"), typed);
    type_text(&stage.field("Password"), "analytical engine");
    stage.button("Save").click();
    eventually("it leaves", || !stage.left_for().is_empty()).await;
}

fn kept() -> String {
    let storage = window().session_storage().expect("a storage").expect("a storage");
    let keys =
        (0..storage.length().expect("a length")).filter_map(|index| storage.key(index).expect("a key"));
    keys.map(|key| storage.get_item(&key).expect("a value").unwrap_or_default())
        .collect()
}

async fn begins_with(place: &str, account: &str, name: &str) {
    let stage = stage(place, account, canned::portal(Vec::new()));
    eventually(&format!("the form begins with {name:?}"), || {
        stage.field("Name").value() == name
    })
    .await;
}

#[wasm_bindgen_test]
async fn what_was_typed_is_back_once_and_what_is_secret_is_not() {
    interrupted(PLACE, ADA, "Countess").await;
    assert!(!kept().contains("analytical"), "{}", kept());
    let stage = stage(PLACE, ADA, canned::portal(Vec::new()));
    eventually("the name is back", || stage.field("Name").value() == "Countess").await;
    assert_eq!(stage.field("Password").value(), "");
    assert!(stage.text().contains("We kept what you typed, except passwords."));
    assert_eq!(kept(), "");
    drop(stage);
    // A second time there is nothing to put back.
    begins_with(PLACE, ADA, "Ada").await;
}

#[wasm_bindgen_test]
async fn nobody_else_gets_it_and_it_does_not_wait_for_its_owner_either() {
    interrupted(PLACE, ADA, "Countess").await;
    begins_with(PLACE, "alan", "Ada").await;
    assert_eq!(kept(), "");
    begins_with(PLACE, ADA, "Ada").await;
}

#[wasm_bindgen_test]
async fn it_waits_for_its_own_page() {
    interrupted(PLACE, ADA, "Countess").await;
    begins_with("/elsewhere", ADA, "Ada").await;
    begins_with(PLACE, ADA, "Countess").await;
}

#[wasm_bindgen_test]
async fn a_form_that_nobody_touched_is_not_kept() {
    interrupted(PLACE, ADA, "Ada").await;
    assert_eq!(kept(), "");
}

/// The session ends again before the form that came back was saved.
#[wasm_bindgen_test]
async fn what_came_back_is_kept_again() {
    interrupted(PLACE, ADA, "Countess").await;
    interrupted(PLACE, ADA, "Countess of Lovelace").await;
    begins_with(PLACE, ADA, "Countess of Lovelace").await;
}
