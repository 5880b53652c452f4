//! `latchkey backup`: a copy to put away. It holds everything but the platform's key, without which its sealed values are
//! worth nothing.

use std::path::Path;

use crate::config::{ConfigError, DatabaseOptions};
use crate::private_file;
use crate::store::{Store, StoreError};

/// Why there is no copy. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A setting cannot be worked with.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The file is there already, or cannot be made.
    #[error("cannot write {path}: {source}")]
    Create {
        /// Path of the file.
        path: String,
        /// The system's error.
        source: std::io::Error,
    },
    /// PostgreSQL keeps its own backups.
    #[error("with PostgreSQL, use pg_dump or your provider's backups; nothing was written")]
    NotSqlite,
    /// The database could not be read or the copy not be written.
    #[error("the copy was not made: {0}")]
    Store(#[from] StoreError),
}

/// Writes the copy.
pub async fn run(file: &Path, database: &DatabaseOptions) -> Result<(), BackupError> {
    if database.sqlite_file()?.is_none() {
        return Err(BackupError::NotSqlite);
    }
    let store = database.open().await?;
    let copied = copy(&store, file).await;
    store.close().await;
    copied
}

async fn copy(store: &Store, file: &Path) -> Result<(), BackupError> {
    let fault = |source| BackupError::Create {
        path: file.display().to_string(),
        source,
    };
    // Taken at once, so that no other copy is overwritten; what is in it comes at one moment, and whole.
    private_file::create(file).map_err(fault)?;
    let draft = private_file::draft_of(file);
    let copied = match private_file::create(&draft).map_err(fault) {
        Ok(_) => store
            .copy_to(&draft.display().to_string())
            .await
            .map_err(BackupError::from),
        Err(error) => Err(error),
    };
    let done = match copied {
        Ok(true) => private_file::take_place(&draft, file).map_err(fault),
        Ok(false) => Err(BackupError::NotSqlite),
        Err(error) => Err(error),
    };
    if done.is_err() {
        // Ours, and no copy: nobody shall take them for one.
        let _ = std::fs::remove_file(&draft);
        let _ = std::fs::remove_file(file);
    }
    done
}
