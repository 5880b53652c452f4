//! Links in documents. Only those within the project are followed: the rest of the world may be away today.

use super::tree::Tree;

/// Every relative link and picture leads to a file or folder.
pub(super) fn targets(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    for (path, text) in tree.files("", ".md") {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for target in links(text) {
            let file = target.split('#').next().unwrap_or_default();
            if !file.is_empty() && !tree.has(&resolve(folder, file)) {
                broken.push(format!("{path}: {target} does not exist"));
            }
        }
    }
    broken
}

/// The targets of `[text](target)` that are neither absolute URLs nor in a block of code.
fn links(text: &str) -> Vec<&str> {
    let prose = text.split("```").step_by(2);
    let targets = prose
        .flat_map(|part| part.split("](").skip(1))
        .filter_map(|rest| rest.split(')').next());
    targets
        .filter(|target| !target.contains(':') && !target.contains(char::is_whitespace))
        .collect()
}

fn resolve(folder: &str, link: &str) -> String {
    let start = if link.starts_with('/') { "" } else { folder };
    let mut parts: Vec<&str> = start.split('/').filter(|part| !part.is_empty()).collect();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_followed_from_where_they_stand() {
        let tree = Tree::of(&[
            (
                "README.md",
                "[a](docs/guide.md#part) ![p](docs/gone.png) [w](https://x.example/) [here](#part)",
            ),
            (
                "docs/guide.md",
                "[up](../README.md) [no](README.md)\n```\n[code](nowhere.md)\n```\n",
            ),
        ]);
        assert_eq!(
            targets(&tree),
            [
                "README.md: docs/gone.png does not exist",
                "docs/guide.md: README.md does not exist"
            ]
        );
    }
}
