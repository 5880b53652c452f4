//! `/sign-in/failed/{attempt}`: why a sign-in at the identity provider came to nothing, and the ways on.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use latchkey_contract::sign_in::SsoFailure;
use latchkey_spa::front::page::{Screen, SsoFailedScreen};

use super::branded;
use crate::app_state::AppState;
use crate::company_brand::shown::to_company;
use crate::domain::sign_in_attempt::AttemptState;
use crate::http::api_error::ApiError;
use crate::http::browser_cookie::browser_secrets;
use crate::http::context::RequestContext;
use crate::http::path_text::PathText;
use crate::http::provider::on_the_way_to;
use crate::store::{companies, sign_in_attempts};

/// `GET /sign-in/failed/{attempt}`. In another browser it tells nothing about the attempt, not even whether there is one.
pub async fn show(
    State(app): State<AppState>,
    context: RequestContext,
    PathText(attempt_id): PathText,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let mut screen = SsoFailedScreen {
        failure: SsoFailure::UnknownAttempt,
        company_name: None,
        username: String::new(),
        return_to: None,
        back: "/sign-in".into(),
        request_id: context.request_id.clone(),
    };
    let mut brand = None;
    {
        let browser = browser_secrets(&app, &headers);
        let mut connection = app.store.read().await?;
        let attempt = sign_in_attempts::by_id_and_browser(&mut connection, &attempt_id, &browser).await?;
        if let Some(attempt) = attempt {
            let company = companies::by_id(&mut connection, &attempt.company_id).await?;
            brand = to_company(&mut connection, &attempt.company_id).await?;
            screen = SsoFailedScreen {
                failure: match attempt.status {
                    AttemptState::Failed(failure) => failure,
                    _ => SsoFailure::Expired,
                },
                company_name: company.map(|company| company.name),
                username: attempt.username,
                return_to: attempt.return_to,
                back: format!("/sign-in?attempt={}", attempt.id),
                request_id: attempt.request_id,
            };
        }
    }
    let context = on_the_way_to(&app, context, &headers, screen.return_to.as_deref()).await?;
    let screen = Screen::SsoFailed(screen);
    Ok(branded(&app, &context, StatusCode::OK, screen, brand))
}
