//! What operators read in the log and in `/metrics` is explained in one document, and nothing else is.

use std::collections::BTreeSet;

use super::tree::Tree;

/// The code that runs in the server's process.
const SOURCES: [&str; 5] = [
    "crates/server/src/",
    "crates/federation/src/",
    "crates/provider/src/",
    "crates/store/src/",
    "crates/system/src/",
];
const DOCUMENT: &str = "docs/monitoring.md";
const LEVELS: [&str; 4] = ["error", "warn", "info", "debug"];

/// Each message of the log has a row in the document with its level, and each row a message.
pub(super) fn messages(tree: &Tree) -> Vec<String> {
    let written = sources(tree).flat_map(messages_of).collect();
    compare(tree, "## Log", &written, "logs")
}

/// Each metric has a row in the document, and each row a metric.
pub(super) fn metrics(tree: &Tree) -> Vec<String> {
    let written = sources(tree).flat_map(metrics_of).collect();
    compare(tree, "## Metrics", &written, "counts")
}

fn sources(tree: &Tree) -> impl Iterator<Item = &str> {
    let files = SOURCES.iter().flat_map(|folder| tree.files(folder, ".rs"));
    files.map(|(_, text)| text)
}

/// What is in the code and not in the document's chapter, and the other way round.
fn compare(tree: &Tree, chapter: &str, written: &BTreeSet<String>, verb: &str) -> Vec<String> {
    let explained = rows(tree.text(DOCUMENT).unwrap_or_default(), chapter);
    let unexplained = written.difference(&explained);
    let unwritten = explained.difference(written);
    unexplained
        .map(|event| format!("{DOCUMENT}: does not explain {event}"))
        .chain(unwritten.map(|event| format!("{DOCUMENT}: explains {event}, which nothing {verb}")))
        .collect()
}

/// The first cells of the tables of a chapter, without their backticks.
fn rows(document: &str, chapter: &str) -> BTreeSet<String> {
    let lines = document.lines().skip_while(|line| *line != chapter).skip(1);
    lines
        .take_while(|line| !line.starts_with("## "))
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` |"))
        .map(|(event, _)| event.to_owned())
        .collect()
}

/// `level: message` of each call of a macro of `tracing`.
fn messages_of(source: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for level in LEVELS {
        let call = format!("tracing::{level}!(");
        for (at, _) in source.match_indices(&call) {
            let message = last_text(&source[at + call.len()..]);
            found.insert(format!("{level}: {message}"));
        }
    }
    found
}

/// The last text among the arguments of a call whose parenthesis is open.
fn last_text(arguments: &str) -> String {
    let (mut depth, mut text, mut last) = (1, None::<String>, String::new());
    let mut characters = arguments.chars();
    while let Some(character) = characters.next() {
        match (&mut text, character) {
            (Some(inside), '\\') => match characters.next() {
                // The text goes on behind the blanks of the next line.
                Some('\n') => characters = characters.as_str().trim_start().chars(),
                escaped => inside.extend(escaped),
            },
            (Some(_), '"') => last = text.take().unwrap_or_default(),
            (Some(inside), _) => inside.push(character),
            (None, '"') => text = Some(String::new()),
            (None, '(') => depth += 1,
            (None, ')') => depth -= 1,
            (None, _) => {}
        }
        if depth == 0 {
            break;
        }
    }
    last
}

/// Texts that are a metric's whole name.
fn metrics_of(source: &str) -> BTreeSet<String> {
    let names = source.split('"').filter(|text| {
        let name = text.strip_prefix("latchkey_").unwrap_or_default();
        METRIC_ENDS.iter().any(|end| name.ends_with(end))
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    });
    names.map(str::to_owned).collect()
}

/// By which the name of a metric is told from other names that begin like it.
const METRIC_ENDS: [&str; 6] = ["_total", "_seconds", "_waiting", "_queue", "_ready", "_info"];

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "fn f() { tracing::warn!(error = %text(\"x\"), \"it \\\"broke\\\" \\\n   again\"); }\nmetrics::counter!(\"latchkey_things_total\", \"by\" => \"x\");\nlet cookie = \"latchkey_came_back\";";

    fn document(log: &str, metrics: &str) -> String {
        format!(
            "# Monitoring\n\n## Metrics\n\n| name | what |\n|---|---|\n{metrics}\n\n## Log\n\n{log}\n\n## More\n\n| `x` | y |\n"
        )
    }

    fn broken(document: &str) -> Vec<String> {
        let tree = Tree::of(&[("crates/server/src/a.rs", SOURCE), (DOCUMENT, document)]);
        [messages(&tree), metrics(&tree)].concat()
    }

    #[test]
    fn what_is_logged_and_counted_is_explained() {
        let log = "| `warn: it \"broke\" again` | mend it |";
        let metric = "| `latchkey_things_total` | things |";
        assert!(broken(&document(log, metric)).is_empty());
        assert_eq!(broken(&document("", metric)).len(), 1);
        assert_eq!(broken(&document(log, "")).len(), 1);
        let more = format!("{log}\n| `info: it went well` | nothing |");
        assert_eq!(broken(&document(&more, metric)).len(), 1);
        let more = format!("{metric}\n| `latchkey_others_total` | others |");
        assert_eq!(broken(&document(log, &more)).len(), 1);
    }
}
