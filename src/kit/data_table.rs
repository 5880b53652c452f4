//! A list of the platform as a table. The page's address says what is searched for, how the list is sorted and which page of it is shown
//! (`list_address.rs`); the table asks the platform for that part, and shows that it is loading, empty or failed.
//!
//! Invariant: the rows on the screen are those of the part in the address, or are dimmed until these arrive. An answer about a part that
//! is not in the address any more changes nothing. Selected rows stay selected when another part is shown.

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{DefaultHasher, Hash, Hasher},
    pin::Pin,
    time::Duration,
};

use latchkey_contract::{ErrorCode, Page, PageRequest, SortKey};
use leptos::{prelude::*, task::spawn_local};

use super::{
    failure::Failure,
    list_address::{ChosenFilters, ListAddress, ListFilter, ListPart, sort_text},
    locale::use_locale,
    page_trail::PageTrail,
    selection::{ListSelection, Matching, RowSelection},
};
use crate::{
    api::ApiError,
    i18n::*,
    ui::{self, Column, EmptyKind, EmptyState, SelectAll, Sort, TableFooter, TableRow, TableState},
};

/// The list is searched when nobody has typed for so long.
const PAUSE: Duration = Duration::from_millis(300);

/// A hash of what a row shows, for [`TableRow::revision`]: the table draws the row anew when the number differs.
pub fn revision(content: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    hasher.finish()
}

/// The platform's answer to a request for a part of a list.
pub type RowsAnswer = Result<Page<TableRow>, ApiError>;

type Load = Box<dyn Fn(&ListPart) -> Pin<Box<dyn Future<Output = RowsAnswer>>>>;

/// Where the rows of a table come from.
#[derive(Clone, Copy)]
pub struct RowSource {
    load: StoredValue<Load, LocalStorage>,
    sorted: fn(&ListPart) -> Sort,
    read_again: Trigger,
}

impl RowSource {
    /// Rows that `load` requests from the platform. `K` has what the list can be sorted by; its words are the keys of the sortable columns.
    pub fn new<K, Load, Loading>(load: Load) -> Self
    where
        K: SortKey,
        Load: Fn(PageRequest<K>) -> Loading + 'static,
        Loading: Future<Output = RowsAnswer> + 'static,
    {
        Self::filtered(move |request, _| load(request))
    }

    /// Rows of a list that has filters: `load` receives the choices, too.
    pub fn filtered<K, Load, Loading>(load: Load) -> Self
    where
        K: SortKey,
        Load: Fn(PageRequest<K>, ChosenFilters) -> Loading + 'static,
        Loading: Future<Output = RowsAnswer> + 'static,
    {
        let load = move |part: &ListPart| load(part.request::<K>(), part.filters.clone());
        Self {
            load: StoredValue::new_local(Box::new(move |part| Box::pin(load(part)))),
            sorted: ListPart::sorted::<K>,
            read_again: Trigger::new(),
        }
    }

    /// Requests the part on the screen once more. Pages call it after they have changed something in the list.
    pub fn read_again(self) {
        self.read_again.notify();
    }
}

/// The table of a page. A page has at most one, because the address describes one part of one list.
#[component]
pub fn DataTable(
    /// What the table lists.
    #[prop(into)]
    label: String,
    /// What can be searched for.
    #[prop(into)]
    search_label: String,
    /// The columns.
    columns: Vec<Column>,
    /// The rows.
    source: RowSource,
    /// What stands in the place of rows where the list is empty, and neither searched nor filtered: an [`EmptyState`].
    #[prop(into)]
    empty: ViewFn,
    /// The filters above the table.
    #[prop(optional)]
    filters: Vec<ListFilter>,
    /// The selected rows, and the buttons for what can be done to them at once. Without it no row can be selected.
    #[prop(optional)]
    selection: Option<RowSelection>,
) -> impl IntoView {
    let locale = use_locale();
    let RowSource {
        load,
        sorted,
        read_again,
    } = source;
    let list = List::new(read_again, &filters);
    let filters = StoredValue::new(filters);
    Effect::new(move |_| {
        let part = list.address.part.get();
        list.read_again.track();
        list.is_pending.set(true);
        let answer = load.with_value(|load| load(&part));
        spawn_local(async move { list.take(part, answer.await) });
    });
    let selection = selection.map(|selection| list.with_only_selected(locale, selection));
    let ids = selection.as_ref().map(|selection: &ui::Selection| selection.ids);
    let on_sort = Callback::new(move |sort: Sort| {
        list.go(|part| {
            part.sort = sort_text(&sort);
            part.after.clear();
        });
    });
    let no_rows = move || match list.is_searched() {
        true => no_match(locale),
        false => empty.run(),
    };
    view! {
        <ui::DataTable
            locale
            label
            columns
            rows=Signal::derive(move || list.rows(ids))
            state=Signal::derive(move || list.state())
            sort=Signal::derive(move || Some(list.address.part.with(sorted)))
            on_sort
            selection
            toolbar=move || {
                view! {
                    {search_field(list, search_label.clone())}
                    {filters.get_value().into_iter().map(|filter| filter_field(list, filter)).collect_view()}
                }
            }
            empty=no_rows
            failure=move || failed(locale, list)
            footer=move || footer(locale, list)
        />
    }
}

/// The state of the table. It is no Leptos `Resource`: while one loads, Leptos would take the whole page off the screen, with the search
/// field in which somebody types.
#[derive(Clone, Copy)]
struct List {
    address: ListAddress,
    /// The last answer, and the part that it is about.
    answer: RwSignal<Option<(ListPart, RowsAnswer)>>,
    is_pending: RwSignal<bool>,
    read_again: Trigger,
    trail: PageTrail,
    /// All rows that were shown since the page was opened, by their ids: selected ones may be on other parts of the list.
    seen: StoredValue<BTreeMap<String, TableRow>>,
    /// Whether the table shows the selected rows alone.
    only_selected: RwSignal<bool>,
}

impl List {
    fn new(read_again: Trigger, filters: &[ListFilter]) -> Self {
        Self {
            address: ListAddress::current(filters),
            answer: RwSignal::new(None),
            is_pending: RwSignal::new(true),
            read_again,
            trail: PageTrail::new(),
            seen: StoredValue::new(BTreeMap::new()),
            only_selected: RwSignal::new(false),
        }
    }

    /// Receives the answer about `part`.
    fn take(self, part: ListPart, answer: RowsAnswer) {
        // The page may be gone by now, or want another part.
        if self.address.part.try_get_untracked().as_ref() != Some(&part) {
            return;
        }
        match &answer {
            // The platform refuses a cursor that is too old, as a bookmark has it. The list is shown from its beginning then.
            Err(ApiError::Refused(refusal)) if refusal.field.as_deref() == Some("after") => {
                let after = String::new();
                return self.address.replace(ListPart { after, ..part });
            }
            Ok(page) => {
                let rows = page.items.iter().map(|row| (row.id.clone(), row.clone()));
                self.seen.update_value(|seen| seen.extend(rows));
                if let Some(next) = &page.next {
                    self.trail.note(&part.after, page.items.len(), &next.0);
                }
            }
            Err(_) => {}
        }
        self.is_pending.set(false);
        self.answer.set(Some((part, answer)));
    }

    fn state(self) -> TableState {
        let is_pending = self.is_pending.get();
        self.answer.with(|answer| match answer {
            _ if self.only_selected.get() => TableState::Ready,
            Some((_, Ok(_))) if is_pending => TableState::Refreshing,
            Some((_, Ok(_))) => TableState::Ready,
            Some((_, Err(_))) => TableState::Failed,
            None => TableState::Loading,
        })
    }

    /// The rows to show; `ids` are those of the selected ones.
    fn rows(self, ids: Option<RwSignal<BTreeSet<String>>>) -> Vec<TableRow> {
        match ids.filter(|_| self.only_selected.get()) {
            Some(ids) => self.seen.with_value(|seen| {
                let row = |id: &String| seen.get(id).cloned();
                ids.with(|ids| ids.iter().filter_map(row).collect())
            }),
            None => self.page(|_, page| page.items.clone()).unwrap_or_default(),
        }
    }

    fn page<T>(self, read: impl FnOnce(&ListPart, &Page<TableRow>) -> T) -> Option<T> {
        self.answer.with(|answer| match answer {
            Some((part, Ok(page))) => Some(read(part, page)),
            _ => None,
        })
    }

    fn is_searched(self) -> bool {
        self.page(|part, _| !part.search.is_empty() || !part.filters.is_empty())
            .unwrap_or(false)
    }

    fn next(self) -> Option<String> {
        let next = self.page(|_, page| page.next.as_ref().map(|next| next.0.clone()));
        next.flatten().filter(|_| !self.only_selected.get())
    }

    /// Shows another part, as a new entry in the browser's history.
    fn go(self, change: impl FnOnce(&mut ListPart)) {
        let mut part = self.address.wanted();
        change(&mut part);
        self.only_selected.set(false);
        self.address.go(part);
    }

    /// Searches for a text, without an entry in the browser's history for each pause in typing.
    fn search(self, text: &str) {
        let part = self.address.wanted();
        self.only_selected.set(false);
        if part.search != text {
            self.address.replace(ListPart {
                search: text.to_owned(),
                after: String::new(),
                ..part
            });
        }
    }

    /// The page's buttons for what is selected, behind the one that shows all of it.
    fn with_only_selected(self, locale: Locale, selection: RowSelection) -> ui::Selection {
        let RowSelection {
            list,
            takes_all,
            actions,
        } = selection;
        let (ids, only) = (list.ids, self.only_selected);
        Effect::new(move |_| {
            if ids.with(BTreeSet::is_empty) {
                only.set(false);
            }
        });
        let actions = move || {
            view! {
                <Show when=move || list.matching.with(Option::is_none)>
                    <button
                        type="button"
                        class="chip"
                        aria-pressed=move || only.get().to_string()
                        on:click=move |_| only.update(|only| *only = !*only)
                    >
                        {td_string!(locale, ui.show_selected)}
                    </button>
                </Show>
                {actions.run()}
            }
        };
        ui::Selection {
            ids,
            all: takes_all.then(|| self.select_all(locale, list)),
            actions: actions.into(),
        }
    }

    /// Selecting everything that matches what is searched for now.
    fn select_all(self, locale: Locale, selection: ListSelection) -> SelectAll {
        let ListSelection { ids, matching } = selection;
        let only = self.only_selected;
        let is_page_selected = move || {
            self.page(|part, page| {
                let is_selected = ids.with(|ids| page.items.iter().all(|row| ids.contains(&row.id)));
                // Where this page is all there is, it says everything already.
                let is_part = page.next.is_some() || !part.after.is_empty();
                is_selected && is_part && !page.items.is_empty()
            })
            .unwrap_or(false)
        };
        let offer = move || {
            let is_offered = matching.with(Option::is_none) && !only.get() && is_page_selected();
            is_offered.then(|| td_string!(locale, bulk_selection.choose_all))
        };
        let choose = move |()| {
            let chosen = self.page(|part, _| Matching::of(part));
            matching.set(chosen);
            ids.update(BTreeSet::clear);
        };
        let is_here = move || {
            let part = self.address.part.with(Matching::of);
            matching.with(|matching| matching.as_ref() == Some(&part))
        };
        SelectAll {
            sentence: Signal::derive(move || {
                matching.with(|all| all.as_ref().map(|all| all_words(locale, all)))
            }),
            is_here: Signal::derive(is_here),
            offer: Signal::derive(offer),
            choose: Callback::new(choose),
            leave: Callback::new(move |()| matching.set(None)),
        }
    }
}

/// What is selected, where it is all that match.
fn all_words(locale: Locale, all: &Matching) -> String {
    match (all.search.as_str(), all.filters.is_empty()) {
        ("", true) => td_string!(locale, bulk_selection.everything).to_owned(),
        ("", false) => td_string!(locale, bulk_selection.all_filtered).to_owned(),
        (search, _) => td_string!(locale, bulk_selection.all_searched, search = search.to_owned()),
    }
}

fn search_field(list: List, label: String) -> impl IntoView {
    let typed = RwSignal::new(list.address.part.with_untracked(|part| part.search.clone()));
    // The address changes by Back or by a link: then the field takes its text over. It also changes a moment after somebody has typed; then
    // the field must keep what was typed since, which is newer. `sent` tells the two apart.
    let sent = StoredValue::new(typed.get_untracked());
    Effect::new(move |_| {
        let search = list.address.part.with(|part| part.search.clone());
        if sent.get_value() != search {
            sent.set_value(search.clone());
            typed.set(search);
        }
    });
    let mut search = debounce(PAUSE, move |()| {
        let text = typed.get_untracked().trim().to_owned();
        sent.set_value(text.clone());
        list.search(&text);
    });
    let type_text = move |event: leptos::ev::Event| {
        typed.set(event_target_value(&event));
        search(());
    };
    view! {
        <input
            type="search"
            aria-label=label.clone()
            placeholder=label
            autocapitalize="none"
            autocomplete="off"
            spellcheck="false"
            enterkeyhint="search"
            maxlength="200"
            prop:value=typed
            on:input=type_text
        />
    }
}

/// The select field of a filter. A new choice leads to the first page, because the cursor belongs to the list as it was filtered before.
fn filter_field(list: List, filter: ListFilter) -> AnyView {
    let ListFilter { name, label, any, .. } = filter;
    let choices = filter.choices.clone();
    let chosen = Memo::new(move |_| {
        let chosen = list.address.part.with(|part| part.filters.get(name));
        chosen.unwrap_or_default()
    });
    let change = move |event: leptos::ev::Event| {
        let word = event_target_value(&event);
        list.go(|part| {
            part.filters.choose(&filter, &word);
            part.after.clear();
        });
    };
    let choice = move |(word, words): (&'static str, &'static str)| {
        view! {
            <option value=word selected=move || chosen.get() == word>
                {words}
            </option>
        }
    };
    view! {
        <label class="table-filter">
            <span>{label}</span>
            <select name=name prop:value=move || chosen.get() on:change=change>
                {[("", any)].into_iter().chain(choices).map(choice).collect_view()}
            </select>
        </label>
    }
    .into_any()
}

fn no_match(locale: Locale) -> AnyView {
    view! { <EmptyState kind=EmptyKind::NoMatch text=td_string!(locale, ui.no_match) /> }.into_any()
}

/// What stands in the place of rows that could not be loaded. The platform answers `NotFound` about a list that the person may not see, so
/// the page says then that the person has no right to it.
fn failed(locale: Locale, list: List) -> AnyView {
    let error = list.answer.with(|answer| match answer {
        Some((_, Err(error))) => Some(error.clone()),
        _ => None,
    });
    match error {
        Some(error) if error.code() == Some(ErrorCode::NotFound) => {
            view! { <EmptyState kind=EmptyKind::Forbidden text=td_string!(locale, portal.forbidden) /> }
                .into_any()
        }
        Some(error) => {
            let retry = Callback::new(move |()| list.read_again.notify());
            view! { <Failure locale error retry pending=list.is_pending /> }.into_any()
        }
        None => ().into_any(),
    }
}

/// Which rows are shown, out of how many where that is known, and the buttons for the pages before and after.
fn footer(locale: Locale, list: List) -> impl IntoView {
    let summary = move || {
        if list.only_selected.get() {
            return String::new();
        }
        let summary = list.page(|part, page| {
            let count = page.items.len();
            match list.trail.skipped(&part.after) {
                // The empty state stands there and says so. After a search, who does not see it has to hear of it, too.
                Some(0) if count == 0 && !list.is_searched() => String::new(),
                Some(0) if page.next.is_none() => td_string!(locale, ui.in_all, count = count),
                Some(skipped) => {
                    td_string!(locale, ui.from_to, first = skipped + 1, last = skipped + count)
                }
                None => td_string!(locale, ui.on_this_page, count = count),
            }
        });
        summary.unwrap_or_default()
    };
    let has_previous = move || {
        let after = list.page(|part, _| !part.after.is_empty());
        after.unwrap_or(false) && !list.only_selected.get()
    };
    let next = move |()| {
        if let Some(next) = list.next() {
            list.go(|part| part.after = next);
        }
    };
    let previous = move |()| list.go(|part| part.after = list.trail.before(&part.after));
    view! {
        <TableFooter
            locale
            summary=Signal::derive(summary)
            has_previous=Signal::derive(has_previous)
            has_next=Signal::derive(move || list.next().is_some())
            on_previous=previous
            on_next=next
        />
    }
}
