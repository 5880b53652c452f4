//! What an admin may claim as a domain of the company, and how the claim is proven by DNS. Invariant: nobody can claim a domain in
//! which people of other companies have mailboxes: neither a public suffix nor a domain of a public mail provider.

use super::email_address::{EmailAddress, EmailDomain};

/// The label of the TXT record, in front of the domain: what begins with `_` is no host name, and stands in nobody's way.
pub const TXT_LABEL: &str = "_latchkey-challenge";
/// For how long a claim is checked by itself, in milliseconds.
pub const CHECKED_FOR_MS: i64 = 7 * 24 * 3_600_000;
/// How long nobody looks after a claim was made, in milliseconds: resolvers remember for a while that there was no record.
pub const FIRST_CHECK_AFTER_MS: i64 = 2 * 60_000;

/// Most characters that are shown of a record that is another one.
const MAX_SHOWN_CHARS: usize = 100;
/// Most records that are shown.
const MAX_SHOWN: usize = 5;
/// Longest domain name, in bytes (RFC 1035 §2.3.4).
const MAX_NAME_BYTES: usize = 253;

/// Its source is said in the file.
const PUBLIC_MAIL_DOMAINS: &str = include_str!("public_mail_domains.txt");

/// A domain that may be claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The domain.
    pub domain: EmailDomain,
    /// Whether it was taken out of an email address.
    pub is_from_address: bool,
}

/// Why a text cannot be claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimRefusal {
    /// It is no domain name of two labels or more, or too long for the record in front of it.
    Malformed,
    /// Below it, anybody can register a name: `co.uk`.
    PublicSuffix,
    /// Anybody can get a mailbox there: `gmail.com`.
    PublicMail,
}

/// Reads what an admin typed: a domain in any spelling, or an email address, of which the domain is taken.
pub fn claim(typed: &str) -> Result<Claim, ClaimRefusal> {
    let typed = typed.trim();
    let named = EmailDomain::parse(typed.strip_prefix('@').unwrap_or(typed));
    let is_from_address = named.is_none();
    let address = || EmailAddress::parse(typed).map(|address| address.domain().clone());
    let domain = named.or_else(address).ok_or(ClaimRefusal::Malformed)?;
    if txt_name(&domain).len() > MAX_NAME_BYTES {
        return Err(ClaimRefusal::Malformed);
    }
    if psl::suffix_str(domain.as_str()) == Some(domain.as_str()) {
        return Err(ClaimRefusal::PublicSuffix);
    }
    if is_public_mail(&domain) {
        return Err(ClaimRefusal::PublicMail);
    }
    Ok(Claim {
        domain,
        is_from_address,
    })
}

fn public_mail_domains() -> impl Iterator<Item = &'static str> {
    PUBLIC_MAIL_DOMAINS.lines().filter(|line| !line.starts_with('#'))
}

fn is_public_mail(domain: &EmailDomain) -> bool {
    public_mail_domains().any(|public| {
        let above = domain.as_str().strip_suffix(public);
        above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
    })
}

/// The full name of the TXT record, without a dot at its end.
pub fn txt_name(domain: &EmailDomain) -> String {
    format!("{TXT_LABEL}.{}", domain.as_str())
}

/// The name of the TXT record as panels want it that add the zone themselves; the zone is what somebody can register.
pub fn txt_name_in_zone(domain: &EmailDomain) -> String {
    let name = txt_name(domain);
    let zone = psl::domain_str(domain.as_str()).unwrap_or(domain.as_str());
    let within = name.strip_suffix(zone).map(|within| within.trim_end_matches('.'));
    within.unwrap_or(TXT_LABEL).to_owned()
}

/// What the TXT record says.
pub fn txt_value(token: &str) -> String {
    format!("latchkey-domain-verification={token}")
}

/// Whether one of the records says what it must. Spaces and quotation marks around it do not count: panels take them over.
pub fn is_proven_by(records: &[String], token: &str) -> bool {
    let expected = txt_value(token);
    let bare = |record: &String| record.trim_matches(|c: char| c == '"' || c.is_whitespace()) == expected;
    records.iter().any(bare)
}

/// What is shown of records that are others: a few of them, each shortened, without what is not seen.
pub fn shown_records(records: &[String]) -> Vec<String> {
    let shortened = records.iter().take(MAX_SHOWN).map(|record| {
        let visible = record.chars().filter(|c| !c.is_control());
        let mut shown: String = visible.clone().take(MAX_SHOWN_CHARS).collect();
        if visible.count() > MAX_SHOWN_CHARS {
            shown.push('…');
        }
        shown
    });
    shortened.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn claimed(typed: &str) -> Result<(String, bool), ClaimRefusal> {
        claim(typed).map(|claim| (claim.domain.as_str().to_owned(), claim.is_from_address))
    }

    #[test]
    fn a_domain_is_taken_in_any_spelling_and_out_of_an_address() {
        for (typed, is_from_address) in [
            (" Acme.Example. ", false),
            ("@acme.example", false),
            ("ada@acme.example", true),
            ("Ada Lovelace <ada@ACME.example>", true),
        ] {
            let expected = Ok(("acme.example".to_owned(), is_from_address));
            assert_eq!(claimed(typed), expected, "{typed:?}");
        }
        assert_eq!(
            claimed("bücher.example"),
            Ok(("xn--bcher-kva.example".into(), false))
        );
    }

    #[test]
    fn what_is_no_domain_of_a_company_is_refused() {
        use ClaimRefusal::*;
        let long = format!(
            "{}.example",
            ["a".repeat(60), "b".repeat(60), "c".repeat(60), "d".repeat(50)].join(".")
        );
        for (typed, refusal) in [
            ("", Malformed),
            ("acme", Malformed),
            ("https://acme.example/", Malformed),
            ("ada@acme", Malformed),
            ("192.0.2.1", Malformed),
            (long.as_str(), Malformed),
            ("co.uk", PublicSuffix),
            ("github.io", PublicSuffix),
            ("公司.cn", PublicSuffix),
            ("ada@co.uk", PublicSuffix),
            ("GMail.com", PublicMail),
            ("ada@gmx.de", PublicMail),
            ("mail.outlook.com", PublicMail),
        ] {
            assert_eq!(claimed(typed), Err(refusal), "{typed:?}");
        }
        assert!(claimed("notgmail.com").is_ok(), "it only ends like one");
    }

    #[test]
    fn the_list_is_canonical_and_in_order() {
        let listed: Vec<_> = public_mail_domains().collect();
        let mut sorted = listed.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(listed, sorted);
        for name in listed {
            let domain = EmailDomain::parse(name).expect("a domain");
            assert_eq!(domain.as_str(), name);
        }
    }

    #[test]
    fn a_panel_that_adds_the_zone_gets_the_name_without_it() {
        for (domain, name) in [
            ("acme.example", "_latchkey-challenge"),
            ("acme.co.uk", "_latchkey-challenge"),
            ("mail.acme.co.uk", "_latchkey-challenge.mail"),
        ] {
            let domain = EmailDomain::parse(domain).expect("a domain");
            assert_eq!(txt_name_in_zone(&domain), name);
        }
    }

    #[test]
    fn a_record_proves_with_its_whole_value_alone() {
        let records = |record: &str| [record.to_owned()];
        for (record, is_proven) in [
            ("latchkey-domain-verification=abc", true),
            ("\"latchkey-domain-verification=abc\" ", true),
            ("latchkey-domain-verification=abcd", false),
            ("latchkey-domain-verification=", false),
            ("x latchkey-domain-verification=abc", false),
            ("LATCHKEY-domain-verification=abc", false),
        ] {
            assert_eq!(is_proven_by(&records(record), "abc"), is_proven, "{record:?}");
        }
        assert!(!is_proven_by(&[], "abc"));
    }

    proptest! {
        #[test]
        fn nothing_below_or_at_a_public_mail_domain_is_claimed(at in 0usize..100, label in "[a-z]{1,8}") {
            let public = public_mail_domains().nth(at).expect("a domain");
            for typed in [public.to_owned(), format!("{label}.{public}"), format!("{label}@{public}")] {
                prop_assert_eq!(claimed(&typed), Err(ClaimRefusal::PublicMail));
            }
        }

        #[test]
        fn a_claim_is_canonical_and_its_record_has_a_name(typed in "\\PC{0,20}[.@]?[a-z]{0,8}\\.?[a-z]{0,4}") {
            if let Ok(claim) = claim(&typed) {
                let domain = claim.domain.as_str().to_owned();
                prop_assert_eq!(claimed(&domain), Ok((domain, false)));
                let name = txt_name(&claim.domain);
                prop_assert!(name.len() <= MAX_NAME_BYTES && name.starts_with(&txt_name_in_zone(&claim.domain)));
            }
        }

        #[test]
        fn what_is_shown_is_short(records in prop::collection::vec(".{0,300}", 0..20)) {
            let shown = shown_records(&records);
            prop_assert!(shown.len() <= MAX_SHOWN);
            prop_assert!(shown.iter().all(|record| record.chars().count() <= MAX_SHOWN_CHARS + 1));
        }
    }
}
