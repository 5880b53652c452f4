//! The pages: the front door's, rendered here, and the portal's entry page.

pub mod address_change;
pub mod ask_for_link;
pub mod choose_account;
pub mod cookies_needed;
pub mod invitation;
pub mod language;
pub mod link;
pub mod mismatch;
pub mod onboarding;
pub mod portal;
pub mod recover;
pub mod reset_password;
pub mod second_account;
pub mod second_step;
pub mod set_up;
pub mod sign_in;
mod sign_in_path;
pub mod sign_up;
pub mod signed_out;
pub mod sso_failed;
pub mod sso_set_up;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use latchkey_contract::brand::Brand;
use latchkey_spa::front::page::{FrontPage, Screen};

use super::context::RequestContext;
use super::cookies::Cookie;
use crate::app_state::AppState;

/// Nobody keeps it: others may sit before the browser later.
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// A page of the front door.
pub(super) fn answer(
    app: &AppState,
    context: &RequestContext,
    status: StatusCode,
    screen: Screen,
) -> Response {
    branded(app, context, status, screen, None)
}

/// The same as people see it whose company presents itself in its own way.
pub(super) fn branded(
    app: &AppState,
    context: &RequestContext,
    status: StatusCode,
    screen: Screen,
    brand: Option<Brand>,
) -> Response {
    let brand = brand.unwrap_or_default();
    let is_personal = screen.is_personal();
    let tries_cookies = matches!(screen, Screen::SignIn(_) | Screen::CookiesNeeded(_));
    let page = FrontPage {
        language: context.language,
        platform_name: brand.name.unwrap_or_else(|| app.config.platform_name.clone()),
        screen,
    };
    let shell = app.assets.front_door(&page.screen);
    let place = context
        .place
        .as_deref()
        // What was refused is not asked for again. A page that is not there is the same in the other language.
        .filter(|_| status.is_success() || status == StatusCode::NOT_FOUND)
        .filter(|_| page.screen.can_be_shown_again());
    let html = shell.page(
        &page,
        context.theme,
        place.filter(|_| context.may_choose_language()),
    );
    let html = match brand.stylesheet {
        Some(address) => with_stylesheet(&html, &address),
        None => html,
    };
    let mut response = html_answer(status, html, &shell.content_security_policy);
    let headers = response.headers_mut();
    if is_personal {
        headers.insert(header::CACHE_CONTROL, NO_STORE);
    }
    // A browser that does not bring it along to the next request blocks cookies.
    if tries_cookies && !context.sends_cookies {
        let probe = Cookie::Probe.set("1", &app.config.public_url);
        headers.append(header::SET_COOKIE, probe);
    }
    response
}

/// The page with one more style sheet, over all others. Its address is one of ours, without a character that would have to be escaped.
fn with_stylesheet(html: &str, address: &str) -> String {
    let link = format!("<link rel=\"stylesheet\" href=\"{address}\"></head>");
    html.replacen("</head>", &link, 1)
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
