//! Casting out whoever was in an account before: not sessions alone, but all that was made ready from inside, or given to apps,
//! and would bring somebody back in.

use crate::domain::mailed_link::Kind;
use crate::store::{Connection, StoreError, backchannel_logouts, mailed_links, token_families};

/// Every kind of link that is about an account.
const LINKS: &[Kind] = &[
    Kind::ResetPassword,
    Kind::SetPassword,
    Kind::ConfirmAddress,
    Kind::StopAddressChange,
];

/// Ends the links that could set the account's password or change its address, and everything that apps hold of it. For the
/// transaction in which its password changes or goes, or in which it is switched off, behind the end of its sessions. Apps are
/// told: those that knew an ended session by its end, those that knew one which had run out here.
pub async fn cast_out(connection: &mut Connection, account_id: &str, now_ms: i64) -> Result<(), StoreError> {
    for kind in LINKS {
        mailed_links::replace_of_account(connection, account_id, *kind, now_ms).await?;
    }
    backchannel_logouts::queue_outlived(connection, account_id, now_ms).await?;
    token_families::revoke_of_account(connection, account_id, now_ms).await?;
    Ok(())
}
