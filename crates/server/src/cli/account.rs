//! `latchkey account`: switching accounts off and on again. Whoever is switched off is out at the next request, wherever
//! they are signed in (L12).

use clap::Subcommand;
use serde_json::json;

use crate::clock::Clock;
use crate::clock_mark;
use crate::config::DatabaseOptions;
use crate::domain::email_address::EmailAddress;
use crate::sign_in::canonical_addresses;
use crate::sign_in::cast_out::cast_out;
use crate::store::audit::{self, Origin};
use crate::store::{Store, StoreError, accounts, session_ends};

/// What can be done with an account.
#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// Switch an account off: all its sessions end at once, and nobody can sign in with it.
    Deactivate {
        /// Its email address.
        email: String,
        /// Where it is.
        #[command(flatten)]
        database: DatabaseOptions,
    },
    /// Switch an account on again. Its sessions stay ended.
    Reactivate {
        /// Its email address.
        email: String,
        /// Where it is.
        #[command(flatten)]
        database: DatabaseOptions,
    },
}

/// Why nothing was done. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// It is no address.
    #[error("{0:?} is not an email address")]
    NotAnAddress(String),
    /// Nobody has it.
    #[error("nobody has the address {0}")]
    Unknown(String),
    /// The database refused.
    #[error("nothing was changed: {0}")]
    Store(#[from] StoreError),
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// It was so already.
    Nothing,
    /// Switched off; so many sessions ended.
    Deactivated {
        /// How many.
        sessions_ended: u64,
    },
    /// Switched on.
    Reactivated,
}

/// Does it, and says so.
pub async fn run(command: &AccountCommand) -> Result<String, AccountError> {
    let (email, database, active) = match command {
        AccountCommand::Deactivate { email, database } => (email, database, false),
        AccountCommand::Reactivate { email, database } => (email, database, true),
    };
    let store = Store::open(&database.database_url).await?;
    let clock = clock_mark::for_command(&store).await?;
    canonical_addresses::bring_up_to_date(&store, clock.now_ms()).await?;
    let done = set_active(&store, &clock, email, active).await;
    store.close().await;
    Ok(match done? {
        Done::Nothing if active => format!("{email} was not switched off."),
        Done::Nothing => format!("{email} was switched off before."),
        Done::Deactivated { sessions_ended } => {
            format!("{email} is switched off. Sessions ended: {sessions_ended}.")
        }
        Done::Reactivated => format!("{email} is switched on again."),
    })
}

/// Switches an account on or off, and with it ends its sessions, in one transaction.
pub async fn set_active(
    store: &Store,
    clock: &dyn Clock,
    email: &str,
    active: bool,
) -> Result<Done, AccountError> {
    let address = EmailAddress::parse(email).ok_or_else(|| AccountError::NotAnAddress(email.to_owned()))?;
    let now = clock.now_ms();
    let mut transaction = store.begin().await?;
    let account = accounts::by_email(&mut transaction, &address).await?;
    let account = account.ok_or_else(|| AccountError::Unknown(address.to_string()))?;
    if account.deactivated_at_ms.is_none() == active {
        return Ok(Done::Nothing);
    }
    let since = (!active).then_some(now);
    // The account first: a sign-in holds its row until its session is there to be ended.
    accounts::set_deactivated(&mut transaction, &account.id, since).await?;
    let sessions_ended = session_ends::end_all_of(&mut transaction, &account.id, now).await?;
    // For good: what apps hold, and links that were mailed, do not come back with the account.
    cast_out(&mut transaction, &account.id, now).await?;
    let (action, done) = if active {
        ("account_reactivated", Done::Reactivated)
    } else {
        ("account_deactivated", Done::Deactivated { sessions_ended })
    };
    let event = audit::Event {
        action,
        company_id: Some(&account.company_id),
        actor_account_id: None,
        subject: Some(&account.id),
        detail: json!({ "by": "command", "sessions_ended": sessions_ended }),
    };
    audit::append(&mut transaction, &event, &Origin::default(), now).await?;
    transaction.commit().await?;
    Ok(done)
}
