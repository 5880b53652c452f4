//! Choosing a new password: the meter, and a form that is sent once.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{ErrorCode, password::EstimatePassword};
use latchkey_fake_backend::{Answer, FakeBackend, canned};
use latchkey_spa::awake::Awake;
use latchkey_web_tests::{Stage, eventually, pause, translate_page, type_text};
use wasm_bindgen::{JsCast, prelude::Closure};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Event, HtmlElement};

wasm_bindgen_test_configure!(run_in_browser);

const HTML: &str = include_str!("../fixtures/choose_password_sign_up.en.html");
const STATE: &str = include_str!("../fixtures/choose_password_sign_up.en.json");
const RULE: &str = "At least 15 characters.";

fn stage(backend: FakeBackend) -> Stage {
    Stage::hydrated(backend, HTML, STATE, |_| {})
}

fn meter(stage: &Stage) -> String {
    stage.description(&stage.field("New password"))
}

#[wasm_bindgen_test]
async fn what_the_length_decides_is_said_without_asking() {
    let stage = stage(canned::front_door());
    assert!(meter(&stage).contains(RULE), "{}", meter(&stage));
    type_text(&stage.field("New password"), "seven purp");
    eventually("what is missing is said", || {
        meter(&stage) == "Characters still missing: 5."
    })
    .await;
    assert_eq!(stage.count(".meter[data-level='1']"), 1);
    type_text(&stage.field("New password"), &"x".repeat(257));
    eventually("too much is said", || meter(&stage).contains("at most 256")).await;
    type_text(&stage.field("New password"), "");
    eventually("the rule is back", || meter(&stage).contains(RULE)).await;
    assert_eq!(stage.count(".meter[data-level]"), 0);
    assert!(stage.backend.requests::<EstimatePassword>().is_empty());
}

#[wasm_bindgen_test]
async fn the_meter_speaks_in_a_translated_page_too() {
    let stage = stage(canned::front_door());
    translate_page();
    for (typed, said) in [
        ("seven purp", "Characters still missing: 5."),
        ("seven purpl", "Characters still missing: 4."),
    ] {
        type_text(&stage.field("[New password]"), typed);
        eventually("what is missing is said", || {
            stage.description(&stage.field("[New password]")) == said
        })
        .await;
        translate_page();
    }
}

#[wasm_bindgen_test]
async fn the_platform_rates_what_is_long_enough_once_typing_stops() {
    let stage = stage(canned::front_door());
    type_text(&stage.field("First name"), "Grace");
    for typed in ["seven purple ke", "seven purple ket", "seven purple kettles"] {
        type_text(&stage.field("New password"), typed);
    }
    eventually("it is rated", || meter(&stage) == "Very good.").await;
    assert_eq!(stage.count(".meter[data-level='4']"), 1);
    let asked = stage.backend.requests::<EstimatePassword>();
    assert_eq!(asked.len(), 1, "not at each key");
    assert_eq!(asked[0].password, "seven purple kettles");
    assert_eq!(asked[0].about, ["Grace", "grace@hopper.example"]);
    type_text(&stage.field("New password"), "passwordpassword");
    eventually("it is rated anew", || meter(&stage) == "Easy to guess so far.").await;
}

#[wasm_bindgen_test]
async fn a_late_answer_is_about_another_password() {
    let backend = canned::front_door();
    backend.hold::<EstimatePassword>();
    let stage = stage(backend);
    type_text(&stage.field("New password"), "seven purple kettles");
    eventually("it is asked", || {
        stage.backend.requests::<EstimatePassword>().len() == 1
    })
    .await;
    type_text(&stage.field("New password"), "short");
    stage.backend.release::<EstimatePassword>("kettles");
    eventually("what is missing is said", || {
        meter(&stage) == "Characters still missing: 10."
    })
    .await;
    pause(50).await;
    assert_eq!(meter(&stage), "Characters still missing: 10.");
}

#[wasm_bindgen_test]
async fn without_an_answer_the_rule_stays() {
    let backend = canned::front_door();
    backend.on::<EstimatePassword>(|_| Answer::refused(ErrorCode::Busy));
    let stage = stage(backend);
    type_text(&stage.field("New password"), "seven purple kettles");
    eventually("it is asked", || {
        stage.backend.requests::<EstimatePassword>().len() == 1
    })
    .await;
    pause(50).await;
    assert!(meter(&stage).contains(RULE), "{}", meter(&stage));
}

#[wasm_bindgen_test]
async fn half_awake_it_asks_nobody() {
    let awake = Awake::default();
    let stage = Stage::half_hydrated(canned::front_door(), HTML, STATE, |_| {}, &awake);
    type_text(&stage.field("New password"), "seven purple kettles");
    pause(500).await;
    assert!(stage.backend.requests::<EstimatePassword>().is_empty());
    assert!(meter(&stage).contains(RULE), "{}", meter(&stage));
}

#[wasm_bindgen_test]
fn the_form_is_sent_once() {
    let stage = stage(canned::front_door());
    let form: HtmlElement = stage
        .button("Create account")
        .closest("form")
        .expect("the selector is well-formed")
        .expect("buttons stand in forms")
        .unchecked_into();
    let sent = std::rc::Rc::new(std::cell::Cell::new(0));
    let count = std::rc::Rc::clone(&sent);
    // After the screen's own listener; the page stays where it is.
    let watch = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        count.set(count.get() + i32::from(!event.default_prevented()));
        event.prevent_default();
    });
    form.parent_element()
        .expect("forms stand somewhere")
        .add_event_listener_with_callback("submit", watch.as_ref().unchecked_ref())
        .expect("elements can be listened to");
    stage.button("Create account").click();
    stage.button("Create account").click();
    assert_eq!(sent.get(), 1);
}
