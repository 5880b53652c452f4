//! The consent page, hydrated, in every state. What it says once the request is over is a page without a script: see `tests/front`.

#![cfg(target_arch = "wasm32")]

use std::{cell::RefCell, rc::Rc};

use latchkey_fake_backend::canned;
use latchkey_spa::hydrated::Hydrated;
use latchkey_web_tests::Stage;
use leptos::prelude::window;
use wasm_bindgen::{JsCast, prelude::Closure};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{
    Event, HtmlButtonElement, HtmlElement, HtmlInputElement, PageTransitionEvent, PageTransitionEventInit,
    SubmitEvent,
};

wasm_bindgen_test_configure!(run_in_browser);

macro_rules! fixture {
    ($name:literal) => {
        (
            include_str!(concat!("../fixtures/", $name, ".html")),
            include_str!(concat!("../fixtures/", $name, ".json")),
        )
    };
}

fn stage((html, state): (&str, &str)) -> Stage {
    Stage::hydrated(canned::front_door(), html, state, |_| {})
}

fn boxed(stage: &Stage, scope: &str) -> HtmlInputElement {
    stage.by_id(&format!("scope-{scope}")).unchecked_into()
}

/// What the browser posts, by the values of the buttons. The page stays where it is.
#[derive(Clone)]
struct Posts {
    decisions: Rc<RefCell<Vec<String>>>,
    listener: Rc<Closure<dyn FnMut(Event)>>,
}

impl Posts {
    /// Watches from outside the screen: the last to see the event.
    fn watch() -> Self {
        let decisions = Rc::new(RefCell::new(Vec::new()));
        let noted = Rc::clone(&decisions);
        let listener = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            if !event.default_prevented() {
                let submitter = event.unchecked_ref::<SubmitEvent>().submitter();
                let button: HtmlButtonElement = submitter.expect("a button sends it").unchecked_into();
                assert_eq!(button.name(), "decision");
                noted.borrow_mut().push(button.value());
            }
            event.prevent_default();
        });
        window()
            .add_event_listener_with_callback("submit", listener.as_ref().unchecked_ref())
            .expect("windows listen");
        Self {
            decisions,
            listener: Rc::new(listener),
        }
    }

    fn all(&self) -> Vec<String> {
        self.decisions.borrow().clone()
    }
}

impl Drop for Posts {
    fn drop(&mut self) {
        let listener = self.listener.as_ref().as_ref().unchecked_ref();
        window()
            .remove_event_listener_with_callback("submit", listener)
            .expect("windows listen");
    }
}

#[wasm_bindgen_test]
fn the_first_time_it_says_who_asks_for_what_and_where_one_goes_back_to() {
    let stage = stage(fixture!("consent.en"));
    assert_eq!(stage.heading(), "Authorize access");
    let text = stage.text();
    for words in [
        "Company Expenses Acceptance wants to know this, to sign you in:",
        "That it is you, and your role there always",
        "Administrator",
        "Your name and company always",
        "Ada Lovelace, Acme",
        "Your email address optional",
        "The apps and environments that you may open optional",
        "Stay connected when you are away optional",
        "You go back to expenses.acme.example. You can take this back at any time in My Account, under “Apps with access”.",
        "Signed in as ada@acme.example.",
    ] {
        assert!(text.contains(words), "{words:?} in {text}");
    }
    assert_eq!(stage.count(".grants li"), 5, "every scope");
    assert_eq!(stage.count(".tag.new"), 0, "everything is new: no mark says so");
    assert!(stage.backend.recorded().is_empty(), "nothing is asked of anybody");
}

#[wasm_bindgen_test]
fn what_is_required_is_locked_and_what_is_optional_can_be_chosen() {
    let stage = stage(fixture!("consent.en"));
    for scope in ["openid", "profile"] {
        let required = stage.by_id(&format!("scope-{scope}"));
        assert_eq!(
            required.tag_name(),
            "SPAN",
            "{scope} is a text: it cannot be left out"
        );
    }
    for scope in ["email", "apps", "offline_access"] {
        let optional = boxed(&stage, scope);
        assert!(!optional.checked() && !optional.disabled(), "{scope}");
        assert_eq!(
            (optional.name().as_str(), optional.value().as_str()),
            ("scope", scope)
        );
        optional.click();
        assert!(optional.checked(), "{scope}");
        optional.click();
        assert!(!optional.checked(), "{scope}");
    }
    stage.field("Your email address optional").click();
    assert!(boxed(&stage, "email").checked(), "the words belong to the box");
}

#[wasm_bindgen_test]
fn where_nothing_can_be_left_out_nothing_can_be_chosen() {
    let stage = stage(fixture!("consent_required.en"));
    assert_eq!(stage.count(".grants input:enabled"), 0);
    assert!(!stage.text().contains("optional"));
}

#[wasm_bindgen_test]
fn what_is_new_since_the_last_time_is_marked() {
    let stage = stage(fixture!("consent_again.en"));
    let text = stage.text();
    assert!(
        text.contains("asks for more than you have agreed to so far. What is new is marked."),
        "{text}"
    );
    assert_eq!(stage.count(".tag.new"), 2);
    for words in [
        "The apps and environments that you may open optional new",
        "Stay connected when you are away optional new",
    ] {
        assert!(text.contains(words), "{words:?} in {text}");
    }
    assert!(boxed(&stage, "email").checked(), "what was chosen then is chosen");
    assert!(!boxed(&stage, "apps").checked(), "nobody has chosen it yet");
}

#[wasm_bindgen_test]
fn what_has_changed_since_it_was_shown_is_said_marked_and_posted_back_as_it_is_now() {
    let stage = stage(fixture!("consent_changed.en"));
    let text = stage.text();
    for words in [
        "The app has changed what it asks for, so nothing is authorized yet. Please check it again.",
        "Your email address always new",
    ] {
        assert!(text.contains(words), "{words:?} in {text}");
    }
    assert_eq!(stage.count(".tag.new"), 1, "the rest is as it was");
    assert_eq!(
        stage.by_id("scope-email").tag_name(),
        "SPAN",
        "it cannot be left out any more"
    );
    assert!(boxed(&stage, "apps").checked(), "what was ticked is");
    assert!(!boxed(&stage, "offline_access").checked(), "and nothing else");
    let posted = "form:has([value=authorize]) [type=hidden][name=required][value='openid profile email']";
    assert_eq!(stage.count(posted), 1);
}

#[wasm_bindgen_test]
fn without_values_it_says_what_is_asked_for_all_the_same() {
    let stage = stage(fixture!("consent_no_values.en"));
    assert_eq!(stage.count(".grants li"), 3);
    assert_eq!(stage.count(".grants .value"), 0);
    assert!(stage.text().contains("Your name and company always"));
}

#[wasm_bindgen_test]
fn long_names_are_shown_whole() {
    let stage = stage(fixture!("consent_long.en"));
    let text = stage.text();
    for words in [
        "Reisekostenabrechnung".repeat(4),
        "Pre-Production Pre-Production Pre-Production".to_owned(),
        "Donaudampfschifffahrt".repeat(4),
        format!("You go back to {}example:8443.", "expenses-acceptance.".repeat(8)),
    ] {
        assert!(text.contains(&words), "{words:?} in {text}");
    }
}

#[wasm_bindgen_test]
fn an_app_on_the_own_machine_says_where() {
    let stage = stage(fixture!("consent_native.en"));
    assert!(
        stage.text().contains("You go back to 127.0.0.1:51004."),
        "{}",
        stage.text()
    );
}

#[wasm_bindgen_test]
fn it_speaks_german() {
    let stage = stage(fixture!("consent_again.de"));
    assert_eq!(stage.heading(), "Zugriff erlauben");
    let text = stage.text();
    for words in [
        "möchte mehr wissen, als Sie bisher erlaubt haben.",
        "Dass Sie es sind, und Ihre Rolle dort immer",
        "Die Apps und Umgebungen, die Sie öffnen dürfen freiwillig neu",
        "Sie kehren zurück zu expenses.acme.example. Sie können dies jederzeit widerrufen: Mein Konto, „Apps mit Zugriff“.",
        "Angemeldet als ada@acme.example.",
    ] {
        assert!(text.contains(words), "{words:?} in {text}");
    }
    for button in ["Erlauben", "Abbrechen", "Nicht Sie?"] {
        assert!(stage.find_button(button).is_some(), "{button}");
    }
}

#[wasm_bindgen_test]
fn a_tick_made_before_it_woke_stays() {
    let (html, state) = fixture!("consent.en");
    let ticked = RefCell::new(None);
    let stage = Stage::hydrated(canned::front_door(), html, state, |root: &HtmlElement| {
        let field = root.query_selector("#scope-apps").expect("well-formed");
        let field: HtmlInputElement = field.expect("the fixture has the box").unchecked_into();
        field.set_checked(true);
        *ticked.borrow_mut() = Some(field);
    });
    let field = boxed(&stage, "apps");
    assert_eq!(
        ticked.borrow().as_ref(),
        Some(&field),
        "it is the very same element"
    );
    assert!(field.checked());
    assert!(!boxed(&stage, "email").checked());
}

#[wasm_bindgen_test]
fn every_button_sends_its_own_answer() {
    for (button, decision) in [
        ("Authorize", "authorize"),
        ("Cancel", "cancel"),
        ("Not you?", "switch"),
    ] {
        let stage = stage(fixture!("consent.en"));
        let posts = Posts::watch();
        stage.button(button).click();
        assert_eq!(posts.all(), [decision]);
        let form = stage.button(button).form().expect("buttons stand in forms");
        let request = form
            .query_selector("input[name='request'][value='2f7c']")
            .expect("well-formed");
        assert!(request.is_some(), "{decision}");
        assert_eq!(
            (form.method().as_str(), form.get_attribute("action").as_deref()),
            ("post", Some("/consent"))
        );
    }
}

#[wasm_bindgen_test]
async fn it_is_sent_once_whatever_is_pressed_then() {
    let stage = stage(fixture!("consent.en"));
    let posts = Posts::watch();
    let authorize = stage.button("Authorize");
    authorize.click();
    for button in ["Authorize", "Cancel", "Not you?", "Authorize"] {
        stage.button(button).click();
    }
    assert_eq!(posts.all(), ["authorize"]);
    latchkey_web_tests::eventually("it shows that it is on its way", || {
        authorize.get_attribute("aria-busy").as_deref() == Some("true")
    })
    .await;
    for button in ["Authorize", "Cancel", "Not you?"] {
        let button = stage.button(button);
        assert_eq!(button.get_attribute("aria-disabled").as_deref(), Some("true"));
        assert!(!button.disabled(), "the focus stays");
    }
    assert_eq!(stage.button("Cancel").get_attribute("aria-busy"), None);
    // The browser brings the page back as it was left.
    let init = PageTransitionEventInit::new();
    init.set_persisted(true);
    let shown = PageTransitionEvent::new_with_event_init_dict("pageshow", &init).expect("can be made");
    window().dispatch_event(&shown).expect("windows take events");
    latchkey_web_tests::eventually("it can be pressed again", || {
        authorize.get_attribute("aria-disabled").is_none()
    })
    .await;
    stage.button("Cancel").click();
    assert_eq!(posts.all(), ["authorize", "cancel"]);
}

#[wasm_bindgen_test]
fn half_awake_it_still_posts() {
    let (html, state) = fixture!("consent.en");
    let stage = Stage::half_hydrated(canned::front_door(), html, state, |_| {}, &Hydrated::default());
    let posts = Posts::watch();
    stage.button("Authorize").click();
    assert_eq!(posts.all(), ["authorize"]);
}
