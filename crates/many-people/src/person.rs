//! One invented person: everything follows from the number. Invariant: no two numbers have the same address.

use latchkey_domain::sort_key::sort_key;

use crate::names::{FIRST, LAST};

/// No divisor of the number of pairs of names: neighbours in number are not neighbours in a list.
const STEP: usize = 7_919;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// By what somebody may enter the environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WayIn {
    /// By roles of their own: the first of the environment's, or all.
    Direct {
        /// Whether all.
        all_roles: bool,
        /// Whether a group lets them in, too.
        and_group: bool,
    },
    /// By a group alone.
    Group,
}

/// When and how somebody last signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LastSignIn {
    pub(crate) ago_ms: i64,
    pub(crate) by: &'static str,
}

/// Somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) first_name: &'static str,
    pub(crate) last_name: &'static str,
    /// The address before the `@`.
    pub(crate) local_part: String,
    pub(crate) way_in: Option<WayIn>,
    pub(crate) last_sign_in: Option<LastSignIn>,
    pub(crate) is_deactivated: bool,
}

impl Person {
    pub(crate) fn with_number(number: usize) -> Self {
        let pair = number * STEP % (FIRST.len() * LAST.len());
        let (first_name, last_name) = (FIRST[pair % FIRST.len()], LAST[pair / FIRST.len()]);
        Self {
            first_name,
            last_name,
            local_part: format!("{}.{}{number}", letters(first_name), letters(last_name)),
            way_in: way_in(number),
            last_sign_in: last_sign_in(number),
            is_deactivated: number % 250 == 1,
        }
    }
}

/// One in ten may enter, but for one of 10,000, so that of a million people not more than 100,000 may, as many as one change of all takes. Of
/// those who may, one in ten may by a group alone, and one in ten by a group, too.
const fn way_in(number: usize) -> Option<WayIn> {
    match number % 100 {
        90 if number % 10_000 == 9_990 => None,
        10 => Some(WayIn::Group),
        own if own % 10 == 0 => Some(WayIn::Direct {
            all_roles: own == 50,
            and_group: own == 20,
        }),
        _ => None,
    }
}

/// Two in three have signed in, within 200 days; by password only before the company had its identity provider.
fn last_sign_in(number: usize) -> Option<LastSignIn> {
    let days = i64::try_from(number * STEP % 200).unwrap_or(0);
    let by = match (number % 3, days) {
        (0, _) => return None,
        (_, 100..) => "password",
        _ => "sso",
    };
    let minutes = i64::try_from(number % 1440).unwrap_or(0);
    Some(LastSignIn {
        ago_ms: days * DAY_MS + minutes * 60_000,
        by,
    })
}

/// A name as it stands in addresses.
fn letters(name: &str) -> String {
    sort_key(name).chars().filter(char::is_ascii_alphabetic).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_name_gives_an_address() {
        let person = Person::with_number(0);
        assert_eq!(person.local_part, "aaliyah.abbott0");
        assert_eq!(letters("O'Brien"), "obrien");
        assert_eq!(letters("Yılmaz"), "yilmaz");
        assert_eq!(letters("van den Berg"), "vandenberg");
    }

    #[test]
    fn all_names_come_by_turns_and_no_address_twice() {
        let pairs = FIRST.len() * LAST.len();
        let people: Vec<_> = (0..2 * pairs).map(Person::with_number).collect();
        let names: BTreeSet<_> = people[..pairs]
            .iter()
            .map(|one| (one.first_name, one.last_name))
            .collect();
        assert_eq!(names.len(), pairs);
        let addresses: BTreeSet<_> = people.iter().map(|one| &one.local_part).collect();
        assert_eq!(addresses.len(), people.len());
    }

    #[test]
    fn one_in_ten_may_enter() {
        let ways: Vec<_> = (0..1000)
            .filter_map(|number| Person::with_number(number).way_in)
            .collect();
        assert_eq!(ways.len(), 100);
        assert_eq!(ways.iter().filter(|way| **way == WayIn::Group).count(), 10);
        assert_eq!(Person::with_number(9_990).way_in, None);
    }
}
