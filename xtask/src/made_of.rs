//! What a program is made of: the files that cargo's dep-info names, and what an entry page links. Invariant: where that is not known,
//! or the last build failed, whole folders are looked at, so that no change goes unseen.

use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use super::project;

/// The files and folders in cargo's dep-info file of a program (`program: file file`, spaces in names as `\ `); `None` where there is
/// no such file.
pub(crate) fn dep_info(file: &Path) -> Option<Vec<PathBuf>> {
    let text = fs::read_to_string(file).ok()?;
    let (_, files) = text.lines().next()?.split_once(": ")?;
    let files = files.replace("\\ ", "\0");
    let files = files.split(' ').filter(|file| !file.is_empty());
    let files = files.map(|file| PathBuf::from(file.replace('\0', " ")));
    // What a build writes itself is always newer than its beginning.
    Some(
        files
            .filter(|file| !file.starts_with(project::target()))
            .collect(),
    )
}

/// The files and folders of this project that the entry page `page` links, and itself.
pub(crate) fn entry_page(page: &Path) -> Vec<PathBuf> {
    let html = fs::read_to_string(page).unwrap_or_default();
    let links = html.split("data-trunk").skip(1);
    let links = links.filter_map(|rest| rest.split('>').next()?.split("href=\"").nth(1)?.split('"').next());
    let links = links.map(|link| project::root().join(link));
    links.chain([page.to_owned()]).collect()
}

/// Whether something in `paths` was changed after `time`.
pub(crate) fn has_changed_since(paths: &[PathBuf], time: SystemTime) -> bool {
    paths
        .iter()
        .filter_map(|path| newest_in(path))
        .any(|changed| changed > time)
}

fn newest_in(path: &Path) -> Option<SystemTime> {
    if path.is_dir() {
        let entries = fs::read_dir(path).ok()?.flatten();
        return entries.filter_map(|entry| newest_in(&entry.path())).max();
    }
    fs::metadata(path).ok()?.modified().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_change_is_found_at_any_depth() {
        let folder = tempfile::tempdir().unwrap();
        let paths = [folder.path().join("none"), folder.path().to_owned()];
        fs::create_dir_all(folder.path().join("a/b")).unwrap();
        fs::write(folder.path().join("a/old"), "").unwrap();
        let soon = SystemTime::now() + Duration::from_secs(30);
        assert!(!has_changed_since(&paths, soon));
        let file = fs::File::create(folder.path().join("a/b/new")).unwrap();
        file.set_modified(soon + Duration::from_secs(30)).unwrap();
        assert!(has_changed_since(&paths, soon));
        assert!(!has_changed_since(&paths[..1], soon));
    }

    #[test]
    fn dep_info_names_sources_also_those_with_spaces() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("portal.d");
        assert_eq!(dep_info(&file), None);
        fs::write(
            &file,
            "/w/portal.wasm: /w/src/lib.rs /w/my\\ files/a.rs /w/locales\n",
        )
        .unwrap();
        let files = ["/w/src/lib.rs", "/w/my files/a.rs", "/w/locales"].map(PathBuf::from);
        assert_eq!(dep_info(&file).unwrap(), files);
    }

    #[test]
    fn an_entry_page_is_made_of_what_it_links() {
        let root = project::root();
        let files = entry_page(&root.join("portal.html"));
        for file in ["portal.html", "style/features/portal.css", "style/tokens.css"] {
            assert!(files.contains(&root.join(file)), "{file}");
        }
        assert!(!files.contains(&root.join("style/features/front.css")));
        assert!(entry_page(&root.join("index.html")).contains(&root.join("public")));
    }
}
