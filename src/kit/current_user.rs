//! Who is signed in, as the frame around the page shows it: a new name as soon as it is saved.

use latchkey_contract::session::SessionAccount;
use leptos::prelude::*;

/// The account that is signed in, once that is known. A context of the portal.
#[derive(Clone, Copy)]
pub struct CurrentUser(pub RwSignal<Option<SessionAccount>>);

impl CurrentUser {
    /// For everything below the current owner.
    pub fn provide() -> Self {
        let user = Self(RwSignal::new(None));
        provide_context(user);
        user
    }

    /// First and last name are these now.
    pub fn rename(self, first_name: &str, last_name: &str) {
        self.0.update(|account| {
            if let Some(account) = account {
                first_name.clone_into(&mut account.first_name);
                last_name.clone_into(&mut account.last_name);
            }
        });
    }
}

/// Who is signed in.
pub fn use_current_user() -> CurrentUser {
    use_context().unwrap_or_else(|| CurrentUser(RwSignal::new(None)))
}
