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
    kit::{Loaded, Page, StatusMessage, use_current_user, use_flash_message, use_locale, use_session_client},
};

/// The apps of whoever is signed in, and those that this person manages.
#[component]
pub fn MyAppsPage() -> impl IntoView {
    let locale = use_locale();
    // As it is now: another page may have changed it since the portal was loaded.
    let user = use_current_user();
    let heading = Signal::derive(move || {
        let name = user
            .0
            .with(|account| account.as_ref().map(SessionAccount::display_name));
        let name = name.unwrap_or_default();
        td_string!(locale, my_apps.greeting, name = name)
    });
    let message = RwSignal::new(use_flash_message().take());
    let client = use_session_client();
    let managed = ManagedApps::unknown();
    let apps = LocalResource::new(move || {
        let client = client.clone();
        async move { Ok(client.call::<ListMyApps>(&Empty {}).await?.items) }
    });
    view! {
        <Page title=td_string!(locale, my_apps.title) heading>
            <StatusMessage message />
            <section aria-labelledby="my-apps">
                <h2 id="my-apps">{td_string!(locale, my_apps.title)}</h2>
                <Loaded resource=apps let:items>
                    {list(locale, items, managed)}
                </Loaded>
            </section>
            <Managed managed />
        </Page>
    }
}

fn list(locale: Locale, items: Vec<MyApp>, managed: ManagedApps) -> AnyView {
    if items.is_empty() {
        return view! { <p class="empty">{td_string!(locale, my_apps.none)}</p> }.into_any();
    }
    let cards: Vec<AnyView> = items.into_iter().map(|app| card(app, managed)).collect();
    view! { <ul class="apps">{cards}</ul> }.into_any()
}

fn card(app: MyApp, managed: ManagedApps) -> AnyView {
    let href = is_web_address(&app.url).then_some(app.url);
    let initial = app
        .app
        .chars()
        .next()
        .map(|initial| initial.to_uppercase().to_string());
    view! {
        <li>
            // An app may be at an address of this very host.
            <a class="app" rel="external" href=href>
                <span class="app-mark" aria-hidden="true">
                    {initial}
                </span>
                <span class="app-name" translate="no">{app.app}</span>
                " "
                <span class="app-environment" translate="no">{app.environment.clone()}</span>
            </a>
            <SettingsLink managed slug=app.app_slug whose=app.environment />
        </li>
    }
    .into_any()
}

/// Whether `url` leads to a page, and runs nothing.
fn is_web_address(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}
