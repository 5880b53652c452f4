//! `latchkey restore`: puts a copy that `latchkey backup` made in the place of an SQLite database, and ends what may have been ended since
//! the copy was made; with PostgreSQL, whose own tools restore, only the latter. Invariant: until all checks have passed, nothing of the
//! database of before is touched, and it is kept afterwards.

use std::path::Path;

use serde_json::json;
use time::OffsetDateTime;
use time::macros::format_description;

use crate::clock::{Clock as _, SystemClock};
use crate::config::{ConfigError, DatabaseOptions};
use crate::store::audit::{self, Origin};
use crate::store::restore::{CannotRestore, Draft, left_over};
use crate::store::{Store, StoreError, clock, passkeys, recovery_codes, sealed, second_factors};

/// Why nothing was put back. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// A setting cannot be worked with.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// PostgreSQL has tools of its own.
    #[error(
        "with PostgreSQL, use pg_restore or your provider's backups, and then `latchkey restore` without a file; nothing was changed"
    )]
    NotSqlite,
    /// With SQLite there is nothing to do without a copy.
    #[error("name the copy, as `latchkey backup` made it; nothing was changed")]
    FileMissing,
    /// The files cannot be worked with.
    #[error("{0}; nothing was changed")]
    Files(#[from] CannotRestore),
    /// The copy is of a later version.
    #[error("{0} was made by a newer version of latchkey; nothing was changed")]
    Newer(String),
    /// What is sealed in the copy could not be opened afterwards.
    #[error(
        "{what} was sealed with another key than {key}; put the key that belongs to it there, or give --without-key: \
         identity providers' secrets and waiting mails in it are then lost; nothing was changed"
    )]
    OtherKey {
        /// The copy, or the database.
        what: String,
        /// Where the key was looked for.
        key: String,
    },
    /// The copy cannot be worked with.
    #[error("the copy cannot be used: {0}; nothing was changed")]
    Copy(StoreError),
    /// The database that was restored cannot be worked with.
    #[error("{0}; nothing was changed")]
    Store(#[from] StoreError),
}

/// Puts `file` in the place of an SQLite database, or finishes what PostgreSQL's tools have restored; returns what to say.
pub async fn run(
    file: Option<&Path>,
    database: &DatabaseOptions,
    without_key: bool,
) -> Result<String, RestoreError> {
    match (database.sqlite_file()?, file) {
        (Some(target), Some(file)) => put_in_place(file, &target, database, without_key).await,
        (Some(_), None) => Err(RestoreError::FileMissing),
        (None, Some(_)) => Err(RestoreError::NotSqlite),
        (None, None) => {
            let store = database.open().await?;
            let ended = prepare(&store, database, "what the database holds", without_key).await;
            store.close().await;
            let ended = ended?;
            Ok(format!(
                "Sessions ended: {ended}; apps' tokens, mailed links and recovery codes in the database are void. Start the server now."
            ))
        }
    }
}

async fn put_in_place(
    file: &Path,
    target: &Path,
    database: &DatabaseOptions,
    without_key: bool,
) -> Result<String, RestoreError> {
    let stamp = OffsetDateTime::now_utc()
        .format(format_description!(
            "[year][month][day]T[hour][minute][second].[subsecond digits:6]Z"
        ))
        .unwrap_or_default();
    let name = file.display().to_string();
    let draft = Draft::of(file, target, &stamp)?;
    let store = Store::open_file(draft.path())
        .await
        .map_err(|error| match error {
            error if error.is_of_newer_version() => RestoreError::Newer(name.clone()),
            error => RestoreError::Copy(error),
        })?;
    let prepared = prepare(&store, database, &name, without_key).await;
    store.close().await;
    let ended = prepared?;
    let aside = draft.put_in_place()?;
    let kept = aside.map_or_else(String::new, |aside| {
        format!(" The database of before is kept as {}.", aside.display())
    });
    let unused = left_over(target)
        .iter()
        .map(|path| {
            format!(
                " {} was left by a restore that was interrupted; delete it.",
                path.display()
            )
        })
        .collect::<String>();
    Ok(format!(
        "{name} is in the place of {}. Sessions ended: {ended}; apps' tokens, mailed links and recovery codes in it are void.{kept}{unused}",
        target.display()
    ))
}

/// Checks the key, and ends what may have been ended since the copy was made. Returns how many sessions that were.
async fn prepare(
    store: &Store,
    database: &DatabaseOptions,
    name: &str,
    without_key: bool,
) -> Result<u64, RestoreError> {
    let sealed = sealed::any(&mut *store.read().await?).await?;
    if let Some(sealed) = sealed.filter(|_| !without_key) {
        let key = database.present_key()?;
        if key.is_none_or(|key| key.open(&sealed.purpose, &sealed.value).is_err()) {
            return Err(RestoreError::OtherKey {
                what: name.to_owned(),
                key: database.key_place(),
            });
        }
    }
    let now = SystemClock.now_ms();
    let mut transaction = store.begin().await?;
    let ended = clock::end_everything(&mut transaction, now).await?;
    // Some may have been used since, or others made.
    let codes_voided = recovery_codes::void_all(&mut transaction).await?;
    let own_codes_voided = second_factors::void_all_codes(&mut transaction).await?;
    // One that was taken away since is there again.
    passkeys::put_all_behind_password(&mut transaction).await?;
    let event = audit::Event {
        action: "restored",
        company_id: None,
        actor_account_id: None,
        subject: None,
        detail: json!({ "by": "command", "sessions_ended": ended, "recovery_codes_voided": codes_voided,
            "account_recovery_codes_voided": own_codes_voided }),
    };
    audit::append(&mut transaction, &event, &Origin::default(), now).await?;
    transaction.commit().await?;
    Ok(ended)
}
