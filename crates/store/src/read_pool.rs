//! A pool of connections for reading. On SQLite they see what is committed, whatever the one writer does meanwhile.

use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use latchkey_sqlite::{File, Sqlite};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::{Connection, Result};

/// SQLite's connections. Clones share them.
#[derive(Debug, Clone)]
pub(super) struct Readers(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    file: File,
    places: Arc<Semaphore>,
    count: u32,
    /// The one that was used last comes first: it knows most pages.
    idle: Mutex<Vec<Sqlite>>,
    is_closed: AtomicBool,
}

/// A connection to read with.
#[derive(Debug)]
pub struct ReadConnection {
    /// Until it goes back.
    connection: Option<Connection>,
    lent: Option<Lent>,
}

#[derive(Debug)]
struct Lent {
    to: Arc<Shared>,
    _place: OwnedSemaphorePermit,
}

impl Readers {
    pub(super) fn new(file: File, count: u32) -> Self {
        Self(Arc::new(Shared {
            file,
            places: Arc::new(Semaphore::new(count as usize)),
            count,
            idle: Mutex::default(),
            is_closed: AtomicBool::new(false),
        }))
    }

    /// # Errors
    /// [`super::StoreError::Unavailable`] where no place is free within `patience`, and after [`Readers::close`].
    pub(super) async fn take(&self, patience: Duration) -> Result<ReadConnection> {
        if self.0.is_closed.load(Ordering::SeqCst) {
            return Err(sqlx::Error::PoolClosed.into());
        }
        let place = timeout(patience, self.0.places.clone().acquire_owned());
        let place = place.await.map_err(|_| sqlx::Error::PoolTimedOut)?;
        let lent = Lent {
            _place: place.map_err(|_| sqlx::Error::PoolClosed)?,
            to: self.0.clone(),
        };
        let idle = self.0.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => self.0.file.open()?,
        };
        Ok(ReadConnection {
            connection: Some(Connection::Sqlite(connection)),
            lent: Some(lent),
        })
    }

    /// Waits for those who read, and lets nobody else in.
    pub(super) async fn close(&self) {
        self.0.is_closed.store(true, Ordering::SeqCst);
        // Closed before by somebody else: they have waited.
        let _all = self.0.places.acquire_many(self.0.count).await;
        self.0.places.close();
        self.0.idle().clear();
    }
}

impl Shared {
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Sqlite>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<Connection> for ReadConnection {
    fn from(connection: Connection) -> Self {
        Self {
            connection: Some(connection),
            lent: None,
        }
    }
}

impl Drop for ReadConnection {
    fn drop(&mut self) {
        let (connection, lent) = (self.connection.take(), self.lent.take());
        if let (Some(Connection::Sqlite(mut connection)), Some(lent)) = (connection, &lent)
            && !connection.is_in_transaction()
            && connection.end_whenever().is_ok()
            && !lent.to.is_closed.load(Ordering::SeqCst)
        {
            lent.to.idle().push(connection);
        }
    }
}

impl Deref for ReadConnection {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection.as_ref().expect("it is there until it is dropped")
    }
}

impl DerefMut for ReadConnection {
    fn deref_mut(&mut self) -> &mut Connection {
        self.connection.as_mut().expect("it is there until it is dropped")
    }
}
