//! Rules about single files: their names, their beginnings, and what must not be in them.

use super::tree::Tree;

/// Names that say nothing of what is inside.
const EMPTY_NAMES: [&str; 7] = ["util", "utils", "common", "helper", "helpers", "manager", "misc"];

/// A file that is longer wants to be two. A suite of tests is read one test at a time and may be longer.
const MOST_LINES: usize = 500;
const MOST_LINES_OF_TESTS: usize = 1000;

/// Put together here, so that this file does not break its own rule.
const LEFT_FOR_LATER: [&str; 3] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:")];
/// A test that does not run, and a snippet in documentation that looks like one (`text` says that a snippet is not compiled).
const NOT_RUN: [&str; 2] = [concat!("#[ig", "nore"), concat!("```ig", "nore")];
const REGISTRY_HOSTS: [&str; 4] = [
    concat!("registry.", "npmjs.org"),
    concat!("index.crates", ".io"),
    concat!("static.crates", ".io"),
    concat!("arti", "factory"),
];

/// Each file and folder is named after what it does.
pub(super) fn names(tree: &Tree) -> Vec<String> {
    let empty = |part: &str| EMPTY_NAMES.contains(&part.split('.').next().unwrap_or_default());
    tree.paths()
        .filter(|path| path.split('/').any(empty))
        .map(|path| format!("{path}: says nothing"))
        .collect()
}

/// Each Rust file begins with `//!` and is not too long.
pub(super) fn modules(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    for (path, text) in tree.files("", ".rs") {
        if !text.starts_with("//!") {
            broken.push(format!("{path}: does not begin with `//!`, what it is for"));
        }
        let lines = text.lines().count();
        let most = if path.contains("tests/") {
            MOST_LINES_OF_TESTS
        } else {
            MOST_LINES
        };
        if lines > most {
            broken.push(format!("{path}: {lines} lines, more than {most}"));
        }
    }
    broken
}

/// No marks for work to be done.
pub(super) fn leftovers(tree: &Tree) -> Vec<String> {
    containing(tree, &LEFT_FOR_LATER, |path| {
        path.ends_with(".lock") || path.ends_with("-lock.json")
    })
}

/// Every test runs.
pub(super) fn ignored_tests(tree: &Tree) -> Vec<String> {
    containing(tree, &NOT_RUN, |path| !path.ends_with(".rs"))
}

/// No host of a package registry, so that any mirror will do. Cargo's lock file names the registry by its identity.
pub(super) fn registries(tree: &Tree) -> Vec<String> {
    containing(tree, &REGISTRY_HOSTS, |path| path == "Cargo.lock")
}

fn containing(tree: &Tree, words: &[&str], excepted: fn(&str) -> bool) -> Vec<String> {
    let files = tree.files("", "").filter(|(path, _)| !excepted(path));
    let places = files.flat_map(|(path, text)| {
        let lines = text.lines().enumerate();
        let named = lines.filter(|(_, line)| words.iter().any(|word| line.contains(word)));
        named.map(move |(index, line)| format!("{path}:{}: {}", index + 1, line.trim()))
    });
    places.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_something() {
        let tree = Tree::of(&[
            ("src/utils.rs", ""),
            ("src/common/x.rs", ""),
            ("src/commonplace.rs", ""),
            ("a.rs", ""),
        ]);
        assert_eq!(
            names(&tree),
            ["src/common/x.rs: says nothing", "src/utils.rs: says nothing"]
        );
    }

    #[test]
    fn modules_say_what_they_are_for_and_are_short() {
        let long = format!("//! Long.\n{}", "\n".repeat(MOST_LINES));
        let tree = Tree::of(&[
            ("a.rs", "fn main() {}"),
            ("b.rs", &long),
            ("c.rs", "//! Good."),
            ("d.txt", "x"),
        ]);
        let broken = modules(&tree);
        assert_eq!(broken.len(), 2, "{broken:?}");
        assert!(broken[0].starts_with("a.rs") && broken[1].starts_with("b.rs"));
    }

    #[test]
    fn nothing_is_left_for_later_and_no_host_is_named() {
        let later = format!("// {} tomorrow", LEFT_FOR_LATER[0]);
        let lock = format!("\"resolved\": \"https://{}/x\"", REGISTRY_HOSTS[0]);
        let tree = Tree::of(&[
            ("a.rs", &later),
            ("package-lock.json", &lock),
            ("Cargo.lock", &lock),
        ]);
        assert_eq!(leftovers(&tree).len(), 1);
        assert_eq!(registries(&tree).len(), 1);
        assert!(registries(&tree)[0].starts_with("package-lock.json:1"));
    }

    #[test]
    fn tests_and_snippets_that_do_not_run_are_found() {
        let snippet = format!("//! A module.\n//! {}\n//! x\n//! ```", NOT_RUN[1]);
        let tree = Tree::of(&[("a.rs", &snippet), ("b.rs", NOT_RUN[0]), ("c.md", &snippet)]);
        assert_eq!(ignored_tests(&tree).len(), 2);
    }
}
