//! A part of the portal that does not come: once the page is loaded anew, then it is said, and never while a page is there.

#![cfg(target_arch = "wasm32")]

use latchkey_fake_backend::canned;
use latchkey_spa::portal::lost_chunk::{LostChunk, LostChunkNotice};
use latchkey_web_tests::{Stage, eventually};
use leptos::prelude::*;
use leptos_router::components::Router;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{CustomEvent, CustomEventInit};

wasm_bindgen_test_configure!(run_in_browser);

const PLACE: &str = "/profile?tab=name";
const SAID: &str = "[role='alert']";

/// The notice above a page that the router waits for, and that has a heading once it is there.
fn stage(waits: RwSignal<bool>, heading: RwSignal<&'static str>) -> Stage {
    Stage::piece(canned::portal(Vec::new()), PLACE, "ada", move || {
        LostChunk::provide();
        view! {
            <Router>
                <LostChunkNotice waits />
                {move || {
                    let heading = heading.get();
                    (!heading.is_empty()).then(|| view! { <h1>{heading}</h1> })
                }}
            </Router>
        }
    })
}

/// What the loader of chunks says of `build`. Whether it is told to wait.
fn lose(build: &str) -> bool {
    let init = CustomEventInit::new();
    init.set_cancelable(true);
    init.set_detail(&build.into());
    let event = CustomEvent::new_with_event_init_dict("latchkey:chunk-failed", &init).expect("an event");
    !window().dispatch_event(&event).expect("windows take events")
}

#[wasm_bindgen_test]
async fn a_build_is_loaded_anew_once_at_the_address_that_was_asked_for() {
    let stage = stage(RwSignal::new(true), RwSignal::new(""));
    assert!(lose("the first"));
    eventually("it is loaded anew", || stage.left_for() == [PLACE]).await;
    assert_eq!(stage.count(SAID), 0);
    assert!(lose("the first"));
    eventually("the second time it is said", || stage.count(SAID) == 1).await;
    assert_eq!(stage.left_for().len(), 1);
    stage.button("Reload").click();
    assert_eq!(stage.left_for(), [PLACE, PLACE]);
    assert!(lose("the next"));
    eventually("another build is loaded anew", || stage.left_for().len() == 3).await;
}

#[wasm_bindgen_test]
async fn what_was_said_goes_when_another_page_has_come() {
    let (waits, heading) = (RwSignal::new(true), RwSignal::new(""));
    let stage = stage(waits, heading);
    lose("of another page");
    eventually("it is loaded anew", || stage.left_for().len() == 1).await;
    lose("of another page");
    eventually("it is said", || stage.count(SAID) == 1).await;
    heading.set("Profile");
    waits.set(false);
    eventually("it is said no more", || stage.count(SAID) == 0).await;
}

#[wasm_bindgen_test]
async fn nobody_is_sent_anywhere_while_a_page_is_there() {
    let (waits, heading) = (RwSignal::new(false), RwSignal::new("Profile"));
    let stage = stage(waits, heading);
    assert!(lose("pointed at"));
    // What follows from the event has followed when this has.
    heading.set("Account");
    eventually("the page goes on", || stage.heading() == "Account").await;
    assert!(stage.left_for().is_empty());
    waits.set(true);
    eventually("it is asked for now", || stage.left_for() == [PLACE]).await;
    assert_eq!(stage.count(SAID), 0);
}
