//! Whether the database can be written now, for health checks. Reading goes on when the file system is full, the file has become read-only
//! or the PostgreSQL server a standby, so a write is tried. Invariant: there is one try a second at most, and the database does not grow.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::Mutex;
use tokio::time::timeout;

use super::{Connection, Result, Store, StoreError};
use latchkey_system::secrets::token_hash;

/// How long the outcome of a try is returned again.
const FRESH: Duration = Duration::from_secs(1);
/// How long a try may take: with [`FRESH`], a fault is known within five seconds.
const PATIENCE: Duration = Duration::from_secs(3);
/// Bytes that need a new page on both databases. Without room for one, existing pages can often still be changed.
const FILLER_BYTES: usize = 32 * 1024;

/// The outcome of the last try. Clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Readiness(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    last: Mutex<Option<(Instant, Result<()>)>>,
    is_doubted: AtomicBool,
}

impl Store {
    /// Whether the database can be written: the outcome of a try that is a second old at most.
    ///
    /// # Errors
    /// Why the try failed; [`StoreError::Busy`] if it took too long.
    pub async fn ready(&self) -> Result<()> {
        let mut last = self.readiness.0.last.lock().await;
        if let Some((at, outcome)) = &*last
            && at.elapsed() < FRESH
        {
            return outcome.as_ref().copied().map_err(StoreError::copy_for_waiter);
        }
        let has_failed = last.as_ref().is_some_and(|(_, outcome)| outcome.is_err());
        let is_doubted = self.readiness.0.is_doubted.swap(false, Ordering::Relaxed);
        let tried = timeout(PATIENCE, self.try_to_write(has_failed || is_doubted)).await;
        let outcome = tried.unwrap_or(Err(StoreError::Busy));
        let reported = outcome.as_ref().copied().map_err(StoreError::copy_for_waiter);
        *last = Some((Instant::now(), outcome));
        reported
    }

    /// Reports that a write failed: the next try also writes a page full of bytes.
    pub fn doubt(&self) {
        self.readiness.0.is_doubted.store(true, Ordering::Relaxed);
    }

    async fn try_to_write(&self, is_doubted: bool) -> Result<()> {
        let mut transaction = self.begin().await?;
        sqlx::query("UPDATE write_tries SET tries = tries + 1 WHERE id = 1")
            .execute(&mut *transaction)
            .await?;
        // SQLite reuses the pages for the next try. PostgreSQL keeps them until a vacuum, so it writes them only when there is a doubt.
        if is_doubted || transaction.backend_name() == "SQLite" {
            ask_for_room(&mut transaction).await?;
        }
        transaction.commit().await
    }
}

async fn ask_for_room(connection: &mut Connection) -> Result<()> {
    let mut filler = String::with_capacity(FILLER_BYTES);
    // Hashes, since PostgreSQL would compress a repetitive text to less than a page.
    while filler.len() < FILLER_BYTES {
        filler.push_str(&token_hash(&filler.len().to_string()));
    }
    for text in [filler.as_str(), ""] {
        sqlx::query("UPDATE write_tries SET filler = $1 WHERE id = 1")
            .bind(text)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}
