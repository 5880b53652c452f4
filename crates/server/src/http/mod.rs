//! The HTTP interface. Handlers are thin: parse, call, respond. Invariants: every error response is made from an [`api_error`];
//! every request that changes something passes [`same_origin`].

pub mod access_management;
pub mod api_error;
pub mod app_settings;
pub mod apps;
pub mod assets;
pub mod brand;
pub mod browser_cookie;
pub mod client_address;
pub mod company;
pub mod context;
pub mod cookies;
pub mod current_session;
pub mod email_domains;
pub mod error_page;
pub mod form;
pub mod groups;
pub mod health;
pub mod identity_conflicts;
pub mod json;
pub mod listener;
pub mod members;
pub mod navigation;
pub mod openapi;
pub mod operations;
pub mod own_host;
pub mod pages;
pub mod paging;
pub mod password;
pub mod path_text;
pub mod personal_tokens;
pub mod profile;
pub mod provider;
pub mod query;
mod route_table;
pub mod same_origin;
pub mod second_accounts;
pub mod security_headers;
pub mod security_history;
pub mod session;
pub mod sign_in;
pub mod sso;
pub mod sso_configurations;
pub mod two_step;
pub mod well_known;

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use tower::ServiceBuilder;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use crate::app_state::AppState;
use crate::assets::ROOT_FILES;
use api_error::ApiError;
use latchkey_contract::ErrorCode;

/// Largest body, in bytes.
const MAX_BODY_BYTES: usize = 64 * 1024;
/// Longest time for one request: calls to identity providers (5 s each) and a full hash queue fit in.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// Of what is made for a request, pages above all: a page is 7 % smaller than at the library's own choice (brotli's 4), for an eighth of a
/// millisecond. The next steps gain nothing until 10, which takes ten milliseconds.
const COMPRESSION: CompressionLevel = CompressionLevel::Precise(5);

/// All routes with everything around them.
pub fn router(app: AppState) -> Router {
    Router::new()
        .merge(operations::all().into_router())
        .route(
            sso_configurations::follow_sso_test::PATH,
            get(sso_configurations::follow_sso_test::handle),
        )
        .merge(access_management::export_bulk_change::routes())
        .merge(groups::export_members::routes())
        .merge(security_history::export_security_events::routes())
        .merge(security_history::export_sign_in_failures::routes())
        .route("/api/openapi.json", get(openapi::get_openapi))
        .route(
            personal_tokens::repository_access::ROUTE,
            get(personal_tokens::repository_access::handle),
        )
        .merge(pages(&app))
        .merge(provider::routes())
        .merge(files_and_probes())
        .fallback(pages::portal::not_found)
        .method_not_allowed_fallback(async || ApiError::from(ErrorCode::MethodNotAllowed))
        // In one piece: axum boxes a route for each layer that it is given, and copies all those boxes for each request.
        .layer(
            ServiceBuilder::new()
                .layer(from_fn_with_state(app.clone(), context::trace))
                .layer(from_fn_with_state(app.clone(), security_headers::add))
                .layer(CompressionLayer::new().quality(COMPRESSION))
                .layer(from_fn_with_state(app.clone(), error_page::render))
                .layer(CatchPanicLayer::custom(error_page::panicked))
                .layer(TimeoutLayer::with_status_code(
                    StatusCode::SERVICE_UNAVAILABLE,
                    REQUEST_TIMEOUT,
                ))
                .layer(from_fn_with_state(app.clone(), same_origin::require))
                .layer(DefaultBodyLimit::max(MAX_BODY_BYTES)),
        )
        .with_state(app)
}

/// What people open in their browser: at the public URL, and nowhere else.
fn pages(app: &AppState) -> Router<AppState> {
    front_door()
        .merge(provider::pages())
        .route("/.well-known/change-password", get(well_known::change_password))
        .route_layer(from_fn_with_state(app.clone(), own_host::lead_home))
}

fn front_door() -> Router<AppState> {
    Router::new()
        .route("/sign-in", get(pages::sign_in::show).post(pages::sign_in::submit))
        .route("/sign-in/failed/{attempt}", get(pages::sso_failed::show))
        .route(
            "/sign-in/choose-account",
            get(pages::choose_account::show).post(pages::choose_account::submit),
        )
        .route(
            "/sign-in/mismatch",
            get(pages::mismatch::show).post(pages::mismatch::submit),
        )
        .route("/signed-out", get(pages::signed_out::show))
        .route("/language/{tag}", get(pages::language::choose))
        .route(
            "/onboarding",
            get(pages::onboarding::show).post(pages::onboarding::submit),
        )
        .route("/sign-up", get(pages::sign_up::show).post(pages::sign_up::ask))
        .route(
            "/sign-up/{link}",
            get(pages::sign_up::show_link).post(pages::sign_up::submit),
        )
        .route(
            "/reset-password",
            get(pages::reset_password::show).post(pages::reset_password::ask),
        )
        .route(
            "/reset-password/{link}",
            get(pages::reset_password::show_link).post(pages::reset_password::submit),
        )
        .route("/set-up", get(pages::set_up::show))
        .route(
            "/set-up/{link}",
            get(pages::set_up::show_link).post(pages::set_up::submit),
        )
        .merge(pages::address_change::routes())
        .merge(pages::second_account::routes())
        .merge(pages::sso_set_up::routes())
        .merge(pages::invitation::routes())
        .merge(pages::recover::routes())
        .merge(pages::second_step::routes())
        .route("/sso/callback/{company}", get(sso::callback::handle))
        .route(
            sso::start::ROUTE,
            get(sso::start::by_issuer).post(sso::start::to_get),
        )
        .route(
            sso::start::OF_COMPANY,
            get(sso::start::of_company).post(sso::start::to_get),
        )
        .route("/sso/test/{run}", get(sso::test_run::leave))
        .route("/sso/test-link/{token}", get(sso::test_link::show))
        .route(
            sso::backchannel_logout::ROUTE,
            post(sso::backchannel_logout::handle),
        )
        .route(sso::client_keys::ROUTE, get(sso::client_keys::handle))
        .route(sso::universal_logout::ROUTE, post(sso::universal_logout::handle))
        .route(sso::shared_signals::ROUTE, post(sso::shared_signals::handle))
        .merge(pages::portal::routes())
}

/// Files, and what operators' programs ask for.
fn files_and_probes() -> Router<AppState> {
    let at_root = ROOT_FILES.iter().fold(Router::new(), |router, name| {
        router.route(&format!("/{name}"), get(assets::serve_at_root))
    });
    at_root
        .route("/assets/{*path}", get(assets::serve))
        .merge(brand::routes())
        .route("/.well-known/security.txt", get(well_known::security_contact))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics).layer(from_fn(health::no_store)))
}
