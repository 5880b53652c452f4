//! Whoever came by a set-up link of single sign-on, and has no account. Invariant: where somebody is signed in, nobody is a guest.

use latchkey_contract::sso_configurations::get_set_up;
use leptos::prelude::*;

/// The guest, once it is known that there is one. A context of the portal.
#[derive(Clone, Copy)]
pub struct CurrentGuest(pub RwSignal<Option<get_set_up::Response>>);

impl CurrentGuest {
    /// For everything below the current owner.
    pub fn provide() -> Self {
        let guest = Self(RwSignal::new(None));
        provide_context(guest);
        guest
    }

    /// Whether there is one.
    pub fn is_there(self) -> bool {
        self.0.with(Option::is_some)
    }

    /// The same for pages, which are shown only once that is known.
    pub fn is_there_untracked(self) -> bool {
        self.0.with_untracked(Option::is_some)
    }
}

/// The guest; none outside of the portal's frame.
pub fn use_current_guest() -> CurrentGuest {
    use_context().unwrap_or_else(|| CurrentGuest(RwSignal::new(None)))
}
