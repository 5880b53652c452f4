//! Decides who is mailed a link to set a password when a company deactivates single sign-on. Invariant: nobody who still signs in by single
//! sign-on, has a password, is deactivated, or has such a link already.

use crate::sign_in_way::Way;

/// What is known of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonFacts {
    /// How the person signs in now.
    pub way: Way,
    /// Whether the account is not deactivated.
    pub is_active: bool,
    /// Whether it has a password.
    pub has_password: bool,
    /// Whether a link that sets one was mailed, and works.
    pub has_link: bool,
    /// Whether the address lies in another company's proven domain.
    pub is_of_other_company: bool,
}

/// Whether the person is mailed a link.
pub fn is_mailed(facts: PersonFacts) -> bool {
    facts.way == Way::Password
        && facts.is_active
        && !(facts.has_password || facts.has_link || facts.is_of_other_company)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn facts() -> impl Strategy<Value = PersonFacts> {
        any::<[bool; 5]>().prop_map(|bits| PersonFacts {
            way: if bits[0] { Way::Sso } else { Way::Password },
            is_active: bits[1],
            has_password: bits[2],
            has_link: bits[3],
            is_of_other_company: bits[4],
        })
    }

    proptest! {
        #[test]
        fn each_reason_alone_keeps_the_mail_back(facts in facts()) {
            let reasons = [
                facts.way == Way::Sso, !facts.is_active, facts.has_password, facts.has_link, facts.is_of_other_company,
            ];
            prop_assert_eq!(is_mailed(facts), !reasons.contains(&true));
        }

        #[test]
        fn whoever_was_mailed_is_not_mailed_again(facts in facts()) {
            let after = PersonFacts { has_link: true, ..facts };
            prop_assert!(!is_mailed(after));
        }
    }
}
