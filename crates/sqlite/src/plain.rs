//! sqlx's own driver behind the same seam. Each statement goes to the connection's own thread and comes back; what the seam has without
//! `async` waits for that.

use std::path::Path;

use futures_executor::block_on;
use futures_util::future::{BoxFuture, FutureExt as _, ready};
use futures_util::stream::{self, BoxStream, StreamExt as _};
use sqlx::any::{AnyArguments, AnyQueryResult, AnyRow};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Any, ConnectOptions as _, Either, Execute, SqlStr};
use sqlx_core::any::AnyConnectionBackend;

use super::{KEPT_STATEMENTS, PATIENCE, SETTINGS, STEPS_BETWEEN_LOOKS};

/// A connection.
#[derive(Debug)]
pub struct Sqlite(SqliteConnection);

impl Sqlite {
    pub(super) fn open(path: &Path) -> Result<Self, sqlx::Error> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .busy_timeout(PATIENCE)
            .statement_cache_capacity(KEPT_STATEMENTS);
        let mut connection = block_on(options.connect())?;
        block_on(sqlx::raw_sql(SETTINGS).execute(&mut connection))?;
        Ok(Self(connection))
    }

    /// Whether a transaction is under way, by SQLite's own word: it may end one by itself.
    pub fn is_in_transaction(&mut self) -> bool {
        // There is none inside another one; by itself it takes no lock.
        self.command("BEGIN").is_err() || self.command("ROLLBACK").is_err()
    }

    /// Makes a statement be refused at once where another process has the writer: whoever runs it waits in a better way.
    ///
    /// # Errors
    /// Errors of SQLite.
    pub fn never_wait(&mut self) -> Result<(), sqlx::Error> {
        self.command("PRAGMA busy_timeout = 0")
    }

    /// Ends each statement from now on that still runs when this says so; it is asked again and again while one runs.
    ///
    /// # Errors
    /// Where the connection's thread is gone.
    pub fn end_when(
        &mut self,
        mut is_over: impl FnMut() -> bool + Send + 'static,
    ) -> Result<(), sqlx::Error> {
        let mut connection = block_on(self.0.lock_handle())?;
        connection.set_progress_handler(STEPS_BETWEEN_LOOKS, move || !is_over());
        Ok(())
    }

    /// Lets statements run as long as they take again.
    ///
    /// # Errors
    /// Where the connection's thread is gone.
    pub fn end_whenever(&mut self) -> Result<(), sqlx::Error> {
        block_on(self.0.lock_handle())?.remove_progress_handler();
        Ok(())
    }

    /// Runs one statement that has no arguments and answers nothing, and waits for it.
    ///
    /// # Errors
    /// Errors of SQLite.
    pub fn command(&mut self, sql: &'static str) -> Result<(), sqlx::Error> {
        block_on(sqlx::raw_sql(sql).execute(&mut self.0)).map(drop)
    }

    /// Runs a statement: its rows, then how many it changed, as [`sqlx::Executor::fetch_many`] has it.
    pub fn fetch_many<'e, 'q: 'e>(
        &'e mut self,
        query: impl Execute<'q, Any> + 'q,
    ) -> BoxStream<'e, Result<Either<AnyQueryResult, AnyRow>, sqlx::Error>> {
        match taken_apart(query) {
            Ok((sql, is_kept, arguments)) => {
                AnyConnectionBackend::fetch_many(&mut self.0, sql, is_kept, arguments)
            }
            Err(error) => stream::iter([Err(error)]).boxed(),
        }
    }

    /// Runs a statement up to its first row, as [`sqlx::Executor::fetch_optional`] has it.
    pub fn fetch_optional<'e, 'q: 'e>(
        &'e mut self,
        query: impl Execute<'q, Any> + 'q,
    ) -> BoxFuture<'e, Result<Option<AnyRow>, sqlx::Error>> {
        match taken_apart(query) {
            Ok((sql, is_kept, arguments)) => {
                AnyConnectionBackend::fetch_optional(&mut self.0, sql, is_kept, arguments)
            }
            Err(error) => ready(Err(error)).boxed(),
        }
    }
}

fn taken_apart<'q>(
    mut query: impl Execute<'q, Any>,
) -> Result<(SqlStr, bool, Option<AnyArguments>), sqlx::Error> {
    let arguments = query.take_arguments().map_err(sqlx::Error::Encode)?;
    let is_kept = query.persistent();
    Ok((query.sql(), is_kept, arguments))
}
