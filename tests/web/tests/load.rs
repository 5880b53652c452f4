//! What a page asks for: what is shown meanwhile, what when it comes, and what of answers that are late.

#![cfg(target_arch = "wasm32")]

use latchkey_fake_backend::FakeBackend;
use latchkey_spa::{
    api::ApiError,
    portal::load::{Load, Loaded, show},
};
use latchkey_web_tests::{Stage, eventually, pause};
use leptos::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Asks what comes next, which takes so many milliseconds for the first time, the second, and all others.
#[component]
fn Asking(times: [u32; 2], again: ArcRwSignal<u32>, bars: bool, fails: bool) -> impl IntoView {
    let load = Load::new(move |load| {
        let number = again.get();
        let again = again.clone();
        async move {
            pause(times.get(number as usize).copied().unwrap_or_default()).await;
            if fails && number == 0 {
                again.update_untracked(|number| *number += 1);
                return Err(ApiError::Offline);
            }
            Ok(show(move || {
                view! { <p>"This is number " {number}</p><button on:click=move |_| load.anew()>"Anew"</button> }
            }))
        }
    });
    view! { <Loaded load bars /> }
}

fn stage(times: [u32; 2], bars: bool, fails: bool) -> (Stage, ArcRwSignal<u32>) {
    let again = ArcRwSignal::new(0);
    let counter = again.clone();
    let stage = Stage::piece(FakeBackend::new(), "/profile", "ada", move || {
        view! { <Asking times again=counter bars fails /> }
    });
    (stage, again)
}

#[wasm_bindgen_test]
async fn bars_come_first_and_go_with_the_answer() {
    let (stage, _) = stage([50, 0], true, false);
    assert_eq!(stage.text(), "Loading");
    eventually("the answer is there", || {
        stage.text().contains("This is number 0")
    })
    .await;
    assert_eq!(stage.count(".skeleton"), 0);
}

#[wasm_bindgen_test]
async fn what_needs_no_bars_has_none() {
    let (stage, _) = stage([50, 0], false, false);
    assert_eq!(stage.text(), "");
    eventually("the answer is there", || {
        stage.text().contains("This is number 0")
    })
    .await;
}

#[wasm_bindgen_test]
async fn what_is_there_stays_until_what_it_asked_for_again_has_come() {
    let (stage, again) = stage([0, 100], true, false);
    eventually("the answer is there", || {
        stage.text().contains("This is number 0")
    })
    .await;
    again.set(1);
    pause(30).await;
    assert!(stage.text().contains("This is number 0"), "{}", stage.text());
    eventually("the new one is there", || {
        stage.text().contains("This is number 1")
    })
    .await;
}

#[wasm_bindgen_test]
async fn asked_anew_it_shows_bars() {
    let (stage, _) = stage([50, 0], true, false);
    eventually("the answer is there", || {
        stage.text().contains("This is number 0")
    })
    .await;
    stage.button("Anew").click();
    eventually("there are bars", || stage.text() == "Loading").await;
    eventually("the answer is there", || {
        stage.text().contains("This is number 0")
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_late_answer_does_not_take_the_place_of_a_newer_one() {
    let (stage, again) = stage([150, 0], true, false);
    again.set(1);
    eventually("the newer is there", || stage.text().contains("This is number 1")).await;
    pause(250).await;
    assert!(stage.text().contains("This is number 1"), "{}", stage.text());
}

#[wasm_bindgen_test]
async fn what_failed_can_be_tried_again() {
    let (stage, _) = stage([0, 0], true, true);
    eventually("it says what happened", || {
        stage.alert().contains("could not be reached")
    })
    .await;
    stage.button("Try again").click();
    eventually("the answer is there", || {
        stage.text().contains("This is number 1")
    })
    .await;
    assert_eq!(stage.alert(), "");
}
