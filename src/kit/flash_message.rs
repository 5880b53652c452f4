//! Good news that a page leaves for the next one. Invariant: it is shown once.

use leptos::prelude::*;

/// What the next page will say. A context of the portal.
#[derive(Clone, Copy)]
pub struct FlashMessage(RwSignal<Option<String>>);

impl FlashMessage {
    /// For everything below the current owner.
    pub fn provide() {
        provide_context(Self(RwSignal::new(None)));
    }

    /// The next page says this.
    pub fn set(self, message: String) {
        self.0.set(Some(message));
    }

    /// What the page before left.
    pub fn take(self) -> Option<String> {
        let message = self.0.get_untracked();
        self.0.set(None);
        message
    }
}

/// Where pages leave and find their message.
pub fn use_flash_message() -> FlashMessage {
    use_context().unwrap_or_else(|| FlashMessage(RwSignal::new(None)))
}
