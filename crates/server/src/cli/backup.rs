//! `latchkey backup`: a copy to put away. It holds everything but the platform's key, without which its sealed values are
//! worth nothing.

use std::path::Path;

use crate::config::DatabaseOptions;
use crate::private_file;
use crate::store::{Store, StoreError};

/// Why there is no copy. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The file is there already, or cannot be made.
    #[error("cannot write {path}: {source}")]
    Create {
        /// Which.
        path: String,
        /// Why.
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
    if !database.database_url.starts_with("sqlite:") {
        return Err(BackupError::NotSqlite);
    }
    let path = file.display().to_string();
    let store = Store::open(&database.database_url).await?;
    // Made here, empty and for its owner alone, before anything is in it.
    private_file::create(file).map_err(|source| BackupError::Create {
        path: path.clone(),
        source,
    })?;
    let copied = store.copy_to(&path).await;
    store.close().await;
    match copied {
        Ok(true) => Ok(()),
        Ok(false) => Err(BackupError::NotSqlite),
        Err(error) => {
            // Ours, and no copy: nobody shall take it for one.
            let _ = std::fs::remove_file(file);
            Err(error.into())
        }
    }
}
