//! `/openid/login`: off to the platform. A link goes there by a redirect; a form's button by a page that goes on, because
//! browsers hold a form's redirects against `form-action`, and the platform may have to send people further.

use axum::{
    Form,
    extract::Query,
    http::{HeaderMap, HeaderValue},
    response::Response,
};
use serde::Deserialize;
use url::Url;

use crate::{
    attempts::{Attempt, Attempts},
    clock,
    cookies::Cookie,
    latchkey::Latchkey,
    pages::Page,
    platform::PlatformError,
    responses::{see_other, with_cookies},
    return_to::{own_path, with_return_to},
};

/// What a link or form may say.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wishes {
    /// A path of the app.
    return_to: Option<String>,
    /// Whom to suggest on the platform's screen.
    login_hint: Option<String>,
    /// `login`: ask anew who it is.
    prompt: Option<String>,
}

/// `GET /openid/login`
pub(super) async fn from_link(latchkey: Latchkey, headers: HeaderMap, wishes: Query<Wishes>) -> Response {
    match begin(&latchkey, &headers, wishes.0).await {
        Ok((url, cookies)) => see_other(url.as_str(), cookies),
        Err(page) => page,
    }
}

/// `POST /openid/login`
pub(super) async fn from_button(
    latchkey: Latchkey,
    headers: HeaderMap,
    Form(wishes): Form<Wishes>,
) -> Response {
    match begin(&latchkey, &headers, wishes).await {
        Ok((url, cookies)) => with_cookies(latchkey.page(Page::GoOn(url), &headers), cookies),
        Err(page) => page,
    }
}

async fn begin(
    latchkey: &Latchkey,
    headers: &HeaderMap,
    wishes: Wishes,
) -> Result<(Url, Vec<HeaderValue>), Response> {
    let platform = latchkey.platform().map_err(|page| latchkey.page(page, headers))?;
    let now_ms = clock::now_ms();
    let return_to = own_path(wishes.return_to.as_deref(), &latchkey.settings().app_url);
    let attempt = Attempt::begin(return_to, now_ms);
    let asks_anew = wishes.prompt.as_deref() == Some("login");
    let hint = wishes.login_hint.as_deref();
    let url = platform
        .authorization_url(&attempt, hint, asks_anew, now_ms)
        .await
        .map_err(|error| {
            tracing::warn!(%error, "nobody can be sent to the platform");
            let again = with_return_to("/openid/login", &attempt.return_to);
            let page = if error == PlatformError::NotSynchronised {
                Page::NotSynchronised(again)
            } else {
                Page::Unreachable(again)
            };
            latchkey.page(page, headers)
        })?;
    latchkey.publish_roles_meanwhile();
    let cookies = latchkey.cookies();
    let others = Attempts::read(cookies.attempts(headers).into_iter(), now_ms);
    let gone = others.make_room(&attempt).into_iter();
    let set = [
        cookies.set_attempt(attempt.key(), &attempt.write()),
        // This is the asking that the mark waits for.
        cookies.forget(Cookie::SignedOut),
    ];
    let set = set
        .into_iter()
        .chain(gone.map(|attempt| cookies.forget_attempt(attempt.key())));
    Ok((url, set.collect()))
}
