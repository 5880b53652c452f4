//! Several email addresses in one text, as people paste them. Invariant: nothing that was pasted is lost but what parts the entries.

/// The entries of a text: parted by lines, tabs, commas and semicolons, but not within quotes or angle brackets
/// (`"Lovelace, Ada" <ada@acme.example>` is one). Without the spaces around them; none is empty.
pub fn entries(text: &str) -> Vec<String> {
    let (mut entries, mut entry) = (Vec::new(), String::new());
    let (mut is_quoted, mut is_bracketed) = (false, false);
    for c in text.chars() {
        match c {
            // A line ends whatever was left open in it.
            '\n' | '\r' => {
                (is_quoted, is_bracketed) = (false, false);
                end(&mut entries, &mut entry);
                continue;
            }
            '\t' | ',' | ';' if !is_quoted && !is_bracketed => {
                end(&mut entries, &mut entry);
                continue;
            }
            '"' if !is_bracketed => is_quoted = !is_quoted,
            '<' if !is_quoted => is_bracketed = true,
            '>' if !is_quoted => is_bracketed = false,
            _ => {}
        }
        entry.push(c);
    }
    end(&mut entries, &mut entry);
    entries
}

fn end(entries: &mut Vec<String>, entry: &mut String) {
    let whole = entry.trim();
    if !whole.is_empty() {
        entries.push(whole.to_owned());
    }
    entry.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_parted_by_what_people_paste() {
        for (text, expected) in [
            ("", &[][..]),
            (" \n ,;\t", &[]),
            ("a@x.example", &["a@x.example"]),
            (
                "a@x.example, b@x.example;c@x.example\r\nd@x.example\te@x.example",
                &[
                    "a@x.example",
                    "b@x.example",
                    "c@x.example",
                    "d@x.example",
                    "e@x.example",
                ],
            ),
            (
                "\"Lovelace, Ada\" <ada@x.example>; Bob <bob@x.example>",
                &["\"Lovelace, Ada\" <ada@x.example>", "Bob <bob@x.example>"],
            ),
            (
                "\"open, a@x.example\nb@x.example",
                &["\"open, a@x.example", "b@x.example"],
            ),
        ] {
            assert_eq!(entries(text), expected, "{text:?}");
        }
    }
}
