//! What became of each person of a change of many people's access.

use latchkey_contract::{
    Page as ListPart, PageRequest,
    access_management::{
        BulkOutcome, BulkPeopleQuery, BulkPerson, ListBulkChangePeople, PersonSort, list_bulk_change_people,
    },
    app_settings::Environment,
};
use leptos::prelude::*;

use super::{
    bulk_facts::BulkFacts,
    bulk_words::{direct_words, outcome_words},
    people_page::crumbs,
};
use crate::{
    features::app_settings::{
        current_app::{CurrentApp, use_current_app},
        missing::MissingEnvironment,
    },
    i18n::*,
    kit::{
        ChosenFilters, DataTable, ExportFile, ListFilter, Page, RowSource, revision, use_locale, use_param,
        use_session_client,
    },
    paths,
    ui::{Column, Crumb, EmptyKind, EmptyState, TableRow, address, listed_name, person_name},
};

const OUTCOME: &str = "outcome";

/// What can be asked for: the word in the address, and what it stands for.
const OUTCOMES: [(&str, BulkOutcome); 8] = [
    ("changed", BulkOutcome::Changed),
    ("partly", BulkOutcome::Partly),
    ("unchanged", BulkOutcome::Unchanged),
    ("from_group", BulkOutcome::FromGroup),
    ("gone", BulkOutcome::Gone),
    ("restored", BulkOutcome::Restored),
    ("kept", BulkOutcome::Kept),
    ("waiting", BulkOutcome::Waiting),
];

/// The page.
#[component]
pub fn BulkResultsPage() -> impl IntoView {
    let locale = use_locale();
    let app = use_current_app();
    let (environment, change) = (use_param("environment"), use_param("change"));
    move || match app.environment(&environment.get()) {
        Some(environment) => view! { <Results app environment change=change.get() /> }.into_any(),
        None => {
            let crumbs = untrack(|| crumbs(locale, app, None));
            let environments = paths::access_management(&app.slug());
            view! { <MissingEnvironment crumbs environments /> }.into_any()
        }
    }
}

#[component]
fn Results(app: CurrentApp, environment: Environment, change: String) -> impl IntoView {
    let locale = use_locale();
    let Environment { id, settings, .. } = environment;
    let name = StoredValue::new(settings.name);
    let people = StoredValue::new(paths::environment_people(&app.slug(), &id));
    let crumbs = Signal::derive(move || {
        let mut all = crumbs(locale, app, Some(name.get_value()));
        all.push(Crumb::page(
            td_string!(locale, access_management.manage_users),
            people.get_value(),
        ));
        all
    });
    let file = ["/api/environments/", &id, "/bulk-changes/", &change, "/people."].concat();
    let file = StoredValue::new(file);
    let export = move || {
        let link = |kind: &'static str| {
            let label = td_string!(locale, bulk_access.export, kind = kind);
            view! { <ExportFile href=[&file.get_value(), kind].concat() label /> }
        };
        view! { <div class="buttons">{link("csv")} {link("xlsx")}</div> }
    };
    let source = source(locale, id.clone(), change.clone());
    let empty = move || {
        let text = td_string!(locale, bulk_access.nobody);
        view! { <EmptyState kind=EmptyKind::NothingYet text /> }
    };
    let names = (app.name.get_untracked(), name.get_value());
    view! {
        <Page
            heading=td_string!(locale, bulk_access.results)
            crumbs
            lead=td_string!(locale, bulk_access.results_lead)
            action=export
        >
            <BulkFacts environment=id change names />
            <DataTable
                label=td_string!(locale, bulk_access.results)
                search_label=td_string!(locale, access_management.search)
                columns=columns(locale)
                filters=vec![outcomes(locale)]
                source
                empty
            />
        </Page>
    }
}

fn source(locale: Locale, environment: String, change: String) -> RowSource {
    let client = use_session_client();
    RowSource::filtered(move |page: PageRequest<PersonSort>, chosen: ChosenFilters| {
        let client = client.clone();
        let word = chosen.get(OUTCOME);
        let request = list_bulk_change_people::Request {
            environment: environment.clone(),
            change: change.clone(),
            query: BulkPeopleQuery {
                outcome: OUTCOMES
                    .iter()
                    .find(|(known, _)| Some(*known) == word)
                    .map(|(_, outcome)| *outcome),
                ..BulkPeopleQuery::from(page)
            },
        };
        async move {
            let page = client.call::<ListBulkChangePeople>(&request).await?;
            Ok(ListPart {
                items: page.items.iter().map(|person| row(locale, person)).collect(),
                next: page.next,
            })
        }
    })
}

fn row(locale: Locale, person: &BulkPerson) -> TableRow {
    let (first, last, email) = (&person.first_name, &person.last_name, &person.email);
    let name = person_name(first, last, email);
    let (listed, email) = (listed_name(locale, first, last, email), email.clone());
    let words = [
        outcome_words(locale, person.outcome).to_owned(),
        direct_words(locale, person.before.as_deref()),
        direct_words(locale, person.after.as_deref()),
    ];
    let words = words.map(|text| ViewFn::from(move || view! { <bdi>{text.clone()}</bdi> }));
    let mut cells = vec![
        ViewFn::from(move || view! { <bdi translate="no">{listed.clone()}</bdi> }),
        ViewFn::from(move || address(&email)),
    ];
    cells.extend(words);
    TableRow {
        id: person.id.clone(),
        revision: revision(&(person.outcome, &person.before, &person.after)),
        name,
        cells,
    }
}

fn outcomes(locale: Locale) -> ListFilter {
    let choice = |(word, outcome): &(&'static str, BulkOutcome)| (*word, outcome_words(locale, *outcome));
    ListFilter {
        name: OUTCOME,
        label: td_string!(locale, bulk_access.result),
        any: td_string!(locale, bulk_access.any_result),
        choices: OUTCOMES.iter().map(choice).collect(),
    }
}

fn columns(locale: Locale) -> Vec<Column> {
    vec![
        Column::sortable("name", td_string!(locale, access_management.name)),
        Column::sortable("email", td_string!(locale, access_management.email)),
        Column::text("outcome", td_string!(locale, bulk_access.result)),
        Column::text("before", td_string!(locale, bulk_access.before)),
        Column::text("after", td_string!(locale, bulk_access.after)),
    ]
}
