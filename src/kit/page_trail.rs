//! The way to the page of a list that is shown: pages know only which one comes after them.
//!
//! Invariant: what is known of a cursor stays true, whatever way leads to its page later (Back, Forward, a bookmark).

use std::collections::HashMap;

use leptos::prelude::*;

/// Where a page of a list begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageStart {
    /// The cursor of the page before; empty: the first one.
    pub before: String,
    /// How many items stand before the page.
    pub skipped: usize,
}

/// The pages that were come to by **Next**, by their cursors. A cursor is one list's, search's and order's.
#[derive(Clone, Copy)]
pub struct PageTrail(StoredValue<HashMap<String, PageStart>>);

impl PageTrail {
    /// Nothing is known yet.
    pub fn new() -> Self {
        Self(StoredValue::new(HashMap::new()))
    }

    /// Behind the page at `before`, which has so many items, the one at `cursor` begins.
    pub fn note(self, before: &str, items: usize, cursor: &str) {
        if let Some(skipped) = self.skipped(before) {
            let start = PageStart {
                before: before.to_owned(),
                skipped: skipped + items,
            };
            self.0.update_value(|starts| {
                starts.insert(cursor.to_owned(), start);
            });
        }
    }

    /// How many items stand before the page at `cursor`; none where its place is unknown: somebody linked to it.
    pub fn skipped(self, cursor: &str) -> Option<usize> {
        if cursor.is_empty() {
            return Some(0);
        }
        self.0
            .with_value(|starts| starts.get(cursor).map(|start| start.skipped))
    }

    /// The cursor of the page before the one at `cursor`; the first page where that is unknown.
    pub fn before(self, cursor: &str) -> String {
        self.0
            .with_value(|starts| starts.get(cursor).map(|start| start.before.clone()))
            .unwrap_or_default()
    }
}

impl Default for PageTrail {
    fn default() -> Self {
        Self::new()
    }
}
