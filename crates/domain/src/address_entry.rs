//! An email address as people paste it. Invariant: what is taken out of an entry is an address by itself.

use super::email_address::EmailAddress;

/// The address of an entry: the whole of it, or what stands in angle brackets at its end (`Ada Lovelace <ada@acme.example>`).
pub fn address_of(entry: &str) -> Option<EmailAddress> {
    let entry = entry.trim();
    let in_brackets = entry
        .strip_suffix('>')
        .and_then(|entry| entry.rsplit_once('<'))
        .map(|(_, address)| address.trim());
    EmailAddress::parse(in_brackets.unwrap_or(entry))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(entry: &str) -> Option<String> {
        address_of(entry).map(|address| address.to_string())
    }

    #[test]
    fn an_address_is_found_alone_and_behind_a_name() {
        for entry in [
            "ada@acme.example",
            "  ada@acme.example\t",
            "Ada Lovelace <ada@acme.example>",
            "\"Lovelace, Ada <x>\" < ada@acme.example > ",
            "<ada@acme.example>",
        ] {
            assert_eq!(read(entry).as_deref(), Some("ada@acme.example"), "{entry}");
        }
        for entry in [
            "",
            "ada",
            "Ada <ada>",
            "ada@acme.example Ada",
            "ada@acme.example>",
            "<>",
        ] {
            assert_eq!(read(entry), None, "{entry}");
        }
    }

    proptest! {
        #[test]
        fn whatever_stands_before_the_brackets_does_not_matter(name in "\\PC{0,40}") {
            let entry = format!("{name} <ada@acme.example>");
            prop_assert_eq!(read(&entry), Some("ada@acme.example".to_owned()));
        }
    }
}
