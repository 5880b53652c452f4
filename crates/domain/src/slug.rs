//! Slugs: the word for a company or an app in URLs, made from its name.

use unicode_normalization::UnicodeNormalization as _;

pub use latchkey_contract::slug::{MAX_SLUG_CHARS, is_slug, of_decomposed};

/// The slug of a name: letters without their marks, one hyphen for everything between them. `otherwise`, a
/// slug itself, where nothing is left of a name.
pub fn of_name(name: &str, otherwise: &str) -> String {
    match of_decomposed(&name.nfkd().collect::<String>()) {
        slug if slug.is_empty() => otherwise.into(),
        slug => slug,
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
