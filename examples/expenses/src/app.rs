//! The app's addresses. Invariant: every page but the sign-on screen asks for somebody who is signed in.

use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use latchkey_app::Latchkey;

use crate::{office::Office, pages, people::People};

/// Which environment of the app this is: its name is shown in the frame.
#[derive(Debug, Clone)]
pub struct Environment(pub String);

/// The app, with signing in attached. [`Latchkey::start`] is still to be called.
pub fn app(latchkey: &Latchkey, people: People, environment: &Environment) -> Router {
    let office = Office {
        people,
        environment: environment.0.as_str().into(),
    };
    let own = Router::new()
        .route("/", get(pages::expenses::list))
        .route("/expenses/{id}", get(pages::expenses::one))
        .route("/account", get(pages::my_account::show))
        .route("/users", get(pages::user_overview::list))
        .route(
            "/users/{id}",
            get(pages::user_overview::edit).post(pages::user_overview::change),
        )
        .route(
            "/sign-on",
            get(pages::sign_on::show).post(pages::sign_on::sign_on),
        )
        .route("/style.css", get(style))
        .route("/favicon.ico", get(icon))
        .route("/healthz", get(|| async { "ok" }))
        .fallback(pages::not_found)
        .with_state(office);
    latchkey
        .attach(latchkey.same_origin_only(own))
        .layer(middleware::from_fn(headers))
}

async fn style() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=300"),
    ];
    (headers, include_str!("style.css"))
}

/// The euro sign of the frame.
async fn icon() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "image/svg+xml"),
        (header::CACHE_CONTROL, "public, max-age=86400"),
    ];
    (headers, include_str!("icon.svg"))
}

/// No script, no frame around it, nothing from elsewhere; pages about people are not kept anywhere.
async fn headers(request: Request, next: Next) -> Response {
    let policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    let mut response = next.run(request).await;
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
    ] {
        response
            .headers_mut()
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    response
}
