//! The way back in for a company's admins when its identity provider lets nobody in: who may take it, and what its codes look like. Invariant:
//! it opens nothing to anybody who is no active admin of a company whose SSO is active.

use super::sign_in_way::{SignInFacts, Way, way};

/// Codes that a company gets at once.
pub const CODES: usize = 10;

/// Bytes of randomness in a code: 80 bits, so many that guessing is hopeless for as long as a code lives.
pub const CODE_BYTES: usize = 10;

/// What codes are made of: nothing that looks like something else here (0 and O, 1 and I).
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// Letters between two hyphens.
const GROUP: usize = 4;

/// Bits that a letter stands for.
const BITS: usize = 5;

/// A code of these bytes, as it is shown: four groups of four letters.
pub fn code_of(bytes: [u8; CODE_BYTES]) -> String {
    let bit = |at: usize| (bytes[at / 8] >> (7 - at % 8)) & 1;
    let mut code = String::new();
    for place in 0..CODE_BYTES * 8 / BITS {
        if place > 0 && place % GROUP == 0 {
            code.push('-');
        }
        let value = (0..BITS).fold(0, |value, at| (value << 1) | bit(place * BITS + at));
        code.push(char::from(LETTERS[usize::from(value)]));
    }
    code
}

/// A code as it was typed, in the one form that is hashed: capitals without hyphens, dashes and spaces. `None` where it can be no code.
pub fn typed_code(typed: &str) -> Option<String> {
    let is_between = |letter: char| {
        letter.is_whitespace() || matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{200b}')
    };
    let mut code = String::new();
    for letter in typed.chars().filter(|letter| !is_between(*letter)) {
        let letter = letter.to_ascii_uppercase();
        let is_letter = u8::try_from(letter).is_ok_and(|byte| LETTERS.contains(&byte));
        if !is_letter || code.len() * BITS >= CODE_BYTES * 8 {
            return None;
        }
        code.push(letter);
    }
    (code.len() * BITS == CODE_BYTES * 8).then_some(code)
}

/// What is known of whoever wants back in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecoveryFacts {
    /// Whether the account is not deactivated.
    pub is_active: bool,
    /// Whether it is an admin's.
    pub is_company_admin: bool,
    /// How its person signs in.
    pub sign_in: SignInFacts,
}

/// Why somebody cannot take this way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoRecovery {
    /// The account is switched off.
    Deactivated,
    /// The account is no admin's.
    NotAnAdmin,
    /// No identity provider of the company is in the way: a password is.
    NotBySso,
}

/// Decides whether a person may take the way back in for admins, i.e. may sign in without the company's identity provider.
///
/// # Errors
/// The first reason why not.
pub const fn may_recover(facts: RecoveryFacts) -> Result<(), NoRecovery> {
    if !facts.is_active {
        return Err(NoRecovery::Deactivated);
    }
    if !facts.is_company_admin {
        return Err(NoRecovery::NotAnAdmin);
    }
    match way(facts.sign_in) {
        Way::Sso if facts.sign_in.has_company_sso => Ok(()),
        Way::Sso | Way::Password => Err(NoRecovery::NotBySso),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn facts() -> impl Strategy<Value = RecoveryFacts> {
        any::<[bool; 7]>().prop_map(|bits| RecoveryFacts {
            is_active: bits[0],
            is_company_admin: bits[1],
            sign_in: SignInFacts {
                is_domain_federated: bits[2],
                has_company_sso: bits[3],
                is_linked: bits[4],
                is_in_company_domain: bits[5],
                was_in_company_domain: bits[6],
            },
        })
    }

    #[test]
    fn a_code_has_four_groups_without_letters_that_look_alike() {
        assert_eq!(code_of([0; CODE_BYTES]), "2222-2222-2222-2222");
        assert_eq!(code_of([255; CODE_BYTES]), "ZZZZ-ZZZZ-ZZZZ-ZZZZ");
        for like in *b"01IO" {
            assert!(!LETTERS.contains(&like));
        }
        for none in [
            "",
            "2222-2222-2222-222",
            "2222-2222-2222-22222",
            "O222-2222-2222-2222",
            "2222-2222-2222-222\u{e4}",
        ] {
            assert_eq!(typed_code(none), None, "{none}");
        }
        assert_eq!(typed_code(&"2".repeat(100_000)), None);
    }

    proptest! {
        #[test]
        fn a_code_is_read_however_it_is_typed(
            bytes in any::<[u8; CODE_BYTES]>(),
            between in prop::sample::select(vec!["", " ", "-", " - ", "\u{2013}", "\u{a0}"]),
            is_small in any::<bool>(),
        ) {
            let code = code_of(bytes);
            let typed = code.replace('-', between);
            let typed = if is_small { typed.to_lowercase() } else { typed };
            prop_assert_eq!(typed_code(&format!(" {typed}\n")), Some(code.replace('-', "")));
        }

        #[test]
        fn other_bytes_are_another_code(one in any::<[u8; CODE_BYTES]>(), other in any::<[u8; CODE_BYTES]>()) {
            prop_assert_eq!(one == other, code_of(one) == code_of(other));
        }

        #[test]
        fn whatever_is_typed_is_a_code_or_none(typed in ".{0,40}") {
            if let Some(code) = typed_code(&typed) {
                prop_assert_eq!(code.len(), 16);
                prop_assert!(code.bytes().all(|byte| LETTERS.contains(&byte)));
            }
        }

        #[test]
        fn only_an_active_admin_whom_the_company_s_sso_keeps_out_may(facts in facts()) {
            let is_kept_out = facts.sign_in.has_company_sso && way(facts.sign_in) == Way::Sso;
            let may = facts.is_active && facts.is_company_admin && is_kept_out;
            prop_assert_eq!(may_recover(facts).is_ok(), may);
        }
    }
}
