//! The pages: the front door's, rendered here, and the portal's entry page.

pub mod address_change;
pub mod ask_for_link;
mod form;
pub mod link;
pub mod mismatch;
pub mod onboarding;
pub mod portal;
pub mod reset_password;
pub mod set_up;
pub mod sign_in;
pub mod sign_up;
pub mod signed_out;
pub mod sso_failed;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use latchkey_spa::front::page::{FrontPage, Screen};

use super::context::RequestContext;
use crate::app::App;

/// A page of the front door.
pub(super) fn answer(app: &App, context: &RequestContext, status: StatusCode, screen: Screen) -> Response {
    // What is known of a person is shown to them, and kept by no browser: others may sit before it later.
    let is_personal = matches!(
        screen,
        Screen::Consent(_) | Screen::NoAccess(_) | Screen::ConfirmSignOut(_)
    );
    let page = FrontPage {
        language: context.language,
        platform_name: app.config.platform_name.clone(),
        screen,
    };
    let html = app.assets.front.page(&page, context.theme);
    let mut response = html_answer(status, html, &app.assets.front.content_security_policy);
    if is_personal {
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

fn html_answer(status: StatusCode, html: String, content_security_policy: &HeaderValue) -> Response {
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        ),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-cache"),
        ),
        (header::VARY, HeaderValue::from_static("Accept-Language, Cookie")),
        (header::CONTENT_SECURITY_POLICY, content_security_policy.clone()),
    ];
    (status, headers, html).into_response()
}

/// A field of a form that was posted; empty where it is missing.
fn field(body: &[u8], wanted: &str) -> String {
    let found = url::form_urlencoded::parse(body).find(|(name, _)| name == wanted);
    found.map(|(_, value)| value.into_owned()).unwrap_or_default()
}
