//! Wakes the front door in the browser: hydrates what the server rendered, from the same data.

use latchkey_spa::front::{read_page, wake};
use leptos::prelude::*;

/// Pages without the data have nothing to wake. Should it be unreadable, the page stays what it is: a form that posts.
fn main() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    let [json, phrases] = ["front-page", "phrases"].map(data_of);
    if let (Some(json), Some(phrases)) = (json, phrases)
        && let Some(page) = read_page(&json)
    {
        wake(page, &phrases);
    }
}

/// What the server wrote into the script of this id.
fn data_of(id: &str) -> Option<String> {
    document().get_element_by_id(id)?.text_content()
}
