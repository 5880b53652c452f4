//! Texts as lists sort and search them. Invariant: a key is the same for all spellings that differ in case, accents or white space
//! only, and a key of a key is that key.

use unicode_normalization::UnicodeNormalization as _;

/// Longest key of one text, in bytes: several of them fit into an entry of an index of PostgreSQL (2704 bytes). What is longer
/// is sorted by its beginning.
const MAX_BYTES: usize = 256;

/// What a text is sorted by, and found by from its beginning on: in small letters, without accents, with single spaces.
pub fn sort_key(text: &str) -> String {
    // Twice: small letters of some capitals fall apart anew.
    let letters = plain_letters(&plain_letters(text));
    let mut key = letters.split_whitespace().collect::<Vec<_>>().join(" ");
    key.truncate(key.floor_char_boundary(MAX_BYTES));
    key.trim_end().to_owned()
}

/// What a person is sorted by: the last name, then the first. It holds a space, and so is never empty.
pub fn name_key(first_name: &str, last_name: &str) -> String {
    format!("{} {}", sort_key(last_name), sort_key(first_name))
}

/// What a person is found by beside that: the first name, then the last.
pub fn given_name_key(first_name: &str, last_name: &str) -> String {
    format!("{} {}", sort_key(first_name), sort_key(last_name))
}

/// Accents that a letter carries (the block Combining Diacritical Marks); the vowel signs of other scripts are letters to their
/// readers.
const fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// The text in small letters, without what makes a letter another one of the same kind.
fn plain_letters(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let letters = text.nfkd().flat_map(char::to_lowercase);
    for letter in letters.filter(|letter| !is_accent(*letter)) {
        match letter {
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            'þ' => plain.push_str("th"),
            'ø' => plain.push('o'),
            'đ' | 'ð' => plain.push('d'),
            'ł' => plain.push('l'),
            'ı' => plain.push('i'),
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings_of_one_name_have_one_key() {
        for (one, other) in [
            ("Müller", "MULLER"),
            ("Mu\u{308}ller", "müller"),
            ("Ødegård", "odegard"),
            ("Weiß", "WEISS"),
            ("İpek Işık", "ipek isik"),
            ("  van   der\tBerg ", "Van der Berg"),
            ("Ｗｉｄｅ", "wide"),
        ] {
            assert_eq!(sort_key(one), sort_key(other), "{one}");
        }
        assert_ne!(sort_key("हिन्दी"), sort_key("हन्द"), "signs of vowels are letters");
        assert_eq!(sort_key("100%_"), "100%_");
    }

    #[test]
    fn a_person_without_a_name_has_a_key_too() {
        assert_eq!(name_key("", ""), " ");
        assert_eq!(name_key("Ada", "Lovelace"), "lovelace ada");
        assert_eq!(given_name_key("Ada", "Lovelace"), "ada lovelace");
    }

    proptest! {
        #[test]
        fn a_key_of_a_key_is_that_key(text in "\\PC{0,300}") {
            let key = sort_key(&text);
            prop_assert!(key.len() <= MAX_BYTES);
            prop_assert_eq!(sort_key(&key), key);
        }
    }
}
