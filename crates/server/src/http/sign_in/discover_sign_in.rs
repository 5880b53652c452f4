//! Handles [`DiscoverSignIn`]. Unknown, unproven and malformed domains answer alike.

use axum::Json;
use axum::extract::State;
use latchkey_contract::brand::Brand;
use latchkey_contract::sign_in::SignInMethod;
use latchkey_contract::sign_in::discover_sign_in::{DiscoverSignIn, Request, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::company_brand::shown;
use crate::domain::email_address::{EmailAddress, EmailDomain};
use crate::http::api_error::ApiError;
use crate::http::json::JsonBody;
use crate::sign_in::sso_test_access::tried_configuration;
use crate::store::{StoreError, sso_configurations, sso_pilot};

/// How do people of this email domain sign in?
#[utoipa::path(
    post, path = DiscoverSignIn::PATH, operation_id = DiscoverSignIn::ID, tag = "sign-in", request_body = Request,
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Response>, ApiError> {
    let method = method_for(&app, &request.domain, request.address.as_deref()).await?;
    let asks_address = request.address.is_none()
        && method == SignInMethod::Password
        && is_in_pilot(&app, &request.domain).await?;
    let brand = brand_of(&app, &request.domain, method).await?;
    Ok(Json(Response {
        method,
        asks_address,
        brand,
    }))
}

/// The brand of the company that signs these people in. Where it does not, nobody learns whether the domain is anybody's.
async fn brand_of(app: &AppState, domain: &str, method: SignInMethod) -> Result<Option<Brand>, StoreError> {
    match (method, EmailDomain::parse(domain)) {
        (SignInMethod::Sso, Some(domain)) => shown::to_domain(&mut *app.store.read().await?, &domain).await,
        _ => Ok(None),
    }
}

/// Whether the address decides for people of this domain. Known and unknown addresses answer alike.
async fn is_in_pilot(app: &AppState, domain: &str) -> Result<bool, StoreError> {
    match EmailDomain::parse(domain) {
        Some(domain) => sso_pilot::is_in_pilot(&mut *app.store.read().await?, domain.as_str()).await,
        None => Ok(false),
    }
}

/// The way in for a domain in any spelling, or for an address of it.
pub async fn method_for(
    app: &AppState,
    domain: &str,
    address: Option<&str>,
) -> Result<SignInMethod, StoreError> {
    if tried_configuration(app, domain).await?.is_some() {
        return Ok(SignInMethod::Sso);
    }
    let mut connection = app.store.read().await?;
    let sent = match (address.and_then(EmailAddress::parse), EmailDomain::parse(domain)) {
        (Some(address), _) => sso_configurations::is_sent(&mut connection, &address).await?,
        (None, Some(domain)) => sso_configurations::is_federated(&mut connection, &domain).await?,
        (None, None) => false,
    };
    Ok(match sent {
        true => SignInMethod::Sso,
        false => SignInMethod::Password,
    })
}
