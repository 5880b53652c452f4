//! Which of an identity's accounts a sign-in leads to. Invariant: an account that is entered is active until the transaction ends.

use latchkey_domain::second_accounts::{AccountEntry, entry};

use super::identity::Identity;
use crate::domain::account_linking::{Conflict, Decision};
use crate::store::sign_in_attempts::SignInAttempt;
use crate::store::{Connection, StoreError, accounts, second_accounts};

/// A decision, once it is known which of several accounts it leads to.
pub(super) struct Entered {
    /// What to do about the sign-in.
    pub(super) decision: Decision,
    /// Whether the person has to choose an account first.
    pub(super) must_choose: bool,
    /// The second accounts of the identity.
    pub(super) seconds: Vec<String>,
}

/// Which of the identity's accounts it is, where there are several. `chosen` is what the person has chosen.
pub(super) async fn enter(
    connection: &mut Connection,
    attempt: &SignInAttempt,
    identity: &Identity,
    decision: Decision,
    chosen: Option<&str>,
) -> Result<Entered, StoreError> {
    let Decision::SignIn { account_id: linked } = &decision else {
        return Ok(Entered {
            decision,
            must_choose: false,
            seconds: Vec::new(),
        });
    };
    let offered = second_accounts::offered(connection, identity.foreign(&attempt.company_id)).await?;
    let seconds: Vec<String> = offered.into_iter().map(|(id, _)| id).collect();
    let renews = attempt.renews_account_id.as_deref();
    let account_id = match entry(linked, &seconds, renews, chosen) {
        AccountEntry::Account(id) if id == linked => Some(id.to_owned()),
        AccountEntry::Account(id) if accounts::lock_active(connection, id).await? => Some(id.to_owned()),
        // One that was detached or switched off since the page was shown is as good as switched off.
        AccountEntry::Account(_) | AccountEntry::NotOffered => None,
        AccountEntry::Choose => {
            return Ok(Entered {
                decision,
                must_choose: true,
                seconds,
            });
        }
    };
    let deactivated = Decision::Conflict(Conflict::Deactivated);
    Ok(Entered {
        decision: account_id.map_or(deactivated, |account_id| Decision::SignIn { account_id }),
        must_choose: false,
        seconds,
    })
}
