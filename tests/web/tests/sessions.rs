//! The list of sessions on "My Account" > Security: it says what will end before it does.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    ErrorCode,
    session::{EndOtherSessions, EndSessionOf, ForgetBrowser, ListSessions, SessionItem, list_sessions},
};
use latchkey_fake_backend::{MockResponse, canned, canned_two_step};
use latchkey_web_tests::{Stage, eventually, focused};
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlElement;

wasm_bindgen_test_configure!(run_in_browser);

async fn stage() -> Stage {
    let stage = Stage::portal(canned::portal(Vec::new()), "/profile/security");
    eventually("the sessions are there", || stage.count(".session") == 3).await;
    stage
}

/// The button of a session. Its name says which it is: device, time and address.
fn end_button(stage: &Stage, device: &str) -> HtmlElement {
    let begin = format!("End session: {device}, ");
    let buttons = document()
        .query_selector_all(".session button")
        .expect("a selector");
    let mut buttons = (0..buttons.length()).filter_map(|n| buttons.item(n));
    let button = buttons.find(|button| {
        let button: &HtmlElement = button.unchecked_ref();
        let name = button.get_attribute("aria-label").unwrap_or_default();
        name.starts_with(&begin) && name.ends_with(", 198.51.100.7")
    });
    button
        .unwrap_or_else(|| panic!("no {begin:?} in {}", stage.html()))
        .unchecked_into()
}

#[wasm_bindgen_test]
async fn it_names_devices_and_marks_this_one() {
    let stage = stage().await;
    let text = stage.text();
    for words in [
        "Firefox on Linux",
        "This device",
        "Safari on iPhone",
        "Unknown device",
        "From 198.51.100.7",
    ] {
        assert!(text.contains(words), "{words:?} in {text}");
    }
    assert_eq!(
        stage.count(".session button"),
        2,
        "this one is ended by signing out"
    );
    let time = stage.first(".session time");
    assert_eq!(
        time.get_attribute("datetime").as_deref(),
        Some("2026-11-20T09:00:00Z")
    );
    let exact = time.get_attribute("title").unwrap_or_default();
    assert!(exact.contains("2026"), "the exact time, not {exact:?}");
}

#[wasm_bindgen_test]
async fn one_is_ended_after_it_was_said_which() {
    let stage = stage().await;
    end_button(&stage, "Safari on iPhone").click();
    eventually("it says what will end", || {
        stage.text().contains("Safari on iPhone will be signed out")
    })
    .await;
    assert!(stage.backend.requests::<EndSessionOf>().is_empty());
    let mut left = canned::sessions();
    left.remove(1);
    stage
        .backend
        .on::<ListSessions>(move |_| MockResponse::Success(list_sessions::Response { items: left.clone() }));
    assert_eq!(
        focused().text_content().as_deref(),
        Some("Cancel"),
        "Enter ends nothing"
    );
    stage.button("End session").click();
    eventually("it is gone", || stage.count(".session") == 2).await;
    assert_eq!(stage.backend.requests::<EndSessionOf>()[0].session, "phone");
    assert!(stage.text().contains("Nobody is signed in there any more."));
    eventually("the place is kept", || focused().id() == "sessions").await;
}

#[wasm_bindgen_test]
async fn this_one_comes_first_and_the_rest_of_many_when_asked_for() {
    let backend = canned::portal(Vec::new());
    let mut many = canned::sessions();
    let here = many.remove(0);
    let phone = many.remove(0);
    let mut items: Vec<_> = (0..14)
        .map(|n| SessionItem {
            id: n.to_string(),
            ..phone.clone()
        })
        .collect();
    items.insert(7, here);
    backend
        .on::<ListSessions>(move |_| MockResponse::Success(list_sessions::Response { items: items.clone() }));
    let stage = Stage::portal(backend, "/profile/security");
    eventually("five are there", || stage.count(".session") == 5).await;
    let first = stage.first(".session").text_content().unwrap_or_default();
    assert!(first.contains("This device"), "{first}");
    stage.button("Show all 15").click();
    eventually("all are there", || stage.count(".session") == 15).await;
    assert!(stage.find_button("Show all 15").is_none());
    eventually("the focus is on the first of the rest", || {
        focused()
            .closest(".session:nth-child(6)")
            .ok()
            .flatten()
            .is_some()
    })
    .await;
}

#[wasm_bindgen_test]
async fn all_others_are_ended_and_whoever_cancels_ends_none() {
    let stage = stage().await;
    stage.button("End all other sessions").click();
    eventually("it asks", || stage.text().contains("everywhere but here")).await;
    stage.button("Cancel").click();
    eventually("it asks no more", || {
        !stage.text().contains("everywhere but here")
    })
    .await;
    assert!(stage.backend.requests::<EndOtherSessions>().is_empty());
    stage.button("End all other sessions").click();
    eventually("it asks", || stage.find_button("End them all").is_some()).await;
    stage.button("End them all").click();
    eventually("it says so", || stage.text().contains("Ended.")).await;
    assert_eq!(stage.backend.requests::<EndOtherSessions>().len(), 1);
}

#[wasm_bindgen_test]
async fn what_could_not_be_ended_is_said() {
    let stage = stage().await;
    stage
        .backend
        .on::<EndSessionOf>(|_| MockResponse::refused(ErrorCode::Unavailable));
    end_button(&stage, "Safari on iPhone").click();
    eventually("it asks", || stage.count("dialog[open]") == 1).await;
    stage.button("End session").click();
    eventually("it says so", || stage.alert().contains("Nothing was changed.")).await;
    assert!(!stage.text().contains("Nobody is signed in"));
}

#[wasm_bindgen_test]
async fn remembered_browsers_are_listed_and_forgotten_one_by_one() {
    let stage = stage().await;
    eventually("they are there", || stage.count(".remembered") == 2).await;
    let text = stage.text();
    assert!(
        text.contains("Remembered browsers") && text.contains("until "),
        "{text}"
    );
    let there = stage.all(".remembered button").pop().expect("a button");
    let name = there.get_attribute("aria-label").unwrap_or_default();
    assert!(
        name.starts_with("Forget browser: Unknown device, 192.0.2.7"),
        "{name}"
    );
    there.unchecked_into::<HtmlElement>().click();
    eventually("it asks", || stage.count("dialog[open]") == 1).await;
    canned_two_step::has_remembered_browsers(&stage.backend, Vec::new());
    let yes = stage.all("dialog[open] button").into_iter().find(|button| {
        button
            .text_content()
            .is_some_and(|text| text.contains("Forget browser"))
    });
    yes.expect("a button").unchecked_into::<HtmlElement>().click();
    eventually("none is left, and nothing is said of it", || {
        stage.count(".remembered") == 0 && !stage.text().contains("Remembered browsers")
    })
    .await;
    let sent = stage.backend.requests::<ForgetBrowser>();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].browser, "there");
}

#[wasm_bindgen_test]
async fn with_all_other_sessions_they_are_read_anew() {
    let stage = stage().await;
    eventually("they are there", || stage.count(".remembered") == 2).await;
    canned_two_step::has_remembered_browsers(&stage.backend, Vec::new());
    stage.button("End all other sessions").click();
    eventually("it asks", || stage.count("dialog[open]") == 1).await;
    stage.button("End them all").click();
    eventually("none is left", || stage.count(".remembered") == 0).await;
}
