//! Whether a page that the server rendered has been hydrated to its end. A translator or an extension may have changed
//! the page before; hydration then stops half-way, and the part that was hydrated until then must not handle events: the form
//! still posts without it.
//!
//! Invariant: a page that was mounted in the browser, without the server's markup, counts as hydrated from the beginning.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use leptos::prelude::*;

/// Whether the page has been hydrated to its end. Clones share the state.
#[derive(Debug, Clone, Default)]
pub struct Hydrated(Arc<AtomicBool>);

impl Hydrated {
    /// Provides the state as a context, for everything below the current owner. It is `false` until [`Self::set`].
    pub fn provide(&self) {
        provide_context(self.clone());
    }

    /// Marks the page as hydrated to its end.
    pub fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the page is hydrated to its end.
    pub fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The state of the present page.
pub fn use_hydrated() -> Hydrated {
    use_context().unwrap_or_else(|| Hydrated(Arc::new(AtomicBool::new(true))))
}
