//! Queries that may take long: searches, counts, exports. Invariants: each runs on a thread of its own, so that it delays no other
//! request; it ends at its deadline, or as soon as nobody waits for it any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::task::spawn_blocking;

use super::{Connection, ReadConnection, Result, Store, StoreError};

/// The longest that it may take, from the moment at which there is a connection.
pub const LONGEST: Duration = Duration::from_secs(2);

/// The longest that a preview of a large change may take: an admin has asked for it, waits for it, and can do nothing without it.
pub const LONGEST_PREVIEW: Duration = Duration::from_secs(15);

/// Until when statements may run.
#[derive(Debug, Clone)]
struct Deadline {
    at: Instant,
    is_given_up: Arc<AtomicBool>,
}

impl Deadline {
    fn after(longest: Duration) -> Self {
        Self {
            at: Instant::now() + longest,
            is_given_up: Arc::default(),
        }
    }

    /// Whether a statement has to end now.
    fn is_over(&self) -> bool {
        self.is_given_up.load(Ordering::Relaxed) || Instant::now() >= self.at
    }
}

/// Ends what runs when nobody waits for it any more.
struct GiveUp(Arc<AtomicBool>);

impl Drop for GiveUp {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Store {
    /// Reads what may take long, with a connection of its own, for [`LONGEST`] at most.
    ///
    /// # Errors
    /// [`StoreError::TooLong`] where it did not end by its deadline.
    pub async fn read_long<T, F>(&self, read: F) -> Result<T>
    where
        T: Send + 'static,
        F: AsyncFnOnce(&mut Connection) -> Result<T> + Send + 'static,
    {
        self.read_within(LONGEST, read).await
    }

    /// The same for a preview of a large change, for [`LONGEST_PREVIEW`] at most.
    ///
    /// # Errors
    /// [`StoreError::TooLong`] where it did not end by its deadline.
    pub async fn read_preview<T, F>(&self, read: F) -> Result<T>
    where
        T: Send + 'static,
        F: AsyncFnOnce(&mut Connection) -> Result<T> + Send + 'static,
    {
        self.read_within(LONGEST_PREVIEW, read).await
    }

    async fn read_within<T, F>(&self, longest: Duration, read: F) -> Result<T>
    where
        T: Send + 'static,
        F: AsyncFnOnce(&mut Connection) -> Result<T> + Send + 'static,
    {
        let mut connection = self.reading_for_long().await?;
        let deadline = Deadline::after(longest);
        let given_up = GiveUp(deadline.is_given_up.clone());
        let runtime = Handle::current();
        let done = spawn_blocking(move || {
            runtime.block_on(async {
                limit(&mut connection, longest, &deadline).await?;
                // PostgreSQL ends each statement; this ends several that follow each other.
                let done = tokio::time::timeout(longest, read(&mut connection)).await;
                done.unwrap_or(Err(StoreError::TooLong))
            })
        });
        let done = done.await;
        drop(given_up);
        // Not told at all: the runtime is ending, or the reading panicked.
        done.map_err(|_| StoreError::Busy)?
    }
}

/// Lets no statement of this connection run beyond the deadline.
async fn limit(connection: &mut ReadConnection, longest: Duration, deadline: &Deadline) -> Result<()> {
    if let Connection::Sqlite(sqlite) = &mut **connection {
        let deadline = deadline.clone();
        return Ok(sqlite.end_when(move || deadline.is_over())?);
    }
    let sql = format!("SET LOCAL statement_timeout = {}", longest.as_millis());
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .execute(&mut **connection)
        .await?;
    Ok(())
}
