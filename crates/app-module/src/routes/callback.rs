//! `/openid/callback`: somebody comes back from the platform. Invariant: the platform is called only for a response to an
//! attempt of this very browser, and an attempt is used up by its first response.

use axum::{extract::Query, http::HeaderMap, response::Response};
use serde::Deserialize;

use crate::{
    attempts::{Attempt, Attempts},
    clock,
    latchkey::{Epoch, Latchkey},
    pages::Page,
    platform::{Arrival, PlatformError},
    responses::with_cookies,
    return_to::with_return_to,
};

/// The authorization response (RFC 6749 §4.1.2, RFC 9207).
#[derive(Debug, Default, Deserialize)]
pub(super) struct AuthorizationResponse {
    #[serde(default)]
    state: String,
    code: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

/// `GET /openid/callback`
pub(super) async fn callback(
    latchkey: Latchkey,
    headers: HeaderMap,
    response: Query<AuthorizationResponse>,
) -> Response {
    let now_ms = clock::now_ms();
    let attempts = Attempts::read(latchkey.cookies().attempts(&headers).into_iter(), now_ms);
    let Some(attempt) = attempts.take(&response.state) else {
        return latchkey.page(Page::NoAttempt, &headers);
    };
    let since = match latchkey.epoch().await {
        Ok(since) => since,
        Err(error) => return latchkey.broken(&error),
    };
    let response = match arrive(&latchkey, &headers, &response, &attempt, now_ms).await {
        Ok(arrival) => admit(&latchkey, &headers, arrival, &attempt.return_to, since).await,
        Err(page) => page,
    };
    // Used up.
    with_cookies(response, [latchkey.cookies().forget_attempt(attempt.key())])
}

/// Everything up to who it is; or the page that says why not.
async fn arrive(
    latchkey: &Latchkey,
    headers: &HeaderMap,
    response: &AuthorizationResponse,
    attempt: &Attempt,
    now_ms: i64,
) -> Result<Arrival, Response> {
    let platform = latchkey.platform().map_err(|page| latchkey.page(page, headers))?;
    let again = with_return_to("/openid/login", &attempt.return_to);
    let failed = |error: PlatformError| {
        tracing::warn!(%error, "a sign-in failed");
        let page = match error {
            PlatformError::NotSynchronised => Page::NotSynchronised(again.clone()),
            PlatformError::Unreachable(_) => Page::Unreachable(again.clone()),
            PlatformError::Refused(_) | PlatformError::UnknownKey => Page::Failed(again.clone()),
        };
        latchkey.page(page, headers)
    };
    if !platform
        .is_answer_of(response.iss.as_deref(), now_ms)
        .await
        .map_err(failed)?
    {
        return Err(failed(PlatformError::Refused(
            "`iss` is missing or another issuer",
        )));
    }
    match (response.error.as_deref(), response.code.as_deref()) {
        (Some("access_denied"), _) => Err(latchkey.page(Page::Denied(again), headers)),
        (Some(_), _) => Err(failed(PlatformError::Refused(
            "the platform answered with an error",
        ))),
        (None, Some(code)) => platform.redeem(code, attempt, now_ms).await.map_err(failed),
        (None, None) => Err(failed(PlatformError::Refused(
            "there is neither a code nor an error",
        ))),
    }
}

/// The app's user, and a session for it.
async fn admit(
    latchkey: &Latchkey,
    headers: &HeaderMap,
    arrival: Arrival,
    return_to: &str,
    since: Epoch,
) -> Response {
    match latchkey.users().admit(&arrival.identity).await {
        Ok(user) => {
            latchkey
                .open_for(headers, user, arrival.identity, arrival.session, return_to, since)
                .await
        }
        Err(refusal) => latchkey.page(Page::NotAdmitted(refusal.to_string()), headers),
    }
}
