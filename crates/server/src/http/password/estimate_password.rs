//! Handles [`EstimatePassword`]. Nothing is kept and nothing is logged of what comes in. Invariant: an estimate costs work, so
//! only those are given one who may set a password: whoever is signed in, or holds a link that works.

use std::collections::HashSet;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use latchkey_contract::password::estimate_password::{EstimatePassword, Request, Response};
use latchkey_contract::{ErrorBody, ErrorCode, Operation as _};
use zeroize::Zeroizing;

use crate::app_state::AppState;
use crate::domain::mailed_link::LinkState;
use crate::domain::throttle::RateLimit;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::cookies::Series;
use crate::http::current_session::MaybeSession;
use crate::http::json::JsonBody;
use crate::secrets::token_hash;
use crate::sign_in::SignInError;
use crate::sign_in::guesses::admitted;
use crate::sign_in::new_password::known_of;
use crate::store::sessions::Session;
use crate::store::{Connection, StoreError, accounts, mailed_links, new_id, throttle};

/// How hard is this new password to guess?
#[utoipa::path(
    post, path = EstimatePassword::PATH, operation_id = EstimatePassword::ID, tag = "password", request_body = Request,
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    MaybeSession(session): MaybeSession,
    context: RequestContext,
    headers: HeaderMap,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Response>, ApiError> {
    let password = Zeroizing::new(request.password);
    let mut about = known(&app, session.as_ref(), &headers)
        .await?
        .ok_or(ErrorCode::NotSignedIn)?;
    // Before anything is written: whoever is turned away costs the store nothing.
    let place = app.passwords.enter_meter().map_err(SignInError::from)?;
    count(&app, &context.address_key).await?;
    about.insert(0, app.config.platform_name.clone());
    about.extend(request.about);
    let mut counted = HashSet::new();
    about.retain(|text| counted.insert(text.clone()));
    let strength = app.passwords.strength_so_far(place, &password, about).await;
    Ok(Json(Response {
        strength: strength.map_err(SignInError::from)?,
    }))
}

/// What the rule will know of the person when the form is sent: of whoever is signed in, or of whom the link is for that this
/// browser has opened and that still works. Each kind that works leads to a form. `None` for everybody else.
async fn known(
    app: &AppState,
    session: Option<&Session>,
    headers: &HeaderMap,
) -> Result<Option<Vec<String>>, StoreError> {
    let now = app.clock.now_ms();
    let mut connection = app.store.read().await?;
    let mut about = match session {
        Some(session) => known_of_account(&mut connection, &session.account_id).await?,
        None => Vec::new(),
    };
    let mut may_set_one = session.is_some();
    // The newest first; older ones are those of other tabs.
    let opened = Series::Link.values(headers, &app.config.public_url);
    for (_, token) in opened.into_iter().rev().take(Series::MOST) {
        let link = mailed_links::by_token_hash(&mut connection, &token_hash(token)).await?;
        let Some(link) = link.filter(|link| link.life.state(now) == LinkState::Open) else {
            continue;
        };
        if let Some(account_id) = &link.account_id {
            about.extend(known_of_account(&mut connection, account_id).await?);
        }
        about.push(link.address);
        may_set_one = true;
        break;
    }
    Ok(may_set_one.then_some(about))
}

async fn known_of_account(connection: &mut Connection, account_id: &str) -> Result<Vec<String>, StoreError> {
    let account = accounts::by_id(connection, account_id).await?;
    Ok(account.as_ref().map(known_of).unwrap_or_default())
}

/// Takes a place of the client's address.
async fn count(app: &AppState, address_key: &str) -> Result<(), SignInError> {
    let now = app.clock.now_ms();
    let scopes = [(RateLimit::Estimate, address_key)];
    admitted(throttle::look(&mut *app.store.read().await?, &scopes, now).await?)?;
    let mut transaction = app.store.begin().await?;
    admitted(throttle::reserve(&mut transaction, &new_id(), &scopes, now).await?)?;
    Ok(transaction.commit().await?)
}
