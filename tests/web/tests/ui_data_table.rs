//! The table: it is sorted by its heads, rows are selected on several pages, and each state has its place.

#![cfg(target_arch = "wasm32")]

use std::collections::BTreeSet;

use latchkey_spa::{
    i18n::Locale,
    ui::{Column, DataTable, Selection, Sort, TableFooter, TableRow, TableState},
};
use latchkey_web_tests::{Stage, eventually};
use leptos::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// What whoever shows the table has in hand.
#[derive(Clone, Copy)]
struct Owner {
    rows: RwSignal<Vec<TableRow>>,
    state: RwSignal<TableState>,
    sort: RwSignal<Option<Sort>>,
    ids: RwSignal<BTreeSet<String>>,
    page: RwSignal<i32>,
}

fn row(id: &'static str) -> TableRow {
    TableRow {
        id: id.to_owned(),
        revision: 0,
        name: id.to_owned(),
        cells: vec![ViewFn::from(move || id), ViewFn::from(|| "3")],
    }
}

fn column(key: &'static str, title: &str, sortable: bool) -> Column {
    Column {
        sortable,
        numeric: !sortable,
        ..Column::text(key, title)
    }
}

#[component]
fn People(owner: Owner) -> impl IntoView {
    let Owner {
        rows,
        state,
        sort,
        ids,
        page,
    } = owner;
    let locale = Locale::en;
    let selection = Selection {
        ids,
        all: None,
        actions: ViewFn::from(|| view! { <button type="button">"Remove access"</button> }),
    };
    let footer = move || {
        view! {
            <TableFooter
                locale
                summary="1 to 2 of about 4"
                has_previous=Signal::derive(move || page.get() > 0)
                has_next=true
                on_previous=move |()| page.update(|page| *page -= 1)
                on_next=move |()| page.update(|page| *page += 1)
            />
        }
    };
    view! {
        <DataTable
            locale
            label="Members"
            columns=vec![column("name", "Name", true), column("apps", "Apps", false)]
            rows
            state
            sort
            on_sort=Callback::new(move |by| sort.set(Some(by)))
            selection
            empty=|| "Nobody yet"
            failure=|| "It failed"
            footer
        />
    }
}

fn stage() -> (Stage, Owner) {
    let owner = Owner {
        rows: RwSignal::new(vec![row("Ada"), row("Grace")]),
        state: RwSignal::new(TableState::Ready),
        sort: RwSignal::new(None),
        ids: RwSignal::new(BTreeSet::new()),
        page: RwSignal::new(0),
    };
    (Stage::part(move || view! { <People owner /> }), owner)
}

fn checkbox(stage: &Stage, name: &str) -> web_sys::HtmlInputElement {
    let found = stage.first(&format!("input[aria-label='{name}']"));
    wasm_bindgen::JsCast::unchecked_into(found)
}

fn selected(owner: Owner) -> Vec<String> {
    owner.ids.get_untracked().into_iter().collect()
}

#[wasm_bindgen_test]
async fn the_newest_first_is_descending_to_whoever_reads_the_head() {
    let sort = RwSignal::new(Some(Sort {
        key: "when".to_owned(),
        descending: false,
    }));
    let stage = Stage::part(move || {
        view! {
            <DataTable
                locale=Locale::en
                label="History"
                columns=vec![Column::newest_first("when", "When")]
                rows=vec![row("Yesterday")]
                state=TableState::Ready
                sort
                on_sort=Callback::new(move |by| sort.set(Some(by)))
                empty=|| "Nothing yet"
                failure=|| "It failed"
            />
        }
    });
    eventually("it says so", || stage.count("[aria-sort='descending']") == 1).await;
    stage.button("When").click();
    eventually("the oldest first", || stage.count("[aria-sort='ascending']") == 1).await;
}

#[wasm_bindgen_test]
async fn a_head_sorts_upwards_first_and_says_how_it_stands() {
    let (stage, owner) = stage();
    let by = |descending| {
        Some(Sort {
            key: "name".to_owned(),
            descending,
        })
    };
    assert_eq!(
        stage.count("[aria-sort='none']"),
        1,
        "one of two columns can be sorted"
    );
    stage.button("Name").click();
    assert_eq!(owner.sort.get_untracked(), by(false));
    eventually("it says so", || stage.count("[aria-sort='ascending']") == 1).await;
    stage.button("Name").click();
    assert_eq!(owner.sort.get_untracked(), by(true));
    eventually("it says so", || stage.count("[aria-sort='descending']") == 1).await;
}

#[wasm_bindgen_test]
async fn what_is_selected_stays_so_on_the_next_page() {
    let (stage, owner) = stage();
    assert!(
        stage.find_button("Remove access").is_none(),
        "nothing is selected"
    );
    checkbox(&stage, "Select Ada").click();
    eventually("it counts", || stage.text().contains("1 selected")).await;
    assert!(stage.find_button("Remove access").is_some());
    let page = checkbox(&stage, "Select all on this page");
    eventually("some of the page are", || page.indeterminate()).await;
    owner.rows.set(vec![row("Joan"), row("Mary")]);
    eventually("the next page is there", || stage.text().contains("Joan")).await;
    assert!(stage.text().contains("1 selected"));
    eventually("none of this page is", || {
        !page.indeterminate() && !page.checked()
    })
    .await;
    page.click();
    eventually("it counts", || stage.text().contains("3 selected")).await;
    assert_eq!(selected(owner), ["Ada", "Joan", "Mary"]);
    eventually("rows show it", || stage.count("tr[data-selected]") == 2).await;
    page.click();
    eventually("only this page's are gone", || selected(owner) == ["Ada"]).await;
    stage.button("Clear selection").click();
    eventually("none is", || selected(owner).is_empty()).await;
    eventually("the bar is gone", || stage.find_button("Remove access").is_none()).await;
}

#[wasm_bindgen_test]
async fn each_state_has_its_place_and_what_was_there_stays_meanwhile() {
    let (stage, owner) = stage();
    owner.state.set(TableState::Refreshing);
    eventually("it is busy", || stage.count("table[aria-busy='true']") == 1).await;
    assert_eq!(stage.count("tbody tr"), 2);
    owner.state.set(TableState::Failed);
    eventually("it says so", || stage.text().contains("It failed")).await;
    assert_eq!(stage.count("table"), 0);
    owner.state.set(TableState::Loading);
    eventually("shapes stand there", || stage.count(".skeleton-rows .shape") == 5).await;
    owner.rows.set(Vec::new());
    owner.state.set(TableState::Ready);
    eventually("it says why there is nothing", || {
        stage.text().contains("Nobody yet")
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_row_with_another_revision_is_made_anew() {
    let (stage, owner) = stage();
    let mut other = row("Ada");
    other.revision = 1;
    other.cells[1] = ViewFn::from(|| "4");
    owner.rows.set(vec![other, row("Grace")]);
    eventually("it shows the other number", || {
        stage.text().contains("Ada 4") || stage.text().contains("Ada4")
    })
    .await;
    assert_eq!(stage.count("tbody tr"), 2);
}

#[wasm_bindgen_test]
async fn it_is_a_table_even_where_rows_are_cards() {
    let (stage, _) = stage();
    for (role, count) in [
        ("table", 1),
        ("rowgroup", 2),
        ("row", 3),
        ("columnheader", 3),
        ("rowheader", 2),
        ("cell", 4),
    ] {
        assert_eq!(stage.count(&format!("[role='{role}']")), count, "{role}");
    }
    assert_eq!(
        stage.count("td[data-label='Apps'].numeric"),
        2,
        "cards name their values"
    );
}

#[wasm_bindgen_test]
async fn the_footer_leads_on_and_not_beyond_the_first_page() {
    let (stage, owner) = stage();
    let previous = stage.button("Previous");
    assert_eq!(previous.get_attribute("aria-disabled").as_deref(), Some("true"));
    previous.click();
    assert_eq!(owner.page.get_untracked(), 0);
    stage.button("Next").click();
    assert_eq!(owner.page.get_untracked(), 1);
    eventually("there is a page before", || {
        !previous.has_attribute("aria-disabled")
    })
    .await;
    previous.click();
    assert_eq!(owner.page.get_untracked(), 0);
}
