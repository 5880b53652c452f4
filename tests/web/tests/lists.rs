//! Lists of the Control Center: the address says what is shown, and every state has its place.

#![cfg(target_arch = "wasm32")]

use std::collections::BTreeSet;

use latchkey_contract::{
    ErrorCode, Page, PageRequest,
    app_settings::{ListApps, ManagedApp},
    members::{ListMembers, Member, MemberSort},
    session::{GetPermissions, get_permissions},
};
use latchkey_fake_backend::{FakeBackend, MockResponse, canned};
use latchkey_spa::{
    i18n::Locale,
    kit::{DataTable, ListSelection, Matching, RowSelection, RowSource, Selected},
    ui::{Column, TableRow},
};
use latchkey_web_tests::{Stage, eventually, type_text};
use leptos::prelude::*;
use leptos_router::components::Router;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlInputElement;

wasm_bindgen_test_configure!(run_in_browser);

const MEMBERS: &str = "/control-center/people/members";
const APPS: &str = "/control-center/apps";

fn query() -> String {
    window().location().search().expect("a query")
}

fn path() -> String {
    window().location().pathname().expect("a path")
}

fn go_back() {
    window()
        .history()
        .expect("a history")
        .back()
        .expect("it goes back");
}

/// Ada is an admin of a company of so many people.
fn company_of(count: usize) -> FakeBackend {
    let backend = canned::admin(Vec::new());
    canned::has_members(&backend, canned::members(count));
    backend.on::<GetPermissions>(|_| {
        MockResponse::Success(get_permissions::Response {
            company: Some("Acme".to_owned()),
            is_company_admin: true,
            manages_apps: true,
            ..get_permissions::Response::default()
        })
    });
    backend
}

fn search_field(stage: &Stage) -> HtmlInputElement {
    stage.first("input[type='search']").unchecked_into()
}

/// The first row's heading.
fn first_row(stage: &Stage) -> String {
    match stage.count("tbody th") {
        0 => String::new(),
        _ => stage.first("tbody th").text_content().unwrap_or_default(),
    }
}

fn is_disabled(stage: &Stage, button: &str) -> bool {
    stage.button(button).get_attribute("aria-disabled").as_deref() == Some("true")
}

/// What was asked for of the list, oldest first.
fn asked(stage: &Stage) -> Vec<PageRequest<MemberSort>> {
    let requests = stage.backend.requests::<ListMembers>();
    requests.into_iter().map(|request| request.query.page()).collect()
}

#[wasm_bindgen_test]
async fn pages_are_in_the_address_and_back_leads_to_the_one_before() {
    let stage = Stage::portal(company_of(60), MEMBERS);
    eventually("25 are there", || stage.count("tbody tr") == 25).await;
    assert!(stage.text().contains("1 to 25"));
    assert!(is_disabled(&stage, "Previous"));
    assert_eq!(query(), "");
    let first = first_row(&stage);
    stage.button("Next").click();
    eventually("it says which these are", || stage.text().contains("26 to 50")).await;
    assert!(query().contains("after="), "{}", query());
    let second = first_row(&stage);
    assert_ne!(first, second);
    stage.button("Next").click();
    eventually("the last ten", || stage.text().contains("51 to 60")).await;
    assert!(is_disabled(&stage, "Next"));
    go_back();
    eventually("the page before", || first_row(&stage) == second).await;
    stage.button("Previous").click();
    eventually("the first page", || stage.text().contains("1 to 25")).await;
    assert_eq!((query(), first_row(&stage)), (String::new(), first));
}

#[wasm_bindgen_test]
async fn a_page_that_somebody_linked_to_leads_to_the_first_one() {
    let stage = Stage::portal(company_of(60), &format!("{MEMBERS}?sort=-email&after=behind-25"));
    eventually("25 are there", || stage.count("tbody tr") == 25).await;
    assert!(stage.text().contains("25 on this page"), "{}", stage.text());
    assert_eq!(stage.count("[aria-sort='descending']"), 1);
    stage.button("Previous").click();
    eventually("the first page", || stage.text().contains("1 to 25")).await;
    assert_eq!(query(), "?sort=-email", "sorted as it was");
}

#[wasm_bindgen_test]
async fn a_cursor_that_is_not_taken_any_more_shows_the_list_from_its_beginning() {
    let stage = Stage::portal(company_of(60), &format!("{MEMBERS}?after=of-last-year"));
    eventually("the first page", || stage.text().contains("1 to 25")).await;
    assert_eq!((query().as_str(), stage.alert().as_str()), ("", ""));
}

#[wasm_bindgen_test]
async fn typing_searches_after_a_pause_and_is_one_step_back() {
    let stage = Stage::portal(company_of(60), APPS);
    eventually("the apps are there", || stage.count("tbody tr") == 1).await;
    stage.link("Members").click();
    eventually("people are there", || stage.count("tbody tr") == 25).await;
    stage.button("Next").click();
    eventually("the next page", || stage.text().contains("26 to 50")).await;
    let field = search_field(&stage);
    for text in ["p", "pe", "person5", "person59"] {
        type_text(&field, text);
    }
    eventually("only that person", || stage.count("tbody tr") == 1).await;
    assert_eq!(query(), "?search=person59", "from the beginning");
    let searched: Vec<_> = asked(&stage)
        .into_iter()
        .filter_map(|query| query.search)
        .collect();
    assert_eq!(searched, ["person59"], "not at every letter");
    assert!(stage.text().contains("1 in all"));
    go_back();
    eventually("what was there before the search", || {
        stage.text().contains("1 to 25")
    })
    .await;
    assert_eq!(field.value(), "");
}

#[wasm_bindgen_test]
async fn an_order_is_in_the_address_and_begins_at_the_first_page() {
    let stage = Stage::portal(company_of(60), MEMBERS);
    eventually("sorted by name", || stage.count("[aria-sort='ascending']") == 1).await;
    stage.button("Next").click();
    eventually("the next page", || stage.text().contains("26 to 50")).await;
    stage.button("Email address").click();
    eventually("from the beginning", || stage.text().contains("1 to 25")).await;
    assert_eq!(first_row(&stage).trim(), "Lovelace, Ada (you)");
    assert_eq!(query(), "?sort=email");
    stage.button("Email address").click();
    eventually("the other way round", || query() == "?sort=-email").await;
    eventually("which it says", || stage.count("[aria-sort='descending']") == 1).await;
    go_back();
    eventually("as it was", || stage.count("[aria-sort='ascending']") == 1).await;
    assert_eq!(query(), "?sort=email");
}

#[wasm_bindgen_test]
async fn an_answer_that_comes_late_changes_nothing() {
    let stage = Stage::portal(company_of(60), MEMBERS);
    eventually("people are there", || stage.count("tbody tr") == 25).await;
    stage.backend.hold::<ListMembers>();
    stage.button("Email address").click();
    eventually("it has asked", || asked(&stage).len() == 2).await;
    eventually("what was there is dimmed", || {
        stage.count("table[aria-busy='true']") == 1
    })
    .await;
    type_text(&search_field(&stage), "nobody");
    eventually("it has asked again", || asked(&stage).len() == 3).await;
    stage.backend.release::<ListMembers>("");
    eventually("the last question is answered", || {
        stage.text().contains("Nothing matches.")
    })
    .await;
    assert_eq!(stage.count("tbody tr"), 0);
}

#[wasm_bindgen_test]
async fn a_list_that_fails_says_so_and_is_asked_for_again() {
    let backend = company_of(60);
    backend.on::<ListMembers>(|_| MockResponse::refused(ErrorCode::Unavailable));
    let stage = Stage::portal(backend, &format!("{MEMBERS}?search=person5"));
    eventually("it says so", || {
        stage.alert().contains("cannot do this at the moment")
    })
    .await;
    assert_eq!(search_field(&stage).value(), "person5", "the search stays");
    canned::has_members(&stage.backend, canned::members(60));
    stage.button("Try again").click();
    eventually("people are there", || stage.count("tbody tr") == 11).await;
    assert_eq!(stage.alert(), "");
}

#[wasm_bindgen_test]
async fn whoever_may_not_see_the_list_is_told_so() {
    let backend = canned::portal(Vec::new());
    backend.on::<ListMembers>(|_| MockResponse::refused(ErrorCode::NotFound));
    let stage = Stage::portal(backend, MEMBERS);
    eventually("it says so", || {
        stage.text().contains("You don't have access to this page.")
    })
    .await;
    assert_eq!(stage.heading(), "Members");
    drop(stage);
    let stage = Stage::portal(canned::portal(Vec::new()), APPS);
    eventually("it says so", || {
        stage.text().contains("You don't have access to this page.")
    })
    .await;
    assert!(!stage.text().contains("New app"));
}

#[wasm_bindgen_test]
async fn the_people_of_a_company_are_offered_to_its_admins_alone() {
    let stage = Stage::portal(company_of(3), MEMBERS);
    eventually("people are there", || stage.count("tbody tr") == 3).await;
    assert_eq!(
        document().title(),
        "Members · People · Control Center · Acme Cloud"
    );
    assert_eq!(
        stage.count("nav a[aria-current='page'][href='/control-center/people/members']"),
        1
    );
    assert!(stage.text().contains("Admin") && stage.text().contains("Deactivated"));
    drop(stage);
    let backend = canned::admin(Vec::new());
    backend.on::<GetPermissions>(|_| {
        MockResponse::Success(get_permissions::Response {
            company: None,
            is_company_admin: false,
            manages_apps: true,
            ..get_permissions::Response::default()
        })
    });
    let stage = Stage::portal(backend, "/control-center");
    eventually("the apps are there", || stage.count("tbody tr") == 1).await;
    assert_eq!(path(), APPS);
    assert_eq!(stage.count("a[href='/control-center/people/members']"), 0);
}

#[wasm_bindgen_test]
async fn an_app_says_what_it_still_needs() {
    let backend = company_of(1);
    let app = |name: &str, environments, without_redirect_uri| ManagedApp {
        slug: name.to_lowercase(),
        name: name.to_owned(),
        environments,
        without_redirect_uri,
        archived: false,
    };
    canned::manages(
        &backend,
        vec![
            app("Bare", 0, 0),
            app("Begun", 1, 1),
            app("Half", 3, 2),
            app("Whole", 2, 0),
        ],
    );
    let stage = Stage::portal(backend, APPS);
    eventually("the apps are there", || stage.count("tbody tr") == 4).await;
    for words in [
        "No environment yet",
        "1 environment · no redirect URI yet",
        "3 environments · 2 without a redirect URI",
        "2 environments",
    ] {
        assert!(stage.text().contains(words), "{words}: {}", stage.text());
    }
    let link = stage.link("Begun");
    assert_eq!(
        link.get_attribute("href").as_deref(),
        Some("/apps/begun/settings/general")
    );
    assert_eq!(
        stage.link("New app").get_attribute("href").as_deref(),
        Some("/apps/new")
    );
}

#[wasm_bindgen_test]
async fn where_there_is_no_app_it_says_how_one_comes() {
    let backend = company_of(1);
    canned::manages(&backend, Vec::new());
    let stage = Stage::portal(backend, APPS);
    eventually("it says so", || {
        stage.text().contains("Your company has no app yet.")
    })
    .await;
    stage.link("New app").click();
    eventually("the form is there", || stage.find_button("Create app").is_some()).await;
    assert_eq!(document().title(), "New app · Apps · Control Center · Acme Cloud");
    let asked = stage.backend.requests::<GetPermissions>().len();
    type_text(&stage.field("Name of the app"), "Company Expenses");
    stage.button("Create app").click();
    eventually("what may be done is asked for again", || {
        stage.backend.requests::<GetPermissions>().len() == asked + 1
    })
    .await;
    assert!(!stage.backend.requests::<ListApps>().is_empty());
}

/// Sixty people, some of whom can be selected.
#[component]
fn People(list: ListSelection) -> impl IntoView {
    provide_context(Locale::en);
    let source = RowSource::new(|request: PageRequest<MemberSort>| async move {
        let search = request.search.unwrap_or_default();
        let people = canned::members(60);
        let found: Vec<_> = people
            .into_iter()
            .filter(|person| person.email.starts_with(&search))
            .collect();
        let begin = request.after.map_or(0, |after| after.0.parse().expect("ours"));
        let items = found.iter().skip(begin).take(25).map(row).collect();
        let next = (begin + 25 < found.len()).then(|| latchkey_contract::Cursor((begin + 25).to_string()));
        Ok(Page { items, next })
    });
    let column = Column::sortable("email", "Email");
    let selection = RowSelection {
        list,
        takes_all: true,
        actions: ViewFn::from(|| view! { <button type="button">"Remove"</button> }),
    };
    view! {
        <DataTable
            label="People"
            search_label="Search"
            columns=vec![column]
            source
            empty=|| "Nobody"
            selection
        />
    }
}

fn row(person: &Member) -> TableRow {
    let email = person.email.clone();
    TableRow {
        id: email.clone(),
        revision: 0,
        name: email.clone(),
        cells: vec![ViewFn::from(move || email.clone())],
    }
}

fn people(list: ListSelection) -> Stage {
    Stage::piece(FakeBackend::new(), "/people", "ada", move || {
        view! {
            <Router>
                <People list />
            </Router>
        }
    })
}

fn checked(stage: &Stage) -> usize {
    let boxes = stage.all("tbody input[type=checkbox]");
    let boxes = boxes
        .into_iter()
        .map(|one| one.unchecked_into::<HtmlInputElement>());
    boxes.filter(HtmlInputElement::checked).count()
}

#[wasm_bindgen_test]
async fn all_that_match_are_selected_by_what_was_searched_for_and_not_by_what_was_seen() {
    let list = ListSelection::nothing();
    let stage = people(list);
    eventually("people are there", || stage.count("tbody tr") == 25).await;
    let page: HtmlInputElement = stage.first("thead input[type=checkbox]").unchecked_into();
    page.click();
    eventually("the page is selected", || stage.text().contains("25 selected")).await;
    stage
        .button("Select everything that matches, on all pages")
        .click();
    eventually("everything is", || {
        stage.text().contains("The whole list is selected")
    })
    .await;
    assert_eq!(list.selected(), Some(Selected::Matching(Matching::default())));
    stage.button("Next").click();
    eventually("the next page", || stage.text().contains("26 to 50")).await;
    eventually("rows that nobody has chosen are selected", || {
        checked(&stage) == 25
    })
    .await;
    // Searched, the selection is what it was; the rows that are found are not said to be it.
    type_text(&search_field(&stage), "person5");
    eventually("some are found", || stage.count("tbody tr") == 11).await;
    assert!(stage.text().contains("The whole list is selected"));
    eventually("no row is marked", || checked(&stage) == 0).await;
    stage.button("Clear selection").click();
    eventually("nothing is selected", || list.selected().is_none()).await;
}

#[wasm_bindgen_test]
async fn a_row_that_is_taken_out_of_everything_leaves_the_others_of_its_page() {
    let list = ListSelection::nothing();
    let stage = people(list);
    eventually("people are there", || stage.count("tbody tr") == 25).await;
    let page: HtmlInputElement = stage.first("thead input[type=checkbox]").unchecked_into();
    page.click();
    eventually("it is offered", || {
        stage
            .find_button("Select everything that matches, on all pages")
            .is_some()
    })
    .await;
    stage
        .button("Select everything that matches, on all pages")
        .click();
    eventually("everything is", || {
        stage.text().contains("The whole list is selected")
    })
    .await;
    let row: HtmlInputElement = stage.first("tbody input[type=checkbox]").unchecked_into();
    row.click();
    eventually("single rows again", || stage.text().contains("24 selected")).await;
    assert!(matches!(list.selected(), Some(Selected::Rows(rows)) if rows.len() == 24));
}

#[wasm_bindgen_test]
async fn what_is_selected_survives_paging_and_searching_and_can_be_shown_alone() {
    let list = ListSelection::nothing();
    let stage = people(list);
    let ids = list.ids;
    let select = |email: &str| {
        let box_: HtmlInputElement = stage
            .first(&format!("input[aria-label='Select {email}']"))
            .unchecked_into();
        box_.click();
    };
    eventually("people are there", || stage.count("tbody tr") == 25).await;
    select("person3@acme.example");
    stage.button("Next").click();
    eventually("the next page", || stage.text().contains("26 to 50")).await;
    assert!(stage.text().contains("1 selected"), "{}", stage.text());
    select("person30@acme.example");
    type_text(&search_field(&stage), "person55");
    eventually("one is found", || stage.count("tbody tr") == 1).await;
    select("person55@acme.example");
    eventually("three are selected", || stage.text().contains("3 selected")).await;
    stage.button("Show selected").click();
    eventually("all of them are shown", || stage.count("tbody tr") == 3).await;
    assert_eq!(stage.count("[aria-pressed='true']"), 1);
    assert!(stage.find_button("Next").is_none(), "they are on one page");
    select("person3@acme.example");
    eventually("it is gone from what is shown", || stage.count("tbody tr") == 2).await;
    stage.button("Show selected").click();
    eventually("what was searched for is back", || stage.count("tbody tr") == 1).await;
    stage.button("Show selected").click();
    eventually("the selection", || stage.count("tbody tr") == 2).await;
    stage.button("Clear selection").click();
    eventually("nothing is selected, the list is back", || {
        ids.with_untracked(BTreeSet::is_empty) && stage.count("tbody tr") == 1
    })
    .await;
}
