//! Calls of the portal's pages. Invariant: a page never sees that the session has ended; it stays as it is until the
//! browser has left for the sign-in screen, and what was typed into it is there again when that leads back.

use std::future::pending;

use latchkey_contract::{ErrorCode, Operation};
use leptos::prelude::use_context;

use crate::{
    api::{ApiError, Client, PendingBody, Request, json, prepared, use_client},
    leaving::{Leave, use_leave},
    paths,
    portal::{drafts::Drafts, place::address_shown},
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
        let body = self.send(prepared::<Op>(request)?).await?;
        json::read(&body).ok_or(ApiError::Unreadable)
    }

    /// The same, for a request that is ready; what comes back is the body. Boxed, so that no operation carries a copy.
    pub(super) fn send(&self, request: Request) -> PendingBody {
        let body = self.client.send(request);
        let (leave, drafts) = (self.leave, self.drafts);
        Box::pin(async move {
            let body = body.await;
            let has_ended = matches!(&body, Err(error) if error.code() == Some(ErrorCode::NotSignedIn));
            if has_ended {
                if let Some(drafts) = drafts {
                    drafts.keep();
                }
                leave.to(&paths::sign_in_and_back_to(&address_shown()));
                return pending().await;
            }
            body
        })
    }
}
