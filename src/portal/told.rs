//! Good news that a page leaves for the next one. Invariant: told once.

use leptos::prelude::*;

/// See the module.
#[derive(Clone, Copy)]
pub struct Told(RwSignal<Option<String>>);

impl Told {
    /// For everything below the current owner.
    pub fn provide() {
        provide_context(Self(RwSignal::new(None)));
    }

    /// The next page says this.
    pub fn leave(self, news: String) {
        self.0.set(Some(news));
    }

    /// What the page before left.
    pub fn take(self) -> Option<String> {
        let news = self.0.get_untracked();
        self.0.set(None);
        news
    }
}

/// Where pages leave and find news.
pub fn use_told() -> Told {
    use_context().unwrap_or_else(|| Told(RwSignal::new(None)))
}
