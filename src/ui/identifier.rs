//! Identifiers for elements that refer to each other (`aria-labelledby`, `aria-controls`) in parts that a page may have twice.
//!
//! Invariant: for the portal only. What the server renders is named by its screen, so that both sides say the same.

use std::sync::atomic::{AtomicU32, Ordering};

static LAST: AtomicU32 = AtomicU32::new(0);

/// An identifier that no other element of this page has: `kind` and a number.
pub fn fresh_id(kind: &str) -> String {
    format!("{kind}-{}", LAST.fetch_add(1, Ordering::Relaxed))
}
