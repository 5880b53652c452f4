//! Control Center > Security > **Sign-in attempts**: a list of the sign-ins through the identity provider that failed. A dialog says of
//! each why it failed, and what an admin can do. Invariant: the exported file has what the list shows, by the same filters.

use latchkey_contract::{
    Page as ListPart, PageRequest,
    security_history::{
        EventPeriod, EventSort, FailureQuery, ListSignInFailures, SignInFailure, list_sign_in_failures,
    },
    sign_in::SsoFailure,
};
use leptos::prelude::*;

use super::{
    attempt_dialog::AttemptDialog,
    failure_words::{failure_words, reason_name},
    problem_words::test_step,
};
use crate::{
    i18n::*,
    kit::{
        ChosenFilters, DataTable, ExportLink, ListFilter, Page, RelativeTime, RowSource, use_locale,
        use_session_client,
    },
    paths,
    ui::{Column, Crumb, EmptyKind, EmptyState, TableRow, icon},
};

/// Names of the two filters in the page's address.
const PROBLEM: &str = "problem";
const WITHIN: &str = "within";

/// The reasons by which the list can be filtered, each with its word in the page's address, which is the contract's own.
const REASONS: [(&str, SsoFailure); 12] = [
    ("cancelled", SsoFailure::Cancelled),
    ("unavailable", SsoFailure::Unavailable),
    ("misconfigured", SsoFailure::Misconfigured),
    ("answer_refused", SsoFailure::AnswerRefused),
    ("expired", SsoFailure::Expired),
    ("switched_off", SsoFailure::SwitchedOff),
    ("claims_missing", SsoFailure::ClaimsMissing),
    ("address_not_verified", SsoFailure::AddressNotVerified),
    ("foreign_domain", SsoFailure::ForeignDomain),
    ("account_conflict", SsoFailure::AccountConflict),
    ("account_deactivated", SsoFailure::AccountDeactivated),
    ("another_person", SsoFailure::AnotherPerson),
];

/// The page with the list of failed sign-ins, their filters and their export.
#[component]
pub fn SignInAttemptsPage() -> impl IntoView {
    let locale = use_locale();
    let opened = RwSignal::new(None::<SignInFailure>);
    let source = source(locale, opened);
    let crumbs = vec![
        Crumb::page(td_string!(locale, portal.control_center), paths::CONTROL_CENTER),
        Crumb::group(td_string!(locale, portal.security)),
    ];
    let empty = move || {
        view! {
            <EmptyState
                kind=EmptyKind::NothingYet
                icon=icon::SHIELD
                text=td_string!(locale, sign_in_failures.none)
            />
        }
    };
    view! {
        <Page
            heading=td_string!(locale, sign_in_failures.title)
            crumbs
            lead=td_string!(locale, sign_in_failures.lead)
        >
            <div class="buttons list-actions">
                <ExportLink file=paths::SIGN_IN_ATTEMPTS_FILE kind="csv" />
            </div>
            <DataTable
                label=td_string!(locale, sign_in_failures.title)
                search_label=td_string!(locale, sign_in_failures.search)
                columns=columns(locale)
                filters=filters(locale)
                source
                empty
            />
            <AttemptDialog opened />
        </Page>
    }
}

fn source(locale: Locale, opened: RwSignal<Option<SignInFailure>>) -> RowSource {
    let client = use_session_client();
    RowSource::filtered(move |page: PageRequest<EventSort>, chosen: ChosenFilters| {
        let client = client.clone();
        let query = query(page, &chosen);
        async move {
            let request = list_sign_in_failures::Request { query };
            let page = client.call::<ListSignInFailures>(&request).await?;
            let rows = page.items.into_iter();
            Ok(ListPart {
                items: rows.map(|failure| row(locale, failure, opened)).collect(),
                next: page.next,
            })
        }
    })
}

/// The query of the operation, out of the table's part of the list and the filters that are chosen.
fn query(page: PageRequest<EventSort>, chosen: &ChosenFilters) -> FailureQuery {
    let problem = |word| REASONS.into_iter().find(|(name, _)| *name == word);
    let period = |word| {
        EventPeriod::ALL
            .into_iter()
            .find(|period| period.as_str() == word)
    };
    FailureQuery {
        problem: chosen.get(PROBLEM).and_then(problem).map(|(_, problem)| problem),
        within: chosen.get(WITHIN).and_then(period),
        ..FailureQuery::from(page)
    }
}

fn row(locale: Locale, failure: SignInFailure, opened: RwSignal<Option<SignInFailure>>) -> TableRow {
    let words = failure_words(locale, failure.reason, failure.step.as_ref(), failure.idp);
    let (id, name) = (failure.id.clone(), words.cause);
    let step = failure.step.as_ref().map_or_else(
        || td_string!(locale, sign_in_failures.here),
        |step| test_step(locale, step.step),
    );
    let (person, at) = (failure.person.clone(), failure.at.clone());
    let failure = StoredValue::new(failure);
    let cause = move || {
        view! {
            <button
                class="button link event-name"
                type="button"
                aria-haspopup="dialog"
                on:click=move |_| opened.set(Some(failure.get_value()))
            >
                {name}
            </button>
        }
    };
    let who = move || match person.clone() {
        person if person.is_empty() => {
            view! { <span class="fine-print">{td_string!(locale, sign_in_failures.nobody)}</span> }.into_any()
        }
        person => view! { <bdi translate="no">{person}</bdi> }.into_any(),
    };
    TableRow {
        id,
        // A failure that was recorded never changes, so its row need not be drawn anew.
        revision: 0,
        name: name.to_owned(),
        cells: vec![
            cause.into(),
            who.into(),
            (move || step).into(),
            (move || view! { <RelativeTime at=at.clone() /> }).into(),
        ],
    }
}

fn filters(locale: Locale) -> Vec<ListFilter> {
    let periods = [
        (EventPeriod::Hour, td_string!(locale, history.hour)),
        (EventPeriod::Day, td_string!(locale, history.day)),
        (EventPeriod::Week, td_string!(locale, history.week)),
    ];
    vec![
        ListFilter {
            name: PROBLEM,
            label: td_string!(locale, sign_in_failures.problem),
            any: td_string!(locale, sign_in_failures.any_problem),
            choices: REASONS
                .map(|(word, reason)| (word, reason_name(locale, reason)))
                .to_vec(),
        },
        ListFilter {
            name: WITHIN,
            label: td_string!(locale, history.within),
            any: td_string!(locale, sign_in_failures.any_time),
            choices: periods.map(|(period, words)| (period.as_str(), words)).to_vec(),
        },
    ]
}

fn columns(locale: Locale) -> Vec<Column> {
    vec![
        Column::text("problem", td_string!(locale, sign_in_failures.problem)),
        Column::text("person", td_string!(locale, sign_in_failures.person)),
        Column::text("step", td_string!(locale, sign_in_failures.step)),
        Column::newest_first("newest", td_string!(locale, history.when)),
    ]
}
