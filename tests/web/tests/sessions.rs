//! The list of sessions on "My Account": it says what will end before it does.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    ErrorCode,
    session::{EndOtherSessions, EndSessionOf, ListSessions, list_sessions},
};
use latchkey_fake_backend::{Answer, canned};
use latchkey_web_tests::{Stage, eventually};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

async fn stage() -> Stage {
    let stage = Stage::portal(canned::portal(Vec::new()), "/profile");
    eventually("the sessions are there", || stage.count(".session") == 3).await;
    stage
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
        "198.51.100.7",
        "2026",
    ] {
        assert!(text.contains(words), "{words:?} in {text}");
    }
    assert_eq!(
        stage.count(".session button"),
        2,
        "this one is ended by signing out"
    );
}

#[wasm_bindgen_test]
async fn one_is_ended_after_it_was_said_which() {
    let stage = stage().await;
    stage.button("End session Safari on iPhone").click();
    eventually("it says what will end", || {
        stage.text().contains("Safari on iPhone will be signed out")
    })
    .await;
    assert!(stage.backend.requests::<EndSessionOf>().is_empty());
    let mut left = canned::sessions();
    left.remove(1);
    stage
        .backend
        .on::<ListSessions>(move |_| Answer::Success(list_sessions::Response { items: left.clone() }));
    stage.button("Yes, end it").click();
    eventually("it is gone", || stage.count(".session") == 2).await;
    assert_eq!(stage.backend.requests::<EndSessionOf>()[0].session, "phone");
    assert!(stage.text().contains("Nobody is signed in there any more."));
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
    eventually("it asks", || stage.find_button("Yes, end them all").is_some()).await;
    stage.button("Yes, end them all").click();
    eventually("it says so", || stage.text().contains("Ended.")).await;
    assert_eq!(stage.backend.requests::<EndOtherSessions>().len(), 1);
}

#[wasm_bindgen_test]
async fn what_could_not_be_ended_is_said() {
    let stage = stage().await;
    stage
        .backend
        .on::<EndSessionOf>(|_| Answer::refused(ErrorCode::Unavailable));
    stage.button("End session Safari on iPhone").click();
    eventually("it asks", || stage.find_button("Yes, end it").is_some()).await;
    stage.button("Yes, end it").click();
    eventually("it says so", || stage.alert().contains("Nothing was changed.")).await;
    assert!(!stage.text().contains("Nobody is signed in"));
}
