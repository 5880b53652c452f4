//! The apps that somebody looks after: links to their settings, and the way to make one. Whoever looks after none sees nothing
//! of this.

use latchkey_contract::app_settings::{ListApps, ManagedApp, list_apps};
use leptos::prelude::*;

use crate::{
    i18n::*,
    kit::{Loaded, use_locale, use_session_client},
    paths,
};

/// The slugs of the apps, once they are known, for everything on the page.
#[derive(Clone, Copy)]
pub struct ManagedApps(RwSignal<Vec<String>>);

impl ManagedApps {
    /// Nothing is known yet.
    pub fn unknown() -> Self {
        Self(RwSignal::new(Vec::new()))
    }
}

/// The section of the page. It asks the platform.
#[component]
pub fn Managed(
    /// What is to be known on the page.
    managed: ManagedApps,
) -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let apps = LocalResource::new(move || {
        let client = client.clone();
        async move {
            let apps = client.call::<ListApps>(&list_apps::Request::default()).await?;
            // The page may be gone by now.
            let _ = managed
                .0
                .try_set(apps.items.iter().map(|app| app.slug.clone()).collect());
            Ok((apps.items, apps.may_create))
        }
    });
    view! {
        // Whoever manages no app sees nothing of this, not even that it is loaded.
        <Loaded
            resource=apps
            fallback=|| ()
            failure_title=td_string!(locale, my_apps.managed)
            let:apps
        >
            {
                let (items, may_create) = apps;
                let is_shown = !items.is_empty() || may_create;
                is_shown.then(|| section(locale, items, may_create))
            }
        </Loaded>
    }
}

fn section(locale: Locale, items: Vec<ManagedApp>, may_create: bool) -> AnyView {
    let none = items
        .is_empty()
        .then(|| view! { <p class="empty">{td_string!(locale, my_apps.managed_none)}</p> }.into_any());
    let row = |app: ManagedApp| {
        view! {
            <li>
                <a translate="no" href=paths::app_settings(&app.slug)>{app.name}</a>
            </li>
        }
        .into_any()
    };
    let rows: Vec<AnyView> = items.into_iter().map(row).collect();
    let new = may_create.then(|| {
        view! {
            <a class="button" href=paths::NEW_APP>
                {td_string!(locale, my_apps.new_app)}
            </a>
        }
        .into_any()
    });
    view! {
        <section aria-labelledby="managed-apps">
            <h2 id="managed-apps">{td_string!(locale, my_apps.managed)}</h2>
            {none}
            <ul class="managed">{rows}</ul>
            {new}
        </section>
    }
    .into_any()
}

/// The way to the settings, on the card of an app that this person looks after.
#[component]
pub fn SettingsLink(
    /// The apps that this person looks after.
    managed: ManagedApps,
    /// The app's slug.
    slug: String,
    /// Name of the environment, for whom the place of the link says nothing.
    whose: String,
) -> impl IntoView {
    let locale = use_locale();
    move || {
        managed.0.with(|slugs| slugs.contains(&slug)).then(|| {
            view! {
                <a class="app-settings" href=paths::app_settings(&slug)>
                    {td_string!(locale, app_settings.title)}
                    <span class="unseen">" " {whose.clone()}</span>
                </a>
            }
            .into_any()
        })
    }
}
