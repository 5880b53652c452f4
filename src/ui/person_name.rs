//! What people are called. Invariant: somebody without a name is called by the address, never by nothing.

use crate::i18n::*;

/// What somebody is called in sentences, on buttons and in dialogs: "Ada Lovelace".
pub fn person_name(first_name: &str, last_name: &str, email: &str) -> String {
    match (first_name.trim(), last_name.trim()) {
        ("", "") => email.to_owned(),
        ("", name) | (name, "") => name.to_owned(),
        (first, last) => [first, " ", last].concat(),
    }
}

/// The same in a list that is sorted by the last name, which stands first there, so that the order is to be seen: "Lovelace, Ada".
pub fn listed_name(locale: Locale, first_name: &str, last_name: &str, email: &str) -> String {
    match (first_name.trim(), last_name.trim()) {
        ("", _) | (_, "") => person_name(first_name, last_name, email),
        (first, last) => {
            // No comma stands between Japanese names.
            let between = if locale == Locale::ja { " " } else { ", " };
            [last, between, first].concat()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_list_begins_with_what_it_is_sorted_by() {
        let listed = |locale, first, last| listed_name(locale, first, last, "ada@acme.example");
        assert_eq!(listed(Locale::en, "Ada", "Lovelace"), "Lovelace, Ada");
        assert_eq!(listed(Locale::ja, "花子", "山田"), "山田 花子");
        assert_eq!(listed(Locale::en, "Ada", " "), "Ada");
        assert_eq!(listed(Locale::en, "", ""), "ada@acme.example");
    }

    proptest! {
        #[test]
        fn nobody_is_called_nothing(first in ".{0,12}", last in ".{0,12}") {
            let email = "ada@acme.example";
            let name = person_name(&first, &last, email);
            prop_assert!(!name.trim().is_empty());
            prop_assert!(name.contains(first.trim()) && name.contains(last.trim()));
            for &locale in Locale::ALL {
                let listed = listed_name(locale, &first, &last, email);
                prop_assert!(listed.contains(first.trim()));
                prop_assert!(last.trim().is_empty() || listed.starts_with(last.trim()));
                prop_assert_eq!(listed.trim(), listed.as_str());
            }
        }
    }
}
