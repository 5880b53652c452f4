//! Extractors for the app's handlers. Invariant: a [`SignedIn`] exists only for a session that is live at this request.

use std::ops::Deref;

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::{Method, StatusCode, request::Parts},
    response::{IntoResponse, Redirect, Response},
};

use crate::{latchkey::Latchkey, session::Session};

/// Somebody is signed in. As a handler's parameter: whoever is not is sent to sign in and comes back to the page that was
/// asked for; requests that are no pages get 401. With `Option<SignedIn>` the handler sees everybody.
#[derive(Debug, Clone)]
pub struct SignedIn(pub Session);

impl Deref for SignedIn {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.0
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        let latchkey = attached(parts).ok_or_else(not_attached)?;
        latchkey
            .check_started()
            .map_err(|page| latchkey.page(page, &parts.headers))?;
        match latchkey.session(&parts.headers).await {
            Ok(Some(session)) => Ok(Self(session)),
            Ok(None) if parts.method == Method::GET => {
                let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
                Err(Redirect::to(&latchkey.way_in(&parts.headers, path)).into_response())
            }
            Ok(None) => Err(StatusCode::UNAUTHORIZED.into_response()),
            Err(error) => Err(latchkey.broken(&error)),
        }
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Response> {
        let latchkey = attached(parts).ok_or_else(not_attached)?;
        latchkey
            .check_started()
            .map_err(|page| latchkey.page(page, &parts.headers))?;
        let session = latchkey.session(&parts.headers).await;
        session
            .map(|found| found.map(Self))
            .map_err(|error| latchkey.broken(&error))
    }
}

/// The module, e.g. to sign in somebody locally.
impl<S: Send + Sync> FromRequestParts<S> for Latchkey {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        attached(parts).ok_or_else(not_attached)
    }
}

fn attached(parts: &Parts) -> Option<Latchkey> {
    parts.extensions.get().cloned()
}

fn not_attached() -> Response {
    tracing::error!("a handler asks who is signed in, but `Latchkey::attach` was not called with its router");
    let what = "This app has not attached its sign-in (Latchkey::attach).";
    (StatusCode::INTERNAL_SERVER_ERROR, what).into_response()
}
