//! Who is signed in, as the frame around the page shows it: a new name as soon as it is saved.

use latchkey_contract::session::SessionAccount;
use leptos::prelude::*;

/// The person as of now, once that is known.
#[derive(Clone, Copy)]
pub struct Renamed(pub RwSignal<Option<SessionAccount>>);

impl Renamed {
    /// For everything below the current owner.
    pub fn provide() -> Self {
        let renamed = Self(RwSignal::new(None));
        provide_context(renamed);
        renamed
    }

    /// First and last name are these now.
    pub fn set(self, first_name: &str, last_name: &str) {
        self.0.update(|account| {
            if let Some(account) = account {
                first_name.clone_into(&mut account.first_name);
                last_name.clone_into(&mut account.last_name);
            }
        });
    }
}

/// Where a page says that the name has changed.
pub fn use_renamed() -> Renamed {
    use_context().unwrap_or_else(|| Renamed(RwSignal::new(None)))
}
