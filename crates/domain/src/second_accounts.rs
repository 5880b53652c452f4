//! Several accounts behind one identity. Invariants: nobody gets into an account that the identity was not given, or that its owner has not agreed to give;
//! where there is more than one, nobody gets in without having chosen, but to renew a session of one of them.

/// The most accounts of one identity, with the one that it is linked to.
pub const MOST_ACCOUNTS: usize = 5;

/// Which account somebody gets into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountEntry<'a> {
    /// The account with this identifier.
    Account(&'a str),
    /// The person chooses first.
    Choose,
    /// The chosen account is not, or no longer, one of the identity's.
    NotOffered,
}

/// Decides which account a sign-in through an identity provider opens. `linked`: the account that the identity is linked to; `seconds`: its
/// active second accounts; `renews`: the account whose session is renewed; `chosen`: the account that the person chose.
pub fn entry<'a>(
    linked: &'a str,
    seconds: &'a [String],
    renews: Option<&str>,
    chosen: Option<&str>,
) -> AccountEntry<'a> {
    let offered = |id: &str| {
        let all = std::iter::once(linked).chain(seconds.iter().map(String::as_str));
        all.into_iter().find(|known| *known == id)
    };
    match (chosen, renews) {
        (Some(chosen), _) => offered(chosen).map_or(AccountEntry::NotOffered, AccountEntry::Account),
        // A session of an account that is not the identity's: the caller refuses, because `linked` is another account.
        (None, Some(renews)) => AccountEntry::Account(offered(renews).unwrap_or(linked)),
        (None, None) if seconds.is_empty() => AccountEntry::Account(linked),
        (None, None) => AccountEntry::Choose,
    }
}

/// Why an account is not attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttachRefusal {
    /// Nobody in the company has the member's address.
    MemberUnknown,
    /// The member has not signed in through the identity provider yet, so there is no identity.
    NoIdentity,
    /// Nobody in the company has the account's address.
    AccountUnknown,
    /// The account has an identity of its own, is attached already, is the member's own, or is switched off.
    NotAttachable,
    /// The identity has as many as it may have.
    TooMany,
}

/// What is known of an account that is to be attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttachFacts<'a> {
    /// The company whose admin asks.
    pub company_id: &'a str,
    /// The company of the member; none where there is no such account.
    pub member: Option<&'a str>,
    /// Whether the member is linked to an identity of the active identity provider.
    pub has_identity: bool,
    /// The company of the account; none where there is no such account.
    pub account: Option<&'a str>,
    /// Whether the two are one.
    pub is_same: bool,
    /// Whether the account is linked to an identity or attached to one.
    pub is_taken: bool,
    /// Whether the account is deactivated.
    pub deactivated: bool,
    /// How many accounts the identity has, with the one that it is linked to.
    pub accounts: usize,
}

/// Whether the account may be attached, once its owner agrees.
///
/// # Errors
/// Why not. Another company's accounts are as unknown as those that there are not.
pub fn attach(facts: AttachFacts<'_>) -> Result<(), AttachRefusal> {
    let is_own = |company: Option<&str>| company == Some(facts.company_id);
    if !is_own(facts.member) {
        return Err(AttachRefusal::MemberUnknown);
    }
    if !is_own(facts.account) {
        return Err(AttachRefusal::AccountUnknown);
    }
    if facts.is_same || facts.is_taken || facts.deactivated {
        return Err(AttachRefusal::NotAttachable);
    }
    if !facts.has_identity {
        return Err(AttachRefusal::NoIdentity);
    }
    if facts.accounts >= MOST_ACCOUNTS {
        return Err(AttachRefusal::TooMany);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id() -> impl Strategy<Value = String> {
        "[a-d]".prop_map(String::from)
    }

    proptest! {
        #[test]
        fn nobody_gets_in_elsewhere_or_unasked(
            linked in id(), seconds in prop::collection::vec(id(), 0..4), renews in prop::option::of(id()), chosen in prop::option::of(id()),
        ) {
            match entry(&linked, &seconds, renews.as_deref(), chosen.as_deref()) {
                AccountEntry::Account(account) => {
                    prop_assert!(account == linked || seconds.iter().any(|second| second == account));
                    if let Some(chosen) = &chosen {
                        prop_assert_eq!(account, chosen);
                    } else if renews.is_none() {
                        prop_assert!(seconds.is_empty());
                    }
                }
                AccountEntry::Choose => prop_assert!(!seconds.is_empty() && renews.is_none() && chosen.is_none()),
                AccountEntry::NotOffered => {
                    let chosen = chosen.expect("something was chosen");
                    prop_assert!(chosen != linked && !seconds.contains(&chosen));
                }
            }
        }

        #[test]
        fn only_accounts_of_the_company_are_attached(
            member in prop::option::of("[xy]"), account in prop::option::of("[xy]"), has_identity in any::<bool>(),
            is_same in any::<bool>(), is_taken in any::<bool>(), deactivated in any::<bool>(), accounts in 1usize..7,
        ) {
            let facts = AttachFacts {
                company_id: "x", member: member.as_deref(), has_identity, account: account.as_deref(), is_same, is_taken, deactivated, accounts,
            };
            let may = attach(facts).is_ok();
            let is_right = member.as_deref() == Some("x") && account.as_deref() == Some("x");
            prop_assert_eq!(may, is_right && has_identity && !is_same && !is_taken && !deactivated && accounts < MOST_ACCOUNTS);
        }
    }
}
