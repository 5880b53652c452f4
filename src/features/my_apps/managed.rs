//! The apps that somebody looks after: links to their settings, and the way to make one. Whoever looks after none sees nothing
//! of this.

use latchkey_contract::{
    Empty,
    app_settings::{ListApps, list_apps},
};
use leptos::prelude::*;
use leptos_router::components::A;

use crate::{
    api::ApiError,
    i18n::*,
    paths,
    portal::{call::use_caller, failure::Failure, language::use_locale},
};

/// The answer of the platform, for everything on the page.
#[derive(Clone, Copy)]
pub struct ManagedApps(LocalResource<Result<list_apps::Response, ApiError>>);

impl ManagedApps {
    /// Asks the platform.
    pub fn provide() -> Self {
        let caller = use_caller();
        let managed = Self(LocalResource::new(move || {
            let caller = caller.clone();
            async move { caller.call::<ListApps>(&Empty {}).await }
        }));
        provide_context(managed);
        managed
    }
}

/// The section of the page.
#[component]
pub fn Managed(
    /// The answer.
    managed: ManagedApps,
) -> impl IntoView {
    let locale = use_locale();
    let ManagedApps(apps) = managed;
    let content = move || {
        apps.get().map(|answer| match answer {
            Ok(list_apps::Response { items, may_create }) if !items.is_empty() || may_create => {
                view! { <Section locale items may_create /> }.into_any()
            }
            Ok(_) => ().into_any(),
            Err(error) => {
                view! { <Failure locale error retry=Callback::new(move |()| apps.refetch()) /> }.into_any()
            }
        })
    };
    view! { <Suspense>{content}</Suspense> }
}

#[component]
fn Section(
    locale: Locale,
    items: Vec<latchkey_contract::app_settings::ManagedApp>,
    may_create: bool,
) -> impl IntoView {
    let none = items
        .is_empty()
        .then(|| view! { <p class="empty">{td_string!(locale, my_apps.managed_none)}</p> });
    let rows = items.into_iter().map(|app| {
        view! {
            <li>
                <A href=paths::app_settings(&app.slug)>{app.name}</A>
            </li>
        }
    });
    let new = may_create.then(|| {
        view! {
            <A href=paths::NEW_APP attr:class="button">
                {td_string!(locale, my_apps.new_app)}
            </A>
        }
    });
    view! {
        <section aria-labelledby="managed-apps">
            <h2 id="managed-apps">{td_string!(locale, my_apps.managed)}</h2>
            {none}
            <ul class="managed">{rows.collect_view()}</ul>
            {new}
        </section>
    }
}

/// The way to the settings, on the card of an app that this person looks after.
#[component]
pub fn SettingsLink(
    /// The app's slug.
    slug: String,
    /// Name of the environment, for whom the place of the link says nothing.
    whose: String,
) -> impl IntoView {
    let locale = use_locale();
    let managed = use_context::<ManagedApps>();
    let link = move || {
        let answer = managed?.0.get()?.ok()?;
        let is_managed = answer.items.iter().any(|app| app.slug == slug);
        let whose = whose.clone();
        is_managed.then(|| {
            view! {
                <A href=paths::app_settings(&slug) attr:class="app-settings">
                    {td_string!(locale, app_settings.title)}
                    <span class="unseen">" " {whose}</span>
                </A>
            }
        })
    };
    view! { <Suspense>{link}</Suspense> }
}
