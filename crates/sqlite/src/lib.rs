//! SQLite for statements that are written with sqlx (`query`, `query_as`, `query_scalar`) over its `Any`, so that a repository is the same
//! on SQLite and PostgreSQL.
//!
//! Two drivers stand behind one seam, [`File`] and [`Sqlite`], and pass the same tests (those below, and the store's):
//!
//! - `direct` runs a statement on the thread of whoever asks, by rusqlite. sqlx gives each statement to a thread of the connection and
//!   waits for it to come back, which takes several times as long as the statement itself. To make rows of `Any` it needs fields of
//!   sqlx-core that semver does not cover, hence the exact version of that crate.
//! - `plain`, by the feature `plain-sqlx`, is sqlx's own driver. It keeps upgrades of sqlx possible: where a release changes what
//!   `direct` is made of, the server is built with the feature until `direct` has followed.
//!
//! Invariant: nothing that the seam shows is made by hand of a driver's hidden parts; no other crate depends on sqlx-core.

#[cfg(not(feature = "plain-sqlx"))]
mod direct;
#[cfg(feature = "plain-sqlx")]
mod plain;

use std::path::PathBuf;
use std::time::Duration;

use rusqlite::ffi::SQLITE_BUSY;
use sqlx::error::DatabaseError;

#[cfg(not(feature = "plain-sqlx"))]
pub use direct::Sqlite;
#[cfg(feature = "plain-sqlx")]
pub use plain::Sqlite;

/// Statements that a connection keeps ready: more than the store has.
const KEPT_STATEMENTS: usize = 512;
/// How long a statement waits where another process is just mending the log; it does not wait for writers.
const PATIENCE: Duration = Duration::from_secs(5);
/// After how many steps of its machine a statement with a deadline looks at the clock: about a hundred microseconds.
const STEPS_BETWEEN_LOOKS: i32 = 10_000;

const SETTINGS: &str = "PRAGMA journal_mode = WAL;
    -- What was answered is on the disk, also when the power goes.
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    -- Pages that are written again and again are carried from the log into the file less often (16 MB of log, not 4).
    PRAGMA wal_autocheckpoint = 4000;
    -- What a savepoint may have to take back is kept in memory, not in a file.
    PRAGMA temp_store = MEMORY;";

/// The file of a database, which exists.
#[derive(Debug, Clone)]
pub struct File(PathBuf);

impl File {
    /// The file at this path. Nothing is opened yet.
    pub const fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// A new connection, to be used by one at a time.
    ///
    /// # Errors
    /// Where there is no such file, where it is no database, and where it cannot be read.
    pub fn open(&self) -> Result<Sqlite, sqlx::Error> {
        Sqlite::open(&self.0)
    }
}

/// Whether the statement was refused because another process is writing.
pub fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(DatabaseError::code);
    let code = code.and_then(|code| code.parse::<i32>().ok());
    code.is_some_and(|code| code & 0xff == SQLITE_BUSY)
}

#[cfg(test)]
mod tests;
