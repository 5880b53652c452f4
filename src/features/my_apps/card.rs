//! One app with the environments that this person may open. Invariant: only `http` and `https` addresses become links.

use latchkey_contract::apps::MyApp;
use leptos::prelude::*;

use crate::{
    i18n::*,
    paths,
    ui::{Icon, icon},
};

/// The environments of one app, in the order of the cards.
pub fn by_app(items: Vec<MyApp>) -> Vec<Vec<MyApp>> {
    let mut apps: Vec<Vec<MyApp>> = Vec::new();
    for item in items {
        match apps.iter_mut().find(|app| app[0].app_slug == item.app_slug) {
            Some(app) => app.push(item),
            None => apps.push(vec![item]),
        }
    }
    for app in &mut apps {
        // Where work is done comes first; the rest stays in its order.
        app.sort_by_key(|environment| !is_production(&environment.environment));
    }
    apps
}

/// Environments are called what people want; these are what they call the one that is no trial.
fn is_production(environment: &str) -> bool {
    let name = environment.trim();
    ["production", "prod", "produktion", "live"]
        .iter()
        .any(|production| name.eq_ignore_ascii_case(production))
}

/// The card. `app` has one environment at least.
pub fn card(locale: Locale, app: Vec<MyApp>) -> impl IntoView {
    let Some(first) = app.first() else {
        return ().into_any();
    };
    let name = first.app.clone();
    let initial: String = first.app.chars().take(1).collect();
    let settings = first.managed.then(|| settings_link(locale, first).into_any());
    let chips = app.into_iter().map(chip).collect_view();
    view! {
        <li class="app-card">
            <span class="app-mark" aria-hidden="true">{initial}</span>
            <h2 class="app-name" translate="no">
                <bdi>{name}</bdi>
            </h2>
            {settings}
            <ul class="app-environments">{chips}</ul>
        </li>
    }
    .into_any()
}

fn settings_link(locale: Locale, app: &MyApp) -> impl IntoView + use<> {
    let label = td_string!(locale, my_apps.settings_of, app = app.app.clone());
    view! {
        <a class="button plain dense icon-only app-settings" href=paths::app_settings(&app.app_slug) aria-label=label.clone() title=label>
            <Icon path=icon::GEAR />
        </a>
    }
}

fn chip(environment: MyApp) -> impl IntoView {
    let href = is_web_address(&environment.url).then_some(environment.url);
    let is_production = is_production(&environment.environment);
    view! {
        <li>
            // An app may be at an address of this very host.
            <a class="environment" class:solid=is_production rel="external" href=href translate="no">
                <span class="unseen">{environment.app} " "</span>
                <bdi>{environment.environment}</bdi>
            </a>
        </li>
    }
}

/// Whether `url` leads to a page, and runs nothing.
fn is_web_address(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}
