//! Waking what the server rendered. The fixtures are what it renders: `cargo test -p latchkey-spa --features ssr` fails
//! when they are not.

#![cfg(target_arch = "wasm32")]

use std::cell::RefCell;

use latchkey_contract::{
    ErrorCode,
    sign_in::{DiscoverSignIn, SignInWithPassword},
};
use latchkey_fake_backend::{MockResponse, canned};
use latchkey_spa::hydrated::Hydrated;
use latchkey_web_tests::{Stage, eventually, is_reachable, paste, pause};
use wasm_bindgen::{JsCast, prelude::Closure};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, Event, HtmlElement, HtmlInputElement};

wasm_bindgen_test_configure!(run_in_browser);

macro_rules! fixture {
    ($name:literal) => {
        (
            include_str!(concat!("../fixtures/", $name, ".html")),
            include_str!(concat!("../fixtures/", $name, ".json")),
        )
    };
}

fn all_elements(root: &HtmlElement) -> Vec<Element> {
    let list = root.query_selector_all("*").expect("the selector is well-formed");
    (0..list.length())
        .filter_map(|index| list.get(index))
        .map(JsCast::unchecked_into)
        .collect()
}

fn input(root: &HtmlElement, id: &str) -> HtmlInputElement {
    let found = root
        .query_selector(&format!("#{id}"))
        .expect("the selector is well-formed");
    found.expect("the fixture has the field").unchecked_into()
}

#[wasm_bindgen_test]
fn every_element_stays_the_very_same() {
    for (name, (html, state)) in [
        ("sign_in", fixture!("sign_in.en")),
        ("sign_in_sso", fixture!("sign_in_sso.en")),
        ("sign_in_wrong", fixture!("sign_in_wrong.en")),
        ("sign_in_unavailable", fixture!("sign_in_unavailable.en")),
        ("onboarding", fixture!("onboarding.en")),
        ("onboarding_refused", fixture!("onboarding_refused.en")),
        ("sign_in in German", fixture!("sign_in.de")),
        ("sign_in_password_set", fixture!("sign_in_password_set.en")),
        ("choose_password_sign_up", fixture!("choose_password_sign_up.en")),
        ("choose_password_reset", fixture!("choose_password_reset.en")),
        ("choose_password_set_up", fixture!("choose_password_set_up.en")),
        ("consent", fixture!("consent.en")),
        ("consent_again", fixture!("consent_again.en")),
        ("consent_required", fixture!("consent_required.de")),
        ("consent_no_values", fixture!("consent_no_values.en")),
        ("consent_long", fixture!("consent_long.en")),
        ("consent_native", fixture!("consent_native.en")),
        (
            "choose_password_guessable",
            fixture!("choose_password_guessable.en"),
        ),
    ] {
        let born = RefCell::new(Vec::new());
        let stage = Stage::hydrated(canned::front_door(), html, state, |root| {
            *born.borrow_mut() = all_elements(root);
        });
        for element in born.borrow().iter() {
            assert!(element.is_connected(), "{name} lost {}", element.outer_html());
        }
        assert_eq!(stage.count("*"), born.borrow().len(), "{name}");
    }
}

#[wasm_bindgen_test]
async fn what_was_typed_before_is_kept_and_looked_at() {
    let (html, state) = fixture!("sign_in.en");
    let stage = Stage::hydrated(canned::front_door(), html, state, |root| {
        input(root, "username").set_value("ada@acme.example");
        input(root, "password").set_value("half a passw");
    });
    assert_eq!(stage.field("Username").value(), "ada@acme.example");
    assert_eq!(stage.field("Password").value(), "half a passw");
    eventually("the button reads Sign in with SSO", || {
        stage.find_button("Sign in with SSO").is_some()
    })
    .await;
    assert_eq!(stage.backend.requests::<DiscoverSignIn>().len(), 1);
    assert!(!is_reachable(&stage.field("Password")));
}

#[wasm_bindgen_test]
async fn the_form_is_awake() {
    let (html, state) = fixture!("sign_in_wrong.en");
    let stage = Stage::hydrated(canned::front_door(), html, state, |_| {});
    assert!(stage.alert().contains("do not match"), "{}", stage.alert());
    paste(&stage.field("Username"), "ada@acme.example");
    eventually("the button reads Sign in with SSO", || {
        stage.find_button("Sign in with SSO").is_some()
    })
    .await;
    stage.button("Sign in with SSO").click();
    eventually("the page is left", || {
        stage.left_for() == [canned::AUTHORIZATION_URL]
    })
    .await;
    assert_eq!(stage.alert(), "");
}

#[wasm_bindgen_test]
async fn an_icon_that_an_extension_put_next_to_a_field_does_no_harm() {
    let (html, state) = fixture!("sign_in.en");
    let stage = Stage::hydrated(canned::front_door(), html, state, |root| {
        for id in ["username", "password"] {
            let field = input(root, id);
            field
                .insert_adjacent_html("afterend", "<div class=icon>icon</div>")
                .expect("icons can be put there");
        }
    });
    stage
        .backend
        .on::<SignInWithPassword>(|_| MockResponse::refused_at(ErrorCode::UsernameMissing, "username"));
    stage.button("Sign in").click();
    let username = stage.field("Username");
    eventually("the error stands at its field", || {
        stage.description(&username).contains("Enter your email address.")
    })
    .await;
    assert_eq!(stage.count(".icon"), 2);
}

#[wasm_bindgen_test]
async fn a_form_that_is_not_wholly_awake_is_left_to_the_browser() {
    let (html, state) = fixture!("sign_in.en");
    let stage = Stage::half_hydrated(canned::front_door(), html, state, |_| {}, &Hydrated::default());
    let posted = std::rc::Rc::new(RefCell::new(false));
    let note = std::rc::Rc::clone(&posted);
    // The last to see the event: whatever the screen left to the browser is stopped here, so that the test goes on.
    let listener = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        *note.borrow_mut() = !event.default_prevented();
        event.prevent_default();
    });
    let window = leptos::prelude::window();
    window
        .add_event_listener_with_callback("submit", listener.as_ref().unchecked_ref())
        .expect("windows listen");
    paste(&stage.field("Username"), "ada@acme.example");
    stage.button("Sign in").click();
    window
        .remove_event_listener_with_callback("submit", listener.as_ref().unchecked_ref())
        .expect("windows listen");
    assert!(
        *posted.borrow(),
        "the screen kept the browser from posting the form"
    );
    pause(350).await;
    assert!(stage.backend.recorded().is_empty());
}
