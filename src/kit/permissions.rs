//! The areas that the navigation offers to whoever is signed in. Invariant: it only offers them; each operation checks permissions itself.

use latchkey_contract::{
    Empty,
    session::{GetPermissions, get_permissions},
};
use leptos::prelude::*;

use crate::api::{ApiError, use_client};

/// The permissions as the platform last said them. A context of the portal.
#[derive(Clone, Copy)]
pub struct Permissions(LocalResource<Result<get_permissions::Response, ApiError>>);

impl Permissions {
    /// Reads them, for everything below the current owner. Whoever has none is led nowhere by that: whether somebody has to sign in is
    /// decided where the session is read.
    pub fn provide() -> Self {
        let client = use_client();
        let permissions = Self(LocalResource::new(move || {
            let client = client.clone();
            async move { client.call::<GetPermissions>(&Empty {}).await }
        }));
        provide_context(permissions);
        permissions
    }

    /// What is known; nothing is permitted before that, or where they could not be read.
    pub fn get(self) -> get_permissions::Response {
        self.known().unwrap_or_default()
    }

    /// What is known; `None` before the first answer. Where they could not be read, it is known that nothing is permitted.
    pub fn known(self) -> Option<get_permissions::Response> {
        self.0.get().map(Result::unwrap_or_default)
    }

    /// Whether there is anything in the Control Center for this person.
    pub fn may_enter_control_center(self) -> bool {
        let permissions = self.get();
        permissions.is_company_admin || permissions.manages_apps
    }

    /// Reads them again: an app was made, or deleted.
    pub fn refetch(self) {
        self.0.refetch();
    }
}

/// The permissions of whoever is signed in.
///
/// # Panics
/// Outside of the portal's frame.
pub fn use_permissions() -> Permissions {
    expect_context()
}
