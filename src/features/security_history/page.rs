//! The list of events, narrowed by the address, with its files and its live tail. Invariant: a file has what the list shows, by the same
//! filters.

use latchkey_contract::{
    Page as ListPart, PageRequest,
    security_history::{
        EventKind, EventPeriod, EventQuery, EventSort, ListSecurityEvents, SecurityEvent,
        list_security_events,
    },
};
use leptos::prelude::*;

use super::{
    event_dialog::EventDialog,
    event_row::event_row,
    live::{LiveSwitch, Shown},
    words::{kind_words, period_words},
};
use crate::{
    i18n::*,
    kit::{
        ChosenFilters, DataTable, ExportLink, ListFilter, Page, RowSource, use_locale, use_session_client,
    },
    paths,
    ui::{Column, Crumb, EmptyKind, EmptyState, icon},
};

const KIND: &str = "kind";
const WITHIN: &str = "within";

/// The page.
#[component]
pub fn SecurityHistoryPage() -> impl IntoView {
    let locale = use_locale();
    let opened = RwSignal::new(None::<SecurityEvent>);
    let shown = Shown::nothing_yet();
    let source = source(locale, opened, shown);
    let crumbs = vec![
        Crumb::page(td_string!(locale, portal.control_center), paths::CONTROL_CENTER),
        Crumb::group(td_string!(locale, portal.security)),
    ];
    let empty = move || {
        view! { <EmptyState kind=EmptyKind::NothingYet icon=icon::CLOCK text=td_string!(locale, history.none) /> }
    };
    view! {
        <Page heading=td_string!(locale, history.title) crumbs lead=td_string!(locale, history.lead)>
            <div class="buttons list-actions">
                <LiveSwitch shown source />
                <ExportLink file=paths::SECURITY_HISTORY_FILE kind="csv" />
                <ExportLink file=paths::SECURITY_HISTORY_FILE kind="jsonl" />
            </div>
            <DataTable
                label=td_string!(locale, history.title)
                search_label=td_string!(locale, history.search)
                columns=columns(locale)
                filters=filters(locale)
                source
                empty
            />
            <EventDialog opened />
        </Page>
    }
}

fn source(locale: Locale, opened: RwSignal<Option<SecurityEvent>>, shown: Shown) -> RowSource {
    let client = use_session_client();
    RowSource::filtered(move |page: PageRequest<EventSort>, chosen: ChosenFilters| {
        let client = client.clone();
        let query = query(page, &chosen);
        async move {
            let request = list_security_events::Request { query };
            let page = client.call::<ListSecurityEvents>(&request).await?;
            let list_security_events::Request { query } = request;
            let is_first = query.after.is_none() && query.sort.is_none_or(|sort| !sort.descending);
            let newest = page.items.first().map(|event| event.id.clone());
            // The page may be gone by now.
            let _ = shown
                .newest
                .try_set_value(is_first.then(|| newest.unwrap_or_default()));
            let _ = shown.query.try_set_value(query);
            let rows = page.items.into_iter();
            Ok(ListPart {
                items: rows.map(|event| event_row(locale, event, opened)).collect(),
                next: page.next,
            })
        }
    })
}

/// What is asked for.
fn query(page: PageRequest<EventSort>, chosen: &ChosenFilters) -> EventQuery {
    let kind = |word| EventKind::ALL.into_iter().find(|kind| kind.as_str() == word);
    let period = |word| {
        EventPeriod::ALL
            .into_iter()
            .find(|period| period.as_str() == word)
    };
    EventQuery {
        kind: chosen.get(KIND).and_then(kind),
        within: chosen.get(WITHIN).and_then(period),
        ..EventQuery::from(page)
    }
}

fn filters(locale: Locale) -> Vec<ListFilter> {
    let kinds = EventKind::ALL.into_iter();
    let periods = EventPeriod::ALL.into_iter();
    vec![
        ListFilter {
            name: KIND,
            label: td_string!(locale, history.kind),
            any: td_string!(locale, history.any_kind),
            choices: kinds
                .map(|kind| (kind.as_str(), kind_words(locale, kind)))
                .collect(),
        },
        ListFilter {
            name: WITHIN,
            label: td_string!(locale, history.within),
            any: td_string!(locale, history.any_time),
            choices: periods
                .map(|period| (period.as_str(), period_words(locale, period)))
                .collect(),
        },
    ]
}

fn columns(locale: Locale) -> Vec<Column> {
    vec![
        Column::text("what", td_string!(locale, history.what)),
        Column::text("who", td_string!(locale, history.who)),
        Column::text("about", td_string!(locale, history.about)),
        Column::newest_first("newest", td_string!(locale, history.when)),
    ]
}
