//! A table of things, as it looks and is used: head with sorting, selection, states, and a footer that leads on.
//!
//! Invariant: it holds no rows of its own and asks for none. What is searched, sorted and selected belongs to whoever shows it.

use std::collections::BTreeSet;

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

use super::{
    icon::{self, Icon},
    skeleton::{Shape, Skeleton},
    words,
};
use crate::i18n::*;

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name for sorting, as the address has it.
    pub key: &'static str,
    /// Its heading.
    pub title: String,
    /// Whether the list can be sorted by it.
    pub sortable: bool,
    /// Whether it holds numbers: they end at one line.
    pub numeric: bool,
    /// Whether it holds times, and the list begins with the newest where nothing else is said.
    pub newest_first: bool,
}

impl Column {
    /// A column of words.
    pub fn text(key: &'static str, title: impl Into<String>) -> Self {
        Self {
            key,
            title: title.into(),
            sortable: false,
            numeric: false,
            newest_first: false,
        }
    }

    /// A column of words by which the list can be sorted.
    pub fn sortable(key: &'static str, title: impl Into<String>) -> Self {
        Self {
            sortable: true,
            ..Self::text(key, title)
        }
    }

    /// A column of times by which the list can be sorted, and is from the start: the newest first.
    pub fn newest_first(key: &'static str, title: impl Into<String>) -> Self {
        Self {
            newest_first: true,
            ..Self::sortable(key, title)
        }
    }
}

/// By which column the list is sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sort {
    /// The column's key.
    pub key: String,
    /// Against the list's own order: from Z to A, or the oldest first where the list begins with the newest.
    pub descending: bool,
}

/// One row.
#[derive(Clone)]
pub struct TableRow {
    /// Of the thing; what is selected.
    pub id: String,
    /// Another number for other content: a row with both the same is left as it stands.
    pub revision: u64,
    /// What the thing is called, for its checkbox.
    pub name: String,
    /// One for each column. The first one names the row; it holds the link, where there is one.
    pub cells: Vec<ViewFn>,
}

/// How far the list has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TableState {
    /// It is asked for, and nothing was there before.
    #[default]
    Loading,
    /// It is asked for, and what was there before is shown meanwhile.
    Refreshing,
    /// It is there; perhaps there is nothing in it.
    Ready,
    /// It could not be loaded.
    Failed,
}

/// What can be done to several rows at once.
#[derive(Clone)]
pub struct Selection {
    /// Ids of what is selected, on this page of the list and on others.
    pub ids: RwSignal<BTreeSet<String>>,
    /// How everything can be selected that matches, rows that nobody has seen included.
    pub all: Option<SelectAll>,
    /// Buttons of the bar that is shown while something is.
    pub actions: ViewFn,
}

/// Selecting everything that matches, in the place of single rows.
#[derive(Clone, Copy)]
pub struct SelectAll {
    /// What is selected, in words, while everything is that matched.
    pub sentence: Signal<Option<String>>,
    /// Whether the rows that are shown are among it.
    pub is_here: Signal<bool>,
    /// On the button that selects everything, where that can be chosen.
    pub offer: Signal<Option<&'static str>>,
    /// Selects everything.
    pub choose: Callback<()>,
    /// Goes back to single rows.
    pub leave: Callback<()>,
}

/// What is selected, as rows see it.
#[derive(Clone, Copy)]
struct Marks {
    ids: RwSignal<BTreeSet<String>>,
    all: Option<SelectAll>,
    rows: Signal<Vec<TableRow>>,
}

impl Marks {
    fn is_everything(self) -> bool {
        self.all.is_some_and(|all| all.is_here.get())
    }

    fn has(self, id: &str) -> bool {
        self.is_everything() || self.ids.with(|ids| ids.contains(id))
    }

    /// Changes which rows are selected. Where everything was, the rows that are shown are what is left of it.
    fn change(self, change: impl FnOnce(&mut BTreeSet<String>)) {
        let all = self
            .all
            .filter(|all| all.sentence.with_untracked(Option::is_some));
        let is_here = all.is_some_and(|all| all.is_here.get_untracked());
        self.ids.update(|ids| {
            if is_here {
                let shown = self
                    .rows
                    .with_untracked(|rows| rows.iter().map(|row| row.id.clone()).collect());
                *ids = shown;
            }
            change(ids);
        });
        if let Some(all) = all {
            all.leave.run(());
        }
    }
}

/// A table with a search field, sortable columns, a selection and a footer that leads to more rows.
#[component]
pub fn DataTable(
    /// Language of the words around the rows.
    locale: Locale,
    /// What the table lists.
    #[prop(into)]
    label: String,
    /// The columns.
    columns: Vec<Column>,
    /// What is shown of the list.
    #[prop(into)]
    rows: Signal<Vec<TableRow>>,
    /// How far it has come.
    #[prop(into)]
    state: Signal<TableState>,
    /// How it is sorted.
    #[prop(optional, into)]
    sort: Signal<Option<Sort>>,
    /// Sorts it otherwise.
    #[prop(optional, into)]
    on_sort: Option<Callback<Sort>>,
    /// Several rows at once.
    #[prop(optional_no_strip, into)]
    selection: Option<Selection>,
    /// Search, filters, and the main action at the right.
    #[prop(optional, into)]
    toolbar: ViewFn,
    /// In the place of rows, where there are none: an `EmptyState`.
    #[prop(into)]
    empty: ViewFn,
    /// In the place of rows, where they could not be loaded.
    #[prop(into)]
    failure: ViewFn,
    /// The way to other pages of the list.
    #[prop(optional, into)]
    footer: ViewFn,
) -> impl IntoView {
    let part = Memo::new(move |_| match state.get() {
        TableState::Loading => Part::Loading,
        TableState::Failed => Part::Failure,
        TableState::Refreshing | TableState::Ready if rows.with(Vec::is_empty) => Part::Empty,
        TableState::Refreshing | TableState::Ready => Part::Rows,
    });
    let bar = selection
        .clone()
        .map(|selection| selection_bar(locale, selection));
    let loading = td_string!(locale, portal.loading);
    let table = move || {
        grid(
            locale,
            label.clone(),
            columns.clone(),
            rows,
            state,
            sort,
            on_sort,
            selection.clone(),
        )
    };
    let content = move || match part.get() {
        Part::Loading => view! { <Skeleton shape=Shape::Rows(5) label=loading /> }.into_any(),
        Part::Failure => failure.run(),
        Part::Empty => empty.run(),
        Part::Rows => table(),
    };
    view! {
        <div class="data-table">
            <div class="table-toolbar">{toolbar.run()}</div>
            {bar}
            {content}
            {footer.run()}
        </div>
    }
    .into_any()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Loading,
    Failure,
    Empty,
    Rows,
}

/// Roles are written out: where rows become cards (`display: block`), browsers would forget that this is a table.
#[expect(clippy::too_many_arguments, reason = "what the table was given")]
fn grid(
    locale: Locale,
    label: String,
    columns: Vec<Column>,
    rows: Signal<Vec<TableRow>>,
    state: Signal<TableState>,
    sort: Signal<Option<Sort>>,
    on_sort: Option<Callback<Sort>>,
    selection: Option<Selection>,
) -> AnyView {
    let shown = StoredValue::new(columns.clone());
    let marks = selection.map(|Selection { ids, all, .. }| Marks { ids, all, rows });
    let heads = columns.into_iter().map(|column| head(column, sort, on_sort));
    let heads = heads.collect_view();
    let all = marks
        .map(|marks| view! { <th role="columnheader" class="select"><PageCheckbox locale marks /></th> });
    let is_busy = move || (state.get() == TableState::Refreshing).then_some("true");
    view! {
        <table role="table" aria-label=label aria-busy=is_busy>
            <thead role="rowgroup">
                <tr role="row">{all} {heads}</tr>
            </thead>
            <tbody role="rowgroup">
                <For each=move || rows.get() key=|row| (row.id.clone(), row.revision) let:row>
                    {one_row(locale, row, shown, marks)}
                </For>
            </tbody>
        </table>
    }
    .into_any()
}

fn head(column: Column, sort: Signal<Option<Sort>>, on_sort: Option<Callback<Sort>>) -> AnyView {
    let Column {
        key,
        title,
        sortable,
        numeric,
        newest_first,
    } = column;
    let Some(on_sort) = on_sort.filter(|_| sortable) else {
        return view! { <th role="columnheader" scope="col" class:numeric=numeric>{title}</th> }.into_any();
    };
    let direction = Memo::new(move |_| {
        sort.with(|sort| {
            sort.as_ref()
                .filter(|sort| sort.key == key)
                .map(|sort| sort.descending)
        })
    });
    // The newest time is the greatest value.
    let values_descend = move || direction.get().map(|descending| descending != newest_first);
    let sorted = move || match values_descend() {
        None => "none",
        Some(false) => "ascending",
        Some(true) => "descending",
    };
    let arrow = move || match values_descend() {
        None => icon::SORT,
        Some(false) => icon::ASCENDING,
        Some(true) => icon::DESCENDING,
    };
    let other = move |_| {
        on_sort.run(Sort {
            key: key.to_owned(),
            descending: direction.get_untracked() == Some(false),
        });
    };
    view! {
        <th role="columnheader" scope="col" class="sortable" class:numeric=numeric aria-sort=sorted>
            <button type="button" class="sort" on:click=other>
                {title}
                {move || view! { <Icon path=arrow() /> }}
            </button>
        </th>
    }
    .into_any()
}

fn one_row(
    locale: Locale,
    row: TableRow,
    columns: StoredValue<Vec<Column>>,
    marks: Option<Marks>,
) -> AnyView {
    let TableRow { id, name, cells, .. } = row;
    let is_selected = {
        let id = id.clone();
        Memo::new(move |_| marks.is_some_and(|marks| marks.has(&id)))
    };
    let checkbox = marks.map(|marks| {
        let change = move |event: leptos::ev::Event| {
            let is_checked = event_target_checked(&event);
            marks.change(|ids| {
                if is_checked {
                    ids.insert(id.clone());
                } else {
                    ids.remove(&id);
                }
            });
        };
        let label = td_string!(locale, ui.select_row, name = name);
        view! {
            <td role="cell" class="select">
                <input type="checkbox" aria-label=label prop:checked=is_selected on:change=change />
            </td>
        }
    });
    let cells = cells.into_iter().enumerate().map(|(at, cell)| {
        let column = columns.with_value(|columns| columns.get(at).cloned());
        let is_numeric = column.as_ref().is_some_and(|column| column.numeric);
        let title = column.map(|column| column.title);
        if at == 0 {
            view! { <th role="rowheader" scope="row" data-label=title>{cell.run()}</th> }.into_any()
        } else {
            view! { <td role="cell" class:numeric=is_numeric data-label=title>{cell.run()}</td> }.into_any()
        }
    });
    view! {
        <tr role="row" data-selected=move || is_selected.get().then_some("")>
            {checkbox} {cells.collect_view()}
        </tr>
    }
    .into_any()
}

/// Selects what is on this page of the list, and only that.
#[component]
fn PageCheckbox(locale: Locale, marks: Marks) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let rows = marks.rows;
    let counts = Memo::new(move |_| {
        rows.with(|rows| {
            let selected = rows.iter().filter(|row| marks.has(&row.id)).count();
            (selected, rows.len())
        })
    });
    Effect::new(move |_| {
        let (selected, all) = counts.get();
        if let Some(input) = input.get() {
            input.set_checked(selected == all);
            input.set_indeterminate(selected > 0 && selected < all);
        }
    });
    let change = move |event: leptos::ev::Event| {
        let input = event
            .target()
            .and_then(|input| input.dyn_into::<web_sys::HtmlInputElement>().ok());
        let is_checked = input.is_some_and(|input| input.checked());
        let shown =
            rows.with_untracked(|rows| rows.iter().map(|row| row.id.clone()).collect::<BTreeSet<_>>());
        marks.change(|ids| {
            if is_checked {
                ids.extend(shown);
            } else {
                ids.retain(|id| !shown.contains(id));
            }
        });
    };
    view! {
        <input
            type="checkbox"
            node_ref=input
            aria-label=td_string!(locale, ui.select_page)
            on:change=change
        />
    }
}

/// How many are selected, what can be done to them, and the way back.
fn selection_bar(locale: Locale, selection: Selection) -> AnyView {
    let Selection { ids, all, actions } = selection;
    let everything = move || all.and_then(|all| all.sentence.get());
    let is_any = Memo::new(move |_| everything().is_some() || !ids.with(BTreeSet::is_empty));
    let sentence = move || match (everything(), ids.with(BTreeSet::len)) {
        (Some(sentence), _) => sentence,
        (None, 0) => String::new(),
        (None, count) => td_string!(locale, ui.selected, count = count),
    };
    let clear = move |_| {
        ids.update(BTreeSet::clear);
        if let Some(all) = all {
            all.leave.run(());
        }
    };
    let offer = move || {
        let all = all?;
        let label = all.offer.get()?;
        Some(view! {
            <button type="button" class="button link" on:click=move |_| all.choose.run(())>
                {label}
            </button>
        })
    };
    view! {
        <div class="selection-bar" role="group" aria-label=td_string!(locale, ui.selection) data-empty=move || (!is_any.get()).then_some("")>
            <span role="status">{words(sentence)}</span>
            <Show when=move || is_any.get()>
                {offer}
                <button type="button" class="button link" on:click=clear>
                    {td_string!(locale, ui.clear_selection)}
                </button>
                <span class="selection-actions">{actions.run()}</span>
            </Show>
        </div>
    }
    .into_any()
}
