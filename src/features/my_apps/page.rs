//! The portal's home. Invariant: only `http` and `https` addresses become links.

use latchkey_contract::{
    Empty,
    apps::{ListMyApps, MyApp},
    session::SessionAccount,
};
use leptos::prelude::*;

use super::managed::{Managed, ManagedApps, SettingsLink};
use crate::{
    i18n::*,
    portal::{
        call::use_caller,
        language::use_locale,
        load::{Load, Loaded, show},
        page::Page,
        renamed::use_renamed,
        sending::News,
        told::use_told,
    },
    ui::{Piece, piece},
};

/// See the module.
#[component]
pub fn MyAppsPage() -> Piece {
    let locale = use_locale();
    // As it is now: another page may have changed it since the portal was loaded.
    let person = use_renamed().0;
    let heading = Signal::derive(move || {
        let name = person.with(|person| person.as_ref().map(SessionAccount::display_name));
        let name = name.unwrap_or_default();
        td_string!(locale, my_apps.greeting, name = name)
    });
    let news = RwSignal::new(use_told().take());
    let caller = use_caller();
    let managed = ManagedApps::unknown();
    let apps = Load::new(move |_| {
        let caller = caller.clone();
        async move {
            let items = caller.call::<ListMyApps>(&Empty {}).await?.items;
            Ok(show(move || list(locale, items, managed)))
        }
    });
    let content = piece(view! {
        <News news />
        <section aria-labelledby="my-apps">
            <h2 id="my-apps">{td_string!(locale, my_apps.title)}</h2>
            <Loaded load=apps />
        </section>
        <Managed managed />
    });
    piece(view! { <Page title=td_string!(locale, my_apps.title) heading content /> })
}

fn list(locale: Locale, items: Vec<MyApp>, managed: ManagedApps) -> Piece {
    if items.is_empty() {
        return piece(view! { <p class="empty">{td_string!(locale, my_apps.none)}</p> });
    }
    let cards: Vec<Piece> = items.into_iter().map(|app| card(app, managed)).collect();
    piece(view! { <ul class="apps">{cards}</ul> })
}

fn card(app: MyApp, managed: ManagedApps) -> Piece {
    let href = is_web_address(&app.url).then_some(app.url);
    let initial = app
        .app
        .chars()
        .next()
        .map(|initial| initial.to_uppercase().to_string());
    piece(view! {
        <li>
            <a class="app" href=href>
                <span class="app-mark" aria-hidden="true">
                    {initial}
                </span>
                <span class="app-name" translate="no">{app.app}</span>
                " "
                <span class="app-environment" translate="no">{app.environment.clone()}</span>
            </a>
            <SettingsLink managed slug=app.app_slug whose=app.environment />
        </li>
    })
}

/// Whether `url` leads to a page, and runs nothing.
fn is_web_address(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}
