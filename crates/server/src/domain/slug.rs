//! The word that stands for a company or an app in addresses, made of its name.

use unicode_normalization::UnicodeNormalization as _;

/// Longest slug, in characters: it could be a label of a domain name.
pub const MAX_SLUG_CHARS: usize = 63;

/// Whether something may have this slug: 1 to 63 of a-z, 0-9 and -, beginning with a letter or digit.
pub fn is_slug(text: &str) -> bool {
    (1..=MAX_SLUG_CHARS).contains(&text.len())
        && !text.starts_with('-')
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// The slug of a name: letters without their marks, one hyphen for everything between them. `otherwise`, a
/// slug itself, where nothing is left of a name.
pub fn of_name(name: &str, otherwise: &str) -> String {
    let plain = name
        .nfkd()
        .filter(char::is_ascii)
        .collect::<String>()
        .to_lowercase();
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric());
    let slug = words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-");
    let cut = &slug[..slug.len().min(MAX_SLUG_CHARS)];
    match cut.trim_end_matches('-') {
        "" => otherwise.into(),
        slug => slug.into(),
    }
}

/// The `n`th slug to try for a name whose slug is taken: `acme`, `acme-2`, `acme-3`, …
pub fn numbered(slug: &str, n: u32) -> String {
    if n < 2 {
        return slug.into();
    }
    let ending = format!("-{n}");
    let room = MAX_SLUG_CHARS - ending.len();
    format!("{}{ending}", slug[..slug.len().min(room)].trim_end_matches('-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_become_words() {
        for (name, slug) in [
            ("Acme", "acme"),
            ("Müller & Söhne GmbH", "muller-sohne-gmbh"),
            ("  3M  ", "3m"),
            ("株式会社", "company"),
            ("-", "company"),
        ] {
            assert_eq!(of_name(name, "company"), slug);
        }
        assert!(!is_slug("-") && !is_slug("") && !is_slug("Acme") && is_slug("acme-2"));
    }

    proptest! {
        #[test]
        fn what_is_made_is_a_slug(name in "\\PC{0,120}", n in 0u32..1000) {
            let slug = of_name(&name, "app");
            prop_assert!(is_slug(&slug), "{slug}");
            prop_assert!(is_slug(&numbered(&slug, n)));
            prop_assert!(n < 2 || numbered(&slug, n) != slug);
        }
    }
}
