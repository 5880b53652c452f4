//! Mail: queued in the transaction of the thing it tells of, sent later. Invariant: no request waits for a mail server, and
//! no address, link or text of a mail is in the log or, unsealed, in the database.

mod asking;
pub mod letter;
mod message;
pub mod naming;
pub mod outbox;
pub mod smtp;
mod templates;
mod two_step_change;
pub mod words;

use latchkey_contract::Language;

pub use self::asking::Asking;
pub use self::message::{Mail, Message};
use self::outbox::SendMail;
pub use self::two_step_change::TwoStepChange;
use crate::jobs::{self, JobError, Queueing};
use crate::secrets::SecretKey;
use crate::store::{Connection, mails};

/// How long a mail without a link that expires is tried for.
const PATIENCE_MS: i64 = 24 * 60 * 60 * 1000;

/// Who gets a mail, and in which language.
#[derive(Clone, Copy)]
pub struct Recipient<'a> {
    /// Email address.
    pub address: &'a str,
    /// Language of the mail.
    pub language: Language,
}

/// Queues a mail, inside the caller's transaction: it is sent if and when that commits. `asking` says who caused it.
pub async fn queue(
    connection: &mut Connection,
    key: &SecretKey,
    now_ms: i64,
    to: &Recipient<'_>,
    message: &Message,
    asking: Option<Asking>,
) -> Result<(), JobError> {
    let mail = Mail {
        to: to.address.to_owned(),
        language: to.language,
        message: message.clone(),
        asking,
    };
    let queueing = Queueing {
        label: message.kind(),
        expires_at_ms: Some(message.expires_at_ms().unwrap_or(now_ms + PATIENCE_MS)),
        ..Queueing::default()
    };
    jobs::enqueue::<SendMail>(connection, key, &mail, queueing, now_ms).await?;
    Ok(())
}

/// Opens what [`queue`] encrypted.
pub fn open(key: &SecretKey, id: &str, sealed: &str) -> Result<Mail, JobError> {
    let text = key.open(&mails::purpose(id), sealed)?;
    serde_json::from_str(&text).map_err(|_| JobError::NotUnderstood)
}
