//! Accounts whose addresses differ in spelling only, once these are read alike: which of them keeps the address. Invariant: exactly
//! one does.

/// An account that has the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Its identifier.
    pub account_id: String,
    /// Whether it is deactivated.
    pub deactivated: bool,
    /// When it was made, in milliseconds.
    pub created_at_ms: i64,
}

/// The account that keeps the address: the oldest of those that are not switched off, or of all where all are. `None` where
/// there is none.
pub fn keeper(holders: &[Holder]) -> Option<&Holder> {
    holders
        .iter()
        .min_by_key(|holder| (holder.deactivated, holder.created_at_ms, &holder.account_id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn holders() -> impl Strategy<Value = Vec<Holder>> {
        prop::collection::vec((any::<bool>(), 0i64..3), 1..5).prop_map(|facts| {
            let numbered = facts.into_iter().enumerate();
            numbered
                .map(|(n, (deactivated, created_at_ms))| Holder {
                    account_id: n.to_string(),
                    deactivated,
                    created_at_ms,
                })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn the_oldest_active_one_keeps_the_address(holders in holders(), turned in 0usize..5) {
            let kept = keeper(&holders).expect("there is one");
            for other in &holders {
                prop_assert!(!kept.deactivated || other.deactivated);
                if other.deactivated == kept.deactivated {
                    prop_assert!(kept.created_at_ms <= other.created_at_ms);
                }
            }
            let mut turned_round = holders.clone();
            turned_round.rotate_left(turned % holders.len());
            prop_assert_eq!(keeper(&turned_round), Some(kept));
        }
    }

    #[test]
    fn nobody_keeps_what_nobody_has() {
        assert_eq!(keeper(&[]), None);
    }
}
