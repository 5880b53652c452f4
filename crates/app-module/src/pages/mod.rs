//! The module's own pages. Invariant: they work without script, nothing on them is believed to be markup, and each says what
//! happened and what to do.

mod words;

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use maud::{DOCTYPE, Markup, html};
use url::Url;

use self::words::Words;
use crate::{return_to::with_return_to, settings::Settings};

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";
/// Seconds until a page that waits for something tries again.
const TRY_AGAIN: u8 = 5;

/// A page of the module's. Paths in it are of this app.
#[derive(Debug)]
pub(crate) enum Page {
    /// On to another site.
    GoOn(Url),
    /// `Latchkey::start` was not called.
    NotStarted,
    /// The platform does not know this app yet. With where to try again.
    NotSynchronised(String),
    /// The platform does not answer.
    Unreachable(String),
    /// There is no platform.
    SwitchedOff,
    /// A response to no attempt of this browser.
    NoAttempt,
    /// The person pressed Cancel.
    Denied(String),
    /// A response that was refused.
    Failed(String),
    /// The app does not want this person, and says why.
    NotAdmitted(String),
    /// The page asks whether the person wants to sign out.
    ConfirmLogout {
        /// Who is signed in.
        name: String,
        /// Who has nothing to sign out of at the platform.
        is_local_user: bool,
    },
    /// The page says that the person is signed out.
    SignedOut {
        /// Where to go when signing in again.
        return_to: String,
    },
    /// A request from another site.
    Foreign,
    /// The store of sessions does not work.
    Broken,
}

/// What is below the heading.
enum Act {
    Nothing,
    Link(String, &'static str),
    SignOut { everywhere: bool },
}

impl Page {
    /// In the reader's language, with the app's name and stylesheet.
    pub(crate) fn render(self, settings: &Settings, headers: &HeaderMap) -> Response {
        let words = Words::for_reader(headers);
        let platform = settings
            .platform
            .as_ref()
            .map_or("Latchkey", |platform| &platform.name);
        let named = |text: &str| {
            text.replace("{platform}", platform)
                .replace("{app}", &settings.app_name)
        };
        let refresh = match &self {
            Self::GoOn(url) => Some((0, url.to_string())),
            Self::NotSynchronised(again) | Self::Unreachable(again) => Some((TRY_AGAIN, again.clone())),
            _ => None,
        };
        let status = self.status();
        let (title, text, act) = self.content(words);
        let (title, text) = (named(title), text.map(|text| named(&text)));
        let stylesheet = settings.stylesheet.as_deref().unwrap_or("/openid/style.css");
        let page = html! {
            (DOCTYPE)
            html lang=(words.language) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (title) " · " (settings.app_name) }
                    link rel="stylesheet" href=(stylesheet);
                    @if let Some((seconds, url)) = &refresh {
                        meta http-equiv="refresh" content={ (seconds) ";url=" (url) };
                    }
                }
                body.latchkey {
                    main.card {
                        p.brand { (settings.app_name) }
                        h1 { (title) }
                        @if let Some(text) = text { p { (text) } }
                        (act.markup(words, &named))
                    }
                }
            }
        };
        let mut response = (status, Html(page.into_string())).into_response();
        for (name, value) in page_headers() {
            response.headers_mut().insert(name, value);
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(u16::from(TRY_AGAIN)));
        }
        response
    }

    const fn status(&self) -> StatusCode {
        match self {
            Self::GoOn(_) | Self::ConfirmLogout { .. } | Self::SignedOut { .. } => StatusCode::OK,
            Self::NotStarted | Self::NotSynchronised(_) | Self::Unreachable(_) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::SwitchedOff => StatusCode::NOT_FOUND,
            Self::NoAttempt | Self::Failed(_) => StatusCode::BAD_REQUEST,
            Self::Denied(_) | Self::NotAdmitted(_) | Self::Foreign => StatusCode::FORBIDDEN,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Heading, text, and what can be done.
    fn content(self, words: &'static Words) -> (&'static str, Option<String>, Act) {
        let home = || Act::Link("/".to_owned(), words.to_the_app);
        let said = |text: &str| Some(text.to_owned());
        match self {
            Self::GoOn(url) => (words.go_on, None, Act::Link(url.into(), words.go_on_link)),
            Self::NotStarted => (words.not_started, said(words.not_started_text), Act::Nothing),
            Self::NotSynchronised(again) => (
                words.not_synchronised,
                said(words.not_synchronised_text),
                Act::Link(again, words.try_again),
            ),
            Self::Unreachable(again) => (
                words.unreachable,
                said(words.unreachable_text),
                Act::Link(again, words.try_again),
            ),
            Self::SwitchedOff => (words.switched_off, said(words.switched_off_text), home()),
            Self::NoAttempt => (words.no_attempt, said(words.no_attempt_text), home()),
            Self::Denied(again) => (
                words.denied,
                said(words.denied_text),
                Act::Link(again, words.sign_in_again),
            ),
            Self::Failed(again) => (
                words.failed,
                said(words.failed_text),
                Act::Link(again, words.try_again),
            ),
            Self::NotAdmitted(why) => (words.not_admitted, Some(why), home()),
            Self::ConfirmLogout { name, is_local_user } => {
                let text = words.confirm_logout_text.replace("{name}", &name);
                (
                    words.confirm_logout,
                    Some(text),
                    Act::SignOut {
                        everywhere: !is_local_user,
                    },
                )
            }
            Self::SignedOut { return_to } => {
                let again = with_return_to("/openid/login", &return_to);
                (
                    words.signed_out,
                    said(words.signed_out_text),
                    Act::Link(again, words.sign_in_again),
                )
            }
            Self::Foreign => (words.foreign, said(words.foreign_text), home()),
            Self::Broken => (words.broken, said(words.broken_text), home()),
        }
    }
}

impl Act {
    fn markup(&self, words: &Words, named: &dyn Fn(&str) -> String) -> Markup {
        match self {
            Self::Nothing => html! {},
            Self::Link(target, label) => html! { p { a.button href=(target) { (named(label)) } } },
            Self::SignOut { everywhere } => html! {
                form method="post" action="/openid/logout" {
                    button.button { (named(words.sign_out)) }
                    @if *everywhere {
                        button.button.quiet name="everywhere" value="yes" { (named(words.sign_out_everywhere)) }
                        p.hint { (named(words.only_here)) }
                    }
                }
                p.back { a href="/" { (named(words.stay)) } }
            },
        }
    }
}

fn page_headers() -> [(HeaderName, HeaderValue); 4] {
    [
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    ]
}

/// `GET /openid/style.css`
pub(crate) async fn stylesheet() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, include_str!("style.css"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use axum::body::to_bytes;

    use super::*;

    /// Every page, of an app `Expenses`.
    fn every_page() -> Vec<Page> {
        let home = || "/".to_owned();
        let platform = "https://platform.example/".parse().expect("a URL");
        let confirm_logout = |is_local_user| Page::ConfirmLogout {
            name: "Ada".into(),
            is_local_user,
        };
        vec![
            Page::GoOn(platform),
            Page::NotStarted,
            Page::NotSynchronised(home()),
            Page::Unreachable(home()),
            Page::SwitchedOff,
            Page::NoAttempt,
            Page::Denied(home()),
            Page::Failed(home()),
            Page::NotAdmitted(home()),
            confirm_logout(true),
            confirm_logout(false),
            Page::SignedOut { return_to: home() },
            Page::Foreign,
            Page::Broken,
        ]
    }

    #[tokio::test]
    async fn every_page_speaks_each_language_and_fills_in_the_names() {
        let mut settings = Settings::new("https://expenses.example/".parse().expect("a URL"));
        settings.app_name = "Expenses".into();
        let mut pages = BTreeSet::new();
        for language in ["en", "de", "fr", "es", "nl", "ja"] {
            let headers =
                HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, language.parse().expect("a header"))]);
            for page in every_page() {
                let what = format!("{page:?} in {language}");
                let body = page.render(&settings, &headers).into_body();
                let body = to_bytes(body, 100_000).await.expect("a page");
                let body = String::from_utf8(body.to_vec()).expect("text");
                assert!(
                    body.contains(&format!("<html lang=\"{language}\">")),
                    "{what}: {body}"
                );
                assert!(!body.contains(['{', '}']), "{what}: {body}");
                let is_about_ada = what.starts_with("ConfirmLogout");
                assert_eq!(body.contains("Ada"), is_about_ada, "{what}: {body}");
                // Without its language no page is like another: none was left in English.
                let (_, content) = body.split_once("<h1>").expect("a heading");
                assert!(pages.insert(content.to_owned()), "{what}: {body}");
            }
        }
    }
}
