//! What a typed username says about itself, without Unicode tables: enough to know when to ask the server, which alone
//! canonicalises.

/// Longest username that is accepted, in bytes (RFC 5321 §4.5.3.1: 64 + @ + 255).
pub const MAX_USERNAME_BYTES: usize = 320;

/// The dot, and the three characters that a domain name may have in its place (UTS #46 §4): keyboards for Chinese and
/// Japanese produce them.
const DOTS: [char; 4] = ['.', '\u{3002}', '\u{ff0e}', '\u{ff61}'];

/// The email domain to ask about while somebody types: what stands behind the one `@`, or the whole text where a
/// domain alone was pasted. `None` as long as there is nothing worth asking: no dot inside, white space inside, or
/// more than one `@`.
pub fn domain_to_discover(typed: &str) -> Option<&str> {
    let typed = typed.trim();
    let domain = match typed.split_once('@') {
        Some(("", _)) => return None,
        Some((_, domain)) => domain,
        None => typed,
    };
    let inner_dot = domain.trim_end_matches(DOTS).contains(DOTS) && !domain.starts_with(DOTS);
    let plain = !domain.contains(|c: char| c == '@' || c.is_whitespace());
    (inner_dot && plain && typed.len() <= MAX_USERNAME_BYTES).then_some(domain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn asks_for_addresses_and_for_bare_domains() {
        assert_eq!(domain_to_discover("ada@acme.example"), Some("acme.example"));
        assert_eq!(domain_to_discover("  ada@acme.example "), Some("acme.example"));
        assert_eq!(
            domain_to_discover("x7.test.latchkey.example"),
            Some("x7.test.latchkey.example")
        );
        assert_eq!(domain_to_discover("ada@acme.example."), Some("acme.example."));
        for domain in ["acme。example", "acme．example", "acme｡example", "acme。example｡"] {
            assert_eq!(domain_to_discover(&format!("ada@{domain}")), Some(domain));
        }
    }

    #[test]
    fn is_silent_while_there_is_nothing_to_ask() {
        for typed in [
            "",
            "ada",
            "ada@",
            "ada@acme",
            "@acme.example",
            "a@b@acme.example",
            "ada@.",
            "ada@.example",
            "ada@acme。",
            "ada@｡example",
            "a b.c d",
        ] {
            assert_eq!(domain_to_discover(typed), None, "{typed:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_asked_is_part_of_what_was_typed(typed in "\\PC{0,40}") {
            if let Some(domain) = domain_to_discover(&typed) {
                prop_assert!(typed.contains(domain));
                prop_assert!(!domain.contains('@'));
            }
        }
    }
}
