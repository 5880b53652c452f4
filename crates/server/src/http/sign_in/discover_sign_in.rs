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
use crate::store::domain_discovery::{self, DomainDiscovery};
use crate::store::{Connection, StoreError, sso_configurations};

/// How do people of this email domain sign in?
#[utoipa::path(
    post, path = DiscoverSignIn::PATH, operation_id = DiscoverSignIn::ID, tag = "sign-in", request_body = Request,
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Response>, ApiError> {
    let way_in = way_in(&app, &request.domain, request.address.as_deref()).await?;
    Ok(Json(way_in))
}

/// The way in for a domain in any spelling, or for an address of it. Whoever does not sign in through a company's identity provider does
/// not learn whether the domain is anybody's; known and unknown addresses answer alike.
pub async fn way_in(app: &AppState, domain: &str, address: Option<&str>) -> Result<Response, StoreError> {
    if tried_configuration(app, domain).await?.is_some() {
        return Ok(sso(None));
    }
    let mut connection = app.store.read().await?;
    match (address.and_then(EmailAddress::parse), EmailDomain::parse(domain)) {
        (Some(address), _) => of_address(&mut connection, &address).await,
        (None, Some(domain)) => of_domain(&mut connection, &domain, address.is_none()).await,
        (None, None) => Ok(Response::default()),
    }
}

async fn of_address(connection: &mut Connection, address: &EmailAddress) -> Result<Response, StoreError> {
    if !sso_configurations::is_sent(connection, address).await? {
        return Ok(Response::default());
    }
    Ok(sso(shown::to_domain(connection, address.domain()).await?))
}

async fn of_domain(
    connection: &mut Connection,
    domain: &EmailDomain,
    may_ask_address: bool,
) -> Result<Response, StoreError> {
    Ok(match domain_discovery::of_domain(connection, domain).await? {
        DomainDiscovery::Federated(brand) => sso(shown::shown(brand)),
        DomainDiscovery::Pilot => Response {
            asks_address: may_ask_address,
            ..Response::default()
        },
        DomainDiscovery::Password => Response::default(),
    })
}

fn sso(brand: Option<Brand>) -> Response {
    Response {
        method: SignInMethod::Sso,
        asks_address: false,
        brand,
    }
}
