//! Wakes the sign-in screen in the browser, and no other: it is what most people come for, and they shall not load the rest.

use latchkey_spa::front::wake_sign_in;
use leptos::prelude::*;

/// Pages without the data have nothing to wake. Should it be unreadable, the page stays what it is: a form that posts.
fn main() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    let [json, phrases] = ["front-page", "phrases"].map(data_of);
    if let (Some(json), Some(phrases)) = (json, phrases) {
        wake_sign_in(&json, &phrases);
    }
}

/// What the server wrote into the script of this id.
fn data_of(id: &str) -> Option<String> {
    document().get_element_by_id(id)?.text_content()
}
