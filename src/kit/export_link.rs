//! A list as a file. Invariant: the file has what the list shows: the search, the filters and the order of the address.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::{export_file::ExportFile, locale::use_locale};
use crate::i18n::*;

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

/// The query without the page: a file has all of them.
fn all_pages(query: &str) -> String {
    let fields = query.trim_start_matches('?').split('&');
    let kept: Vec<&str> = fields
        .filter(|field| !field.is_empty() && !field.starts_with("after="))
        .collect();
    match kept.is_empty() {
        true => String::new(),
        false => ["?", &kept.join("&")].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::all_pages;

    #[test]
    fn a_file_has_all_pages_of_what_is_shown() {
        for (query, expected) in [
            ("", ""),
            ("?after=x", ""),
            (
                "?search=a&kind=tokens&after=x&sort=-newest",
                "?search=a&kind=tokens&sort=-newest",
            ),
            ("search=after%3D", "?search=after%3D"),
        ] {
            assert_eq!(all_pages(query), expected);
        }
    }
}
