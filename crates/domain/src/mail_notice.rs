//! A short text of an admin that stands in a mail of the platform. Invariant: what leaves this module is one line of plain text, without anything
//! that a mail program would make a link of: the platform's mails lead to the platform alone.

use super::name_text;

/// Longest text, in characters.
pub const LONGEST: usize = 500;

/// What mail programs make links of.
const LINKS: [&str; 3] = ["://", "www.", "mailto:"];

/// Why a text cannot stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeRefusal {
    /// It is longer than [`LONGEST`].
    TooLong,
    /// There are characters in it that are not seen.
    NotPlain,
    /// There is an address of a page in it.
    HasLink,
}

/// The text on one line; empty where there is none.
///
/// # Errors
/// [`NoticeRefusal`] where it cannot stand in a mail.
pub fn checked(text: &str) -> Result<String, NoticeRefusal> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > LONGEST {
        return Err(NoticeRefusal::TooLong);
    }
    if name_text::plain(&line) != line {
        return Err(NoticeRefusal::NotPlain);
    }
    let small = line.to_lowercase();
    match LINKS.iter().any(|link| small.contains(link)) {
        true => Err(NoticeRefusal::HasLink),
        false => Ok(line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_become_one_and_links_and_unseen_characters_are_refused() {
        assert_eq!(
            checked(" Call 4711,\n if in doubt. "),
            Ok("Call 4711, if in doubt.".to_owned())
        );
        assert_eq!(checked(" \n"), Ok(String::new()));
        for (text, refusal) in [
            ("See https://evil.example", NoticeRefusal::HasLink),
            ("See WWW.evil.example", NoticeRefusal::HasLink),
            ("a\u{202e}b", NoticeRefusal::NotPlain),
            ("a\u{7}b", NoticeRefusal::NotPlain),
            (&"x".repeat(501), NoticeRefusal::TooLong),
        ] {
            assert_eq!(checked(text), Err(refusal), "{text}");
        }
        assert!(checked(&"\u{e9}".repeat(500)).is_ok());
    }

    proptest! {
        #[test]
        fn whatever_is_taken_is_a_bounded_line_without_links(text in any::<String>()) {
            if let Ok(line) = checked(&text) {
                prop_assert!(line.chars().count() <= LONGEST && !line.contains(char::is_control) && !line.contains("://"));
            }
        }
    }
}
