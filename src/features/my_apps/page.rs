//! The portal's home: the apps that let this person in, and for admins of a new company what is left to set up.

use latchkey_contract::{
    Empty,
    apps::{ListMyApps, list_my_apps::Response},
};
use leptos::prelude::*;

use super::{
    card::{by_app, card},
    first_steps::FirstSteps,
    invitations::{Answered, invitations_part},
};
use crate::{
    i18n::*,
    kit::{Loaded, Page, StatusMessage, focus_heading, use_locale, use_session_client},
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
        async move { client.call::<ListMyApps>(&Empty {}).await }
    });
    let waiting = StoredValue::new(Vec::<Answered>::new());
    let answered = Callback::new(move |one: Answered| {
        waiting.update_value(|waiting| waiting.push(one));
        apps.refetch();
    });
    // What is said of an invitation takes its place, so that what stands below moves once and not twice.
    Effect::new(move |_| {
        let Some(found) = apps.get() else {
            return;
        };
        let is_there = |id: &str| {
            let found = found.as_ref().ok().map(|found| &found.invitations);
            found.is_some_and(|all| all.iter().any(|one| one.id == id))
        };
        let all = waiting.try_update_value(std::mem::take).unwrap_or_default();
        let (still_there, mut gone): (Vec<_>, Vec<_>) = all.into_iter().partition(|(id, _)| is_there(id));
        waiting.set_value(still_there);
        if let Some((_, words)) = gone.pop() {
            message.set(Some(words));
            // The button goes away with the invitation; the heading of the page stays.
            focus_heading();
        }
    });
    let skeleton =
        move || view! { <Skeleton shape=Shape::Cards(3) label=td_string!(locale, portal.loading) /> };
    view! {
        <Page heading=td_string!(locale, my_apps.title)>
            <StatusMessage message />
            <FirstSteps message />
            <Loaded resource=apps fallback=skeleton let:found>
                {list(locale, found, answered)}
            </Loaded>
        </Page>
    }
}

fn list(locale: Locale, found: Response, answered: Callback<Answered>) -> impl IntoView {
    let Response { items, invitations } = found;
    let text = match invitations.is_empty() {
        true => td_string!(locale, my_apps.none),
        false => td_string!(locale, my_apps.none_yet),
    };
    let invitations =
        (!invitations.is_empty()).then(|| Suspend::new(invitations_part(invitations, answered)));
    let apps = match items.is_empty() {
        true => view! { <EmptyState kind=EmptyKind::NothingYet icon=icon::APP text /> }.into_any(),
        false => {
            let cards = by_app(items).into_iter().map(|app| card(locale, app));
            view! { <ul class="apps">{cards.collect_view()}</ul> }.into_any()
        }
    };
    (invitations, apps)
}
