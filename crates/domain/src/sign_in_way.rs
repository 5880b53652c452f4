//! Whether an account signs in by password or by SSO. Its company decides, and so does its address, so that changing the address
//! does not avoid the identity provider. Invariant: an account for which the company's identity provider vouches, or once did, has
//! no password.

/// The facts about an account on which the way to sign in depends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SignInFacts {
    /// Whether the domain of its address is federated, by whichever company.
    pub is_domain_federated: bool,
    /// Whether its company has an active SSO configuration.
    pub has_company_sso: bool,
    /// Whether it is linked to an identity at its company's identity provider.
    pub is_linked: bool,
    /// Whether its address lies in a proven domain of its company.
    pub is_in_company_domain: bool,
    /// Whether a former address of it lies there.
    pub was_in_company_domain: bool,
}

/// How the account's owner signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By a password, if the account has one.
    Password,
    /// Through the company's identity provider alone.
    Sso,
}

/// Decides how the account's owner signs in. Somebody with an address outside the company's domains who never signed in through its
/// identity provider keeps a password: that provider may not know such people.
pub const fn way(facts: SignInFacts) -> Way {
    let is_of_company = facts.is_linked || facts.is_in_company_domain || facts.was_in_company_domain;
    if facts.is_domain_federated || (facts.has_company_sso && is_of_company) {
        Way::Sso
    } else {
        Way::Password
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn facts() -> impl Strategy<Value = SignInFacts> {
        any::<(bool, bool, bool, bool, bool)>().prop_map(|bits| SignInFacts {
            is_domain_federated: bits.0,
            has_company_sso: bits.1,
            is_linked: bits.2,
            is_in_company_domain: bits.3,
            was_in_company_domain: bits.4,
        })
    }

    #[test]
    fn outside_people_of_a_company_keep_their_password_until_they_come_by_sso() {
        let contractor = SignInFacts {
            has_company_sso: true,
            ..SignInFacts::default()
        };
        assert_eq!(way(contractor), Way::Password);
        let linked = SignInFacts {
            is_linked: true,
            ..contractor
        };
        assert_eq!(way(linked), Way::Sso);
        let moved_out = SignInFacts {
            was_in_company_domain: true,
            ..contractor
        };
        assert_eq!(way(moved_out), Way::Sso, "another address is no way out");
    }

    proptest! {
        #[test]
        fn without_any_identity_provider_there_is_only_a_password(facts in facts()) {
            let facts = SignInFacts { is_domain_federated: false, has_company_sso: false, ..facts };
            prop_assert_eq!(way(facts), Way::Password);
        }

        #[test]
        fn nothing_that_binds_to_the_company_opens_the_way_by_password(facts in facts()) {
            if way(facts) == Way::Sso {
                let more = SignInFacts { is_linked: true, is_in_company_domain: true, was_in_company_domain: true, ..facts };
                prop_assert_eq!(way(more), Way::Sso);
            }
        }
    }
}
