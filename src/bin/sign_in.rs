//! Wakes the sign-in screen in the browser, and no other: it is what most people come for, and they shall not load the rest.

use latchkey_spa::front::wake_sign_in;
use leptos::prelude::*;

/// Pages without the data have nothing to wake. Should it be unreadable, the page stays what it is: a form that posts.
fn main() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    let json = document()
        .get_element_by_id("front-page")
        .and_then(|script| script.text_content());
    if let Some(json) = json {
        wake_sign_in(&json);
    }
}
