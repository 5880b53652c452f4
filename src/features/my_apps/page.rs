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
    portal::{call::use_caller, failure::Failure, language::use_locale, page::Page},
    ui::Loading,
};

/// See the module.
#[component]
pub fn MyAppsPage() -> impl IntoView {
    let locale = use_locale();
    let name = use_context::<SessionAccount>()
        .map(|account| account.display_name())
        .unwrap_or_default();
    let caller = use_caller();
    let apps = LocalResource::new(move || {
        let caller = caller.clone();
        async move { caller.call::<ListMyApps>(&Empty {}).await.map(|apps| apps.items) }
    });
    let managed = ManagedApps::provide();
    let list = move || {
        apps.get().map(|result| match result {
            Ok(items) if items.is_empty() => {
                view! { <p class="empty">{td_string!(locale, my_apps.none)}</p> }.into_any()
            }
            Ok(items) => {
                view! { <ul class="apps">{items.into_iter().map(card).collect_view()}</ul> }.into_any()
            }
            Err(error) => {
                view! { <Failure locale error retry=Callback::new(move |()| apps.refetch()) /> }.into_any()
            }
        })
    };
    view! {
        <Page title=td_string!(locale, my_apps.title) heading=td_string!(locale, my_apps.greeting, name = name)>
            <section aria-labelledby="my-apps">
                <h2 id="my-apps">{td_string!(locale, my_apps.title)}</h2>
                <Suspense fallback=move || view! { <Loading locale /> }>{list}</Suspense>
            </section>
            <Managed managed />
        </Page>
    }
}

fn card(app: MyApp) -> impl IntoView {
    let href = is_web_address(&app.url).then_some(app.url);
    let initial = app
        .app
        .chars()
        .next()
        .map(|initial| initial.to_uppercase().to_string());
    view! {
        <li>
            <a class="app" href=href>
                <span class="app-mark" aria-hidden="true">
                    {initial}
                </span>
                <span class="app-name">{app.app}</span>
                " "
                <span class="app-environment">{app.environment.clone()}</span>
            </a>
            <SettingsLink slug=app.app_slug whose=app.environment />
        </li>
    }
}

/// Whether `url` leads to a page, and runs nothing.
fn is_web_address(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}
