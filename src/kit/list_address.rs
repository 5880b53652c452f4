//! What is shown of a list, as the address has it: `?search=ada&sort=-email&after=…`. So a part of a list can be linked to, is there
//! after a reload, and Back leads to the part that was shown before.

use latchkey_contract::{Cursor, PageRequest, SortKey, page};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate, use_query_map},
};

use crate::{paths::percent_encoded, ui::Sort};

/// So many rows are shown at once: a screen or two. Whoever looks for one of many searches.
pub const PAGE_SIZE: u32 = 25;

const SEARCH: &str = "search";
const SORT: &str = "sort";
const AFTER: &str = "after";

/// Which part of a list is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListPart {
    /// What is searched for; empty: everything is shown.
    pub search: String,
    /// The order, as the contract writes it; empty: the list's own.
    pub sort: String,
    /// The cursor of the page; empty: the first one.
    pub after: String,
}

impl ListPart {
    /// The same, as it is asked for.
    pub fn request<K: SortKey>(&self) -> PageRequest<K> {
        let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        PageRequest {
            limit: Some(PAGE_SIZE),
            after: given(&self.after).map(Cursor),
            search: given(&self.search),
            sort: page::Sort::parse(&self.sort),
        }
    }

    /// By which column the list is sorted; where the address says nothing that can be, by its own first one.
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
        for (name, value) in [(SEARCH, &self.search), (SORT, &self.sort), (AFTER, &self.after)] {
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
    /// What it says.
    pub part: Memo<ListPart>,
    go: Callback<(ListPart, NavigateOptions)>,
}

impl ListAddress {
    /// Of the current page.
    pub fn current() -> Self {
        let query = use_query_map();
        let part = Memo::new(move |_| {
            query.with(|query| {
                let value = |name| query.get(name).unwrap_or_default();
                ListPart {
                    search: value(SEARCH),
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
        Self { part, go }
    }

    /// Shows another part, to which Back leads from what comes later. The page is shown from its top.
    pub fn go(self, part: ListPart) {
        self.go.run((part, NavigateOptions::default()));
    }

    /// Shows another part in the place of this one: what is typed letter by letter is one step back.
    pub fn replace(self, part: ListPart) {
        let options = NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        self.go.run((part, options));
    }
}

/// An order, as the contract writes it.
pub fn sort_text(sort: &Sort) -> String {
    [if sort.descending { "-" } else { "" }, &sort.key].concat()
}
