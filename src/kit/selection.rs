//! The selection in a list: single rows, on any page, or all rows that match a search. Invariant: it stays while the list is paged, sorted and
//! searched, until somebody clears it.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::list_address::{ChosenFilters, ListPart};
/// A selection of all rows that match: the search and the filters at the time of selecting.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matching {
    /// The search text; empty: everything.
    pub search: String,
    /// The chosen filters.
    pub filters: ChosenFilters,
}

impl Matching {
    /// The search and the filters of this part of a list.
    pub fn of(part: &ListPart) -> Self {
        Self {
            search: part.search.clone(),
            filters: part.filters.clone(),
        }
    }
}

/// The selected rows; at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selected {
    /// These rows.
    Rows(BTreeSet<String>),
    /// All rows that match, also those on other pages.
    Matching(Matching),
}

/// The selection of a list.
#[derive(Debug, Clone, Copy)]
pub struct ListSelection {
    /// Ids of single rows.
    pub ids: RwSignal<BTreeSet<String>>,
    /// Set if all rows that match are selected, in the place of single ones.
    pub matching: RwSignal<Option<Matching>>,
}

impl ListSelection {
    /// An empty selection.
    pub fn nothing() -> Self {
        Self {
            ids: RwSignal::new(BTreeSet::new()),
            matching: RwSignal::new(None),
        }
    }

    /// The selected rows; `None` if there are none.
    pub fn selected(self) -> Option<Selected> {
        if let Some(matching) = self.matching.get_untracked() {
            return Some(Selected::Matching(matching));
        }
        let ids = self.ids.get_untracked();
        (!ids.is_empty()).then_some(Selected::Rows(ids))
    }

    /// Clears the selection.
    pub fn clear(self) {
        self.matching.set(None);
        self.ids.update(BTreeSet::clear);
    }
}

/// The selection of a list, and the actions on it.
#[derive(Clone)]
pub struct RowSelection {
    /// The selected rows.
    pub list: ListSelection,
    /// Whether all rows that match can be selected: for actions that the platform carries out by itself.
    pub takes_all: bool,
    /// Buttons of the bar that is shown while rows are selected.
    pub actions: ViewFn,
}
