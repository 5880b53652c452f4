//! The list of conflicts, narrowed and sorted by the address. Each leads to a page of its own.

use latchkey_contract::{
    Page as ListPart, PageRequest,
    identity_conflicts::{
        ConflictKind, ConflictQuery, ConflictStanding, ConflictState, IdentityConflict,
        ListIdentityConflicts, list_identity_conflicts,
    },
    security_history::EventSort,
};
use leptos::prelude::*;

use super::words::{kind_name, state_name};
use crate::{
    i18n::*,
    kit::{
        ChosenFilters, ListFilter, ListPage, RelativeTime, RowSource, revision, use_locale,
        use_session_client,
    },
    paths,
    ui::{Badge, Column, Crumb, EmptyKind, EmptyState, TableRow, Tone, icon},
};

const STANDING: &str = "standing";
const KIND: &str = "kind";

/// The page.
#[component]
pub fn IdentityConflictsPage() -> impl IntoView {
    let locale = use_locale();
    let crumbs = vec![
        Crumb::page(td_string!(locale, portal.control_center), paths::CONTROL_CENTER),
        Crumb::group(td_string!(locale, portal.security)),
    ];
    let empty = move || {
        view! {
            <EmptyState kind=EmptyKind::NothingYet icon=icon::CHECK text=td_string!(locale, conflicts.none) />
        }
    };
    view! {
        <ListPage
            heading=td_string!(locale, conflicts.title)
            crumbs
            lead=td_string!(locale, conflicts.lead)
            search_label=td_string!(locale, conflicts.search)
            columns=columns(locale)
            filters=filters(locale)
            source=source(locale)
            empty
        />
    }
}

fn source(locale: Locale) -> RowSource {
    let client = use_session_client();
    RowSource::filtered(move |page: PageRequest<EventSort>, chosen: ChosenFilters| {
        let client = client.clone();
        let request = list_identity_conflicts::Request {
            query: query(page, &chosen),
        };
        async move {
            let page = client.call::<ListIdentityConflicts>(&request).await?;
            Ok(ListPart {
                items: page
                    .items
                    .into_iter()
                    .map(|conflict| row(locale, conflict))
                    .collect(),
                next: page.next,
            })
        }
    })
}

/// What is asked for.
fn query(page: PageRequest<EventSort>, chosen: &ChosenFilters) -> ConflictQuery {
    ConflictQuery {
        standing: chosen.get(STANDING).map(|word| match word {
            "decided" => ConflictStanding::Decided,
            _ => ConflictStanding::Open,
        }),
        kind: chosen.get(KIND).and_then(ConflictKind::from_text),
        ..ConflictQuery::from(page)
    }
}

/// How a state looks.
pub fn tone(state: ConflictState) -> Tone {
    match state {
        ConflictState::Open | ConflictState::Undone => Tone::Warn,
        ConflictState::Decided => Tone::Good,
    }
}

fn row(locale: Locale, conflict: IdentityConflict) -> TableRow {
    let revision = revision(&(conflict.state.as_str(), conflict.seen, &conflict.last_seen_at));
    let name = kind_name(locale, conflict.kind, conflict.account.is_some());
    let href = paths::identity_conflict(&conflict.id);
    let link = move || {
        view! { <a href=href.clone()>{name}</a> }
    };
    let who = conflict
        .account
        .map_or_else(|| conflict.address.clone(), |party| party.email);
    let who = move || {
        view! { <bdi translate="no">{who.clone()}</bdi> }
    };
    let state = conflict.state;
    let badge = move || {
        view! { <Badge tone=tone(state) label=state_name(locale, state) /> }
    };
    let at = conflict.last_seen_at;
    TableRow {
        id: conflict.id,
        revision,
        name: name.to_owned(),
        cells: vec![
            link.into(),
            who.into(),
            badge.into(),
            (move || view! { <RelativeTime at=at.clone() /> }).into(),
        ],
    }
}

fn filters(locale: Locale) -> Vec<ListFilter> {
    let kinds = ConflictKind::ALL.iter();
    vec![
        ListFilter {
            name: STANDING,
            label: td_string!(locale, conflicts.standing),
            any: td_string!(locale, conflicts.any_standing),
            choices: vec![
                ("open", td_string!(locale, conflicts.open)),
                ("decided", td_string!(locale, conflicts.decided)),
            ],
        },
        ListFilter {
            name: KIND,
            label: td_string!(locale, conflicts.kind),
            any: td_string!(locale, conflicts.any_kind),
            choices: kinds
                .map(|&kind| (kind.as_str(), kind_name(locale, kind, true)))
                .collect(),
        },
    ]
}

fn columns(locale: Locale) -> Vec<Column> {
    vec![
        Column::text("kind", td_string!(locale, conflicts.kind)),
        Column::text("account", td_string!(locale, conflicts.account)),
        Column::text("standing", td_string!(locale, conflicts.standing)),
        Column::sortable("newest", td_string!(locale, conflicts.last_seen)),
    ]
}
