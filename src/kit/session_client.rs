//! Calls of the portal's pages. Invariant: a page never sees that the session has ended; it stays as it is until the
//! browser has left for the sign-in screen, and what was typed into it is there again when that leads back.

use std::future::pending;

use latchkey_contract::{ErrorCode, Operation};
use leptos::prelude::{GetUntracked as _, use_context, window};

use super::{
    current_guest::{CurrentGuest, use_current_guest},
    form_drafts::FormDrafts,
};
use crate::{
    api::{ApiError, Client, use_client},
    navigation::{Navigation, use_navigation},
    paths,
};

/// A client of the platform's API for whoever is signed in.
#[derive(Clone)]
pub struct SessionClient {
    client: Client,
    navigation: Navigation,
    drafts: Option<FormDrafts>,
    guest: CurrentGuest,
}

/// A client for the current page.
pub fn use_session_client() -> SessionClient {
    SessionClient {
        client: use_client(),
        navigation: use_navigation(),
        drafts: use_context(),
        guest: use_current_guest(),
    }
}

impl SessionClient {
    /// Calls the operation `Op`. Where the session has ended, leaves and never returns.
    ///
    /// # Errors
    /// [`ApiError`] for everything else that went wrong.
    pub async fn call<Op: Operation>(&self, request: &Op::Request) -> Result<Op::Response, ApiError> {
        let response = self.client.call::<Op>(request).await;
        if matches!(&response, Err(error) if error.code() == Some(ErrorCode::NotSignedIn)) {
            return self.leave().await;
        }
        response
    }

    /// Leaves for the sign-in screen; a guest, for the page that says what became of their link. Never returns.
    pub async fn leave<T>(&self) -> T {
        if let Some(drafts) = self.drafts {
            drafts.keep();
        }
        // The signal is gone with the page.
        match self.guest.0.try_get_untracked().flatten() {
            Some(_) => self.navigation.to(paths::SSO_SET_UP),
            None => self
                .navigation
                .to(&paths::sign_in_and_back_to(&current_address())),
        }
        pending().await
    }
}

/// Path and query that the browser shows.
fn current_address() -> String {
    let location = window().location();
    location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
}
