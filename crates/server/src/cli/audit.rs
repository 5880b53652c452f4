//! `latchkey audit`: whether the audit trail is as it was written.

use clap::Subcommand;

use crate::audit_chain::{ChainError, Verified, begin_anew, verify};
use crate::clock::{Clock as _, SystemClock};
use crate::clock_mark::shown;
use crate::config::{ConfigError, DatabaseOptions};
use crate::secrets::SecretKey;
use crate::store::StoreError;

/// What can be done about the audit trail.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Walk along the whole chain of events, while servers run or not: says that it is whole, or where it is broken first, with exit
    /// code 1.
    Verify {
        /// The database.
        #[command(flatten)]
        database: DatabaseOptions,
    },
    /// Begin the chain anew behind its last event, after what `verify` said was looked into, or after a restore without the key.
    /// Nothing is proved any more of events of before; they stay as they are.
    BeginAnew {
        /// The database.
        #[command(flatten)]
        database: DatabaseOptions,
    },
}

/// Why it was not done, or what is wrong. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// A setting cannot be worked with.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Without its key nothing is proved.
    #[error("the platform's key is not in {0}; without it, nothing can be proved of the audit trail")]
    NoKey(String),
    /// The chain is broken, or could not be read.
    #[error(transparent)]
    Chain(#[from] ChainError),
}

/// Does it; returns what to say.
pub async fn run(command: &AuditCommand) -> Result<String, AuditError> {
    let (AuditCommand::Verify { database } | AuditCommand::BeginAnew { database }) = command;
    let key = key(database)?;
    let store = database.open().await?;
    let said = match command {
        AuditCommand::Verify { .. } => verify(&store, &key).await.map(|verified| say(&verified)),
        AuditCommand::BeginAnew { .. } => begin_anew(&store, &key, SystemClock.now_ms()).await.map(|last| {
            format!(
                "The chain begins anew behind event {}. The audit trail says so.",
                last.position
            )
        }),
    };
    store.close().await;
    Ok(said?)
}

fn key(database: &DatabaseOptions) -> Result<SecretKey, AuditError> {
    let key = database.present_key()?;
    key.ok_or_else(|| AuditError::NoKey(database.key_place()))
}

fn say(verified: &Verified) -> String {
    let waiting = match verified.without_place {
        0 => String::new(),
        1 => " 1 newer event has no place in it yet.".to_owned(),
        count => {
            format!(" {count} newer events have no place in it yet: a server that runs gives it to them.")
        }
    };
    let Some(ends) = &verified.ends else {
        return format!("The chain of the audit trail has not begun.{waiting}");
    };
    let before = match ends.anchor.position {
        0 => String::new(),
        before => format!(
            " Of the {before} events before nothing is proved: they were erased, or the chain was begun anew behind them."
        ),
    };
    format!(
        "The audit trail is whole: {} events, none changed, removed, put in or moved.{waiting}{before}\n\
         The chain was begun at {} and ends at event {}, {}. Who keeps this line elsewhere can tell later that no earlier end was put in its place.",
        verified.events,
        shown(ends.begun_at_ms),
        ends.newest.position,
        if ends.newest.hash.is_empty() {
            "empty"
        } else {
            &ends.newest.hash
        },
    )
}
