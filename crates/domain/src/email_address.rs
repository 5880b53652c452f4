//! Email addresses and their domains in one canonical form, which this module alone makes. All spellings of one address (case, IDN,
//! normalization form, width, invisible characters, what stands around a pasted address) become the same text. A text that is no
//! address has no canonical form, and matches no account.
//!
//! The platform sends mail to the canonical local part: it is in NFC, without invisible characters, with full-width forms narrowed
//! (the width mapping rule of RFC 8265 §3.3.2), and keeps the case that was typed. Accounts are found by a key, in which the local
//! part is also in lower case. So two mailboxes share a key where a mail system distinguishes case: therefore mail about an account
//! goes to the address that the account has, never to the one that was typed.

use std::borrow::Cow;

use latchkey_contract::username::meant;
use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization as _;

use super::invisible::{is_invisible, is_joiner};
use super::name_text;

/// Longest text in which [`EmailAddress::parse`] looks for an address, in bytes.
const MAX_SPELLING_BYTES: usize = 4096;
/// Longest domain name, in bytes of its ASCII form (RFC 1035 §2.3.4).
const MAX_DOMAIN_BYTES: usize = 253;
/// Longest local part, in bytes (RFC 5321 §4.5.3.1.1).
const MAX_LOCAL_PART_BYTES: usize = 64;

/// A domain name as it stands in an email address: lower-case A-labels, at least two of them, no trailing dot.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EmailDomain(String);

impl EmailDomain {
    /// The canonical form of `spelling` (UTS #46, non-transitional, STD3 rules), or `None` where it is no domain name.
    /// Invisible characters are removed, but the joiners U+200C and U+200D only where IDNA does not allow them (RFC 5892, appendix A).
    pub fn parse(spelling: &str) -> Option<Self> {
        if spelling.len() > 4 * MAX_DOMAIN_BYTES {
            return None;
        }
        let mut visible: String = spelling
            .chars()
            .filter(|c| !is_invisible(*c) || is_joiner(*c))
            .collect();
        Self::canonical(visible.trim()).or_else(|| {
            visible.retain(|c| !is_joiner(c));
            Self::canonical(visible.trim())
        })
    }

    fn canonical(spelling: &str) -> Option<Self> {
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
    /// Reads an address in any spelling, and with what people paste around it ([`meant`]). `None` where the text holds no address, or more
    /// than one. Quoted local parts (RFC 5321 §4.1.2) are refused, because two programs rarely agree on where they end.
    pub fn parse(spelling: &str) -> Option<Self> {
        if spelling.len() > MAX_SPELLING_BYTES {
            return None;
        }
        let text = plain(spelling);
        let meant = meant(&text)?;
        if meant.from_url {
            let decoded = percent_decode_str(meant.text).decode_utf8().ok()?;
            Self::bare(plain(&decoded).trim())
        } else {
            Self::bare(meant.text)
        }
    }

    /// Reads an address that has gone through [`plain`], and has nothing around it.
    fn bare(text: &str) -> Option<Self> {
        let (local_part, domain) = text.split_once('@')?;
        let unusual = |c: char| {
            c.is_whitespace()
                || c.is_control()
                || matches!(
                    c,
                    '"' | '(' | ')' | ',' | ':' | ';' | '<' | '>' | '[' | ']' | '\\'
                )
        };
        // NFC once more: where a joiner stood between a letter and its accent, the two can be composed now.
        let local_part: String = local_part.chars().filter(|c| !is_joiner(*c)).nfc().collect();
        if local_part.is_empty() || local_part.len() > MAX_LOCAL_PART_BYTES || local_part.contains(unusual) {
            return None;
        }
        if domain.contains(|c: char| c == '@' || c.is_whitespace()) {
            return None;
        }
        Some(Self {
            local_part,
            domain: EmailDomain::parse(domain)?,
        })
    }

    /// The canonical text before the `@`, in the case that was typed.
    pub fn local_part(&self) -> &str {
        &self.local_part
    }

    /// The canonical domain.
    pub fn domain(&self) -> &EmailDomain {
        &self.domain
    }

    /// The text by which an account is found (`accounts.email_key`): the local part in lower case and NFC, `@`, the canonical domain.
    pub fn key(&self) -> String {
        let local_part: String = self.local_part.to_lowercase().nfc().collect();
        format!("{local_part}@{}", self.domain.as_str())
    }

    /// The form in which a screen shows and remembers a typed username: the canonical address; where the text is no address, the text
    /// itself without invisible characters.
    pub fn or_as_typed(spelling: &str) -> String {
        Self::parse(spelling).map_or_else(|| name_text::plain(spelling), |address| address.to_string())
    }
}

/// The text in NFC, without invisible characters. Full-width and half-width forms (U+FF01 to U+FFEE) and the small at sign become the
/// ordinary characters. The joiners U+200C and U+200D stay: a domain may need them.
fn plain(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let visible = text.chars().filter(|c| !is_invisible(*c) || is_joiner(*c));
    let mapped: String = visible
        .flat_map(|c| match c {
            '\u{fe6b}' | '\u{ff01}'..='\u{ffee}' => c.nfkc().collect::<Vec<_>>(),
            _ => vec![c],
        })
        .collect();
    Cow::Owned(mapped.nfc().collect())
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
            "\"ada\"@acme.example",
            "a\u{0}da@acme.example",
            "\u{200b}@acme.example",
            "ada@[127.0.0.1]",
            // Two addresses.
            "ada@acme.example, bob@globex.example",
            "Ada <ada@acme.example>; Bob <bob@globex.example>",
            "\"bob@globex.example\" <ada@acme.example>",
            "mailto:ada@acme.example?cc=bob@globex.example",
            "mailto:ada@acme.example%2Cbob@globex.example",
            "ada＠acme.example，bob＠globex.example",
        ] {
            assert_eq!(EmailAddress::parse(spelling), None, "{spelling:?}");
        }
    }

    fn read(spelling: &str) -> Option<String> {
        EmailAddress::parse(spelling).map(|address| address.to_string())
    }

    #[test]
    fn what_is_pasted_is_read_as_the_address_that_is_meant() {
        for spelling in [
            "ada@acme.example",
            "\u{feff}ada@acme.example",
            "a\u{200b}da@ac\u{ad}me.example\u{200e}",
            "ada\u{2060}@acme\u{e0041}.example\u{fe0f}",
            "a\u{200d}da@acm\u{200c}e.example",
            "ada＠acme.example",
            "ada﹫acme.example",
            "ａｄａ＠ａｃｍｅ．ｅｘａｍｐｌｅ",
            "mailto:ada@acme.example",
            "MAILTO:ada%40acme.example?subject=x",
            "mailto:%61da@acme.example",
            "Ada Lovelace <ada@acme.example>",
            "\"Lovelace, Ada\" <ada@acme.example>",
            "ada@acme.example,",
            ";ada@acme.example;",
            ".ada@acme.example.",
            "\u{a0}<ada@acme.example>\u{a0}",
            "'ada@acme.example'",
        ] {
            assert_eq!(
                read(spelling).as_deref(),
                Some("ada@acme.example"),
                "{spelling:?}"
            );
        }
        assert_eq!(
            read("o'brien@acme.example").as_deref(),
            Some("o'brien@acme.example")
        );
    }

    #[test]
    fn a_username_is_shown_without_what_is_not_seen() {
        for (typed, shown) in [
            ("mailto:a\u{200b}da@acme.example", "ada@acme.example"),
            (" \u{202e}ada ", "ada"),
            ("ada, bob", "ada, bob"),
        ] {
            assert_eq!(EmailAddress::or_as_typed(typed), shown, "{typed:?}");
        }
    }

    #[test]
    fn characters_of_one_canonical_form_are_one() {
        let composed = read("ren\u{e9}@acme.example");
        assert_eq!(read("rene\u{301}@acme.example"), composed);
        assert_eq!(read("rene\u{200d}\u{301}@acme.example"), composed);
        // KELVIN SIGN and ANGSTROM SIGN are K and Å themselves (their decompositions are canonical).
        assert_eq!(
            read("mi\u{212a}e@acme.example").as_deref(),
            Some("miKe@acme.example")
        );
        assert_eq!(
            read("\u{212b}sa@acme.example").as_deref(),
            Some("\u{c5}sa@acme.example")
        );
    }

    #[test]
    fn letters_that_are_no_case_of_another_stay_apart() {
        let key = |local: &str| {
            EmailAddress::parse(&format!("{local}@acme.example"))
                .expect("an address")
                .key()
        };
        for (one, other) in [
            ("\u{17f}am", "sam"),
            ("d\u{131}na", "dina"),
            ("D\u{130}na", "dina"),
            ("gro\u{df}", "gross"),
            ("\u{fb01}n", "fin"),
            ("\u{430}da", "ada"),
            ("ada\u{b2}", "ada2"),
        ] {
            assert_ne!(key(one), key(other), "{one:?}");
        }
        assert_eq!(key("\u{1e9e}"), key("\u{df}"));
    }

    #[test]
    fn a_domain_keeps_the_joiner_that_it_needs() {
        let persian = "\u{646}\u{627}\u{645}\u{647}\u{200c}\u{627}\u{6cc}.example";
        assert_ne!(domain(persian), domain(&persian.replace('\u{200c}', "")));
        assert_eq!(domain("ac\u{200c}me.example").as_deref(), Some("acme.example"));
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_as_the_same(spelling in "\\PC{0,12}[@＠]?\\PC{0,8}\\.?[a-z]{0,4}", local in "\\PC{1,10}") {
            for spelling in [spelling, format!("{local}@acme.example")] {
                if let Some(address) = EmailAddress::parse(&spelling) {
                    prop_assert_eq!(EmailAddress::parse(&address.to_string()), Some(address.clone()));
                    let key = address.key();
                    prop_assert_eq!(EmailAddress::parse(&key).map(|again| again.key()), Some(key));
                }
            }
        }

        #[test]
        fn forms_of_normalization_and_format_characters_do_not_matter(
            local in "[a-zA-Z0-9àéüÅßœñк日́̈-]{1,12}",
            format in "\\p{Cf}",
            at in 0usize..12,
        ) {
            let plain = format!("{local}@bücher.example");
            let Some(address) = EmailAddress::parse(&plain) else { return Ok(()) };
            let at = plain.char_indices().nth(at).map_or(plain.len(), |(at, _)| at);
            let dirty = format!("{}{format}{}", &plain[..at], &plain[at..]);
            for spelling in [plain.nfc().collect::<String>(), plain.nfd().collect(), dirty] {
                prop_assert_eq!(EmailAddress::parse(&spelling).map(|found| found.key()), Some(address.key()), "{:?}", spelling);
            }
        }

        #[test]
        fn distinct_ascii_addresses_stay_distinct(
            one in "[a-z0-9!#$%&'*+/=?^_`{|}~-][a-z0-9!#$%&'*+/=?^_`{|}~.-]{0,5}",
            other in "[a-z0-9!#$%&'*+/=?^_`{|}~-][a-z0-9!#$%&'*+/=?^_`{|}~.-]{0,5}",
        ) {
            let [one_read, other_read] = [&one, &other].map(|local| {
                EmailAddress::parse(&format!("{local}@acme.example")).map(|address| address.key())
            });
            prop_assert!(one_read.is_some());
            prop_assert_eq!(one_read == other_read, one == other);
        }

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
        fn the_key_of_a_key_is_the_key(local in "[A-Za-z0-9+_-][A-Za-z0-9.+_-]{0,19}", name in "[a-zA-Z]{1,10}\\.[a-z]{2,6}") {
            let address = EmailAddress::parse(&format!("{local}@{name}")).expect("an address");
            let again = EmailAddress::parse(&address.key()).expect("an address");
            prop_assert_eq!(again.key(), address.key());
        }
    }
}
