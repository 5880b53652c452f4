//! Wakes the front door in the browser.
fn main() {}
