//! Whether an account may have another address.

use super::email_address::EmailAddress;

/// Why it may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressRefusal {
    /// The company that runs the account's sign-in gives it its address.
    #[error("the account is managed by its company")]
    ManagedByCompany,
    /// The new address is of a company that signs its people in itself: they are made by coming from there.
    #[error("the new address is of a federated domain")]
    Federated,
    /// It has that address.
    #[error("the new address is the one it has")]
    Unchanged,
}

/// An address, and whether its domain is federated.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// The address.
    pub address: &'a EmailAddress,
    /// Whether people of its domain sign in through their company.
    pub federated: bool,
}

/// Decides. Whether the new address belongs to somebody else is no reason: nobody may learn that here.
///
/// # Errors
/// Why not.
pub fn check(present: Standing<'_>, new: Standing<'_>) -> Result<(), AddressRefusal> {
    if present.federated {
        Err(AddressRefusal::ManagedByCompany)
    } else if new.federated {
        Err(AddressRefusal::Federated)
    } else if present.address.to_string() == new.address.to_string() {
        // Another spelling of the same address is a change that somebody may want.
        Err(AddressRefusal::Unchanged)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn address(text: &str) -> EmailAddress {
        EmailAddress::parse(text).expect("an address")
    }

    #[test]
    fn spelling_may_change_and_the_same_address_may_not() {
        let present = address("grace@globex.example");
        let to = |text: &str| {
            let (new, federated) = (address(text), false);
            check(
                Standing {
                    address: &present,
                    federated,
                },
                Standing {
                    address: &new,
                    federated,
                },
            )
        };
        assert_eq!(to("Grace@globex.example"), Ok(()));
        assert_eq!(to(" grace@GLOBEX.example. "), Err(AddressRefusal::Unchanged));
    }

    proptest! {
        #[test]
        fn nothing_federated_is_changed_or_taken(old in "[a-c]", new in "[a-c]", from in any::<bool>(), to in any::<bool>()) {
            let (old, new) = (address(&format!("{old}@x.example")), address(&format!("{new}@y.example")));
            let verdict = check(Standing { address: &old, federated: from }, Standing { address: &new, federated: to });
            prop_assert_eq!(verdict.is_ok(), !from && !to);
        }
    }
}
