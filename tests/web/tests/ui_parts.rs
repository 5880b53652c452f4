//! Parts that people type into, read from or are told by: several values, tabs of code, steps, toasts.

#![cfg(target_arch = "wasm32")]

use std::time::Duration;

use latchkey_spa::{
    i18n::Locale,
    ui::{
        Badge, CodeTab, CodeTabs, MultiValueField, Step, StepState, Stepper, Toast, ToastRegion, Toasts, Tone,
    },
};
use latchkey_web_tests::{Stage, eventually, focused, pause, press, type_text};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{ClipboardEvent, ClipboardEventInit, DataTransfer, EventTarget, HtmlInputElement, MouseEvent};

wasm_bindgen_test_configure!(run_in_browser);

const LOCALE: Locale = Locale::en;

type Errors = RwSignal<Vec<Option<String>>>;

fn uris(values: &[&str]) -> (Stage, RwSignal<Vec<String>>, Errors) {
    let values = RwSignal::new(values.iter().map(|&value| value.to_owned()).collect::<Vec<_>>());
    let errors = RwSignal::new(Vec::new());
    let stage = Stage::part(move || {
        view! { <MultiValueField locale=LOCALE label="Redirect URIs" item="Redirect URI" hint="One for each." values errors /> }
    });
    (stage, values, errors)
}

fn row(stage: &Stage, number: usize) -> HtmlInputElement {
    let input = stage.first(&format!("input[aria-label='Redirect URI {number}']"));
    input.unchecked_into()
}

async fn focus_is_on_row(stage: &Stage, number: usize) {
    eventually("the row is there", || stage.count("input") >= number).await;
    eventually("it has the focus", || {
        focused().get_attribute("aria-label") == Some(format!("Redirect URI {number}"))
    })
    .await;
}

#[wasm_bindgen_test]
async fn there_is_always_a_row_to_type_in() {
    let (stage, values, _) = uris(&[]);
    eventually("it is there", || stage.count("input") == 1).await;
    type_text(&row(&stage, 1), "https://a.example/");
    assert_eq!(values.get_untracked(), ["https://a.example/"]);
    stage
        .first("button[aria-label='Remove Redirect URI 1']")
        .unchecked_into::<web_sys::HtmlElement>()
        .click();
    eventually("it is empty", || row(&stage, 1).value().is_empty()).await;
    assert_eq!(values.get_untracked(), [""]);
}

#[wasm_bindgen_test]
async fn enter_adds_a_row_and_backspace_in_an_empty_one_takes_it_away() {
    let (stage, values, _) = uris(&["one", "two"]);
    let _ = row(&stage, 1).focus();
    assert!(!press("Enter"), "it does not send the form");
    focus_is_on_row(&stage, 2).await;
    assert_eq!(values.get_untracked(), ["one", "", "two"]);
    assert_eq!(row(&stage, 3).value(), "two");
    press("Backspace");
    eventually("it is gone", || stage.count("input") == 2).await;
    assert_eq!(values.get_untracked(), ["one", "two"]);
    let region = stage.first("[role='status']");
    assert_eq!(region.text_content().as_deref(), Some("Redirect URI 2 removed"));
    focus_is_on_row(&stage, 2).await;
    assert!(press("Backspace"), "in a row with words it takes a letter");
    assert_eq!(stage.count("input"), 2);
}

#[wasm_bindgen_test]
async fn a_row_that_is_removed_leaves_the_others_and_the_focus_near() {
    let (stage, values, _) = uris(&["one", "two", "three"]);
    let remove = stage.first("button[aria-label='Remove Redirect URI 2']");
    remove.unchecked_into::<web_sys::HtmlElement>().click();
    eventually("it is gone", || stage.count("input") == 2).await;
    assert_eq!(values.get_untracked(), ["one", "three"]);
    focus_is_on_row(&stage, 2).await;
    assert_eq!(row(&stage, 2).value(), "three");
    stage.button("Add another").click();
    focus_is_on_row(&stage, 3).await;
}

#[wasm_bindgen_test]
async fn lines_that_are_pasted_become_rows() {
    let (stage, values, _) = uris(&[""]);
    let data = DataTransfer::new().expect("browsers have one");
    data.set_data("text", "https://a.example/\r\n\r\n https://b.example/ \n")
        .expect("takes text");
    let init = ClipboardEventInit::new();
    init.set_bubbles(true);
    init.set_cancelable(true);
    init.set_clipboard_data(Some(&data));
    let event = ClipboardEvent::new_with_event_init_dict("paste", &init).expect("an event");
    let target: EventTarget = row(&stage, 1).into();
    assert!(!target.dispatch_event(&event).expect("takes events"));
    focus_is_on_row(&stage, 2).await;
    assert_eq!(
        values.get_untracked(),
        ["https://a.example/", "https://b.example/"]
    );
}

#[wasm_bindgen_test]
async fn each_row_says_what_is_wrong_with_it() {
    let (stage, _, errors) = uris(&["one", "two"]);
    errors.set(vec![None, Some("Use https.".to_owned())]);
    eventually("it says so", || {
        stage.description(&row(&stage, 2)) == "One for each. Use https."
    })
    .await;
    assert_eq!(
        row(&stage, 2).get_attribute("aria-invalid").as_deref(),
        Some("true")
    );
    assert_eq!(stage.description(&row(&stage, 1)), "One for each.");
    assert!(!row(&stage, 1).has_attribute("aria-invalid"));
}

#[wasm_bindgen_test]
async fn tabs_are_changed_by_arrows() {
    let stage = Stage::part(|| {
        let tab = |label, code: &str| CodeTab {
            label,
            code: code.to_owned(),
        };
        let tabs = vec![tab("Rust", "let a"), tab("Node", "const b"), tab("Python", "c =")];
        view! { <CodeTabs locale=LOCALE label="Connect your app" tabs /> }
    });
    let _ = stage.button("Rust").focus();
    for (key, tab, code) in [
        ("ArrowRight", "Node", "const b"),
        ("ArrowLeft", "Rust", "let a"),
        ("ArrowLeft", "Python", "c ="),
        ("Home", "Rust", "let a"),
        ("End", "Python", "c ="),
    ] {
        press(key);
        assert_eq!(focused().text_content().as_deref(), Some(tab), "after {key}");
        eventually("its lines are shown", || {
            stage.first("code").text_content().as_deref() == Some(code)
        })
        .await;
        eventually("one is chosen", || {
            focused().get_attribute("aria-selected").as_deref() == Some("true")
        })
        .await;
    }
    assert_eq!(stage.count("[role='tab'][tabindex='0']"), 1);
    assert!(stage.find_button("Copy Python").is_some());
}

#[wasm_bindgen_test]
async fn steps_say_how_they_stand_and_which_is_the_present_one() {
    let step = |label: &str, state| Step {
        label: label.to_owned(),
        state,
        href: None,
        detail: None,
    };
    let steps = RwSignal::new(vec![
        step("Connect", StepState::Done),
        step("Test", StepState::Now),
        step("Map", StepState::Waiting),
    ]);
    let stage = Stage::part(move || view! { <Stepper locale=LOCALE label="New configuration" steps /> });
    let current = || {
        stage
            .first("[aria-current='step']")
            .text_content()
            .unwrap_or_default()
    };
    assert!(
        current().contains("Test") && current().contains("Now"),
        "{}",
        current()
    );
    assert!(stage.text().contains("Done") && stage.text().contains("Not yet"));
    steps.update(|steps| steps[1].state = StepState::Failed);
    eventually("the failed one is where one is", || current().contains("Failed")).await;
    assert_eq!(stage.count("[aria-current]"), 1);
}

#[wasm_bindgen_test]
async fn a_badge_is_a_word_with_its_colour() {
    let stage = Stage::part(|| view! { <Badge tone=Tone::Warn label="Pending" /> });
    assert_eq!(stage.text(), "Pending");
    assert_eq!(stage.count("[data-tone='warn'] svg[aria-hidden='true']"), 1);
}

/// How long a toast stays in these tests, in milliseconds.
const STAY: u32 = 300;

fn toasts() -> (Stage, RwSignal<Option<Toasts>>, RwSignal<u32>) {
    let toasts = RwSignal::new(None);
    let undone = RwSignal::new(0);
    let stage = Stage::part(move || {
        let provided = Toasts::provide();
        toasts.set(Some(provided));
        view! { <ToastRegion locale=LOCALE toasts=provided stay=Duration::from_millis(STAY.into()) /> }
    });
    toasts.get_untracked().expect("provided").show(Toast {
        tone: Tone::Good,
        text: "Test was deleted.".to_owned(),
        action: Some((
            "Undo".to_owned(),
            Callback::new(move |()| undone.update(|undone| *undone += 1)),
        )),
    });
    (stage, toasts, undone)
}

#[wasm_bindgen_test]
async fn a_toast_goes_by_itself_but_not_while_somebody_is_at_it() {
    let (stage, ..) = toasts();
    assert_eq!(
        stage.count("[aria-live='polite']"),
        1,
        "the region is there before its words"
    );
    eventually("it is said", || stage.count(".toast") == 1).await;
    let point = |kind: &str| {
        let event = MouseEvent::new(kind).expect("an event");
        stage
            .first(".toast")
            .dispatch_event(&event)
            .expect("takes events");
    };
    point("mouseenter");
    pause(3 * STAY).await;
    assert_eq!(stage.count(".toast"), 1, "it is being read");
    point("mouseleave");
    eventually("it goes", || stage.count(".toast") == 0).await;
}

#[wasm_bindgen_test]
async fn what_a_toast_tells_can_be_taken_back_by_keyboard() {
    let (stage, _, undone) = toasts();
    eventually("it is said", || stage.count(".toast") == 1).await;
    let _ = stage.button("Undo").focus();
    pause(3 * STAY).await;
    stage.button("Undo").click();
    assert_eq!(undone.get_untracked(), 1);
    eventually("it is gone", || stage.count(".toast") == 0).await;
}
