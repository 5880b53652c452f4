//! The connection to the database, and the two ways to use it: reading, and writing in a transaction.

use std::io::ErrorKind;
use std::ops::{Deref, DerefMut};
use std::time::Duration;

use sqlx::any::{AnyPoolOptions, install_default_drivers};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Any, AnyConnection, AnyPool, Connection as _, SqlSafeStr};

use super::Result;
use super::turns::{Turn, Writer};
use crate::private_file;

/// What repositories run their statements on.
pub type Connection = AnyConnection;

/// How long a request waits for a connection, or for the writer, before it answers 503.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// The two databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    fn of(url: &str) -> Self {
        if url.starts_with("sqlite:") {
            Self::Sqlite
        } else {
            Self::Postgres
        }
    }
}

/// The store. Clones share one pool.
#[derive(Debug, Clone)]
pub struct Store {
    pool: AnyPool,
    engine: Engine,
    /// SQLite has one writer at a time.
    writer: Writer,
}

/// A transaction that writes. Dropped without [`Transaction::commit`], it never happened.
#[derive(Debug)]
pub struct Transaction(Inner);

#[derive(Debug)]
enum Inner {
    Sqlite(Turn),
    Postgres(sqlx::Transaction<'static, Any>),
}

impl Transaction {
    /// Makes it happen; returns once it is on the disk. On an error nothing has happened.
    pub async fn commit(self) -> Result<()> {
        match self.0 {
            Inner::Sqlite(turn) => turn.commit().await,
            Inner::Postgres(transaction) => Ok(transaction.commit().await?),
        }
    }
}

impl Deref for Transaction {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        match &self.0 {
            Inner::Sqlite(turn) => turn,
            Inner::Postgres(transaction) => transaction,
        }
    }
}

impl DerefMut for Transaction {
    fn deref_mut(&mut self) -> &mut Connection {
        match &mut self.0 {
            Inner::Sqlite(turn) => turn,
            Inner::Postgres(transaction) => transaction,
        }
    }
}

impl Store {
    /// Connects to `sqlite://PATH` (made if absent, for its owner alone) or `postgres://…` and brings the schema up to date.
    pub async fn open(url: &str) -> Result<Self> {
        install_default_drivers();
        let engine = Engine::of(url);
        let url = match engine {
            Engine::Sqlite if !url.contains('?') => format!("{url}?mode=rwc"),
            _ => url.to_owned(),
        };
        if engine == Engine::Sqlite {
            make_private(&url)?;
        }
        let pool = AnyPoolOptions::new()
            .max_connections(8)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            // A file does not hang up.
            .test_before_acquire(engine == Engine::Postgres)
            .after_connect(move |connection, _| Box::pin(async move { prepare(engine, connection).await }))
            // A full disk makes SQLite end a transaction by itself; the connection then goes on believing in it, and would
            // refuse every other for good.
            .before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
            .connect(&url)
            .await?;
        migrator(engine).run(&pool).await?;
        Ok(Self {
            writer: Writer::new(pool.clone()),
            pool,
            engine,
        })
    }

    /// A connection to read with.
    pub async fn read(&self) -> Result<sqlx::pool::PoolConnection<Any>> {
        Ok(self.pool.acquire().await?)
    }

    /// Begins a transaction that may write.
    ///
    /// # Errors
    /// [`super::StoreError::Busy`] where others keep the writer for too long.
    pub async fn begin(&self) -> Result<Transaction> {
        Ok(Transaction(match self.engine {
            Engine::Sqlite => Inner::Sqlite(self.writer.turn(ACQUIRE_TIMEOUT).await?),
            Engine::Postgres => Inner::Postgres(self.pool.begin().await?),
        }))
    }

    /// Begins a transaction if the writer is free at this moment: for what may as well be written later.
    pub async fn begin_if_free(&self) -> Result<Option<Transaction>> {
        Ok(match self.engine {
            Engine::Sqlite => self.writer.turn_if_free().await?.map(Inner::Sqlite),
            Engine::Postgres => Some(Inner::Postgres(self.pool.begin().await?)),
        }
        .map(Transaction))
    }

    /// Writes a consistent copy of the whole database to `path`, which must not exist or be empty, while others read and
    /// write. Returns `false`, and writes nothing, with PostgreSQL, which has tools of its own for that.
    pub async fn copy_to(&self, path: &str) -> Result<bool> {
        if self.engine == Engine::Postgres {
            return Ok(false);
        }
        let mut connection = self.read().await?;
        sqlx::query("VACUUM INTO $1")
            .bind(path)
            .execute(&mut *connection)
            .await?;
        Ok(true)
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        let mut connection = self.read().await?;
        sqlx::query("SELECT 1").execute(&mut *connection).await?;
        Ok(())
    }

    /// Waits for running statements and closes all connections.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// Locks rows until the transaction ends, where that needs saying: SQLite's writer is alone anyway.
pub(super) async fn lock_rows(
    connection: &mut Connection,
    select: &'static str,
    key: &str,
    strength: &'static str,
) -> Result<()> {
    if connection.backend_name() == "PostgreSQL" {
        // Both parts are constants of this folder.
        let sql = sqlx::AssertSqlSafe(format!("{select} {strength}"));
        sqlx::query(sql).bind(key).execute(connection).await?;
    }
    Ok(())
}

/// Makes the file of a new database, which SQLite would make readable to all whom the umask lets. The files that it puts
/// beside it (-wal, -shm) take after it.
fn make_private(url: &str) -> Result<()> {
    let makes_files = url
        .split_once('?')
        .is_some_and(|(_, options)| options.split('&').any(|option| option == "mode=rwc"));
    if !makes_files {
        return Ok(());
    }
    let options: SqliteConnectOptions = url.parse()?;
    match private_file::create(options.get_filename()) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(sqlx::Error::Io(error).into()),
        _ => Ok(()),
    }
}

async fn prepare(engine: Engine, connection: &mut AnyConnection) -> std::result::Result<(), sqlx::Error> {
    let statements: &[&'static str] = match engine {
        // FULL: what was answered is on the disk, also when the power goes.
        Engine::Sqlite => &[
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = FULL",
            "PRAGMA foreign_keys = ON",
            "PRAGMA busy_timeout = 5000",
            // What a savepoint may have to take back is kept in memory, not in a file.
            "PRAGMA temp_store = MEMORY",
        ],
        Engine::Postgres => &[
            "SET lock_timeout = '5s'",
            "SET statement_timeout = '30s'",
            "SET idle_in_transaction_session_timeout = '30s'",
        ],
    };
    for statement in statements {
        sqlx::query(*statement).execute(&mut *connection).await?;
    }
    Ok(())
}

fn migrator(engine: Engine) -> Migrator {
    let foundation = include_str!("../../migrations/0001_foundation.sql");
    let append_only = match engine {
        Engine::Sqlite => include_str!("../../migrations/0002_audit_append_only.sqlite.sql"),
        Engine::Postgres => include_str!("../../migrations/0002_audit_append_only.postgres.sql"),
    };

    let migration = |version, name: &'static str, sql: &'static str| {
        Migration::new(
            version,
            name.into(),
            MigrationType::Simple,
            sql.into_sql_str(),
            false,
        )
    };
    Migrator::with_migrations(vec![
        migration(1, "foundation", foundation),
        migration(2, "audit append only", append_only),
        migration(3, "mails", include_str!("../../migrations/0003_mails.sql")),
        migration(
            4,
            "mailed links",
            include_str!("../../migrations/0004_mailed_links.sql"),
        ),
        migration(5, "sessions", include_str!("../../migrations/0005_sessions.sql")),
        migration(
            7,
            "account language",
            include_str!("../../migrations/0007_account_language.sql"),
        ),
        migration(10, "provider", include_str!("../../migrations/0010_provider.sql")),
        migration(
            11,
            "back-channel logouts",
            include_str!("../../migrations/0011_backchannel_logouts.sql"),
        ),
        migration(13, "way back", include_str!("../../migrations/0013_way_back.sql")),
        migration(
            15,
            "requests without code",
            include_str!("../../migrations/0015_requests_without_code.sql"),
        ),
        migration(
            14,
            "app settings",
            include_str!("../../migrations/0014_app_settings.sql"),
        ),
    ])
}
