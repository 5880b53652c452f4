//! The portal's pages: one entry page, which the browser fills. Without a session they lead to the sign-in screen and back.

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::html_answer;
use super::sign_in::path_with_return_to;
use crate::app::App;
use crate::http::context::RequestContext;
use crate::http::current_session::MaybeSession;

/// `GET /` and every other page of the portal.
pub async fn show(
    State(app): State<App>,
    context: RequestContext,
    MaybeSession(session): MaybeSession,
    uri: Uri,
) -> Response {
    match session {
        Some(_) => {
            let html = app
                .assets
                .portal
                .page(context.language, &app.config.platform_name);
            html_answer(StatusCode::OK, html, &app.assets.portal.content_security_policy)
        }
        None => {
            let wanted = uri.path_and_query().map_or("/", |path| path.as_str());
            Redirect::to(&path_with_return_to(wanted)).into_response()
        }
    }
}
