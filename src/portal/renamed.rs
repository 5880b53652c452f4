//! A new name, in the frame around the page as soon as it is saved.

use latchkey_contract::session::SessionAccount;
use leptos::prelude::*;

/// The names that were saved since the portal asked who is signed in.
#[derive(Clone, Copy)]
pub struct Renamed(RwSignal<Option<(String, String)>>);

impl Renamed {
    /// For everything below the current owner.
    pub fn provide() -> Self {
        let renamed = Self(RwSignal::new(None));
        provide_context(renamed);
        renamed
    }

    /// First and last name are these now.
    pub fn set(self, names: (String, String)) {
        self.0.set(Some(names));
    }

    /// The person as of now.
    pub fn applied_to(self, account: SessionAccount) -> SessionAccount {
        match self.0.get() {
            Some((first_name, last_name)) => SessionAccount {
                first_name,
                last_name,
                ..account
            },
            None => account,
        }
    }
}

/// Where a page says that the name has changed.
pub fn use_renamed() -> Renamed {
    use_context().unwrap_or_else(|| Renamed(RwSignal::new(None)))
}
