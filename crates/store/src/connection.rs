//! The connection on which repositories run their statements with sqlx's `query`, `query_as` and `query_scalar`, on either
//! database.

use futures_util::future::{BoxFuture, FutureExt as _, ready};
use futures_util::stream::BoxStream;
use latchkey_sqlite::Sqlite;
use sqlx::any::{AnyArguments, AnyQueryResult, AnyRow, AnyStatement, AnyTypeInfo};
use sqlx::error::BoxDynError;
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, Either, Execute, Executor, SqlStr};

/// A connection, or a transaction on one.
#[derive(Debug)]
pub enum Connection {
    /// SQLite.
    Sqlite(Sqlite),
    /// PostgreSQL, each statement for itself.
    Postgres(PoolConnection<Any>),
    /// PostgreSQL, in a transaction.
    PostgresTransaction(sqlx::Transaction<'static, Any>),
    /// PostgreSQL behind a pooler that lends connections for a transaction only, in one.
    PooledTransaction(sqlx::Transaction<'static, Any>),
}

impl Connection {
    /// `SQLite` or `PostgreSQL`.
    pub fn backend_name(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "SQLite",
            Self::Postgres(_) | Self::PostgresTransaction(_) | Self::PooledTransaction(_) => "PostgreSQL",
        }
    }

    fn on(&mut self) -> On<'_> {
        match self {
            Self::Sqlite(connection) => On::Sqlite(connection),
            Self::Postgres(connection) => On::Postgres(connection),
            Self::PostgresTransaction(transaction) => On::Postgres(transaction),
            Self::PooledTransaction(transaction) => On::Pooled(transaction),
        }
    }
}

enum On<'c> {
    Sqlite(&'c mut Sqlite),
    Postgres(&'c mut AnyConnection),
    Pooled(&'c mut AnyConnection),
}

/// A statement that is prepared for this once, under no name: on a server's connection that others use too, names would meet.
struct Unnamed<E>(E);

impl<'q, E: Execute<'q, Any>> Execute<'q, Any> for Unnamed<E> {
    fn sql(self) -> SqlStr {
        self.0.sql()
    }

    fn statement(&self) -> Option<&AnyStatement> {
        None
    }

    fn take_arguments(&mut self) -> Result<Option<AnyArguments>, BoxDynError> {
        self.0.take_arguments()
    }

    fn persistent(&self) -> bool {
        false
    }
}

impl<'c> Executor<'c> for &'c mut Connection {
    type Database = Any;

    fn fetch_many<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxStream<'e, Result<Either<AnyQueryResult, AnyRow>, sqlx::Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Any>,
    {
        match self.on() {
            On::Sqlite(connection) => connection.fetch_many(query),
            On::Postgres(connection) => connection.fetch_many(query),
            On::Pooled(connection) => connection.fetch_many(Unnamed(query)),
        }
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<AnyRow>, sqlx::Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Any>,
    {
        match self.on() {
            On::Sqlite(connection) => connection.fetch_optional(query),
            On::Postgres(connection) => connection.fetch_optional(query),
            On::Pooled(connection) => connection.fetch_optional(Unnamed(query)),
        }
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [AnyTypeInfo],
    ) -> BoxFuture<'e, Result<AnyStatement, sqlx::Error>>
    where
        'c: 'e,
    {
        match self.on() {
            // Nobody asks for that: statements are prepared where they run.
            On::Sqlite(_) => {
                let message = "SQLite's statements are prepared where they run";
                ready(Err(sqlx::Error::InvalidArgument(message.into()))).boxed()
            }
            On::Postgres(connection) | On::Pooled(connection) => connection.prepare_with(sql, parameters),
        }
    }
}
