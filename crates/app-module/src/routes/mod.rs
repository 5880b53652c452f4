//! The addresses under `/openid/`. Invariant: whatever signs somebody out or in asks for a request of the app's own, or for
//! a response to an attempt of this browser.

mod backchannel;
mod callback;
mod login;
mod logout;

use axum::{
    Router,
    routing::{get, post},
};

use crate::pages;

pub(crate) fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/openid/login", get(login::from_link).post(login::from_button))
        .route("/openid/callback", get(callback::callback))
        .route("/openid/logout", get(logout::ask).post(logout::sign_out))
        .route("/openid/signed-out", get(logout::signed_out))
        .route("/openid/backchannel-logout", post(backchannel::logout))
        .route("/openid/style.css", get(pages::stylesheet))
}
