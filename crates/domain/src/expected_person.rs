//! Whether the identity provider authenticated the expected person: it names whoever is signed in there, who need not be the person
//! of the expired session, nor the one whose address was typed.

use latchkey_contract::identity_conflicts::ConflictKind;

use super::account_linking::{Conflict, Decision};
use super::identity_conflict::FoundConflict;

/// What is right after a renewal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renewal {
    /// The same person: a new session.
    Same,
    /// The same person, who may not come in any more.
    Deactivated,
    /// Somebody else, or nobody known: nothing of the old session is theirs.
    Another,
}

/// Who came back from renewing a session of the account `expected`.
pub fn renewal(decision: &Decision, expected: &str) -> Renewal {
    match decision {
        Decision::SignIn { account_id } | Decision::Link { account_id } if account_id == expected => {
            Renewal::Same
        }
        Decision::Conflict(Conflict::Deactivated) => Renewal::Deactivated,
        _ => Renewal::Another,
    }
}

/// Whether the person has to be asked before anything is done: the typed address is another account's than the one
/// that came back. `typed` is the account of the typed address, if it has one; `aliases` tells whether somebody with an
/// account has said before that this address stands for them.
pub fn is_to_be_asked(decision: &Decision, typed: Option<&str>, is_alias: bool) -> bool {
    let Some(typed) = typed else { return false };
    match decision {
        Decision::SignIn { account_id } | Decision::Link { account_id } => account_id != typed && !is_alias,
        Decision::Onboard => true,
        Decision::Conflict(_) => false,
    }
}

/// What the company's admins see of it: the account that was asked for, and the one that came back.
pub fn wrong_person(decision: &Decision, asked_for: &str) -> FoundConflict {
    FoundConflict {
        kind: ConflictKind::WrongPerson,
        account_id: Some(asked_for.to_owned()),
        other_account_id: account_of(decision).map(str::to_owned),
    }
}

/// The account that a decision leads to.
pub fn account_of(decision: &Decision) -> Option<&str> {
    match decision {
        Decision::SignIn { account_id } | Decision::Link { account_id } => Some(account_id),
        Decision::Onboard | Decision::Conflict(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decision() -> impl Strategy<Value = Decision> {
        prop_oneof![
            "[ab]".prop_map(|account_id| Decision::SignIn { account_id }),
            "[ab]".prop_map(|account_id| Decision::Link { account_id }),
            Just(Decision::Onboard),
            Just(Decision::Conflict(Conflict::Deactivated)),
            Just(Decision::Conflict(Conflict::OtherIdentity)),
        ]
    }

    proptest! {
        #[test]
        fn only_the_same_account_is_renewed(decision in decision(), expected in "[ab]") {
            let same = account_of(&decision) == Some(&expected);
            prop_assert_eq!(renewal(&decision, &expected) == Renewal::Same, same);
        }

        #[test]
        fn nobody_enters_unasked_under_the_address_of_another_account(
            decision in decision(),
            typed in prop::option::of("[ab]"),
            is_alias in any::<bool>(),
        ) {
            let asked = is_to_be_asked(&decision, typed.as_deref(), is_alias);
            let enters = account_of(&decision).is_some() || decision == Decision::Onboard;
            let typed_is_another = typed.is_some() && typed.as_deref() != account_of(&decision);
            let confirmed = is_alias && account_of(&decision).is_some();
            prop_assert_eq!(asked, enters && typed_is_another && !confirmed);
        }
    }
}
