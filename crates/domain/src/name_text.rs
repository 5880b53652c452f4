//! Names that people read: of persons, companies, apps, environments, configurations, roles. Invariant: what is accepted
//! shows what it is: no control character, nothing that turns the direction of what stands beside it, nothing invisible.
//!
//! Two kinds of invisible characters stay where a script needs them: joiners (U+200C, U+200D) behind letters of the scripts that
//! join, as in Persian and the scripts of India, and between emoji; variation selectors behind ideographs and symbols, and
//! Mongolian ones behind Mongolian letters.

use super::invisible::{is_invisible, is_joiner};

/// Whether a name holds nothing that may not be in one.
pub fn is_plain(name: &str) -> bool {
    kept(name).count() == name.chars().count()
}

/// The name without what may not be in one, and without white space around it: for names that come from elsewhere, whose person
/// cannot mend them.
pub fn plain(name: &str) -> String {
    kept(name).collect::<String>().trim().to_owned()
}

fn kept(name: &str) -> impl Iterator<Item = char> + '_ {
    let mut before = None;
    name.chars().filter(move |c| {
        let stays = match before {
            Some(before) if is_invisible(*c) => is_needed_behind(*c, before),
            _ => !is_invisible(*c) && !is_refused(*c),
        };
        if stays {
            before = Some(*c);
        }
        stays
    })
}

/// Control characters, line and paragraph separators, the Braille cell without dots, which shows as nothing.
fn is_refused(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{2800}')
}

/// Whether an invisible character means something behind this one.
fn is_needed_behind(c: char, before: char) -> bool {
    match c {
        // Letters from Hebrew and Arabic on, symbols and emoji: not Latin, Greek and Cyrillic, where nothing joins.
        _ if is_joiner(c) => before >= '\u{590}' && !is_joiner(before) && !before.is_whitespace(),
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => {
            before >= '\u{203c}' && !is_invisible(before) && !before.is_whitespace()
        }
        '\u{180b}'..='\u{180d}' | '\u{180f}' => ('\u{1820}'..='\u{18aa}').contains(&before),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_of_all_scripts_are_taken_as_they_are() {
        for name in [
            "Ada Lovelace",
            "O'Brien-Łukasiewicz",
            "\u{5e9}\u{5e8}\u{5d4}",
            // Persian, with a zero-width non-joiner.
            "\u{639}\u{644}\u{6cc}\u{200c}\u{631}\u{636}\u{627}",
            // Sinhala and Bengali, with a zero-width joiner.
            "\u{dc1}\u{dca}\u{200d}\u{dbb}\u{dd3}",
            "\u{9b0}\u{9cd}\u{200d}\u{9af}",
            // A family and a rainbow flag.
            "\u{1f469}\u{200d}\u{1f467}",
            "\u{1f3f3}\u{fe0f}\u{200d}\u{1f308}",
            // A Japanese name with an ideographic variation sequence.
            "\u{845b}\u{e0100}\u{57ce}",
            "re\u{301}my",
        ] {
            assert!(is_plain(name), "{name:?}");
            assert_eq!(plain(name), name);
        }
    }

    #[test]
    fn what_turns_or_hides_text_is_refused_and_taken_out() {
        for character in [
            '\u{0}',
            '\n',
            '\u{7f}',
            '\u{85}',
            '\u{ad}',
            '\u{61c}',
            '\u{200b}',
            '\u{200c}',
            '\u{200d}',
            '\u{200e}',
            '\u{200f}',
            '\u{202a}',
            '\u{202e}',
            '\u{2028}',
            '\u{2029}',
            '\u{2060}',
            '\u{2066}',
            '\u{2069}',
            '\u{2800}',
            '\u{3164}',
            '\u{fe0f}',
            '\u{feff}',
            '\u{fff9}',
            '\u{e0041}',
            '\u{180e}',
        ] {
            let name = format!("A{character}da");
            assert!(!is_plain(&name), "{name:?}");
            assert_eq!(plain(&name), "Ada", "{name:?}");
        }
        assert_eq!(plain("\u{202e}\u{200d}"), "");
    }

    proptest! {
        #[test]
        fn what_is_made_plain_is_plain(name in "(\\PC|\\p{Cf}|\\p{Cc}){0,12}") {
            let made = plain(&name);
            prop_assert!(is_plain(&made), "{made:?}");
            prop_assert_eq!(plain(&made), made);
        }
    }
}
