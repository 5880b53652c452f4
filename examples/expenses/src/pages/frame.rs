//! The frame around every page of somebody who is signed in: the app's name, its navigation, the other apps.

use axum::{
    http::{HeaderMap, StatusCode},
    response::Response,
};
use latchkey_app::{Latchkey, SignedIn};
use maud::{Markup, html};

use super::page;
use crate::{office::Office, people::ADMINISTRATOR, words::Words};

/// For one person, in their language.
pub(super) struct Frame<'a> {
    pub(super) words: &'static Words,
    pub(super) person: &'a SignedIn,
    latchkey: &'a Latchkey,
    environment: &'a str,
}

impl<'a> Frame<'a> {
    pub(super) fn new(
        person: &'a SignedIn,
        latchkey: &'a Latchkey,
        office: &'a Office,
        headers: &HeaderMap,
    ) -> Self {
        Self {
            words: Words::for_reader(headers),
            person,
            latchkey,
            environment: &office.environment,
        }
    }

    /// A phrase with the platform's name in it.
    pub(super) fn named(&self, phrase: &str) -> String {
        with_platform(phrase, self.latchkey)
    }

    pub(super) fn page(&self, status: StatusCode, title: &str, content: &Markup) -> Response {
        let words = self.words;
        let is_administrator = self.person.has_role(ADMINISTRATOR);
        let link = |path: &str, label: &str| {
            html! { a href=(path) aria-current=[(label == title).then_some("page")] { (label) } }
        };
        let body = html! {
            body {
                header.bar {
                    (brand(self.environment))
                    nav aria-label="Company Expenses" {
                        (link("/", words.expenses))
                        (link("/account", words.my_account))
                        @if is_administrator { (link("/users", words.user_overview)) }
                    }
                    @if !self.person.is_local_user { (self.switcher()) }
                    a.out href="/openid/logout" { (words.sign_out) }
                }
                main { (content) }
            }
        };
        page(status, words, title, &body)
    }

    /// The other apps that this person may open, and the platform's home.
    fn switcher(&self) -> Markup {
        let Some(platform) = self.latchkey.platform_settings() else {
            return html! {};
        };
        let here = self.person.apps.iter();
        let others: Vec<_> = here
            .filter(|app| !(app.name == "Company Expenses" && app.environment == self.environment))
            .collect();
        html! {
            details.switcher {
                summary { (self.words.apps) }
                ul {
                    @for app in &others {
                        li { a href=(app.url) translate="no" { (app.name) " " small { (app.environment) } } }
                    }
                    @if others.is_empty() { li.empty { (self.words.no_apps) } }
                    li { a href=(platform.issuer) { (platform.name) } }
                }
            }
        }
    }
}

/// The app's name and environment.
pub(super) fn brand(environment: &str) -> Markup {
    html! { p.brand translate="no" { "Company Expenses" span.badge { (environment) } } }
}

pub(super) fn with_platform(phrase: &str, latchkey: &Latchkey) -> String {
    let name = latchkey
        .platform_settings()
        .map_or("Latchkey", |platform| &platform.name);
    phrase.replace("{platform}", name)
}
