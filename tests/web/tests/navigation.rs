//! Moving about in the portal. One test in a page of its own: the router's listener on the window outlives the router,
//! and would take the clicks of the next test.

#![cfg(target_arch = "wasm32")]

use latchkey_fake_backend::canned;
use latchkey_web_tests::{Stage, eventually};
use leptos::prelude::document;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn focused_words() -> String {
    document()
        .active_element()
        .and_then(|element| element.text_content())
        .unwrap_or_default()
}

async fn sees_heading(stage: &Stage, heading: &str) {
    eventually(&format!("the heading {heading:?}"), || stage.heading() == heading).await;
}

#[wasm_bindgen_test]
async fn navigation_takes_the_focus_to_the_heading() {
    let stage = Stage::portal(canned::portal(Vec::new()), "/no/such/page");
    sees_heading(&stage, "There is nothing here").await;
    assert_ne!(
        focused_words(),
        "There is nothing here",
        "the first page leaves the focus where it was"
    );

    stage.link("Go to the start page").click();
    sees_heading(&stage, "Hello Ada Lovelace").await;
    eventually("the heading has the focus", || {
        focused_words() == "Hello Ada Lovelace"
    })
    .await;

    stage.link("Profile").click();
    sees_heading(&stage, "My Account").await;
    eventually("the heading has the focus", || focused_words() == "My Account").await;
    assert_eq!(document().title(), "My Account · Acme Cloud");
    assert_eq!(
        stage.link("Profile").get_attribute("aria-current").as_deref(),
        Some("page")
    );
}
