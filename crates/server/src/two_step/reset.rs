//! Takes somebody's second factor away who has lost it: an admin of the company does so, or the operator. All that was prepared in the account
//! ends, and its person gets a mail.

use latchkey_contract::{Language, paths};

use crate::config::PublicUrl;
use crate::jobs::JobError;
use crate::mail::{self, Message, Recipient, TwoStepChange};
use crate::secrets::SecretKey;
use crate::store::Connection;
use crate::store::account_security::{self, Cause, EndedAccess};
use crate::store::accounts::Account;

/// What a reset needs of the platform.
#[derive(Clone, Copy)]
pub struct Resetting<'a> {
    /// Seals the mail.
    pub secret_key: &'a SecretKey,
    /// For the link in the mail.
    pub public_url: &'a PublicUrl,
    /// The language of mails to people who chose none.
    pub language: Language,
    /// Address of the admin who does it; empty: the operator.
    pub by: &'a str,
}

/// Does it; `None` where there was no second factor.
///
/// # Errors
/// Errors of the store and of the mail queue.
pub async fn reset(
    connection: &mut Connection,
    resetting: Resetting<'_>,
    account: &Account,
    cause: &Cause<'_>,
    now_ms: i64,
) -> Result<Option<EndedAccess>, JobError> {
    let ended = account_security::remove_second_factors(connection, &account.id, cause, now_ms).await?;
    if ended.is_none() {
        return Ok(None);
    }
    let to = Recipient {
        address: &account.email,
        language: account.language_of_news(resetting.language),
    };
    let message = Message::TwoStepChanged {
        change: TwoStepChange::Reset {
            by: resetting.by.to_owned(),
        },
        page: resetting.public_url.join(paths::TWO_STEP),
    };
    mail::queue(connection, resetting.secret_key, now_ms, &to, &message, None).await?;
    Ok(ended)
}
