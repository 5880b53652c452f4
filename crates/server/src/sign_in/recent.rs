//! Whether somebody has just signed in: what is grave asks for that. Invariant: whoever has a second factor has shown it in that sign-in, and
//! an identity provider has said or was asked when it last asked the person.

use crate::domain::second_factor::Acr;
use crate::domain::session_lifetime::SignedInBy;
use crate::domain::sso_activation::is_fresh;
use crate::store::sessions::Session;
use crate::store::{Connection, StoreError, second_factors};

/// Whether the sign-in is of the last ten minutes, with the second factor where there is one. Never while an identity provider is being tried.
///
/// # Errors
/// Errors of the store.
pub async fn is_recent(
    connection: &mut Connection,
    session: &Session,
    now_ms: i64,
) -> Result<bool, StoreError> {
    let is_fresh = session.signed_in_by != SignedInBy::Test
        && is_fresh(session.created_at_ms, session.auth_time_known, now_ms);
    if !is_fresh {
        return Ok(false);
    }
    let owes_factor = Acr::of(session.signed_in_by, session.second_factor) == Some(Acr::Password);
    Ok(!owes_factor || !second_factors::has_any(connection, &session.account_id).await?)
}
