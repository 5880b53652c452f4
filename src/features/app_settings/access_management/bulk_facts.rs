//! Which change of many people's access a page of results belongs to: what was done where, by whom and when.

use latchkey_contract::{
    ErrorCode,
    access_management::{BulkChange, GetBulkChange, get_bulk_change},
};
use leptos::prelude::*;

use super::bulk_words::{change_words, progress_words, state_tone, state_words};
use crate::{
    i18n::*,
    kit::{Loaded, format_datetime, use_locale, use_session_client},
    ui::{Badge, Shape, Skeleton},
};

/// The facts.
#[component]
pub fn BulkFacts(
    /// Identifier of the environment.
    environment: String,
    /// Identifier of the change.
    change: String,
    /// What app and environment are called.
    names: (String, String),
) -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let found = LocalResource::new(move || {
        let client = client.clone();
        let request = get_bulk_change::Request {
            environment: environment.clone(),
            change: change.clone(),
        };
        async move {
            match client.call::<GetBulkChange>(&request).await {
                // The list of people says that there is no such change, or no right to it.
                Err(error) if error.code() == Some(ErrorCode::NotFound) => Ok(None),
                found => found.map(Some),
            }
        }
    });
    let loading =
        move || view! { <Skeleton shape=Shape::Rows(1) label=td_string!(locale, portal.loading) /> };
    let place = [names.0.as_str(), " · ", &names.1].concat();
    view! {
        <Loaded resource=found fallback=loading let:found>
            {found.map(|change| facts(locale, &change, place.clone()))}
        </Loaded>
    }
}

fn facts(locale: Locale, change: &BulkChange, place: String) -> impl IntoView + use<> {
    let fact = |name: &'static str, value: AnyView| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    let named = |name: String| view! { <bdi translate="no">{name}</bdi> }.into_any();
    let state = change.state;
    let what = view! {
        {change_words(locale, change)}
        " "
        <Badge tone=state_tone(state) label=state_words(locale, state) />
    };
    let ended = change.ended_at.as_deref().map(|at| {
        fact(
            td_string!(locale, bulk_access.ended),
            format_datetime(locale, at).into_any(),
        )
    });
    let began = format_datetime(locale, &change.began_at).into_any();
    view! {
        <dl class="change-facts">
            {fact(td_string!(locale, bulk_access.what), what.into_any())}
            {fact(td_string!(locale, bulk_access.place), named(place))}
            {fact(td_string!(locale, bulk_access.began_by), named(change.began_by.clone()))}
            {fact(td_string!(locale, bulk_access.began), began)} {ended}
            {fact(td_string!(locale, bulk_access.people), progress_words(locale, change).into_any())}
        </dl>
    }
}
