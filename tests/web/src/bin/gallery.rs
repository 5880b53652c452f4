//! What `trunk serve` shows: see `gallery.rs` of the library. Nothing on other targets than the browser.

fn main() {
    #[cfg(target_arch = "wasm32")]
    latchkey_web_tests::gallery::mount();
}
