//! The app's pages. Invariant: rendered by the server, no script, and whatever people typed stays text (maud escapes it).

pub(crate) mod expenses;
mod frame;
pub(crate) mod my_account;
pub(crate) mod sign_on;
pub(crate) mod user_overview;

use axum::{
    http::{HeaderMap, StatusCode},
    response::{Html, IntoResponse, Response},
};
use latchkey_app::{Latchkey, SignedIn};
use maud::{DOCTYPE, Markup, html};

use self::frame::Frame;
use crate::{office::Office, words::Words};

/// A whole page.
fn page(status: StatusCode, words: &Words, title: &str, body: &Markup) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang=(words.language) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · Company Expenses" }
                link rel="stylesheet" href="/style.css";
            }
            (body)
        }
    };
    (status, Html(page.into_string())).into_response()
}

/// A page that says one thing, in the frame of somebody who is signed in.
fn notice(frame: &Frame<'_>, status: StatusCode, title: &str, text: &str, back: &str) -> Response {
    let body = html! {
        div.narrow {
            h1 { (title) }
            p { (text) }
            p { a.button.quiet href=(back) { (frame.words.back) } }
        }
    };
    frame.page(status, title, &body)
}

/// Everything that is not there. Who is not signed in is asked to sign in first: nobody learns what is there.
pub(crate) async fn not_found(
    person: SignedIn,
    latchkey: Latchkey,
    office: axum::extract::State<Office>,
    headers: HeaderMap,
) -> Response {
    let frame = Frame::new(&person, &latchkey, &office, &headers);
    let words = frame.words;
    notice(
        &frame,
        StatusCode::NOT_FOUND,
        words.not_found,
        words.not_found_text,
        "/",
    )
}
