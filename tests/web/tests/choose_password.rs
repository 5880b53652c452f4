//! Choosing a new password: the meter, and a form that is sent once.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{ErrorCode, password::EstimatePassword};
use latchkey_fake_backend::{FakeBackend, MockResponse, canned};
use latchkey_spa::hydrated::Hydrated;
use latchkey_web_tests::{Stage, eventually, leave_field, pause, translate_page, type_text};
use wasm_bindgen::{JsCast, prelude::Closure};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, Event, HtmlElement, HtmlInputElement};

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
        meter(&stage) == "5 more characters."
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
        ("seven purp", "5 more characters."),
        ("seven purpl", "4 more characters."),
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
    eventually("it is rated anew", || {
        meter(&stage).starts_with("Too easy to guess.")
    })
    .await;
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
        meter(&stage) == "10 more characters."
    })
    .await;
    pause(50).await;
    assert_eq!(meter(&stage), "10 more characters.");
}

#[wasm_bindgen_test]
async fn without_an_answer_the_rule_stays() {
    let backend = canned::front_door();
    backend.on::<EstimatePassword>(|_| MockResponse::refused(ErrorCode::Busy));
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
    let hydrated = Hydrated::default();
    let stage = Stage::half_hydrated(canned::front_door(), HTML, STATE, |_| {}, &hydrated);
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
    type_text(&stage.field("First name"), "Grace");
    type_text(&stage.field("New password"), "seven purple kettles");
    stage.button("Create account").click();
    stage.button("Create account").click();
    assert_eq!(sent.get(), 1);
}

/// What is posted comes back without the password: so nothing is posted that will be refused.
#[wasm_bindgen_test]
async fn everything_that_is_wrong_is_said_at_once_and_the_password_stays() {
    let stage = stage(canned::front_door());
    let (name, password) = (stage.field("First name"), stage.field("New password"));
    type_text(&password, "too short");
    let prevented = submit(&stage);
    assert!(prevented, "nothing is posted");
    eventually("the name is asked for", || {
        stage.description(&name) == "Enter your name."
    })
    .await;
    assert!(
        stage
            .description(&password)
            .starts_with("Use at least 15 characters.")
    );
    assert_eq!(focused().as_ref(), Some(name.as_ref()), "the first that is wrong");
    assert_eq!(password.value(), "too short");
    assert_eq!(stage.count(".meter[data-level='1']"), 1);

    change(&name, "Grace");
    eventually("mended and left, it is not blamed any more", || {
        stage.description(&name).is_empty()
    })
    .await;
    type_text(&password, "seven purple kettles");
    eventually("it is rated", || meter(&stage) == "Very good.").await;
    assert!(!submit(&stage), "it is posted");
}

#[wasm_bindgen_test]
async fn what_the_platform_calls_easy_to_guess_is_not_posted() {
    let stage = stage(canned::front_door());
    type_text(&stage.field("First name"), "Grace");
    type_text(&stage.field("New password"), "passwordpassword");
    eventually("it is rated", || meter(&stage).starts_with("Too easy to guess.")).await;
    assert_eq!(
        stage.count(".meter[data-level='1']"),
        1,
        "as little as of what is refused for its length"
    );
    assert!(submit(&stage), "nothing is posted");
    eventually("it is said", || {
        meter(&stage).starts_with("This password is easy to guess.")
    })
    .await;
}

/// The form's answer and the meter say the same.
#[wasm_bindgen_test]
async fn what_the_form_refused_the_meter_refuses() {
    let (html, state) = (
        include_str!("../fixtures/choose_password_guessable.en.html"),
        include_str!("../fixtures/choose_password_guessable.en.json"),
    );
    let stage = Stage::hydrated(canned::front_door(), html, state, |_| {});
    assert_eq!(stage.count(".meter[data-level='1']"), 1);
    type_text(&stage.field("New password"), "s");
    eventually("of another password it is not said", || {
        !meter(&stage).contains("easy to guess")
    })
    .await;
}

#[wasm_bindgen_test]
fn a_form_that_was_refused_tells_everything() {
    let (html, state) = (
        include_str!("../fixtures/choose_password_refused.en.html"),
        include_str!("../fixtures/choose_password_refused.en.json"),
    );
    let stage = Stage::hydrated(canned::front_door(), html, state, |_| {});
    for (label, words) in [
        ("Company", "Enter the name of the company."),
        ("First name", "Enter your name."),
        (
            "Email address",
            "Enter your email address, like ada@acme.example.",
        ),
        ("New password", "Use at least 15 characters."),
    ] {
        let said = stage.description(&stage.field(label));
        assert!(said.starts_with(words), "{label}: {said}");
    }
    assert!(
        !stage.text().contains("Back to sign in"),
        "there is nobody yet who could sign in"
    );
}

#[wasm_bindgen_test]
async fn a_password_can_be_shown_and_is_hidden_before_it_is_sent() {
    let stage = stage(canned::front_door());
    let password = stage.field("New password");
    type_text(&stage.field("First name"), "Grace");
    type_text(&password, "seven purple kettles");
    let show = stage.button("Show password");
    show.click();
    eventually("it is shown", || {
        password.type_() == "text" && show.get_attribute("aria-pressed").as_deref() == Some("true")
    })
    .await;
    assert_eq!(password.value(), "seven purple kettles");
    assert!(!submit(&stage), "it is posted");
    eventually("it is hidden", || password.type_() == "password").await;
}

/// Presses the button; whether the screen kept the form from being posted. The page stays where it is.
fn submit(stage: &Stage) -> bool {
    let form = stage.field("New password").form().expect("inputs stand in forms");
    let prevented = std::rc::Rc::new(std::cell::Cell::new(false));
    let seen = std::rc::Rc::clone(&prevented);
    let watch = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        seen.set(event.default_prevented());
        event.prevent_default();
    });
    let around = form.parent_element().expect("forms stand somewhere");
    let listener = watch.as_ref().unchecked_ref();
    around
        .add_event_listener_with_callback("submit", listener)
        .expect("elements can be listened to");
    form.request_submit().expect("forms can be sent");
    around
        .remove_event_listener_with_callback("submit", listener)
        .expect("it listened");
    prevented.get()
}

/// Types a text and leaves the field.
fn change(input: &HtmlInputElement, text: &str) {
    type_text(input, text);
    leave_field(input);
}

fn focused() -> Option<Element> {
    leptos::prelude::document().active_element()
}
