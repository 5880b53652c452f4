//! A page that is a list: its head, and one table below.
//!
//! Invariant: the heading is the table's name too, so that both say the same to whoever hears the page.

use leptos::prelude::*;

use super::{
    data_table::{DataTable, RowSource},
    list_address::ListFilter,
    page::Page,
};
use crate::ui::{Column, Crumb};

/// The page of a list.
#[component]
pub fn ListPage(
    /// The `h1`: what the table lists.
    heading: &'static str,
    /// The pages above, outermost first.
    crumbs: Vec<Crumb>,
    /// What the page is for, in one sentence.
    lead: &'static str,
    /// What can be searched for.
    search_label: &'static str,
    /// The columns.
    columns: Vec<Column>,
    /// The rows.
    source: RowSource,
    /// In the place of rows, where there is nothing at all: an [`EmptyState`](crate::ui::EmptyState).
    #[prop(into)]
    empty: ViewFn,
    /// By what the list can be narrowed.
    #[prop(optional)]
    filters: Vec<ListFilter>,
    /// The main action: one button or link.
    #[prop(optional, into)]
    action: ViewFn,
) -> impl IntoView {
    view! {
        <Page heading crumbs lead action>
            <DataTable label=heading search_label columns source empty filters />
        </Page>
    }
}
