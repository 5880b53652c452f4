//! Mail: queued in the transaction of the thing it tells of, sent later. Invariant: no request waits for a mail server, and
//! no address, link or text of a mail is in the log or, unsealed, in the database.

pub mod letter;
mod message;
pub mod outbox;
pub mod smtp;
pub mod words;

use latchkey_contract::Language;
use serde::{Deserialize, Serialize};

pub use self::message::Message;
use self::outbox::SendMail;
use crate::jobs::{self, JobError, Queueing};
use crate::secrets::{CannotOpen, NoRandomness, SecretKey};
use crate::store::{Connection, StoreError, mails};

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

/// A mail that waits, unsealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// Email address of who gets it.
    pub to: String,
    /// In which language.
    pub language: Language,
    /// What it is about.
    pub message: Message,
}

/// Why a mail was not queued, or cannot be read again.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The store failed; the transaction should not be committed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No randomness to seal with.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// It was sealed with another key.
    #[error(transparent)]
    CannotOpen(#[from] CannotOpen),
    /// It is of a kind that this version does not know.
    #[error("a queued mail is not understood by this version")]
    NotUnderstood,
}

impl From<JobError> for MailError {
    fn from(error: JobError) -> Self {
        match error {
            JobError::Store(error) => Self::Store(error),
            JobError::NoRandomness(error) => Self::NoRandomness(error),
            JobError::CannotOpen(error) => Self::CannotOpen(error),
            JobError::NotUnderstood => Self::NotUnderstood,
        }
    }
}

/// Queues a mail, inside the caller's transaction: it is sent if and when that commits.
pub async fn queue(
    connection: &mut Connection,
    key: &SecretKey,
    now_ms: i64,
    to: &Recipient<'_>,
    message: &Message,
) -> Result<(), MailError> {
    let mail = Mail {
        to: to.address.to_owned(),
        language: to.language,
        message: message.clone(),
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
pub fn open(key: &SecretKey, id: &str, sealed: &str) -> Result<Mail, MailError> {
    let text = key.open(&mails::purpose(id), sealed)?;
    serde_json::from_str(&text).map_err(|_| MailError::NotUnderstood)
}
