//! What a typed username says about itself, without Unicode tables: the address inside what people paste, and the domain to
//! ask the server about. The server canonicalises what [`meant`] finds; the screen only looks at it.

/// Longest username that is accepted, in bytes (RFC 5321 §4.5.3.1: 64 + @ + 255).
pub const MAX_USERNAME_BYTES: usize = 320;

/// The dot, and the three characters that a domain name may have in its place (UTS #46 §4): keyboards for Chinese and
/// Japanese produce them.
const DOTS: [char; 4] = ['.', '\u{3002}', '\u{ff0e}', '\u{ff61}'];

/// The at sign, and the two characters that are compatible with it (full-width and small): the same keyboards produce them.
const AT_SIGNS: [char; 3] = ['@', '\u{ff20}', '\u{fe6b}'];

/// `<`, and its full-width form.
const OPENING_BRACKETS: [char; 2] = ['<', '\u{ff1c}'];

/// The scheme of a link to an address (RFC 6068).
const MAILTO: &str = "mailto:";

/// The part of a text that is meant as an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meant<'a> {
    /// That part, without what stood around it.
    pub text: &'a str,
    /// It comes from a `mailto:` link, where any character may be percent-encoded.
    pub from_url: bool,
}

/// Finds the address in what people paste: `Ada Lovelace <ada@acme.example>`, `mailto:ada@acme.example?subject=Hello`, a
/// comma, quotes or invisible characters at the ends. `None` where two addresses are named: which one is meant is not for
/// us to choose.
pub fn meant(typed: &str) -> Option<Meant<'_>> {
    let whole = without_scheme(without_quotes(typed))?;
    let Some((name, behind)) = whole.text.split_once(OPENING_BRACKETS) else {
        return Some(whole);
    };
    let inner = without_scheme(without_quotes(behind))?;
    let name = without_quotes(name);
    // Some programs write the address where the name belongs.
    if name.contains(AT_SIGNS) && !name.eq_ignore_ascii_case(inner.text) {
        return None;
    }
    Some(Meant {
        from_url: whole.from_url || inner.from_url,
        ..inner
    })
}

/// Takes `mailto:` away with the query behind it. `None` where the query names an address, too.
fn without_scheme(text: &str) -> Option<Meant<'_>> {
    let Some((scheme, rest)) = text.split_at_checked(MAILTO.len()) else {
        return Some(Meant {
            text,
            from_url: false,
        });
    };
    if !scheme.eq_ignore_ascii_case(MAILTO) {
        return Some(Meant {
            text,
            from_url: false,
        });
    }
    let rest = rest.trim_start_matches('/');
    let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
    let names_another = query.contains(AT_SIGNS) || query.contains("%40");
    (!names_another).then_some(Meant {
        text: without_quotes(address),
        from_url: true,
    })
}

/// Takes away at both ends what belongs to no address. An apostrophe or a backtick may begin one, and ends none.
fn without_quotes(text: &str) -> &str {
    let text = text.trim_matches(is_around_addresses);
    match text.strip_suffix(['\'', '`']) {
        Some(inner) => inner
            .strip_prefix(['\'', '`'])
            .unwrap_or(inner)
            .trim_matches(is_around_addresses),
        None => text,
    }
}

fn is_around_addresses(c: char) -> bool {
    c.is_whitespace()
        || is_commonly_invisible(c)
        || DOTS.contains(&c)
        || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | '"' | ',' | ';')
        // Full-width forms of the same.
        || matches!(c, '\u{ff08}' | '\u{ff09}' | '\u{ff0c}' | '\u{ff1b}' | '\u{ff1c}' | '\u{ff1e}')
        // Quotation marks of other languages, commas and semicolons of other scripts.
        || matches!(c, '\u{ab}' | '\u{bb}' | '\u{2018}'..='\u{201f}' | '\u{2039}' | '\u{203a}' | '\u{60c}' | '\u{61b}' | '\u{3001}')
}

/// The invisible characters that come with what is copied from web pages, mails and messengers: soft hyphen, zero-width
/// characters, direction marks, the byte order mark, variation selectors, tags. The server knows all of them.
pub const fn is_commonly_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// The email domain to ask about while somebody types: what stands behind the one `@`, or the whole text where a
/// domain alone was pasted. `None` as long as there is nothing worth asking: no dot inside, white space inside, or
/// more than one `@`.
pub fn domain_to_discover(typed: &str) -> Option<&str> {
    let Meant { text, from_url } = meant(typed)?;
    let halves = match text.split_once(AT_SIGNS) {
        None if from_url => Some(text.split_once("%40")?),
        halves => halves,
    };
    let domain = match halves {
        Some(("", _)) => return None,
        Some((_, domain)) => domain,
        None => text,
    };
    let inner_dot = domain.contains(DOTS) && !domain.starts_with(DOTS);
    let plain = !domain.contains(|c: char| AT_SIGNS.contains(&c) || c.is_whitespace() || c == '>');
    (inner_dot && plain && text.len() <= MAX_USERNAME_BYTES).then_some(domain)
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
        assert_eq!(domain_to_discover("ada@acme.example."), Some("acme.example"));
        for domain in ["acme。example", "acme．example", "acme｡example"] {
            assert_eq!(domain_to_discover(&format!("ada@{domain}")), Some(domain));
            assert_eq!(domain_to_discover(&format!("ada@{domain}｡")), Some(domain));
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
            "a＠b@acme.example",
            "ada@.",
            "ada@.example",
            "ada@acme。",
            "ada@｡example",
            "a b.c d",
            // Somebody types on: no domain stands there yet.
            "mailto:ada.lovelace",
            "Ada <ada@acme",
        ] {
            assert_eq!(domain_to_discover(typed), None, "{typed:?}");
        }
    }

    /// What is pasted around one and the same address.
    const PASTED: [&str; 22] = [
        "ada@acme.example",
        "ada＠acme.example",
        "ada﹫acme.example",
        "\u{feff}ada@acme.example\u{200b}",
        "\u{202a}ada@acme.example\u{202c}",
        "\u{a0}ada@acme.example\u{a0}",
        "mailto:ada@acme.example",
        "MailTo:ada@acme.example?subject=Hello%20Ada",
        "mailto:ada%40acme.example",
        "mailto://ada@acme.example",
        "<mailto:ada@acme.example>",
        "Ada Lovelace <ada@acme.example>",
        "\"Lovelace, Ada\" <ada@acme.example>;",
        "Ada Lovelace ＜ada＠acme.example＞",
        "Ada <mailto:ada@acme.example>",
        "ada@acme.example <ada@acme.example>",
        "ada@acme.example,",
        "ada@acme.example；",
        "'ada@acme.example'",
        "“ada@acme.example”.",
        "(ada@acme.example)",
        "Ada Lovelace <ada@acme.example",
    ];

    #[test]
    fn the_address_that_is_meant_is_asked_about() {
        for typed in PASTED {
            assert_eq!(domain_to_discover(typed), Some("acme.example"), "{typed:?}");
        }
        let apostrophe = meant("'brien@acme.example").map(|meant| meant.text);
        assert_eq!(apostrophe, Some("'brien@acme.example"));
    }

    #[test]
    fn of_two_addresses_none_is_chosen() {
        for typed in [
            "ada@acme.example, bob@globex.example",
            "ada@acme.example;bob@globex.example",
            "ada@acme.example bob@globex.example",
            "Ada <ada@acme.example>, Bob <bob@globex.example>",
            "ada@acme.example, Bob <bob@globex.example>",
            "\"ada@acme.example\" <bob@globex.example>",
            "mailto:ada@acme.example,bob@globex.example",
            "mailto:ada@acme.example?cc=bob@globex.example",
            "mailto:ada@acme.example?bcc=bob%40globex.example",
            "mailto:ada@acme.example%2Cbob@globex.example",
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

        #[test]
        fn what_is_meant_stays_what_is_meant(typed in "(mailto:|MAILTO:)?[ <>\"',;a@.?%40\u{200b}]{0,20}") {
            if let Some(found) = meant(&typed) {
                prop_assert!(typed.contains(found.text));
            }
        }
    }
}
