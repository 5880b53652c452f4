//! Every page of the portal in every state of the platform: it shows what it is about, what it waits for, or what went wrong.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::ErrorCode;
use latchkey_fake_backend::State;
use latchkey_spa::{
    api::ApiError,
    i18n::Locale,
    paths::{self, PORTAL_PAGES},
    phrases::{error_phrase, problem_phrase},
};
use latchkey_web_tests::{Stage, address_taken, eventually, gallery::address_of};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// A form, and a page that says that its tab can be closed: for neither anything is read.
const READ_NOTHING: [&str; 2] = [
    paths::NEW_APP,
    "/control-center/security/single-sign-on/{configuration}/tested",
];

async fn each_page(state: State, is_right: impl Fn(&str, &Stage) -> bool) {
    for page in PORTAL_PAGES {
        let address = address_of(page);
        address_taken(&address).await;
        let stage = Stage::portal_in(state, &address);
        let shown = format!("{page} in the state {}", state.name());
        eventually(&shown, || is_right(page, &stage)).await;
    }
}

/// A skeleton is made of bones; a table waits as a whole.
fn is_waiting(stage: &Stage) -> bool {
    stage.count(".bone, [aria-busy='true']") > 0
}

fn is_ready(_page: &str, stage: &Stage) -> bool {
    !is_waiting(stage) && !stage.heading().is_empty() && stage.alert().is_empty()
}

fn says(page: &str, stage: &Stage, phrase: &str) -> bool {
    match READ_NOTHING.contains(&page) {
        true => is_ready(page, stage),
        false => stage.alert().contains(phrase),
    }
}

#[wasm_bindgen_test]
async fn usually_each_page_is_ready() {
    each_page(State::Usual, is_ready).await;
}

#[wasm_bindgen_test]
async fn a_page_that_has_nothing_to_list_is_ready() {
    each_page(State::Empty, is_ready).await;
}

#[wasm_bindgen_test]
async fn a_page_that_lists_many_things_is_ready() {
    each_page(State::Many, is_ready).await;
}

#[wasm_bindgen_test]
async fn pages_are_ready_where_saving_fails() {
    each_page(State::SavingFails, is_ready).await;
}

#[wasm_bindgen_test]
async fn pages_are_ready_where_changes_are_throttled() {
    each_page(State::Throttled, is_ready).await;
}

#[wasm_bindgen_test]
async fn a_page_that_is_slow_shows_that_it_is_coming() {
    each_page(State::Slow, |page, stage| {
        // A screen that was taken away before it is there would be built in the place of the next one.
        match READ_NOTHING.contains(&page) {
            true => is_ready(page, stage),
            false => is_waiting(stage),
        }
    })
    .await;
}

#[wasm_bindgen_test]
async fn without_a_network_each_page_says_so() {
    let phrase = problem_phrase(Locale::en, &ApiError::Offline);
    each_page(State::Offline, |page, stage| says(page, stage, &phrase)).await;
}

#[wasm_bindgen_test]
async fn a_fault_of_the_server_is_told() {
    let phrase = error_phrase(Locale::en, ErrorCode::Internal);
    each_page(State::ServerError, |page, stage| says(page, stage, phrase)).await;
}

#[wasm_bindgen_test]
async fn a_refusal_is_told() {
    let phrase = error_phrase(Locale::en, ErrorCode::CrossSiteRequest);
    each_page(State::Forbidden, |page, stage| says(page, stage, phrase)).await;
}

#[wasm_bindgen_test]
async fn what_does_not_exist_is_not_shown() {
    let phrase = error_phrase(Locale::en, ErrorCode::NotFound);
    each_page(State::NotFound, |page, stage| {
        // Lists and the settings of an app have a page of their own for that.
        let is_missing = stage.count("main .empty-state") == 1 && stage.alert().is_empty();
        is_missing || says(page, stage, phrase)
    })
    .await;
}

#[wasm_bindgen_test]
async fn whoever_is_no_longer_signed_in_is_led_to_the_sign_in_and_back() {
    each_page(State::SessionEnded, |page, stage| {
        let back = paths::sign_in_and_back_to(&address_of(page));
        stage.left_for().contains(&back)
    })
    .await;
}
