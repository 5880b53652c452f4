//! What a page reads: what is shown meanwhile, what when it has come, and what of responses that are late.

#![cfg(target_arch = "wasm32")]

use latchkey_fake_backend::FakeBackend;
use latchkey_spa::{api::ApiError, kit::Loaded};
use latchkey_web_tests::{Stage, eventually, pause};
use leptos::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Reads the number that `number` holds at this moment; the first read takes so many milliseconds, the second, and all others.
#[component]
fn Number(times: [u32; 2], number: ArcRwSignal<u32>, is_quiet: bool, fails: bool) -> impl IntoView {
    let resource = LocalResource::new(move || {
        let current = number.get();
        let number = number.clone();
        async move {
            pause(times.get(current as usize).copied().unwrap_or_default()).await;
            if fails && current == 0 {
                number.update_untracked(|number| *number += 1);
                return Err(ApiError::Offline);
            }
            Ok(current)
        }
    });
    let content = |number: u32| view! { <p>"This is number " {number}</p> };
    match is_quiet {
        true => view! { <Loaded resource fallback=|| () children=content /> }.into_any(),
        false => view! { <Loaded resource children=content /> }.into_any(),
    }
}

fn stage(times: [u32; 2], is_quiet: bool, fails: bool) -> (Stage, ArcRwSignal<u32>) {
    let again = ArcRwSignal::new(0);
    let number = again.clone();
    let stage = Stage::piece(FakeBackend::new(), "/profile", "ada", move || {
        view! { <Number times number is_quiet fails /> }
    });
    (stage, again)
}

async fn sees(stage: &Stage, text: &str) {
    eventually(text, || stage.text().contains(text)).await;
}

#[wasm_bindgen_test]
async fn a_skeleton_comes_first_and_goes_with_the_response() {
    let (stage, _) = stage([50, 0], false, false);
    eventually("a skeleton", || stage.text() == "Loading").await;
    sees(&stage, "This is number 0").await;
    assert_eq!(stage.count(".skeleton"), 0);
}

#[wasm_bindgen_test]
async fn what_needs_no_skeleton_has_none() {
    let (stage, _) = stage([50, 0], true, false);
    assert_eq!(stage.text(), "");
    sees(&stage, "This is number 0").await;
}

#[wasm_bindgen_test]
async fn what_is_there_stays_until_what_is_read_again_has_come() {
    let (stage, again) = stage([0, 100], false, false);
    sees(&stage, "This is number 0").await;
    again.set(1);
    pause(30).await;
    assert!(stage.text().contains("This is number 0"), "{}", stage.text());
    sees(&stage, "This is number 1").await;
}

#[wasm_bindgen_test]
async fn a_late_response_does_not_take_the_place_of_a_newer_one() {
    let (stage, again) = stage([150, 0], false, false);
    again.set(1);
    sees(&stage, "This is number 1").await;
    pause(250).await;
    assert!(stage.text().contains("This is number 1"), "{}", stage.text());
}

#[wasm_bindgen_test]
async fn what_failed_can_be_tried_again() {
    let (stage, _) = stage([0, 50], false, true);
    eventually("it says what happened", || {
        stage.alert().contains("could not be reached")
    })
    .await;
    let retry = stage.button("Try again");
    retry.click();
    eventually("it is being tried again", || {
        retry.get_attribute("aria-busy").as_deref() == Some("true")
    })
    .await;
    sees(&stage, "This is number 1").await;
    assert_eq!(stage.alert(), "");
}
