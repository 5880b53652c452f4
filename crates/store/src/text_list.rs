//! Texts as one parameter of a statement. Invariant: the statement is the same however many they are, so that it is prepared once.

use super::Connection;

/// The list, written as the database of a connection reads it.
#[derive(Debug)]
pub(super) struct TextList {
    value: String,
    is_array: bool,
}

impl TextList {
    pub(super) fn new<'t>(connection: &Connection, texts: impl IntoIterator<Item = &'t str>) -> Self {
        let is_array = connection.backend_name() == "PostgreSQL";
        let texts = texts.into_iter();
        let value = match is_array {
            true => format!("{{{}}}", texts.map(element).collect::<Vec<_>>().join(",")),
            false => serde_json::Value::from_iter(texts).to_string(),
        };
        Self { value, is_array }
    }

    /// The condition that the column's value is in the list, which is parameter `$n`.
    pub(super) fn holds(&self, column: &str, n: usize) -> String {
        match self.is_array {
            true => format!("{column} = ANY(CAST(${n} AS TEXT[]))"),
            false => format!("{column} IN (SELECT value FROM json_each(${n}))"),
        }
    }

    /// What the parameter is.
    pub(super) fn value(&self) -> &str {
        &self.value
    }
}

/// A text in an array of PostgreSQL's.
fn element(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_a_text_in_an_array_is_written_as_a_part_of_it() {
        assert_eq!(element(r#"a,b"} \c"#), r#""a,b\"} \\c""#);
    }
}
