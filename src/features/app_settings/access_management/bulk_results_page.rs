//! What became of each person of a change of many people's access.

use latchkey_contract::{
    Page as ListPart, PageRequest,
    access_management::{
        BulkOutcome, BulkPeopleQuery, BulkPerson, ListBulkChangePeople, PersonSort, list_bulk_change_people,
    },
};
use leptos::prelude::*;

use super::{
    bulk_words::{direct_words, outcome_words},
    people_page::crumbs,
};
use crate::{
    features::app_settings::{current_app::use_current_app, missing::MissingEnvironment},
    i18n::*,
    kit::{
        ChosenFilters, DataTable, ExportFile, ListFilter, Page, RowSource, revision, use_locale, use_param,
        use_session_client,
    },
    paths,
    ui::{Column, Crumb, EmptyKind, EmptyState, TableRow},
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
        Some(found) => {
            let people = paths::environment_people(&app.slug(), &found.id);
            let name = StoredValue::new((found.settings.name.clone(), people));
            let crumbs = Signal::derive(move || {
                let mut all = crumbs(locale, app, Some(name.with_value(|(name, _)| name.clone())));
                let people = name.with_value(|(_, people)| people.clone());
                all.push(Crumb::page(
                    td_string!(locale, access_management.manage_users),
                    people,
                ));
                all
            });
            let source = source(locale, found.id.clone(), change.get());
            let empty = move || {
                let text = td_string!(locale, bulk_access.nobody);
                view! { <EmptyState kind=EmptyKind::NothingYet text /> }
            };
            let file = [
                "/api/environments/",
                &found.id,
                "/bulk-changes/",
                &change.get(),
                "/people.",
            ]
            .concat();
            let file = StoredValue::new(file);
            let export = move || {
                let link = |kind: &'static str| {
                    let label = td_string!(locale, bulk_access.export, kind = kind);
                    view! { <ExportFile href=[&file.get_value(), kind].concat() label /> }
                };
                view! { <div class="buttons">{link("csv")} {link("xlsx")}</div> }
            };
            view! {
                <Page
                    heading=td_string!(locale, bulk_access.results)
                    crumbs
                    lead=td_string!(locale, bulk_access.results_lead)
                    action=export
                >
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
            .into_any()
        }
        None => {
            let crumbs = untrack(|| crumbs(locale, app, None));
            let environments = paths::access_management(&app.slug());
            view! { <MissingEnvironment crumbs environments /> }.into_any()
        }
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
    let name = match [person.first_name.as_str(), &person.last_name].join(" ").trim() {
        "" => person.email.clone(),
        name => name.to_owned(),
    };
    let cells = [
        (name.clone(), true),
        (person.email.clone(), true),
        (outcome_words(locale, person.outcome).to_owned(), false),
        (direct_words(locale, person.before.as_deref()), false),
        (direct_words(locale, person.after.as_deref()), false),
    ];
    let cell = |(text, is_name): (String, bool)| {
        ViewFn::from(move || {
            let translate = is_name.then_some("no");
            view! { <bdi translate=translate>{text.clone()}</bdi> }
        })
    };
    TableRow {
        id: person.id.clone(),
        revision: revision(&(person.outcome, &person.before, &person.after)),
        name,
        cells: cells.into_iter().map(cell).collect(),
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
