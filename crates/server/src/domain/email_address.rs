//! Email addresses and their domains in one canonical form. Two spellings of the same domain (case, IDN, trailing dot,
//! surrounding spaces) become the same text; whatever has no such form matches nothing.

/// Longest domain name, in bytes of its ASCII form (RFC 1035 §2.3.4).
const MAX_DOMAIN_BYTES: usize = 253;
/// Longest local part, in bytes (RFC 5321 §4.5.3.1.1).
const MAX_LOCAL_PART_BYTES: usize = 64;

/// A domain name as it stands in an email address: lower-case A-labels, at least two of them, no trailing dot.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EmailDomain(String);

impl EmailDomain {
    /// The canonical form of `spelling` (UTS #46, non-transitional, STD3 rules), or `None` where it is no domain name.
    pub fn parse(spelling: &str) -> Option<Self> {
        let spelling = spelling.trim();
        if spelling.len() > 4 * MAX_DOMAIN_BYTES {
            return None;
        }
        let ascii = idna::domain_to_ascii_strict(strip_root_dot(spelling)).ok()?;
        let ascii = strip_root_dot(&ascii);
        let labels = ascii.split('.').collect::<Vec<_>>();
        let is_name = labels.len() >= 2
            && labels.iter().all(|label| !label.is_empty())
            && labels
                .last()
                .is_some_and(|top| top.contains(|c: char| c.is_ascii_alphabetic()))
            && ascii.len() <= MAX_DOMAIN_BYTES;
        is_name.then(|| Self(ascii.to_owned()))
    }

    /// The canonical text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One dot at the end names the root (RFC 1034 §3.1); IDNA knows three more characters that stand for it.
fn strip_root_dot(name: &str) -> &str {
    name.strip_suffix(['.', '\u{3002}', '\u{ff0e}', '\u{ff61}'])
        .unwrap_or(name)
}

/// An email address that somebody could have: one `@`, a local part, a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailAddress {
    local_part: String,
    domain: EmailDomain,
}

impl EmailAddress {
    /// Reads an address in any spelling; `None` where it is none (also with several `@`: quoted local parts are not
    /// accepted, because two programs rarely agree on where they end).
    pub fn parse(spelling: &str) -> Option<Self> {
        let (local_part, domain) = spelling.trim().split_once('@')?;
        let unusual = |c: char| {
            c.is_whitespace()
                || c.is_control()
                || matches!(
                    c,
                    '"' | '(' | ')' | ',' | ':' | ';' | '<' | '>' | '[' | ']' | '\\'
                )
        };
        if domain.contains('@') || local_part.is_empty() || local_part.len() > MAX_LOCAL_PART_BYTES {
            return None;
        }
        if local_part.contains(unusual) || domain.starts_with(char::is_whitespace) {
            return None;
        }
        Some(Self {
            local_part: local_part.to_owned(),
            domain: EmailDomain::parse(domain)?,
        })
    }

    /// The domain.
    pub fn domain(&self) -> &EmailDomain {
        &self.domain
    }

    /// The text by which an account is found: the local part without regard to case, the domain canonical.
    pub fn key(&self) -> String {
        format!("{}@{}", self.local_part.to_lowercase(), self.domain.as_str())
    }
}

impl std::fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}@{}", self.local_part, self.domain.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn domain(spelling: &str) -> Option<String> {
        EmailDomain::parse(spelling).map(|domain| domain.0)
    }

    #[test]
    fn spellings_of_one_domain_are_one() {
        for spelling in [
            "acme.example",
            "ACME.Example",
            " acme.example ",
            "acme.example.",
            "ａｃｍｅ.example",
            "acme。example",
        ] {
            assert_eq!(domain(spelling).as_deref(), Some("acme.example"), "{spelling:?}");
        }
        assert_eq!(domain("bücher.example"), domain("xn--bcher-kva.example"));
        assert_eq!(domain("BÜCHER.example"), domain("bu\u{308}cher.example"));
        assert_eq!(domain("straße.example").as_deref(), Some("xn--strae-oqa.example"));
    }

    #[test]
    fn what_is_no_domain_matches_nothing() {
        for spelling in [
            "",
            ".",
            "acme",
            "acme..example",
            ".acme.example",
            "acme.example..",
            "acme .example",
            "acme.example/x",
            "a@acme.example",
            "127.0.0.1",
            "acme.example:80",
            "acme_x.example",
            "-acme.example",
            "xn--a.example",
            "acme.exa\u{0}mple",
        ] {
            assert_eq!(domain(spelling), None, "{spelling:?}");
        }
        assert_eq!(domain(&format!("{}.example", "a".repeat(64))), None);
        assert_eq!(domain(&"a.".repeat(2000)), None);
    }

    #[test]
    fn look_alike_suffixes_stay_different() {
        assert_ne!(domain("acme.example.evil.example"), domain("acme.example"));
        assert_ne!(domain("evil-acme.example"), domain("acme.example"));
        assert_ne!(
            domain("аcme.example"),
            domain("acme.example"),
            "the first letter is Cyrillic"
        );
    }

    #[test]
    fn addresses_need_one_at_sign_and_a_name_before_it() {
        assert_eq!(
            EmailAddress::parse(" Ada@ACME.example. ")
                .expect("an address")
                .key(),
            "ada@acme.example"
        );
        for spelling in [
            "",
            "ada",
            "@acme.example",
            "ada@",
            "a@b@acme.example",
            "a da@acme.example",
            "ada@ acme.example",
            "\"a@b\"@acme.example",
            "<ada@acme.example>",
        ] {
            assert_eq!(EmailAddress::parse(spelling), None, "{spelling:?}");
        }
    }

    proptest! {
        #[test]
        fn canonical_is_a_fixed_point(spelling in "\\PC{0,40}") {
            if let Some(first) = EmailDomain::parse(&spelling) {
                prop_assert_eq!(EmailDomain::parse(first.as_str()), Some(first.clone()));
                prop_assert!(first.as_str().is_ascii());
                prop_assert_eq!(first.as_str().to_ascii_lowercase(), first.as_str());
            }
        }

        #[test]
        fn case_dots_and_spaces_do_not_matter(name in "[a-z][a-z0-9]{0,10}\\.[a-z]{2,8}", upper in any::<bool>(), dot in any::<bool>(), spaces in 0usize..3) {
            let mut spelling = if upper { name.to_uppercase() } else { name.clone() };
            if dot { spelling.push('.'); }
            let spelling = format!("{0}{spelling}{0}", " ".repeat(spaces));
            prop_assert_eq!(domain(&spelling), Some(name));
        }

        #[test]
        fn the_key_of_a_key_is_the_key(local in "[A-Za-z0-9.+_-]{1,20}", name in "[a-zA-Z]{1,10}\\.[a-z]{2,6}") {
            let address = EmailAddress::parse(&format!("{local}@{name}")).expect("an address");
            let again = EmailAddress::parse(&address.key()).expect("an address");
            prop_assert_eq!(again.key(), address.key());
        }
    }
}
