//! Whether a page that the server rendered has been hydrated to its end. A translator or an extension may have changed
//! the page before; hydration then stops half-way, and what was hydrated until then must keep its hands off: the form
//! still posts.
//!
//! Invariant: what was mounted in the browser is awake from the beginning.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use leptos::prelude::*;

/// Whether the page has been hydrated to its end. Clones share the state.
#[derive(Debug, Clone, Default)]
pub struct Awake(Arc<AtomicBool>);

impl Awake {
    /// Asleep until [`Awake::set`], for everything below the current owner.
    pub fn provide(&self) {
        provide_context(self.clone());
    }

    /// The page is hydrated to its end.
    pub fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the page is hydrated to its end.
    pub fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The state of the present page.
pub fn use_awake() -> Awake {
    use_context().unwrap_or_else(|| Awake(Arc::new(AtomicBool::new(true))))
}
