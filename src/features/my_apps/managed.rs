//! The apps that somebody looks after: links to their settings, and the way to make one. Whoever looks after none sees nothing
//! of this.

use latchkey_contract::{
    Empty,
    app_settings::{ListApps, ManagedApp},
};
use leptos::prelude::*;

use crate::{
    i18n::*,
    paths,
    portal::{
        call::use_caller,
        language::use_locale,
        load::{Load, Loaded, show},
    },
    ui::{Piece, live, piece},
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
) -> Piece {
    let locale = use_locale();
    let caller = use_caller();
    let apps = Load::new(move |_| {
        let caller = caller.clone();
        async move {
            let answer = caller.call::<ListApps>(&Empty {}).await?;
            let (items, may_create) = (answer.items, answer.may_create);
            // The page may be gone by now.
            let _ = managed
                .0
                .try_set(items.iter().map(|app| app.slug.clone()).collect());
            Ok(show(move || {
                let is_shown = !items.is_empty() || may_create;
                is_shown.then(|| section(locale, items, may_create))
            }))
        }
    });
    piece(view! { <Loaded load=apps bars=false failure_title=td_string!(locale, my_apps.managed) /> })
}

fn section(locale: Locale, items: Vec<ManagedApp>, may_create: bool) -> Piece {
    let none = items
        .is_empty()
        .then(|| piece(view! { <p class="empty">{td_string!(locale, my_apps.managed_none)}</p> }));
    let row = |app: ManagedApp| {
        piece(view! {
            <li>
                <a translate="no" href=paths::app_settings(&app.slug)>{app.name}</a>
            </li>
        })
    };
    let rows: Vec<Piece> = items.into_iter().map(row).collect();
    let new = may_create.then(|| {
        piece(view! {
            <a class="button" href=paths::NEW_APP>
                {td_string!(locale, my_apps.new_app)}
            </a>
        })
    });
    piece(view! {
        <section aria-labelledby="managed-apps">
            <h2 id="managed-apps">{td_string!(locale, my_apps.managed)}</h2>
            {none}
            <ul class="managed">{rows}</ul>
            {new}
        </section>
    })
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
) -> Piece {
    let locale = use_locale();
    live(move || {
        managed.0.with(|slugs| slugs.contains(&slug)).then(|| {
            piece(view! {
                <a class="app-settings" href=paths::app_settings(&slug)>
                    {td_string!(locale, app_settings.title)}
                    <span class="unseen">" " {whose.clone()}</span>
                </a>
            })
        })
    })
}
