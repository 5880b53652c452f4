//! Whether the database can be written now. A full file system, a file that has become read-only or a PostgreSQL server that has
//! become a standby would not show otherwise: reading goes on. Invariant: whoever asks, the database is tried once a second at
//! most, and does not grow by it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::Mutex;
use tokio::time::timeout;

use super::{Connection, Result, Store, StoreError};
use latchkey_system::secrets::token_hash;

/// So long an outcome counts.
const FRESH: Duration = Duration::from_secs(1);
/// So long a try may take: with [`FRESH`], a fault is known within five seconds.
const PATIENCE: Duration = Duration::from_secs(3);
/// Bytes that need a page of their own, on both databases: where there is no room, what is there can often be changed still.
const FILLER_BYTES: usize = 32 * 1024;

/// What the last try came to. Clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Readiness(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    last: Mutex<Option<(Instant, Result<()>)>>,
    is_doubted: AtomicBool,
}

impl Store {
    /// Whether the database can be written: what a try came to that is a second old at most.
    ///
    /// # Errors
    /// What the try came to; [`StoreError::Busy`] where it took too long.
    pub async fn ready(&self) -> Result<()> {
        let mut last = self.readiness.0.last.lock().await;
        if let Some((at, outcome)) = &*last
            && at.elapsed() < FRESH
        {
            return outcome.as_ref().copied().map_err(StoreError::again);
        }
        let has_failed = last.as_ref().is_some_and(|(_, outcome)| outcome.is_err());
        let is_doubted = self.readiness.0.is_doubted.swap(false, Ordering::Relaxed);
        let tried = timeout(PATIENCE, self.try_to_write(has_failed || is_doubted)).await;
        let outcome = tried.unwrap_or(Err(StoreError::Busy));
        let told = outcome.as_ref().copied().map_err(StoreError::again);
        *last = Some((Instant::now(), outcome));
        told
    }

    /// Somebody could not write: the next try asks for room as well.
    pub fn doubt(&self) {
        self.readiness.0.is_doubted.store(true, Ordering::Relaxed);
    }

    async fn try_to_write(&self, is_doubted: bool) -> Result<()> {
        let mut transaction = self.begin().await?;
        sqlx::query("UPDATE write_tries SET tries = tries + 1 WHERE id = 1")
            .execute(&mut *transaction)
            .await?;
        // SQLite gives the pages to the next try. PostgreSQL keeps them until it is vacuumed: only where there is a reason.
        if is_doubted || transaction.backend_name() == "SQLite" {
            ask_for_room(&mut transaction).await?;
        }
        transaction.commit().await
    }
}

async fn ask_for_room(connection: &mut Connection) -> Result<()> {
    let mut filler = String::with_capacity(FILLER_BYTES);
    // Text that PostgreSQL cannot make smaller than a page.
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
