//! SQLite's one writer, and group commit. Write transactions queue here, in order; SQLite's own waiting is neither fair nor cheap.
//!
//! A turn is the time for which one write transaction has the writer. Transactions that wait at the same time become savepoints of one database transaction, with one write to the disk. Invariants:
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

/// The database transaction that turns share. The write transaction that holds the lock has the turn.
#[derive(Debug)]
struct Shared {
    /// `None` after [`GroupCommit::close`].
    connection: Option<Connection>,
    is_begun: bool,
    /// Turns that have ended and wait for the commit.
    done: Vec<oneshot::Sender<Result<()>>>,
}

/// IMMEDIATE takes the write lock at once. A deferred transaction that reads first fails when another process has written meanwhile.
const BEGIN: &str = "BEGIN IMMEDIATE";
/// SQLite may roll the transaction back by itself (a full disk). A later `SAVEPOINT turn` would then begin a new transaction without
/// notice; releasing this outer savepoint fails in that case.
const BEGIN_TURNS: &str = "SAVEPOINT turns";
/// Fails where SQLite has rolled the transaction back by itself: see [`BEGIN_TURNS`].
const END_TURNS: &str = "RELEASE turns";
/// The savepoint of the turn before is not released: savepoints nest.
const BEGIN_TURN: &str = "SAVEPOINT turn";
/// Rolls back to the newest savepoint, i.e. this turn's.
const ROLL_BACK_TURN: &str = "ROLLBACK TO turn";

/// How long to wait before trying again while another process holds the write lock.
const ASK_AGAIN: Duration = Duration::from_millis(5);

/// A write transaction, which has the turn. It is rolled back when dropped without [`WriteTransaction::commit`].
#[derive(Debug)]
pub(super) struct WriteTransaction {
    /// `None` once the turn has ended.
    shared: Option<OwnedMutexGuard<Shared>>,
    writer: GroupCommit,
}

impl GroupCommit {
    pub(super) fn open(file: &File) -> Result<Self> {
        let mut connection = file.open()?;
        // SQLite must not block this thread while another process writes: `turn` tries again instead.
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

    /// Waits for the present turn, commits, and refuses further turns.
    pub(super) async fn close(&self) {
        let mut shared = self.0.lock().await;
        shared.commit().notify();
        shared.connection = None;
    }

    /// Commits the turns that have ended, after those that are waiting at this moment.
    async fn commit_shared(self) {
        // Lets tasks that are ready queue for the lock before this one does.
        yield_now().await;
        let mut shared = self.0.lock_owned().await;
        // The commit waits for the disk, which must not block a thread that serves requests.
        spawn_blocking(move || {
            let ended = shared.commit();
            // Unlocked first, so that a task that is notified can take the next turn.
            drop(shared);
            ended.notify();
        });
    }
}

/// Turns of one commit, and how it went.
#[must_use]
struct Ended {
    turns: Vec<oneshot::Sender<Result<()>>>,
    outcome: Result<()>,
}

impl Ended {
    fn notify(self) {
        for turn in self.turns {
            // The receiver may be gone.
            let _ = turn.send(
                self.outcome
                    .as_ref()
                    .copied()
                    .map_err(StoreError::copy_for_waiter),
            );
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

    /// Begins a turn. `false` where another process holds the write lock.
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

    /// Rolls the present turn back: to its savepoint, or the whole transaction where no other turn is in it.
    fn roll_back_turn(&mut self) {
        if self.done.is_empty() {
            return self.roll_back();
        }
        let back = self
            .sqlite()
            .and_then(|connection| Ok(connection.command(ROLL_BACK_TURN)?));
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

    /// Ends the transaction. Rolls back what has not been committed.
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
            tracing::error!(%error, "a transaction could not be rolled back");
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
            // A task of its own: this future may be dropped, and the others' commit must go on.
            tokio::spawn(self.writer.clone().commit_shared());
        }
        // The sender is dropped without a message only when the runtime shuts down.
        outcome.await.unwrap_or(Err(StoreError::Busy))
    }

    fn shared(&self) -> &Shared {
        self.shared.as_ref().expect("a turn is not over while it is used")
    }
}

impl Drop for WriteTransaction {
    fn drop(&mut self) {
        if let Some(shared) = &mut self.shared {
            shared.roll_back_turn();
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
