//! Acts of people and browsers on a page.

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, EventInit, HtmlInputElement, InputEvent, InputEventInit, KeyboardEvent,
    KeyboardEventInit, Node,
};

/// Longest wait for something that has to happen, in milliseconds.
const PATIENCE: f64 = 4_000.0;

/// Waits until `happened`.
///
/// # Panics
/// When it does not happen within four seconds.
pub async fn eventually(what: &str, mut happened: impl FnMut() -> bool) {
    let start = now();
    while !happened() {
        assert!(now() - start < PATIENCE, "it never came to this: {what}");
        TimeoutFuture::new(5).await;
    }
}

/// Lets time pass.
pub async fn pause(milliseconds: u32) {
    TimeoutFuture::new(milliseconds).await;
}

/// Milliseconds since the page was loaded.
pub fn now() -> f64 {
    leptos::prelude::window()
        .performance()
        .expect("browsers have a clock")
        .now()
}

/// Types: the field holds `text` after the last key.
pub fn type_text(field: &HtmlInputElement, text: &str) {
    field.set_value(text);
    input_event(field, "insertText");
}

/// Pastes over what was there.
pub fn paste(field: &HtmlInputElement, text: &str) {
    field.set_value(text);
    input_event(field, "insertFromPaste");
}

/// Fills the field as browsers and password managers do: a plain event that names no input type.
pub fn autofill(field: &HtmlInputElement, text: &str) {
    field.set_value(text);
    plain_event(field, "input");
}

/// Presses a key where the focus is; whether the browser would have done what it does by itself.
pub fn press(key: &str) -> bool {
    let init = KeyboardEventInit::new();
    init.set_bubbles(true);
    init.set_cancelable(true);
    init.set_key(key);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).expect("a key event");
    focused().dispatch_event(&event).expect("elements take events")
}

/// The element that has the focus.
pub fn focused() -> Element {
    leptos::prelude::document()
        .active_element()
        .expect("a page has a focus")
}

/// Leaves the field after changing it.
pub fn leave_field(field: &HtmlInputElement) {
    plain_event(field, "change");
}

/// Translates what stands in the page, as Chromium does: each text node gives way to two `<font>` elements around the words of the
/// other language. What `translate="no"` excepts stays, and so does what was translated before.
pub fn translate_page() {
    let body = leptos::prelude::document().body().expect("a page");
    translate_children(&body);
}

fn translate_children(parent: &Node) {
    let children = parent.child_nodes();
    let children: Vec<Node> = (0..children.length()).filter_map(|n| children.item(n)).collect();
    for child in children {
        let words = child.text_content().unwrap_or_default();
        if child.node_type() == Node::TEXT_NODE && !words.trim().is_empty() {
            let font = || {
                leptos::prelude::document()
                    .create_element("font")
                    .expect("an element")
            };
            let (outer, inner) = (font(), font());
            inner.set_text_content(Some(&format!("[{words}]")));
            outer.append_child(&inner).expect("appends");
            parent.replace_child(&outer, &child).expect("replaces");
        } else if let Some(element) = child.dyn_ref::<Element>() {
            let is_left_out = matches!(element.tag_name().as_str(), "SCRIPT" | "STYLE" | "FONT");
            if !is_left_out && element.get_attribute("translate").as_deref() != Some("no") {
                translate_children(element);
            }
        }
    }
}

/// Whether a person can get at `element`: nothing around it is inert.
pub fn is_reachable(element: &Element) -> bool {
    element
        .closest("[inert], [hidden]")
        .expect("the selector is well-formed")
        .is_none()
}

fn input_event(field: &HtmlInputElement, kind: &str) {
    let init = InputEventInit::new();
    init.set_bubbles(true);
    init.set_input_type(kind);
    let event = InputEvent::new_with_event_init_dict("input", &init).expect("input events can be made");
    field.dispatch_event(&event).expect("the field takes events");
}

fn plain_event(field: &HtmlInputElement, name: &str) {
    let init = EventInit::new();
    init.set_bubbles(true);
    let event = Event::new_with_event_init_dict(name, &init).expect("events can be made");
    field
        .unchecked_ref::<Element>()
        .dispatch_event(&event)
        .expect("the field takes events");
}
