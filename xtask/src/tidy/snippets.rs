//! Programs in documents are the very files that the tests run: what somebody copies works.

use super::tree::Tree;

const MARK: &str = "<!-- snippet: ";

/// After each mark stands a block of code with the whole file that the mark names.
pub(super) fn verbatim(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    for (path, text) in tree.files("", ".md") {
        for part in text.split(MARK).skip(1) {
            let (file, rest) = part.split_once(" -->\n").unwrap_or_default();
            match (tree.text(file), block(rest)) {
                (Some(program), Some(shown)) if program == shown => {}
                (None, _) => broken.push(format!("{path}: {file} does not exist")),
                _ => broken.push(format!("{path}: does not show {file} as it is")),
            }
        }
    }
    broken
}

/// The block of code that `text` begins with.
fn block(text: &str) -> Option<&str> {
    let (language, rest) = text.strip_prefix("```")?.split_once('\n')?;
    let (code, _) = rest.split_once("```\n")?;
    language.chars().all(char::is_alphanumeric).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_shown_as_they_are() {
        let good = "Text.\n\n<!-- snippet: a.py -->\n```python\nprint(1)\n```\n\nMore.\n";
        let file = ("a.py", "print(1)\n");
        assert!(verbatim(&Tree::of(&[("good.md", good), file])).is_empty());
        for (document, program) in [
            (good, "print(2)\n"),
            (good, "print(1)"),
            ("<!-- snippet: a.py -->\nprint(1)\n", "print(1)\n"),
            ("<!-- snippet: b.py -->\n```python\nprint(1)\n```\n", "print(1)\n"),
            ("<!-- snippet: a.py", "print(1)\n"),
        ] {
            let broken = verbatim(&Tree::of(&[("bad.md", document), ("a.py", program)]));
            assert_eq!(broken.len(), 1, "{document}");
        }
    }
}
