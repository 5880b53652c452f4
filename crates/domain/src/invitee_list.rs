//! The addresses in what somebody pastes to invite people: lines, commas, semicolons, `Name <address>`, a column of a spreadsheet.
//! Invariants: every part of the text that says something is in the result, in its order; an address is valid once.

use std::collections::BTreeSet;

use super::email_address::EmailAddress;
use super::name_text;

/// The most addresses that are taken at once.
pub const MOST: usize = 1000;
/// The at sign, and the two characters that stand for it.
const AT: [char; 3] = ['@', '\u{ff20}', '\u{fe6b}'];
/// What begins an address behind a name, and its full-width form.
const OPENING: [char; 2] = ['<', '\u{ff1c}'];
/// The longest part of the text that is shown again, in characters.
const LONGEST_SHOWN: usize = 100;

/// A part of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What stands there, without what is not seen, and shortened where it is very long.
    pub typed: String,
    /// How it was understood.
    pub meaning: Meaning,
}

/// What a part of the text means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// An address, for the first time.
    Address(EmailAddress),
    /// An address that came before.
    Repeated(EmailAddress),
    /// No address, or more than one that could be meant.
    NoAddress,
}

/// There are more than [`MOST`] addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMany;

/// Reads a text.
///
/// # Errors
/// [`TooMany`] where it has more than [`MOST`] parts.
pub fn parse(text: &str) -> Result<Vec<Entry>, TooMany> {
    let mut entries = Vec::new();
    let mut known = BTreeSet::new();
    for part in parts(text) {
        if entries.len() == MOST {
            return Err(TooMany);
        }
        let meaning = match EmailAddress::parse(&part) {
            None => Meaning::NoAddress,
            Some(address) if known.insert(address.key()) => Meaning::Address(address),
            Some(address) => Meaning::Repeated(address),
        };
        entries.push(Entry {
            typed: shown(&part),
            meaning,
        });
    }
    Ok(entries)
}

/// What of a part is shown again.
fn shown(part: &str) -> String {
    let plain = name_text::plain(part);
    match plain.char_indices().nth(LONGEST_SHOWN) {
        None => plain,
        Some((end, _)) => [&plain[..end], "…"].concat(),
    }
}

/// The parts of a text, without the blanks around them; none is empty.
fn parts(text: &str) -> Vec<String> {
    let lines = text.split(['\n', '\r', '\t', '\u{2028}', '\u{2029}']);
    lines.flat_map(parts_of_line).collect()
}

fn parts_of_line(line: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    // A name in front of an address may hold a comma: `Lovelace, Ada <ada@acme.example>`.
    let mut name: Option<&str> = None;
    for (piece, separator) in pieces(line) {
        let piece = piece.trim();
        if piece.is_empty() {
            continue;
        }
        let is_bracketed = piece.contains(OPENING) && piece.contains(AT);
        match name.take() {
            Some(name) if is_bracketed => {
                parts.push([name, ", ", piece].concat());
                continue;
            }
            Some(name) => parts.push(name.to_owned()),
            None => {}
        }
        if separator == Some(',') && !piece.contains(AT) {
            name = Some(piece);
        } else {
            parts.extend(apart(piece));
        }
    }
    parts.extend(name.map(str::to_owned));
    parts
}

/// Addresses with nothing but blanks between them are apart.
fn apart(piece: &str) -> Vec<String> {
    let addresses = piece.matches(AT).count();
    if addresses < 2 || piece.contains(OPENING) {
        return vec![piece.to_owned()];
    }
    piece.split_whitespace().map(str::to_owned).collect()
}

/// What stands between commas and semicolons, but for those in quotes and angle brackets; with what ends it.
fn pieces(line: &str) -> Vec<(&str, Option<char>)> {
    let mut pieces = Vec::new();
    let mut begin = 0;
    // The character that ends what is around; one that never comes begins nothing.
    let mut around: Option<char> = None;
    for (at, c) in line.char_indices() {
        let behind = at + c.len_utf8();
        match (around, c) {
            (Some(end), c) => around = around.filter(|_| c != end),
            (None, '"') => around = Some('"').filter(|end| line[behind..].contains(*end)),
            (None, '<') => around = Some('>').filter(|end| line[behind..].contains(*end)),
            (None, ',' | ';' | '\u{ff0c}' | '\u{ff1b}') => {
                pieces.push((&line[begin..at], Some(c)));
                begin = behind;
            }
            (None, _) => {}
        }
    }
    pieces.push((&line[begin..], None));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The addresses of a text; `!` before what is none, `=` before what came before.
    fn read(text: &str) -> Vec<String> {
        let word = |entry: Entry| match entry.meaning {
            Meaning::Address(address) => address.to_string(),
            Meaning::Repeated(address) => format!("={address}"),
            Meaning::NoAddress => format!("!{}", entry.typed),
        };
        parse(text).expect("few").into_iter().map(word).collect()
    }

    #[test]
    fn what_people_paste_is_read() {
        for (text, expected) in [
            ("", &[][..]),
            (" \n,;\t\r\n ", &[]),
            ("ada@acme.example", &["ada@acme.example"]),
            (
                "a@x.example, b@x.example;c@x.example",
                &["a@x.example", "b@x.example", "c@x.example"],
            ),
            ("a@x.example\r\nb@x.example\n", &["a@x.example", "b@x.example"]),
            (
                "Name\tEmail\nAda\ta@x.example",
                &["!Name", "!Email", "!Ada", "a@x.example"],
            ),
            (
                "a@x.example b@x.example  c@x.example",
                &["a@x.example", "b@x.example", "c@x.example"],
            ),
            ("Ada Lovelace <ada@x.example>", &["ada@x.example"]),
            (
                "Lovelace, Ada <ada@x.example>; \"Hopper, Grace; Dr.\" <grace@x.example>",
                &["ada@x.example", "grace@x.example"],
            ),
            ("Lovelace, ada@x.example", &["!Lovelace", "ada@x.example"]),
            (
                "ada@x.example, ADA@X.example",
                &["ada@x.example", "=ADA@x.example"],
            ),
            (
                "nobody, x@, @x.example, a@b",
                &["!nobody", "!x@", "!@x.example", "!a@b"],
            ),
            ("\"open, a@x.example", &["!\"open", "a@x.example"]),
            ("<a@x.example, b@x.example", &["a@x.example", "b@x.example"]),
            (
                "mailto:a@x.example;<b@x.example>,",
                &["a@x.example", "b@x.example"],
            ),
        ] {
            assert_eq!(read(text), expected, "{text:?}");
        }
    }

    #[test]
    fn more_than_the_most_is_too_many() {
        let address = |number: usize| format!("p{number}@x.example");
        let many = (0..MOST).map(address).collect::<Vec<_>>().join(",");
        assert_eq!(parse(&many).map(|entries| entries.len()), Ok(MOST));
        assert_eq!(parse(&format!("{many},one@more.example")), Err(TooMany));
    }

    #[test]
    fn what_is_shown_again_is_short_and_visible() {
        let entry = |text: &str| parse(text).expect("one").remove(0).typed;
        assert_eq!(entry("a\u{200b}b"), "ab");
        assert_eq!(entry(&"ä".repeat(500)).chars().count(), LONGEST_SHOWN + 1);
    }

    proptest! {
        #[test]
        fn addresses_come_out_as_they_went_in_whatever_stands_between(
            names in prop::collection::vec("[a-z]{1,4}", 0..20),
            separator in prop::sample::select(vec![",", ";", "\n", "\r\n", "\t", ", ", " ;\n", " "]),
            styles in prop::collection::vec(0..4usize, 20),
        ) {
            let dressed = |(name, style): (&String, &usize)| match style {
                0 if separator != " " => format!("<{name}@x.example>"),
                1 if separator != " " => format!("Doe, {name} <{name}@x.example>"),
                2 if separator != " " => format!("\"{name}, Doe\" <{name}@x.example>"),
                _ => format!("{name}@x.example"),
            };
            let text = names.iter().zip(&styles).map(dressed).collect::<Vec<_>>().join(separator);
            let found: Vec<_> = parse(&text).expect("few").into_iter().map(|entry| match entry.meaning {
                Meaning::Address(address) | Meaning::Repeated(address) => address.local_part().to_owned(),
                Meaning::NoAddress => format!("!{}", entry.typed),
            }).collect();
            prop_assert_eq!(found, names);
        }

        #[test]
        fn nothing_is_lost_and_nothing_is_valid_twice(text in "[a-c@.,;<>\"\n \t]{0,60}") {
            let entries = parse(&text).expect("few");
            let mut keys = BTreeSet::new();
            for entry in &entries {
                if let Meaning::Address(address) = &entry.meaning {
                    prop_assert!(keys.insert(address.key()));
                }
            }
            let says_something = |part: &str| part.chars().any(|c| c.is_ascii_alphabetic());
            let letters = |text: &str| text.chars().filter(char::is_ascii_alphabetic).count();
            let typed: usize = entries.iter().map(|entry| letters(&entry.typed)).sum();
            prop_assert_eq!(typed, letters(&text), "{:?}", entries);
            prop_assert_eq!(says_something(&text), entries.iter().any(|entry| says_something(&entry.typed)));
        }
    }
}
