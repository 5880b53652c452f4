//! Every page of the portal in every state: it says what it is, or what went wrong.

#![cfg(target_arch = "wasm32")]

use latchkey_fake_backend::State;
use latchkey_spa::paths::PORTAL_PAGES;
use latchkey_web_tests::{Stage, eventually, gallery::address_of};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn each_page_shows_something_in_each_state() {
    for page in PORTAL_PAGES {
        for state in State::ALL {
            let stage = Stage::portal(state.backend(), &address_of(page));
            let shown = format!("{page} in the state {}", state.name());
            if state == State::SessionEnded {
                eventually(&shown, || {
                    stage.left_for().iter().any(|url| url.starts_with("/sign-in"))
                })
                .await;
            } else {
                eventually(&shown, || {
                    !stage.heading().is_empty() || !stage.alert().is_empty()
                })
                .await;
            }
            stage.backend.assert_all_handled();
        }
    }
}
