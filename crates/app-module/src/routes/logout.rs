//! `/openid/logout`: out of the app, and of the platform if asked. Invariant: nobody is signed out by a link or by another
//! site, and nothing signs in again by itself afterwards.

use axum::{Form, extract::Query, http::HeaderMap, response::Response};
use serde::Deserialize;

use crate::{
    clock,
    cookies::Cookie,
    latchkey::Latchkey,
    pages::Page,
    responses::{see_other, with_cookies},
    return_to::own_path,
    same_origin::is_from_here,
};

/// What the form says.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wishes {
    /// `yes`: out of the platform too.
    everywhere: Option<String>,
}

/// Where to go when somebody signs in again.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Back {
    return_to: Option<String>,
}

/// `GET /openid/logout`: asks.
pub(super) async fn ask(latchkey: Latchkey, headers: HeaderMap) -> Response {
    match latchkey.session(&headers).await {
        Ok(Some(session)) => {
            let page = Page::ConfirmLogout {
                name: session.name,
                is_local_user: session.is_local_user,
            };
            latchkey.page(page, &headers)
        }
        Ok(None) => see_other("/openid/signed-out", []),
        Err(error) => latchkey.broken(&error),
    }
}

/// `POST /openid/logout`
pub(super) async fn sign_out(latchkey: Latchkey, headers: HeaderMap, Form(wishes): Form<Wishes>) -> Response {
    if !is_from_here(&headers, &latchkey) {
        return latchkey.page(Page::Foreign, &headers);
    }
    let session = match latchkey.close(&headers).await {
        Ok(session) => session,
        Err(error) => return latchkey.broken(&error),
    };
    let everywhere = wishes.everywhere.as_deref() == Some("yes");
    let at_platform = session
        .and_then(|session| session.platform)
        .filter(|_| everywhere);
    let url = match (at_platform, latchkey.platform()) {
        (Some(session), Ok(platform)) => platform.end_session_url(&session.id_token, clock::now_ms()).await,
        _ => None,
    };
    let cookies = [
        latchkey.cookies().forget(Cookie::Session),
        latchkey.cookies().set(Cookie::SignedOut, "yes"),
    ];
    match url {
        Some(url) => with_cookies(latchkey.page(Page::GoOn(url), &headers), cookies),
        None => see_other("/openid/signed-out", cookies),
    }
}

/// `GET /openid/signed-out`
pub(super) async fn signed_out(latchkey: Latchkey, headers: HeaderMap, back: Query<Back>) -> Response {
    let return_to = own_path(back.return_to.as_deref(), &latchkey.settings().app_url);
    latchkey.page(Page::SignedOut { return_to }, &headers)
}
