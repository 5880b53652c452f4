//! Whether an account may have another address. Invariant: nobody leaves the domains of a company with an address of their own
//! choice and stays in the company.

use super::email_address::{EmailAddress, EmailDomain};

/// Why it may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressRefusal {
    /// The company that runs the account's sign-in gives it its address.
    #[error("the account is managed by its company")]
    ManagedByCompany,
    /// The new address is of a company that signs its people in itself: they are made by coming from there.
    #[error("the new address is of a federated domain")]
    Federated,
    /// The account is a company's, and the new address is not in that company's domains.
    #[error("the new address is outside the company's domains")]
    OutsideCompany,
    /// It has that address.
    #[error("the new address is the one it has")]
    Unchanged,
}

/// What is known of the account and of the new address.
#[derive(Debug, Clone, Copy)]
pub struct AddressChangeFacts<'a> {
    /// The address that the account has.
    pub present: &'a EmailAddress,
    /// The one that is asked for.
    pub new: &'a EmailAddress,
    /// Whether the account's person signs in through the company.
    pub is_managed: bool,
    /// Whether people of the new address's domain sign in through their company.
    pub is_new_federated: bool,
    /// The proven domains of the account's company; `None`: the account belongs to no company.
    pub company_domains: Option<&'a [EmailDomain]>,
    /// Whether the new address's domain belongs to another company than the account's.
    pub is_new_of_another_company: bool,
}

/// Decides whether the address of an account may be changed. That another account has the new address does not matter here: a refusal
/// would reveal that account.
///
/// # Errors
/// Why it may not.
pub fn check(facts: AddressChangeFacts<'_>) -> Result<(), AddressRefusal> {
    if facts.is_managed {
        Err(AddressRefusal::ManagedByCompany)
    } else if facts.is_new_federated {
        Err(AddressRefusal::Federated)
    } else if facts.present.to_string() == facts.new.to_string() {
        // Another spelling of the same address is a change that somebody may want.
        Err(AddressRefusal::Unchanged)
    } else if leaves_company(&facts) {
        Err(AddressRefusal::OutsideCompany)
    } else {
        Ok(())
    }
}

fn leaves_company(facts: &AddressChangeFacts<'_>) -> bool {
    let Some(domains) = facts.company_domains else {
        return false;
    };
    if facts.present.key() == facts.new.key() {
        return false;
    }
    if domains.is_empty() {
        facts.is_new_of_another_company
    } else {
        !domains.contains(facts.new.domain())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn address(text: &str) -> EmailAddress {
        EmailAddress::parse(text).expect("an address")
    }

    fn domain(text: &str) -> EmailDomain {
        EmailDomain::parse(text).expect("a domain")
    }

    fn free<'a>(present: &'a EmailAddress, new: &'a EmailAddress) -> AddressChangeFacts<'a> {
        AddressChangeFacts {
            present,
            new,
            is_managed: false,
            is_new_federated: false,
            company_domains: None,
            is_new_of_another_company: false,
        }
    }

    #[test]
    fn spelling_may_change_and_the_same_address_may_not() {
        let present = address("grace@globex.example");
        let to = |text: &str| check(free(&present, &address(text)));
        assert_eq!(to("Grace@globex.example"), Ok(()));
        assert_eq!(to(" grace@GLOBEX.example. "), Err(AddressRefusal::Unchanged));
    }

    #[test]
    fn an_account_of_a_company_stays_in_its_domains() {
        let (present, domains) = (address("grace@globex.example"), [domain("globex.example")]);
        let to = |text: &str, domains: &[EmailDomain], is_new_of_another_company| {
            check(AddressChangeFacts {
                company_domains: Some(domains),
                is_new_of_another_company,
                ..free(&present, &address(text))
            })
        };
        assert_eq!(to("hopper@globex.example", &domains, false), Ok(()));
        for outside in [
            "grace@free.example",
            "grace@mail.globex.example",
            "grace@globex.example.evil.example",
        ] {
            assert_eq!(
                to(outside, &domains, false),
                Err(AddressRefusal::OutsideCompany),
                "{outside}"
            );
        }
        assert_eq!(to("grace@free.example", &[], false), Ok(()));
        assert_eq!(
            to("grace@acme.example", &[], true),
            Err(AddressRefusal::OutsideCompany)
        );
    }

    proptest! {
        #[test]
        fn nothing_federated_is_changed_or_taken(old in "[a-c]", new in "[a-c]", from in any::<bool>(), to in any::<bool>()) {
            let (old, new) = (address(&format!("{old}@x.example")), address(&format!("{new}@y.example")));
            let verdict = check(AddressChangeFacts { is_managed: from, is_new_federated: to, ..free(&old, &new) });
            prop_assert_eq!(verdict.is_ok(), !from && !to);
        }

        #[test]
        fn no_company_is_left(at in prop::sample::select(vec!["x.example", "y.example", "z.example"]), proven in 0usize..=2) {
            let all = [domain("x.example"), domain("y.example")];
            let domains = &all[..proven];
            let (old, new) = (address("ada@x.example"), address(&format!("eve@{at}")));
            let verdict = check(AddressChangeFacts { company_domains: Some(domains), ..free(&old, &new) });
            prop_assert_eq!(verdict.is_ok(), domains.is_empty() || domains.contains(&domain(at)));
        }
    }
}
