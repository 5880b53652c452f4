//! A list as a file. Invariant: the file has what the list shows: the search, the filters and the order of the address.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::{export_file::ExportFile, locale::use_locale};
use crate::i18n::*;
use crate::ui::list_query::all_pages;

/// Keeps what the list of this page shows as a file. The browser asks for it, not the router.
#[component]
pub fn ExportLink(
    /// The file's address, up to its kind: `/api/company/security-history.`
    file: &'static str,
    /// Its kind: `csv`.
    kind: &'static str,
) -> impl IntoView {
    let locale = use_locale();
    let search = use_location().search;
    let href = Signal::derive(move || [file, kind, &all_pages(&search.get())].concat());
    view! { <ExportFile href label=td_string!(locale, history.export, kind = kind) /> }
}
