//! **My Account**: who the app thinks this is, and where that can be changed.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use latchkey_app::{Latchkey, SignedIn};
use maud::html;

use super::frame::Frame;
use crate::office::Office;

/// `GET /account`
pub(crate) async fn show(
    person: SignedIn,
    latchkey: Latchkey,
    State(office): State<Office>,
    headers: HeaderMap,
) -> Response {
    let frame = Frame::new(&person, &latchkey, &office, &headers);
    let words = frame.words;
    let kind = if person.is_local_user {
        words.local_user
    } else {
        words.platform_user
    };
    let explanation = if person.is_local_user {
        words.change_here
    } else {
        words.change_at_platform
    };
    let issuer = latchkey
        .platform_settings()
        .map(|platform| platform.issuer.trim_end_matches('/'));
    let body = html! {
        div.narrow {
            h1 { (words.my_account) }
            dl.facts {
                dt { (words.name) } dd translate="no" { (person.name) }
                @if let Some(email) = &person.email { dt { (words.address) } dd translate="no" { (email) } }
                @if let Some(company) = &person.company { dt { (words.company) } dd { (company) } }
                dt { (words.roles) } dd { (if person.roles.is_empty() { words.no_roles.to_owned() } else { person.roles.join(", ") }) }
                dt { (words.kind) } dd { (frame.named(kind)) }
            }
            p { (frame.named(explanation)) }
            @if let (false, Some(issuer)) = (person.is_local_user, issuer) {
                p { a.button.quiet href={ (issuer) "/profile" } { (frame.named(words.to_profile)) } }
            }
        }
    };
    frame.page(StatusCode::OK, words.my_account, &body)
}
