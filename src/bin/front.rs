//! Wakes the front door in the browser: hydrates what the server rendered, from the same data.

use latchkey_spa::front::{read_page, wake};
use leptos::prelude::*;

/// Pages without the data have nothing to wake. Should it be unreadable, the page stays what it is: a form that posts.
fn main() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    let json = document()
        .get_element_by_id("front-page")
        .and_then(|script| script.text_content());
    if let Some(page) = json.as_deref().and_then(read_page) {
        wake(page);
    }
}
