//! SQLite's one writer, taken in turns. Waiting for it here is fair and costs nothing; SQLite's own waiting is neither.
//!
//! Whoever is ready while others wait for their turn does not commit alone: the turns of all who wait share one transaction of
//! the database and one write to the disk. Invariants: nobody is told that a turn was committed before it is on the disk; a
//! turn that is given up takes back what it wrote and nothing else (a savepoint); where the shared commit fails, every turn in
//! it has failed.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use sqlx::{Any, AnyConnection, AnyPool};
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};
use tokio::time::timeout;

use super::{Result, StoreError};

/// The writer. Clones share it.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    pool: AnyPool,
    shared: Arc<Mutex<Shared>>,
    waiting: Arc<AtomicUsize>,
}

/// The transaction that turns share. Whoever has locked it has the turn.
#[derive(Debug, Default)]
struct Shared {
    transaction: Option<sqlx::Transaction<'static, Any>>,
    /// Turns that are over, in this transaction, and wait for its commit.
    done: Vec<oneshot::Sender<Result<()>>>,
    /// The turn before was given up after others were done: what it wrote is still to be taken back.
    is_spoilt: bool,
}

/// IMMEDIATE: a transaction that reads first and writes later could not be upgraded under another process's. The savepoint
/// is there as long as this very transaction: SQLite may end it by itself (a full disk), and would then take a turn's
/// savepoint for the beginning of another.
const BEGIN: &str = "BEGIN IMMEDIATE; SAVEPOINT turns";
/// Without releasing the one before: these may lie in each other.
const BEGIN_TURN: &str = "SAVEPOINT turn";
/// Back to the last one.
const TAKE_TURN_BACK: &str = "ROLLBACK TO turn";
/// Refused where the transaction is not the one that was begun.
const END_TURNS: &str = "RELEASE turns";

/// A turn. Dropped without [`Turn::commit`], it never happened.
#[derive(Debug)]
pub(super) struct Turn {
    shared: OwnedMutexGuard<Shared>,
    writer: Writer,
    is_over: bool,
}

/// Somebody who waits for a turn, also where they stop waiting.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Writer {
    pub(super) fn new(pool: AnyPool) -> Self {
        Self {
            pool,
            shared: Arc::default(),
            waiting: Arc::default(),
        }
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where it does not come within `patience`.
    pub(super) async fn turn(&self, patience: Duration) -> Result<Turn> {
        let shared = {
            let _waiting = Waiting::new(&self.waiting);
            let locked = timeout(patience, self.shared.clone().lock_owned()).await;
            locked.map_err(|_| StoreError::Busy)?
        };
        self.begin(shared).await
    }

    /// A turn if it can begin at this moment.
    pub(super) async fn turn_if_free(&self) -> Result<Option<Turn>> {
        match self.shared.clone().try_lock_owned() {
            Ok(shared) => self.begin(shared).await.map(Some),
            Err(_) => Ok(None),
        }
    }

    async fn begin(&self, mut shared: OwnedMutexGuard<Shared>) -> Result<Turn> {
        shared.take_back_what_was_spoilt().await;
        shared.begin_turn(&self.pool).await?;
        Ok(Turn {
            shared,
            writer: self.clone(),
            is_over: false,
        })
    }

    /// Commits what turns have left, when everybody has had theirs who waits at this moment.
    async fn commit_shared(self) {
        let mut shared = self.shared.lock_owned().await;
        shared.take_back_what_was_spoilt().await;
        shared.commit().await;
    }
}

impl Shared {
    async fn begin_turn(&mut self, pool: &AnyPool) -> Result<()> {
        match &mut self.transaction {
            // The first turn takes the whole transaction back where it is given up.
            None => self.transaction = Some(pool.begin_with(BEGIN).await?),
            Some(transaction) => {
                sqlx::query(BEGIN_TURN).execute(&mut **transaction).await?;
            }
        }
        Ok(())
    }

    async fn take_back_what_was_spoilt(&mut self) {
        if let Some(transaction) = &mut self.transaction
            && self.is_spoilt
        {
            let back = sqlx::query(TAKE_TURN_BACK).execute(&mut **transaction).await;
            // Afterwards: whoever does this may be stopped in the middle, and twice does no harm.
            self.is_spoilt = false;
            if let Err(error) = back {
                self.end(&Err(error.into()));
            }
        }
    }

    async fn commit(&mut self) {
        let Some(mut transaction) = self.transaction.take() else {
            return;
        };
        let outcome = async {
            sqlx::query(END_TURNS).execute(&mut *transaction).await?;
            Ok(transaction.commit().await?)
        };
        let outcome = outcome.await;
        self.end(&outcome);
    }

    /// Tells those who wait. What has not been committed by now is given up.
    fn end(&mut self, outcome: &Result<()>) {
        self.transaction = None;
        for turn in self.done.drain(..) {
            // Whoever has stopped waiting need not be told.
            let _ = turn.send(outcome.as_ref().copied().map_err(StoreError::again));
        }
    }
}

impl Turn {
    /// Returns once it is on the disk.
    pub(super) async fn commit(mut self) -> Result<()> {
        self.is_over = true;
        let is_alone = self.shared.done.is_empty();
        if is_alone && self.writer.waiting.load(Ordering::SeqCst) == 0 {
            return match self.shared.transaction.take() {
                Some(transaction) => Ok(transaction.commit().await?),
                None => Ok(()),
            };
        }
        let (told, outcome) = oneshot::channel();
        self.shared.done.push(told);
        if is_alone {
            // A task of its own: whoever waits here may stop waiting. It comes after those who wait now.
            tokio::spawn(self.writer.clone().commit_shared());
        }
        drop(self);
        // Not told at all: the runtime is ending.
        outcome.await.unwrap_or(Err(StoreError::Busy))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        if self.shared.done.is_empty() {
            // Rolls back.
            self.shared.transaction = None;
        } else {
            self.shared.is_spoilt = true;
        }
    }
}

impl Deref for Turn {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        self.shared
            .transaction
            .as_ref()
            .expect("a turn has a transaction")
    }
}

impl DerefMut for Turn {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        self.shared
            .transaction
            .as_mut()
            .expect("a turn has a transaction")
    }
}
