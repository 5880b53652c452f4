//! An internationalised domain in its own letters (RFC 5890: U-labels), for people. Invariant: nothing is shown that can be taken for another
//! domain: of scripts whose letters look like those of another one there is no such form.

/// The domain (A-labels) in its letters; none where it has none of its own, or where they may be taken for others.
pub fn in_letters(domain: &str) -> Option<String> {
    let (letters, outcome) = idna::domain_to_unicode(domain);
    let is_readable = outcome.is_ok() && letters != domain && letters.split('.').all(is_plain);
    is_readable.then_some(letters)
}

/// Letters that are written together, and that no other script's resemble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    EastAsian,
    Hangul,
    Arabic,
    Hebrew,
    Devanagari,
    Thai,
}

fn is_plain(label: &str) -> bool {
    let mut letters = label.chars().filter(|letter| !matches!(letter, '0'..='9' | '-'));
    let Some(first) = letters.next() else {
        return true;
    };
    let script = script(first);
    script.is_some() && letters.all(|letter| self::script(letter) == script)
}

/// Greek, Cyrillic, Armenian and others are left out: whole words of them look like Latin ones.
const fn script(letter: char) -> Option<Script> {
    Some(match letter {
        // They lack the dot or the stroke by which one would notice them.
        'ı' | 'ĸ' | 'ŉ' | 'ſ' => return None,
        'a'..='z' | 'ß'..='ö' | 'ø'..='ſ' => Script::Latin,
        'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '々' | '\u{4e00}'..='\u{9fff}' => Script::EastAsian,
        '\u{ac00}'..='\u{d7a3}' => Script::Hangul,
        '\u{0620}'..='\u{064a}' => Script::Arabic,
        '\u{05d0}'..='\u{05ea}' => Script::Hebrew,
        '\u{0904}'..='\u{094d}' => Script::Devanagari,
        '\u{0e01}'..='\u{0e3a}' | '\u{0e40}'..='\u{0e4e}' => Script::Thai,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(spelling: &str) -> Option<String> {
        in_letters(&idna::domain_to_ascii(spelling).expect("a domain"))
    }

    #[test]
    fn letters_of_one_script_are_shown() {
        for domain in [
            "münchen.example",
            "straße.example",
            "łódź.example",
            "例え.example",
            "한국.example",
            "דוגמה.example",
        ] {
            assert_eq!(shown(domain).as_deref(), Some(domain));
        }
        assert_eq!(shown("acme.example"), None, "there is nothing to show");
        assert_eq!(in_letters("xn--a.example"), None, "no A-label");
    }

    #[test]
    fn what_looks_like_something_else_is_not() {
        for domain in [
            // Cyrillic alone, mixed with Latin, and Greek.
            "аррӏе.example",
            "аpple.example",
            "раураl.example",
            "ορο.example",
            // Latin without its dot; two scripts in one label.
            "mıcrosoft.example",
            "例abc.example",
            "münchen.аррӏе.example",
        ] {
            assert_eq!(shown(domain), None, "{domain}");
        }
    }
}
