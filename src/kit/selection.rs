//! What is selected of a list: single rows, on any page, or all that match what was searched for. Invariant: a selection stays while the
//! list is paged, sorted and searched, until somebody clears it.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::list_address::{ChosenFilters, ListPart};
/// All that match: how the list was narrowed when that was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matching {
    /// What was searched for; empty: everything.
    pub search: String,
    /// How else it was narrowed.
    pub filters: ChosenFilters,
}

impl Matching {
    /// What this part of a list is narrowed by.
    pub fn of(part: &ListPart) -> Self {
        Self {
            search: part.search.clone(),
            filters: part.filters.clone(),
        }
    }
}

/// What is selected; never nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selected {
    /// These rows.
    Rows(BTreeSet<String>),
    /// All that match, seen or not.
    Matching(Matching),
}

/// The selection of a list.
#[derive(Debug, Clone, Copy)]
pub struct ListSelection {
    /// Ids of single rows.
    pub ids: RwSignal<BTreeSet<String>>,
    /// All that match, in the place of single rows.
    pub matching: RwSignal<Option<Matching>>,
}

impl ListSelection {
    /// Of nothing.
    pub fn nothing() -> Self {
        Self {
            ids: RwSignal::new(BTreeSet::new()),
            matching: RwSignal::new(None),
        }
    }

    /// What is selected now.
    pub fn selected(self) -> Option<Selected> {
        if let Some(matching) = self.matching.get_untracked() {
            return Some(Selected::Matching(matching));
        }
        let ids = self.ids.get_untracked();
        (!ids.is_empty()).then_some(Selected::Rows(ids))
    }

    /// Takes it away.
    pub fn clear(self) {
        self.matching.set(None);
        self.ids.update(BTreeSet::clear);
    }
}

/// What can be done to what is selected of a list.
#[derive(Clone)]
pub struct RowSelection {
    /// What is selected.
    pub list: ListSelection,
    /// Whether all that match can be selected: what is done to them is done by the platform.
    pub takes_all: bool,
    /// Buttons of the bar that is shown while something is.
    pub actions: ViewFn,
}
