//! The page of one conflict: what happened, and what may be decided or taken back. Invariant: what is shown is read anew after each decision.

use latchkey_contract::{
    ErrorCode,
    identity_conflicts::{
        GetIdentityConflict, IdentityConflict, IdentityConflictDetail, get_identity_conflict,
    },
};
use leptos::prelude::*;

use super::{
    decided::Decided,
    offers::Offers,
    page::tone,
    words::{called, kind_name, state_name, story},
};
use crate::{
    i18n::*,
    kit::{
        Loaded, Page, focus_heading, format_datetime, use_locale, use_param, use_permissions,
        use_session_client,
    },
    paths,
    ui::{Badge, Crumb, EmptyKind, EmptyState},
};

/// What the address names: a conflict, or nothing.
#[component]
pub fn IdentityConflictPage() -> impl IntoView {
    let client = use_session_client();
    let id = use_param("conflict");
    let detail = LocalResource::new(move || {
        let (client, conflict) = (client.clone(), id.get());
        async move {
            let request = get_identity_conflict::Request { conflict };
            match client.call::<GetIdentityConflict>(&request).await {
                Err(error) if error.code() == Some(ErrorCode::NotFound) => Ok(None),
                response => response.map(Some),
            }
        }
    });
    let permissions = use_permissions();
    let on_done = Callback::new(move |()| {
        // The button that was pressed goes with what it decided.
        focus_heading();
        detail.refetch();
        // The navigation says how many are open.
        permissions.refetch();
    });
    view! {
        <Loaded resource=detail let:detail>
            {match detail {
                Some(detail) => view! { <Existing detail on_done /> }.into_any(),
                None => view! { <Missing /> }.into_any(),
            }}
        </Loaded>
    }
}

fn crumbs(locale: Locale) -> Vec<Crumb> {
    vec![
        Crumb::page(td_string!(locale, portal.control_center), paths::CONTROL_CENTER),
        Crumb::group(td_string!(locale, portal.security)),
        Crumb::page(td_string!(locale, conflicts.title), paths::IDENTITY_CONFLICTS),
    ]
}

#[component]
fn Existing(detail: IdentityConflictDetail, on_done: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    let IdentityConflictDetail {
        conflict,
        offers,
        undo,
    } = detail;
    let state = conflict.state;
    let badges = move || {
        view! { <Badge tone=tone(state) label=state_name(locale, state) /> }
    };
    let id = conflict.id.clone();
    let address = conflict.address.clone();
    view! {
        <Page
            heading=kind_name(locale, conflict.kind, conflict.account.is_some())
            crumbs=crumbs(locale)
            lead=story(locale, &conflict)
            badges
        >
            <section class="page-section" aria-labelledby="conflict-facts">
                <h2 id="conflict-facts">{td_string!(locale, conflicts.facts)}</h2>
                {facts(locale, &conflict)}
            </section>
            {match undo {
                Some(undo) => view! { <Decided conflict undo on_done /> }.into_any(),
                None => view! { <Offers id address offers on_done /> }.into_any(),
            }}
        </Page>
    }
}

fn facts(locale: Locale, conflict: &IdentityConflict) -> impl IntoView + use<> {
    let fact = |name: &'static str, value: Option<String>| {
        value.map(|value| {
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd translate="no">
                        <bdi>{value}</bdi>
                    </dd>
                </div>
            }
        })
    };
    let parties = [&conflict.account, &conflict.other].into_iter().flatten();
    let parties: Vec<String> = parties.map(called).collect();
    let parties = (!parties.is_empty()).then(|| parties.join(", "));
    view! {
        <dl class="event-facts">
            {fact(td_string!(locale, conflicts.account), parties)}
            {fact(td_string!(locale, conflicts.address), Some(conflict.address.clone()))}
            {fact(td_string!(locale, conflicts.typed), conflict.typed.clone())}
            {fact(td_string!(locale, conflicts.foreign_id), Some(conflict.foreign_id.clone()))}
            {fact(
                td_string!(locale, conflicts.first_seen),
                Some(format_datetime(locale, &conflict.first_seen_at)),
            )}
            {fact(td_string!(locale, conflicts.last_seen), Some(format_datetime(locale, &conflict.last_seen_at)))}
            {fact(td_string!(locale, conflicts.seen), Some(conflict.seen.to_string()))}
        </dl>
    }
}

/// A conflict that there is not, or not for this person: the two look alike.
#[component]
fn Missing() -> impl IntoView {
    let locale = use_locale();
    view! {
        <Page heading=td_string!(locale, conflicts.missing_title) crumbs=crumbs(locale)>
            <EmptyState kind=EmptyKind::Forbidden text=td_string!(locale, conflicts.missing)>
                <a class="button" href=paths::IDENTITY_CONFLICTS>
                    {td_string!(locale, conflicts.back)}
                </a>
            </EmptyState>
        </Page>
    }
}
