//! `latchkey restore`: puts a copy that `latchkey backup` made in the place of an SQLite database, and ends what may have been ended since
//! the copy was made; with PostgreSQL, whose own tools restore, only the latter. Invariant: until all checks have passed, nothing of the
//! previous database is touched, and it is kept afterwards.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

use serde_json::json;
use time::OffsetDateTime;
use time::macros::format_description;

use crate::audit_chain::{self, ChainError};
use crate::clock::{Clock as _, SystemClock};
use crate::config::{ConfigError, DatabaseOptions};
use crate::database_key;
use crate::store::audit::{self, Origin};
use crate::store::restore::{CannotRestore, Draft, left_over};
use crate::store::sealed::{self, Sealed};
use crate::store::{Store, StoreError, clock, passkeys, recovery_codes, remembered_browsers, second_factors};

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
         client secrets have to be entered again then, and waiting mails and authenticator apps in it are lost; nothing was changed"
    )]
    OtherKey {
        /// The copy, or the database.
        what: String,
        /// Where the key was looked for.
        key: String,
    },
    /// The operator did not say yes.
    #[error("nothing was changed")]
    NotConfirmed,
    /// Standard input cannot be read.
    #[error("cannot read from standard input: {0}; nothing was changed")]
    Input(#[from] std::io::Error),
    /// The audit trail could not be begun anew with the new key.
    #[error("the audit trail cannot be begun anew: {0}; give the command again")]
    AuditTrail(#[from] ChainError),
    /// The copy cannot be worked with.
    #[error("the copy cannot be used: {0}; nothing was changed")]
    Copy(StoreError),
    /// The database that was restored cannot be worked with.
    #[error("{0}; nothing was changed")]
    Store(#[from] StoreError),
}

/// What is to be restored, and how.
#[derive(Debug, Clone, Copy)]
pub struct Restoring<'a> {
    /// The copy; none with PostgreSQL.
    pub file: Option<&'a Path>,
    /// The database.
    pub database: &'a DatabaseOptions,
    /// Also where the key does not fit what is encrypted.
    pub without_key: bool,
    /// The operator need not be asked.
    pub is_confirmed: bool,
}

impl Restoring<'_> {
    /// Puts the file in the place of an SQLite database, or finishes what PostgreSQL's tools have restored; returns what to say.
    pub async fn run(self) -> Result<String, RestoreError> {
        match (self.database.sqlite_file()?, self.file) {
            (Some(target), Some(file)) => self.put_in_place(file, &target).await,
            (Some(_), None) => Err(RestoreError::FileMissing),
            (None, Some(_)) => Err(RestoreError::NotSqlite),
            (None, None) => {
                self.ask()?;
                let store = self.database.open().await?;
                let prepared = self.prepare(&store, "what the database holds").await;
                store.close().await;
                Ok(format!("{} Start the server now.", prepared?))
            }
        }
    }

    /// Servers may run on this database: nothing tells. Whoever sits at a terminal is asked; scripts know what they do.
    fn ask(self) -> Result<(), RestoreError> {
        let stdin = std::io::stdin();
        if self.is_confirmed || !stdin.is_terminal() {
            return Ok(());
        }
        eprintln!(
            "This is for a database that was just restored, while no server runs on it. All sessions of everybody end, and apps' tokens, mailed links \
             and recovery codes become void."
        );
        eprint!("Type yes to do that: ");
        std::io::stderr().flush()?;
        let mut line = String::new();
        stdin.read_line(&mut line)?;
        match line.trim() {
            "yes" => Ok(()),
            _ => Err(RestoreError::NotConfirmed),
        }
    }

    async fn put_in_place(self, file: &Path, target: &Path) -> Result<String, RestoreError> {
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
        let prepared = self.prepare(&store, &name).await;
        store.close().await;
        let prepared = prepared?;
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
            "{name} is in the place of {}. {prepared}{kept}{unused}",
            target.display()
        ))
    }

    /// Checks the key, and ends what may have been ended since the copy was made. Returns what to say of it.
    async fn prepare(self, store: &Store, name: &str) -> Result<String, RestoreError> {
        let key = self.database.present_key()?;
        let fits = database_key::fits(&mut *store.read().await?, key.as_ref()).await?;
        if !fits && !self.without_key {
            return Err(RestoreError::OtherKey {
                what: name.to_owned(),
                key: self.database.key_place(),
            });
        }
        // Where there is none: the one that the server will find.
        let new_key = (!fits).then(|| self.database.secret_key()).transpose()?;
        let now = SystemClock.now_ms();
        let mut transaction = store.begin().await?;
        let forgotten = match &new_key {
            Some(key) => {
                let opens = |sealed: &Sealed| key.open(&sealed.purpose, &sealed.value).is_ok();
                sealed::forget_unless(&mut transaction, opens).await?
            }
            None => 0,
        };
        let ended = clock::end_everything(&mut transaction, now).await?;
        // Some may have been used since, or others made.
        let codes_voided = recovery_codes::void_all(&mut transaction).await?;
        let own_codes_voided = second_factors::void_all_codes(&mut transaction).await?;
        // One that was taken away since is there again.
        passkeys::put_all_behind_password(&mut transaction).await?;
        remembered_browsers::forget_every_one(&mut transaction).await?;
        let event = audit::Event {
            action: "restored",
            company_id: None,
            actor_account_id: None,
            subject: None,
            detail: json!({ "by": "command", "sessions_ended": ended, "recovery_codes_voided": codes_voided,
                "account_recovery_codes_voided": own_codes_voided, "encrypted_values_erased": forgotten }),
        };
        audit::append(&mut transaction, &event, &Origin::default(), now).await?;
        transaction.commit().await?;
        let without = match &new_key {
            Some(key) => {
                audit_chain::begin_anew(store, key, now).await?;
                format!(
                    " The key did not fit: {forgotten} encrypted values were erased. Apps read new signing keys by themselves; identity providers' \
                     client secrets have to be entered again; whoever had an authenticator app signs in with the password alone."
                )
            }
            None => String::new(),
        };
        Ok(format!(
            "Sessions ended: {ended}; apps' tokens, mailed links and recovery codes in it are void.{without}"
        ))
    }
}
