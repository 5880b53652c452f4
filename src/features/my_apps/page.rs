//! The portal's home: the apps that let this person in, and for admins of a new company what is left to set up.

use latchkey_contract::{
    Empty,
    apps::{ListMyApps, MyApp},
};
use leptos::prelude::*;

use super::{
    card::{by_app, card},
    first_steps::FirstSteps,
};
use crate::{
    i18n::*,
    kit::{Loaded, Page, StatusMessage, use_locale, use_session_client},
    ui::{EmptyKind, EmptyState, Shape, Skeleton, icon},
};

/// The page.
#[component]
pub fn MyAppsPage() -> impl IntoView {
    let locale = use_locale();
    let message = RwSignal::new(None);
    let client = use_session_client();
    let apps = LocalResource::new(move || {
        let client = client.clone();
        async move { Ok(client.call::<ListMyApps>(&Empty {}).await?.items) }
    });
    let skeleton =
        move || view! { <Skeleton shape=Shape::Cards(3) label=td_string!(locale, portal.loading) /> };
    view! {
        <Page heading=td_string!(locale, my_apps.title)>
            <StatusMessage message />
            <FirstSteps message />
            <Loaded resource=apps fallback=skeleton let:items>
                {list(locale, items)}
            </Loaded>
        </Page>
    }
}

fn list(locale: Locale, items: Vec<MyApp>) -> AnyView {
    if items.is_empty() {
        let text = td_string!(locale, my_apps.none);
        return view! { <EmptyState kind=EmptyKind::NothingYet icon=icon::APP text /> }.into_any();
    }
    let cards = by_app(items).into_iter().map(|app| card(locale, app));
    view! { <ul class="apps">{cards.collect_view()}</ul> }.into_any()
}
