//! Rules about what items are called and how they are described.

use std::collections::BTreeMap;

use super::tree::Tree;

/// A reference to the module's documentation in place of a description. Put together here, so that this file does not break its own rule.
const NO_DESCRIPTION: &str = concat!("/// See the ", "module");

/// Names that several public types of one crate share by design, with the folder for which that holds.
const SHARED_BY_DESIGN: [(&str, &str); 3] = [
    // One of each per operation, always written with the operation's module: `rename_app::Request`.
    ("crates/contract/", "Request"),
    ("crates/contract/", "Response"),
    // Two implementations of one seam; a feature decides which one is compiled.
    ("crates/sqlite/", "Sqlite"),
];

/// No two public types of one crate have the same name.
pub(super) fn types(tree: &Tree) -> Vec<String> {
    let mut places: BTreeMap<(String, &str), Vec<&str>> = BTreeMap::new();
    for (path, text) in tree.files("", ".rs") {
        let Some(krate) = crate_of(path) else { continue };
        for name in text.lines().filter_map(public_type) {
            places.entry((krate.clone(), name)).or_default().push(path);
        }
    }
    let is_by_design = |krate: &str, name: &str| SHARED_BY_DESIGN.contains(&(krate, name));
    let repeated = places
        .into_iter()
        .filter(|((krate, name), paths)| paths.len() > 1 && !is_by_design(krate, name));
    repeated
        .map(|((_, name), paths)| format!("{name}: {}", paths.join(", ")))
        .collect()
}

/// Each item says itself what it is.
pub(super) fn descriptions(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    for (path, text) in tree.files("", ".rs") {
        for (index, line) in text.lines().enumerate() {
            if line.trim_start().starts_with(NO_DESCRIPTION) {
                broken.push(format!("{path}:{}: say what the item is", index + 1));
            }
        }
    }
    broken
}

/// The folder of the crate whose source this file is; none for tests, examples and benches.
fn crate_of(path: &str) -> Option<String> {
    let (folder, _) = path.split_once("src/")?;
    let is_crate = folder.is_empty() || folder == "xtask/" || folder.starts_with("crates/");
    is_crate.then(|| folder.to_owned())
}

/// The name of the type that a line makes public in its module.
fn public_type(line: &str) -> Option<&str> {
    let item = line.strip_prefix("pub ")?;
    let kinds = ["struct ", "enum ", "union ", "trait ", "type "];
    let rest = kinds.iter().find_map(|kind| item.strip_prefix(kind))?;
    rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_has_one_public_type_of_a_name() {
        let tree = Tree::of(&[
            ("crates/a/src/x.rs", "pub struct State {\npub enum Kind {"),
            (
                "crates/a/src/y.rs",
                "pub enum State {\n    pub(super) struct Kind;",
            ),
            ("crates/b/src/x.rs", "pub struct Kind<'a> {"),
            ("crates/b/tests/y.rs", "pub struct Kind;"),
            ("crates/contract/src/x.rs", "pub struct Request {"),
            ("crates/contract/src/y.rs", "pub struct Request {"),
        ]);
        assert_eq!(types(&tree), ["State: crates/a/src/x.rs, crates/a/src/y.rs"]);
    }

    #[test]
    fn items_do_not_refer_to_the_module() {
        let text = format!("//! See the module.\n    {NO_DESCRIPTION}. Clones share it.\n/// A key.");
        let tree = Tree::of(&[("src/x.rs", text.as_str())]);
        assert_eq!(descriptions(&tree), ["src/x.rs:2: say what the item is"]);
    }
}
