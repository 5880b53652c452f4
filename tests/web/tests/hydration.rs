//! Waking what the server rendered. The fixtures are what it renders: `cargo test -p latchkey-spa --features ssr` fails
//! when they are not.

#![cfg(target_arch = "wasm32")]

use std::cell::RefCell;

use latchkey_contract::sign_in::DiscoverSignIn;
use latchkey_fake_backend::canned;
use latchkey_web_tests::{Stage, eventually, is_reachable, paste};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement, HtmlInputElement};

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
