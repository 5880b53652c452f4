//! Mounts the portal in the browser, in the place of the progress bar that the entry page shows.

use latchkey_spa::{
    api::load_phrases,
    portal::{Portal, language::preferred_locale},
};
use leptos::{mount::mount_to_body, prelude::*};
use wasm_bindgen_futures::spawn_local;

/// The phrases are on their way while the program is; without them there is nothing to show, and the entry page says so.
fn main() {
    console_error_panic_hook::set_once();
    let locale = preferred_locale();
    // Not by Leptos, which spawns nothing before it has mounted something.
    spawn_local(async move {
        assert!(load_phrases(locale).await, "the phrases did not come");
        document()
            .body()
            .expect("the entry page has a body")
            .set_inner_html("");
        mount_to_body(move || view! { <Portal locale /> });
    });
}
