//! The page for browsers that block cookies. Invariant: it is shown only where no cookie of ours came at all: whoever brings another browser's
//! is told something else.

use axum::http::StatusCode;
use axum::response::Response;
use latchkey_spa::front::page::{CookiesNeededScreen, Screen};

use super::answer;
use super::sign_in_path::path_with_return_to;
use crate::app_state::AppState;
use crate::http::context::RequestContext;

/// What stands behind `/sign-in?cookies=` after a sign-in whose form came without a cookie: they are blocked, or the form did not come
/// from the page.
pub(in crate::http) const CHECK: &str = "check";

/// Where a sign-in leads that came without any cookie: on to `next` if the session's cookie was kept, else to this page.
pub(in crate::http) fn check_path(next: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("cookies", CHECK)
        .append_pair("return_to", next)
        .finish();
    format!("/sign-in?{query}")
}

/// The page, for who came on the way to `return_to` from the sign-in screen.
pub(in crate::http) fn page(
    app: &AppState,
    context: &RequestContext,
    status: StatusCode,
    return_to: Option<&str>,
) -> Response {
    let try_again = path_with_return_to(return_to.unwrap_or("/"));
    show(app, context, status, Some(try_again))
}

/// The page, for who has opened a link that was mailed: only the mail leads there again.
pub(in crate::http) fn page_of_a_link(
    app: &AppState,
    context: &RequestContext,
    status: StatusCode,
) -> Response {
    show(app, context, status, None)
}

fn show(app: &AppState, context: &RequestContext, status: StatusCode, try_again: Option<String>) -> Response {
    let screen = CookiesNeededScreen { try_again };
    answer(app, context, status, Screen::CookiesNeeded(screen))
}
