//! The sign-on screen: the button **{platform} Account**, and a form for the app's own passwords. Invariant: the message about wrong
//! credentials does not say whether the username or the password was wrong.

use axum::{
    Form,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use latchkey_app::{Latchkey, SignedIn};
use maud::html;
use serde::Deserialize;

use super::{
    frame::{brand, with_platform},
    page,
};
use crate::{office::Office, words::Words};

/// The query of the screen's address.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Target {
    /// Path of this app to go to after signing in.
    #[serde(default)]
    return_to: String,
}

/// The fields of the form.
#[derive(Deserialize)]
pub(crate) struct Credentials {
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    return_to: String,
}

/// `GET /sign-on`
pub(crate) async fn show(
    person: Option<SignedIn>,
    latchkey: Latchkey,
    State(office): State<Office>,
    Query(target): Query<Target>,
    headers: HeaderMap,
) -> Response {
    if person.is_some() {
        return Redirect::to("/").into_response();
    }
    screen(
        StatusCode::OK,
        &latchkey,
        &office,
        &headers,
        &target.return_to,
        None,
    )
}

/// `POST /sign-on`
pub(crate) async fn sign_on(
    latchkey: Latchkey,
    State(office): State<Office>,
    headers: HeaderMap,
    Form(form): Form<Credentials>,
) -> Response {
    match office
        .people
        .check_password(form.username.clone(), form.password)
        .await
    {
        Some(user) => {
            latchkey
                .sign_in_locally(&headers, user, Some(&form.return_to))
                .await
        }
        None => {
            let wrong = Some(form.username.as_str());
            screen(
                StatusCode::UNAUTHORIZED,
                &latchkey,
                &office,
                &headers,
                &form.return_to,
                wrong,
            )
        }
    }
}

/// The screen. `wrong`: the username that was typed, if the credentials were wrong.
fn screen(
    status: StatusCode,
    latchkey: &Latchkey,
    office: &Office,
    headers: &HeaderMap,
    return_to: &str,
    wrong: Option<&str>,
) -> Response {
    let words = Words::for_reader(headers);
    let body = html! {
        body.front {
            header { (brand(&office.environment)) }
            main.card {
                h1 { (words.sign_on) }
                @if latchkey.is_on() {
                    form method="post" action="/openid/login" {
                        input type="hidden" name="return_to" value=(return_to);
                        button.button { (with_platform(words.platform_account, latchkey)) }
                        p.hint { (words.platform_hint) }
                    }
                    p.or { span { (words.or) } }
                }
                form method="post" action="/sign-on" {
                    @if wrong.is_some() { p.alert role="alert" { (words.wrong) } }
                    input type="hidden" name="return_to" value=(return_to);
                    label for="username" { (words.username) }
                    input id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false"
                        required value=[wrong] aria-invalid=[wrong.map(|_| "true")];
                    label for="password" { (words.password) }
                    input id="password" name="password" type="password" autocomplete="current-password" required
                        aria-invalid=[wrong.map(|_| "true")];
                    button.button.quiet[latchkey.is_on()] { (words.sign_in) }
                }
            }
        }
    };
    page(status, words, words.sign_on, &body)
}
