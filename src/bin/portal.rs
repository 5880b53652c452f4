//! Mounts the portal in the browser.
fn main() {}
