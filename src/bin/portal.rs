//! Mounts the portal in the browser, in the place of the progress bar that the entry page shows.

use latchkey_spa::portal::{Portal, language::preferred_locale};
use leptos::{mount::mount_to_body, prelude::*};

fn main() {
    console_error_panic_hook::set_once();
    document()
        .body()
        .expect("the entry page has a body")
        .set_inner_html("");
    let locale = preferred_locale();
    mount_to_body(move || view! { <Portal locale /> });
}
