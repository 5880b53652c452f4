//! `latchkey account`: switching accounts off and on again. Whoever is switched off is out at the next request, wherever
//! they are signed in. Invariant: an account is found by its identifier, its address, or an address that it had before; where that
//! fits several accounts, none is touched.

use clap::Subcommand;
use latchkey_contract::Language;
use serde_json::json;

use super::look_up;
use crate::clock::Clock;
use crate::clock_mark;
use crate::config::{ConfigError, DatabaseOptions, PublicUrl};
use crate::domain::email_address::EmailAddress;
use crate::jobs::JobError;
use crate::sign_in::canonical_addresses;
use crate::store::account_security::{self, Cause, EndedAccess};
use crate::store::accounts::{self, Account};
use crate::store::{Connection, Store, StoreError, former_addresses};
use crate::two_step::reset::{Resetting, reset};

/// What can be done with an account.
#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// Switch an account off: all its sessions end at once, and nobody can sign in with it.
    Deactivate {
        /// Its identifier, its email address, or an address that it had before.
        account: String,
        /// The database.
        #[command(flatten)]
        database: DatabaseOptions,
    },
    /// Take the second factor of an account away, of somebody who has lost it and has no admin to ask. Its sessions end, and its person gets a
    /// mail.
    ResetFactors {
        /// Its identifier, its email address, or an address that it had before.
        account: String,
        /// The address at which browsers reach the platform.
        #[arg(long, env = "LATCHKEY_PUBLIC_URL", default_value = "http://localhost:8080")]
        public_url: String,
        /// The database.
        #[command(flatten)]
        database: DatabaseOptions,
    },
    /// Show an account: its company, whether it is switched off, how it signs in, and its second factor. Changes nothing.
    Show {
        /// Its identifier, its email address, or an address that it had before.
        account: String,
        /// The database.
        #[command(flatten)]
        database: DatabaseOptions,
    },
    /// Switch an account on again. Its sessions stay ended.
    Reactivate {
        /// Its identifier, its email address, or an address that it had before.
        account: String,
        /// The database.
        #[command(flatten)]
        database: DatabaseOptions,
    },
}

/// Why nothing was done. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// It is no address.
    #[error("{0:?} is neither an account's identifier nor an email address")]
    NotAnAddress(String),
    /// Nobody has it.
    #[error("nobody has the address {0}, or had it before")]
    Unknown(String),
    /// Several accounts have or had it.
    #[error(
        "several accounts have the address {address} or had it before; name one by its identifier:{list}"
    )]
    Ambiguous {
        /// The address that was given.
        address: String,
        /// The accounts, one a line.
        list: String,
    },
    /// A setting cannot be worked with.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database refused.
    #[error("nothing was changed: {0}")]
    Store(#[from] StoreError),
    /// Its person could not be told.
    #[error("nothing was changed: {0}")]
    Mail(#[from] JobError),
}

/// What the command has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// It was so already.
    Nothing,
    /// Switched off; so many sessions ended.
    Deactivated {
        /// Number of sessions that were ended.
        sessions_ended: u64,
    },
    /// Switched on.
    Reactivated,
}

/// Does it, and says so.
pub async fn run(command: &AccountCommand) -> Result<String, AccountError> {
    let (account, database, active) = match command {
        AccountCommand::Deactivate { account, database } => (account, database, false),
        AccountCommand::Reactivate { account, database } => (account, database, true),
        AccountCommand::ResetFactors {
            account,
            public_url,
            database,
        } => return reset_factors(account, public_url, database).await,
        AccountCommand::Show { account, database } => return show(account, database).await,
    };
    let store = database.open().await?;
    let clock = clock_mark::for_command(&store).await?;
    canonical_addresses::bring_up_to_date(&store, clock.now_ms()).await?;
    let done = set_active(&store, &clock, account, active).await;
    store.close().await;
    let (account, done) = done?;
    let who = described(&account);
    Ok(match done {
        Done::Nothing if active => format!("{who} was not switched off."),
        Done::Nothing => format!("{who} was switched off before."),
        Done::Deactivated { sessions_ended } => {
            format!("{who} is switched off. Sessions ended: {sessions_ended}.")
        }
        Done::Reactivated => format!("{who} is switched on again."),
    })
}

/// What there is to know of an account.
pub async fn show(account: &str, database: &DatabaseOptions) -> Result<String, AccountError> {
    let store = database.open().await?;
    let shown = shown(&mut *store.read().await?, account).await;
    store.close().await;
    shown
}

async fn shown(connection: &mut Connection, named: &str) -> Result<String, AccountError> {
    let account = found(connection, named).await?;
    Ok(look_up::account(connection, &account).await?)
}

/// Takes the second factor away, and says so.
async fn reset_factors(
    account: &str,
    public_url: &str,
    database: &DatabaseOptions,
) -> Result<String, AccountError> {
    let public_url = PublicUrl::parse(public_url)?;
    let secret_key = database.secret_key()?;
    let store = database.open().await?;
    let clock = clock_mark::for_command(&store).await?;
    canonical_addresses::bring_up_to_date(&store, clock.now_ms()).await?;
    let resetting = Resetting {
        secret_key: &secret_key,
        public_url: &public_url,
        language: Language::default(),
        by: "",
    };
    let done = reset_of(&store, &clock, account, resetting).await;
    store.close().await;
    let (account, ended) = done?;
    let who = described(&account);
    Ok(match ended {
        None => format!("{who} has no second factor."),
        Some(ended) => format!(
            "{who} has no second factor any more and signs in with the password alone. Sessions ended: {}.",
            ended.sessions
        ),
    })
}

/// Takes the second factor of an account away, and with it ends its sessions, in one transaction. Returns which account it was, and what
/// ended.
pub async fn reset_of(
    store: &Store,
    clock: &dyn Clock,
    account: &str,
    resetting: Resetting<'_>,
) -> Result<(Account, Option<EndedAccess>), AccountError> {
    let mut transaction = store.begin().await?;
    let account = found(&mut transaction, account).await?;
    let cause = Cause::of_operator("second_factor_reset", json!({ "by": "command" }));
    let ended = reset(&mut transaction, resetting, &account, &cause, clock.now_ms()).await?;
    transaction.commit().await?;
    Ok((account, ended))
}

/// Switches an account on or off, and with it ends its sessions, in one transaction. Returns which account it was.
pub async fn set_active(
    store: &Store,
    clock: &dyn Clock,
    account: &str,
    active: bool,
) -> Result<(Account, Done), AccountError> {
    let now = clock.now_ms();
    let mut transaction = store.begin().await?;
    let account = found(&mut transaction, account).await?;
    if account.deactivated_at_ms.is_none() == active {
        return Ok((account, Done::Nothing));
    }
    let action = if active {
        "account_reactivated"
    } else {
        "account_deactivated"
    };
    let cause = Cause::of_operator(action, json!({ "by": "command" }));
    let ended = account_security::set_active(&mut transaction, &account.id, active, &cause, now).await?;
    transaction.commit().await?;
    let done = if active {
        Done::Reactivated
    } else {
        Done::Deactivated {
            sessions_ended: ended.sessions,
        }
    };
    Ok((account, done))
}

/// The one account that is meant.
async fn found(connection: &mut Connection, named: &str) -> Result<Account, AccountError> {
    if let Ok(id) = uuid::Uuid::parse_str(named.trim()) {
        let account = accounts::by_id(connection, &id.to_string()).await?;
        return account.ok_or_else(|| AccountError::NotAnAddress(named.to_owned()));
    }
    let address = EmailAddress::parse(named).ok_or_else(|| AccountError::NotAnAddress(named.to_owned()))?;
    let mut all = Vec::new();
    for id in former_addresses::accounts_ever_with(connection, &address).await? {
        all.extend(accounts::by_id(connection, &id).await?);
    }
    match all.len() {
        0 => Err(AccountError::Unknown(address.to_string())),
        1 => Ok(all.remove(0)),
        _ => Err(AccountError::Ambiguous {
            address: address.to_string(),
            list: all
                .iter()
                .map(|account| format!("\n  {}", described(account)))
                .collect(),
        }),
    }
}

fn described(account: &Account) -> String {
    format!("{} <{}> ({})", account.name(), account.email, account.id)
}
