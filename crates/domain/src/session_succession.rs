//! What happens to a browser's session when somebody signs in again. Invariant: if the session continues, it keeps its identifier (the
//! `sid` on which the apps' tokens depend) and gets a new secret for the browser's cookie.

use super::session_lifetime::SignedInBy;
use super::session_standing::{SessionFacts, SessionStanding, standing};

/// What becomes of the previous session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Succession {
    /// It continues, under a new secret.
    GoesOn,
    /// It ends and its apps are notified, because another account signs in.
    Ends,
    /// It had already expired: it is deleted, and no app is notified.
    Forgotten,
}

/// Decides what becomes of the previous session `before`. `is_same_account`: it belongs to the account that signs in now. `is_renewal`:
/// the company's identity provider has confirmed, to `prompt=none`, that the same person is still signed in there.
pub fn succession(before: &SessionFacts, is_same_account: bool, is_renewal: bool, now_ms: i64) -> Succession {
    let is_live = standing(before, now_ms) == SessionStanding::Live;
    match (is_same_account, is_live) {
        (true, true) => Succession::GoesOn,
        // Whether it can be renewed was checked before the redirect to the identity provider.
        (true, false) if is_renewal && before.signed_in_by == SignedInBy::Sso => Succession::GoesOn,
        (false, true) => Succession::Ends,
        (_, false) => Succession::Forgotten,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session_lifetime::Lifetime;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn only_one_s_own_session_goes_on_and_what_ran_out_only_by_a_renewal(
            password in any::<bool>(),
            ended in any::<bool>(),
            expires_at_ms in 0i64..100,
            now_ms in 0i64..100,
            same in any::<bool>(),
            renewal in any::<bool>(),
        ) {
            let signed_in_by = if password { SignedInBy::Password } else { SignedInBy::Sso };
            let facts = SessionFacts {
                signed_in_by,
                lifetime: Lifetime { expires_at_ms, ends_at_ms: expires_at_ms },
                ended_at_ms: ended.then_some(0),
                renewal_begun_at_ms: ended.then_some(0),
                deactivated: false,
            };
            let is_live = !ended && now_ms < expires_at_ms;
            match succession(&facts, same, renewal, now_ms) {
                Succession::GoesOn => prop_assert!(same && (is_live || (renewal && !password))),
                Succession::Ends => prop_assert!(!same && is_live),
                Succession::Forgotten => {
                    prop_assert!(!is_live);
                    prop_assert!(!same || !renewal || password);
                }
            }
        }
    }
}
