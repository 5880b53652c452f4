//! `GET /sso/test-link/{token}`: the sign-in page with the Test Email Domain filled in. Nobody leaves for the identity provider without a
//! click: whoever follows a link should see first where it leads.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use latchkey_contract::ErrorCode;
use latchkey_contract::sign_in::SignInMethod;
use latchkey_spa::front::page::{Screen, SignInScreen};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::pages::answer;
use crate::http::path_text::PathText;
use crate::sign_in::sso_test_access::domain_of_link;

/// Shows the page; `not_found` where the link does not work any more.
pub async fn show(
    State(app): State<AppState>,
    context: RequestContext,
    PathText(token): PathText,
) -> Result<Response, ApiError> {
    let domain = domain_of_link(&app, &token).await?;
    let screen = SignInScreen {
        username: domain.ok_or(ErrorCode::NotFound)?,
        method: SignInMethod::Sso,
        ..SignInScreen::default()
    };
    Ok(answer(&app, &context, StatusCode::OK, Screen::SignIn(screen)))
}
