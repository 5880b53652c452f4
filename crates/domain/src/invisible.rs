//! Characters that nobody sees: they change what a text is, or how it is laid out, and not what it says. Invariant: each of
//! Unicode's format characters and default ignorable code points is one of them.

/// Whether a character is invisible: general category Cf, or Default_Ignorable_Code_Point (Unicode 16, DerivedCoreProperties).
pub const fn is_invisible(c: char) -> bool {
    // ASCII is most of what is looked at, and has none.
    !c.is_ascii() && (is_default_ignorable(c) || is_visible_format(c))
}

/// Default_Ignorable_Code_Point: zero-width characters, direction marks, the byte order mark, the soft hyphen, fillers,
/// variation selectors, tags.
const fn is_default_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fff8}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// The rest of general category Cf: marks that enclose or annotate what follows, in a few scripts.
const fn is_visible_format(c: char) -> bool {
    matches!(
        c,
        '\u{600}'..='\u{605}'
            | '\u{6dd}'
            | '\u{70f}'
            | '\u{890}'..='\u{891}'
            | '\u{8e2}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{110bd}'
            | '\u{110cd}'
            | '\u{13430}'..='\u{1343f}'
    )
}

/// Whether it joins or separates its neighbours (U+200C, U+200D): the only invisible characters that a domain name may hold
/// (RFC 5892 appendix A), and that names need in Persian, in scripts of India and between emoji.
pub const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_contract::username::is_commonly_invisible;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn every_format_character_is_invisible(c in "\\p{Cf}") {
            prop_assert!(c.chars().all(is_invisible), "{c:?}");
        }

        #[test]
        fn letters_digits_and_punctuation_are_not(c in "[\\p{Lu}\\p{Ll}\\p{Lt}\\p{N}\\p{P}\\p{Sc}]") {
            prop_assert!(!c.chars().any(is_invisible), "{c:?}");
        }
    }

    #[test]
    fn what_the_screen_overlooks_is_invisible_here() {
        for c in ('\0'..=char::MAX).filter(|c| is_commonly_invisible(*c)) {
            assert!(is_invisible(c), "{c:?}");
        }
    }
}
