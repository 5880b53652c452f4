//! SQLite's one writer, and group commit. Write transactions queue here, in order; SQLite's own waiting is neither fair nor cheap.
//!
//! Transactions that wait at the same time become savepoints of one database transaction, with one write to the disk. Invariants:
//! nobody is notified of a commit before it is on the disk; one that is rolled back takes back its own writes only (a savepoint);
//! where the shared commit fails, all of them fail.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::{Duration, Instant};

use latchkey_sqlite::{File, Sqlite, is_busy};
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};
use tokio::task::{spawn_blocking, yield_now};
use tokio::time::{sleep, timeout};

use super::{Connection, Result, StoreError};

/// The writer. Clones share it.
#[derive(Debug, Clone)]
pub(super) struct GroupCommit(Arc<Mutex<Shared>>);

/// The transaction that turns share. Whoever has locked it has the turn.
#[derive(Debug)]
struct Shared {
    /// None after it was closed.
    connection: Option<Connection>,
    is_begun: bool,
    /// Turns that are over, in this transaction, and wait for its commit.
    done: Vec<oneshot::Sender<Result<()>>>,
}

/// IMMEDIATE: a transaction that reads first and writes later could not be upgraded under another process's.
const BEGIN: &str = "BEGIN IMMEDIATE";
/// The savepoint is there as long as this very transaction: SQLite may end it by itself (a full disk), and would then take a
/// turn's savepoint for the beginning of another.
const BEGIN_TURNS: &str = "SAVEPOINT turns";
/// Refused where the transaction is not the one that was begun.
const END_TURNS: &str = "RELEASE turns";
/// Without releasing the one before: these may lie in each other.
const BEGIN_TURN: &str = "SAVEPOINT turn";
/// Back to the last one.
const TAKE_TURN_BACK: &str = "ROLLBACK TO turn";

/// How long to wait until another process is asked again whether it has done with the writer.
const ASK_AGAIN: Duration = Duration::from_millis(5);

/// A turn. Dropped without [`WriteTransaction::commit`], it never happened.
#[derive(Debug)]
pub(super) struct WriteTransaction {
    /// None once it is over.
    shared: Option<OwnedMutexGuard<Shared>>,
    writer: GroupCommit,
}

impl GroupCommit {
    pub(super) fn open(file: &File) -> Result<Self> {
        let mut connection = file.open()?;
        // Other processes are waited for without holding a thread.
        connection.never_wait()?;
        Ok(Self(Arc::new(Mutex::new(Shared {
            connection: Some(Connection::Sqlite(connection)),
            is_begun: false,
            done: Vec::new(),
        }))))
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where it does not come within `patience`.
    pub(super) async fn turn(&self, patience: Duration) -> Result<WriteTransaction> {
        let until = Instant::now() + patience;
        let locked = timeout(patience, self.0.clone().lock_owned()).await;
        let mut shared = locked.map_err(|_| StoreError::Busy)?;
        while !shared.begin()? {
            if Instant::now() >= until {
                return Err(StoreError::Busy);
            }
            sleep(ASK_AGAIN).await;
        }
        Ok(self.begun(shared))
    }

    /// A turn if it can begin at this moment.
    pub(super) fn turn_if_free(&self) -> Result<Option<WriteTransaction>> {
        let Ok(mut shared) = self.0.clone().try_lock_owned() else {
            return Ok(None);
        };
        Ok(shared.begin()?.then(|| self.begun(shared)))
    }

    fn begun(&self, shared: OwnedMutexGuard<Shared>) -> WriteTransaction {
        WriteTransaction {
            shared: Some(shared),
            writer: self.clone(),
        }
    }

    /// Waits for turns that are under way, and gives no more.
    pub(super) async fn close(&self) {
        let mut shared = self.0.lock().await;
        shared.commit().notify();
        shared.connection = None;
    }

    /// Commits what turns have left, when everybody has had theirs who is ready for one at this moment.
    async fn commit_shared(self) {
        // Those who are ready come to stand in line.
        yield_now().await;
        let mut shared = self.0.lock_owned().await;
        // On a thread of its own: it waits for the disk.
        spawn_blocking(move || {
            let ended = shared.commit();
            // Whoever is notified finds the writer free.
            drop(shared);
            ended.notify();
        });
    }
}

/// Turns that are committed, or have failed.
#[must_use]
struct Ended {
    turns: Vec<oneshot::Sender<Result<()>>>,
    outcome: Result<()>,
}

impl Ended {
    fn notify(self) {
        for turn in self.turns {
            // Whoever has stopped waiting need not be notified.
            let _ = turn.send(self.outcome.as_ref().copied().map_err(StoreError::again));
        }
    }
}

impl Shared {
    fn sqlite(&mut self) -> Result<&mut Sqlite> {
        match &mut self.connection {
            Some(Connection::Sqlite(connection)) => Ok(connection),
            _ => Err(sqlx::Error::PoolClosed.into()),
        }
    }

    /// Begins a turn. `false` where another process has the writer.
    fn begin(&mut self) -> Result<bool> {
        let is_begun = self.is_begun;
        let connection = self.sqlite()?;
        if is_begun {
            connection.command(BEGIN_TURN)?;
            return Ok(true);
        }
        match connection.command(BEGIN) {
            Ok(()) => {}
            Err(error) if is_busy(&error) => return Ok(false),
            Err(error) => return Err(error.into()),
        }
        let begun = connection.command(BEGIN_TURNS);
        if begun.is_err() {
            self.roll_back();
        }
        begun?;
        self.is_begun = true;
        Ok(true)
    }

    /// Takes the last turn back, and where it is alone the transaction with it.
    fn take_turn_back(&mut self) {
        if self.done.is_empty() {
            return self.roll_back();
        }
        let back = self
            .sqlite()
            .and_then(|connection| Ok(connection.command(TAKE_TURN_BACK)?));
        if back.is_err() {
            self.end(back).notify();
        }
    }

    fn commit(&mut self) -> Ended {
        let outcome = match (self.is_begun, self.sqlite()) {
            (false, _) => Ok(()),
            (true, Err(closed)) => Err(closed),
            (true, Ok(connection)) => connection
                .command(END_TURNS)
                .and_then(|()| connection.command("COMMIT"))
                .map_err(StoreError::from),
        };
        self.end(outcome)
    }

    /// What has not been committed by now is given up.
    fn end(&mut self, outcome: Result<()>) -> Ended {
        self.roll_back();
        Ended {
            turns: self.done.drain(..).collect(),
            outcome,
        }
    }

    fn roll_back(&mut self) {
        self.is_begun = false;
        if let Ok(connection) = self.sqlite()
            && connection.is_in_transaction()
            && let Err(error) = connection.command("ROLLBACK")
        {
            tracing::error!(%error, "a transaction could not be taken back");
        }
    }
}

impl WriteTransaction {
    /// Returns once it is on the disk.
    pub(super) async fn commit(mut self) -> Result<()> {
        let mut shared = self.shared.take().expect("a turn is over once");
        let is_first = shared.done.is_empty();
        let (sender, outcome) = oneshot::channel();
        shared.done.push(sender);
        drop(shared);
        if is_first {
            // A task of its own: whoever waits here may stop waiting.
            tokio::spawn(self.writer.clone().commit_shared());
        }
        // Not notified at all: the runtime is ending.
        outcome.await.unwrap_or(Err(StoreError::Busy))
    }

    fn shared(&self) -> &Shared {
        self.shared.as_ref().expect("a turn is not over while it is used")
    }
}

impl Drop for WriteTransaction {
    fn drop(&mut self) {
        if let Some(shared) = &mut self.shared {
            shared.take_turn_back();
        }
    }
}

impl Deref for WriteTransaction {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        let connection = &self.shared().connection;
        connection.as_ref().expect("nobody closes it meanwhile")
    }
}

impl DerefMut for WriteTransaction {
    fn deref_mut(&mut self) -> &mut Connection {
        let shared = self.shared.as_mut().expect("a turn is not over while it is used");
        shared.connection.as_mut().expect("nobody closes it meanwhile")
    }
}
