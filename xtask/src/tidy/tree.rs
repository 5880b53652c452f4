//! The text files of the project, by path.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::Result;

/// Folders that hold nothing anybody wrote.
const NOT_OURS: [&str; 6] = [
    ".git",
    "target",
    "dist",
    "node_modules",
    "test-results",
    "playwright-report",
];

/// The text files of the project; the paths are relative to its root, with `/` between folders.
#[derive(Default)]
pub(super) struct Tree {
    files: BTreeMap<String, String>,
    /// Files whose content is not text: they exist, and that is all there is to say.
    others: Vec<String>,
}

impl Tree {
    /// Reads everything below `root`.
    pub(super) fn read(root: &Path) -> Result<Self> {
        let mut tree = Self::default();
        tree.read_folder(root, "")?;
        Ok(tree)
    }

    fn read_folder(&mut self, folder: &Path, prefix: &str) -> Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{prefix}{name}");
            if entry.file_type()?.is_dir() {
                if !NOT_OURS.contains(&name.as_str()) {
                    self.read_folder(&entry.path(), &format!("{path}/"))?;
                }
            } else if let Ok(text) = fs::read_to_string(entry.path()) {
                self.files.insert(path, text);
            } else {
                self.others.push(path);
            }
        }
        Ok(())
    }

    /// The files below `prefix` whose names end in `suffix`, with their text.
    pub(super) fn files<'a>(
        &'a self,
        prefix: &'a str,
        suffix: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> + 'a {
        let all = self
            .files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()));
        all.filter(move |(path, _)| path.starts_with(prefix) && path.ends_with(suffix))
    }

    /// The text of one file.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Whether there is a file or folder at `path`.
    pub(super) fn has(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        let mut all = self.files.keys().chain(&self.others);
        path.is_empty() || all.any(|file| file == path || file.starts_with(&folder))
    }

    /// Every path.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().chain(&self.others).map(String::as_str)
    }
}

#[cfg(test)]
impl Tree {
    /// A small tree for a test of a rule.
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let files = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        Self {
            files: files.collect(),
            others: Vec::new(),
        }
    }
}

/// The lines of Rust code that are not comments, with their numbers.
pub(super) fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    numbered.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// Whether `line` names the crate or module `name`: as a path's first part, not as part of a longer word.
pub(super) fn names_path(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = &line[at + name.len()..];
        let whole = !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '"' | '-' | '/' | '.'));
        // `http::` of our own crate is `crate::http`; a path's later part is not the crate of that name.
        let first = name.contains("::") || before != Some(':');
        whole && first && (after.starts_with("::") || after.starts_with(" as ") || is_bare_use(line, name))
    })
}

fn is_bare_use(line: &str, name: &str) -> bool {
    line.trim()
        .trim_start_matches("pub ")
        .trim_start_matches("use ")
        .trim_end_matches(';')
        == name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_is_recognised_where_it_is_named() {
        assert!(names_path("use axum::Router;", "axum"));
        assert!(names_path("    let x: axum::Json<T> = y;", "axum"));
        assert!(names_path("use axum;", "axum"));
        assert!(names_path("use crate::features::groups;", "crate::features"));
        for innocent in [
            "use my_axum::X;",
            "// axum",
            "let axum = 1;",
            "use crate::axum::X;",
            "\"axum::x\"",
        ] {
            assert!(!names_path(innocent, "axum"), "{innocent}");
        }
    }

    #[test]
    fn comments_are_not_code() {
        let lines: Vec<_> = code_lines("//! axum::x\nuse a;\n  // b\nuse c;").collect();
        assert_eq!(lines, [(2, "use a;"), (4, "use c;")]);
    }

    #[test]
    fn folders_exist_when_files_do() {
        let tree = Tree::of(&[("docs/guide.md", "")]);
        assert!(tree.has("docs") && tree.has("docs/") && tree.has("docs/guide.md") && tree.has(""));
        assert!(!tree.has("doc") && !tree.has("docs/guide"));
    }
}
