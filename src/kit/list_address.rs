//! The state of a list in the page's address: `?search=ada&status=active&sort=-email&after=…`. So a part of a list can be linked to, survives a
//! reload, and Back leads to the part that was shown before.

use latchkey_contract::{Cursor, PageRequest, SortKey, page};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate, use_query_map},
};

use crate::{paths::percent_encoded, ui::Sort};

/// Rows of a page of the list: a screen or two. To find one row of many, people search.
pub const PAGE_SIZE: u32 = 25;

const SEARCH: &str = "search";
const SORT: &str = "sort";
const AFTER: &str = "after";

/// A filter of a list, with its choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListFilter {
    /// Its name in the address.
    pub name: &'static str,
    /// Its label.
    pub label: &'static str,
    /// Label of the choice that does not filter.
    pub any: &'static str,
    /// The choices: word in the address, and label.
    pub choices: Vec<(&'static str, &'static str)>,
}

/// The chosen filters of a list: name and word, sorted by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChosenFilters(Vec<(&'static str, &'static str)>);

impl ChosenFilters {
    /// The chosen word of this filter.
    pub fn get(&self, name: &str) -> Option<&'static str> {
        let mut chosen = self.0.iter();
        chosen.find(|(filter, _)| *filter == name).map(|(_, word)| *word)
    }

    /// Whether no filter is chosen.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Chooses this word of a filter. Any other text removes the filter.
    pub fn choose(&mut self, filter: &ListFilter, word: &str) {
        self.0.retain(|(name, _)| *name != filter.name);
        let choice = filter.choices.iter().find(|(choice, _)| *choice == word);
        self.0.extend(choice.map(|(word, _)| (filter.name, *word)));
        self.0.sort_unstable();
    }
}

/// The part of a list that is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListPart {
    /// The search text; empty: everything is shown.
    pub search: String,
    /// The chosen filters.
    pub filters: ChosenFilters,
    /// The order, as the contract writes it; empty: the list's own.
    pub sort: String,
    /// The cursor of the page; empty: the first one.
    pub after: String,
}

impl ListPart {
    /// The request for this part.
    pub fn request<K: SortKey>(&self) -> PageRequest<K> {
        let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        PageRequest {
            limit: Some(PAGE_SIZE),
            after: given(&self.after).map(Cursor),
            search: given(&self.search),
            sort: page::Sort::parse(&self.sort),
        }
    }

    /// The column by which the list is sorted; if the address names none, or an unknown one, the list's first column.
    pub fn sorted<K: SortKey>(&self) -> Sort {
        let page::Sort { key, descending } = page::Sort::<K>::parse(&self.sort).unwrap_or_default();
        Sort {
            key: key.as_str().to_owned(),
            descending,
        }
    }

    fn address(&self, path: &str) -> String {
        let mut address = path.to_owned();
        let mut separator = '?';
        let search = [(SEARCH, self.search.as_str())];
        let rest = [(SORT, self.sort.as_str()), (AFTER, self.after.as_str())];
        for (name, value) in search
            .into_iter()
            .chain(self.filters.0.iter().copied())
            .chain(rest)
        {
            if !value.is_empty() {
                address.push(separator);
                address.push_str(name);
                address.push('=');
                percent_encoded(&mut address, value);
                separator = '&';
            }
        }
        address
    }
}

/// The address of the list.
#[derive(Clone, Copy)]
pub struct ListAddress {
    /// The part of the list that the address names.
    pub part: Memo<ListPart>,
    /// The part that was asked for last: the address follows a moment later, and somebody may choose a second filter meanwhile.
    wanted: StoredValue<ListPart>,
    go: Callback<(ListPart, NavigateOptions)>,
}

impl ListAddress {
    /// The address of the current page, whose list has these filters.
    pub fn current(filters: &[ListFilter]) -> Self {
        let filters = filters.to_vec();
        let query = use_query_map();
        let part = Memo::new(move |_| {
            query.with(|query| {
                let value = |name| query.get(name).unwrap_or_default();
                let mut chosen = ChosenFilters::default();
                for filter in &filters {
                    chosen.choose(filter, &value(filter.name));
                }
                ListPart {
                    search: value(SEARCH),
                    filters: chosen,
                    sort: value(SORT),
                    after: value(AFTER),
                }
            })
        });
        let path = use_location().pathname.get_untracked();
        let navigate = use_navigate();
        let go = Callback::new(move |(part, options): (ListPart, NavigateOptions)| {
            navigate(&part.address(&path), options);
        });
        let wanted = StoredValue::new(part.get_untracked());
        Effect::new(move |_| wanted.set_value(part.get()));
        Self { part, wanted, go }
    }

    /// The part that was asked for last, which may not be in the address yet.
    pub fn wanted(self) -> ListPart {
        self.wanted.get_value()
    }

    /// Shows another part, as a new entry in the browser's history, from the top of the page.
    pub fn go(self, part: ListPart) {
        self.wanted.set_value(part.clone());
        self.go.run((part, NavigateOptions::default()));
    }

    /// Shows another part without a new entry in the browser's history, e.g. for each letter that is typed.
    pub fn replace(self, part: ListPart) {
        self.wanted.set_value(part.clone());
        let options = NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        self.go.run((part, options));
    }
}

/// An order in the contract's spelling.
pub fn sort_text(sort: &Sort) -> String {
    [if sort.descending { "-" } else { "" }, &sort.key].concat()
}
