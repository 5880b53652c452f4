//! Calls of the portal's pages. Invariant: a page never sees that the session has ended; it stays as it is until the
//! browser has left for the sign-in screen, and what was typed into it is there again when that leads back.

use std::future::pending;

use latchkey_contract::{ErrorCode, Operation};
use leptos::prelude::*;

use crate::{
    api::{ApiError, Client, use_client},
    leaving::{Leave, use_leave},
    paths,
    portal::drafts::Drafts,
};

/// What a page needs to call the platform.
#[derive(Clone)]
pub struct Caller {
    client: Client,
    leave: Leave,
    drafts: Option<Drafts>,
}

/// A caller for the present page.
pub fn use_caller() -> Caller {
    Caller {
        client: use_client(),
        leave: use_leave(),
        drafts: use_context(),
    }
}

impl Caller {
    /// Calls the operation `Op`. Leaves for the sign-in screen, and never returns, where that is what it takes.
    ///
    /// # Errors
    /// [`ApiError`] for everything else that went wrong.
    pub async fn call<Op: Operation>(&self, request: &Op::Request) -> Result<Op::Response, ApiError> {
        match self.client.call::<Op>(request).await {
            Err(error) if error.code() == Some(ErrorCode::NotSignedIn) => {
                if let Some(drafts) = self.drafts {
                    drafts.keep();
                }
                self.leave.to(&paths::sign_in_and_back_to(&present_place()));
                pending().await
            }
            result => result,
        }
    }
}

/// Path and query that the browser shows.
fn present_place() -> String {
    let location = window().location();
    location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
}
