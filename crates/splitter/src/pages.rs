//! Which chunks a page needs, by the page's name: `portal/chunks.json`, from which the server preloads them.
//!
//! Invariant: a page's name is its route's type without `Route`, in snake case: `MyAppsRoute` is `my_apps`. What is no page but a part
//! that comes by itself is a function with `_part` at the end of its name.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};

/// What `#[lazy_route]` makes of `MyAppsRoute`: `my_apps_route_view_` and a number.
const AFTER_A_PAGE: &str = "_route_view";
const END_OF_A_PART: &str = "_part";

/// Files by page. `split_points` are files without their endings, by the name that the macro gave to the place where it split;
/// `names` are files (as they were written, as they are now).
pub(crate) fn files_by_page<'a>(
    split_points: impl IntoIterator<Item = (&'a String, Vec<String>)>,
    names: &[(String, String)],
) -> Result<BTreeMap<String, Vec<String>>> {
    let mut pages = BTreeMap::new();
    for (split_point, files) in split_points {
        let (name, _number) = split_point.rsplit_once('_').unwrap_or((split_point, ""));
        let part = Some(name).filter(|name| name.ends_with(END_OF_A_PART));
        let page = name.strip_suffix(AFTER_A_PAGE).or(part).with_context(|| {
            format!(
                "{split_point} is no view of a lazy route and no part: name the type that has it SomethingRoute, \
                or the function something_part"
            )
        })?;
        let files = files.iter().map(|file| {
            let written = format!("{file}.wasm");
            let now = names.iter().find(|(old, _)| *old == written);
            now.map(|(_, new)| new.clone())
                .with_context(|| format!("{page} needs {written}, which was not written"))
        });
        let twice = pages.insert(
            page.trim_start_matches('_').to_owned(),
            files.collect::<Result<_>>()?,
        );
        ensure!(twice.is_none(), "two pages are called {page}");
    }
    Ok(pages)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_named_after_their_routes() {
        let points = [(
            "__my_apps_route_view_12".to_owned(),
            vec!["chunk_1".to_owned(), "split_2".to_owned()],
        )];
        let names = [("chunk_1", "chunk_1-a"), ("split_2", "split_2-b")];
        let names = names.map(|(old, new)| (format!("{old}.wasm"), format!("{new}.wasm")));
        let pages =
            files_by_page(points.iter().map(|(point, files)| (point, files.clone())), &names).unwrap();
        assert_eq!(pages["my_apps"], ["chunk_1-a.wasm", "split_2-b.wasm"]);
        let points = [("notice_part_7".to_owned(), vec!["split_2".to_owned()])];
        let parts =
            files_by_page(points.iter().map(|(point, files)| (point, files.clone())), &names).unwrap();
        assert_eq!(parts["notice_part"], ["split_2-b.wasm"]);
        let points = [("something_else".to_owned(), Vec::new())];
        assert!(files_by_page(points.iter().map(|(point, files)| (point, files.clone())), &names).is_err());
    }
}
