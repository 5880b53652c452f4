//! `POST /api/password/estimate`. Nothing is kept and nothing is logged of what comes in. Invariant: an estimate costs work, so
//! only those are given one who may set a password: whoever is signed in, or holds a link that works.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use latchkey_contract::password::estimate_password::{Request, Response};
use latchkey_contract::{ErrorBody, ErrorCode};
use zeroize::Zeroizing;

use crate::app::App;
use crate::domain::mailed_link::State as LinkState;
use crate::domain::throttle::Scope;
use crate::http::context::RequestContext;
use crate::http::cookies::Series;
use crate::http::current_session::MaybeSession;
use crate::http::fault::Fault;
use crate::http::json::JsonBody;
use crate::secrets::token_hash;
use crate::sign_in::SignInError;
use crate::sign_in::password::admitted;
use crate::store::{StoreError, mailed_links, new_id, throttle};

/// How hard is this new password to guess?
#[utoipa::path(
    post, path = "/api/password/estimate", operation_id = "estimate_password", tag = "password", request_body = Request,
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<App>,
    MaybeSession(session): MaybeSession,
    context: RequestContext,
    headers: HeaderMap,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Response>, Fault> {
    let password = Zeroizing::new(request.password);
    if session.is_none() && !holds_a_link(&app, &headers).await? {
        return Err(ErrorCode::NotSignedIn.into());
    }
    // Before anything is written: whoever is turned away costs the store nothing.
    let place = app.passwords.enter_meter().map_err(SignInError::from)?;
    count(&app, &context.address_key).await?;
    let mut about = request.about;
    about.insert(0, app.config.platform_name.clone());
    let strength = app.passwords.strength_so_far(place, &password, about).await;
    Ok(Json(Response {
        strength: strength.map_err(SignInError::from)?,
    }))
}

/// Whether this browser has opened a link that still works. Each kind that works leads to a form.
async fn holds_a_link(app: &App, headers: &HeaderMap) -> Result<bool, StoreError> {
    let now = app.clock.now_ms();
    // The newest first; older ones are those of other tabs.
    let opened = Series::Link.values(headers, &app.config.public_url);
    for (_, token) in opened.into_iter().rev().take(Series::MOST) {
        let link = mailed_links::by_token_hash(&mut *app.store.read().await?, &token_hash(token)).await?;
        if link.is_some_and(|link| link.life.state(now) == LinkState::Open) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Takes a place of the client's address.
async fn count(app: &App, address_key: &str) -> Result<(), SignInError> {
    let now = app.clock.now_ms();
    let scopes = [(Scope::Estimate, address_key)];
    admitted(throttle::look(&mut *app.store.read().await?, &scopes, now).await?)?;
    let mut transaction = app.store.begin().await?;
    admitted(throttle::reserve(&mut transaction, &new_id(), &scopes, now).await?)?;
    Ok(transaction.commit().await?)
}
