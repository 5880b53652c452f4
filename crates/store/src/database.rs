//! The database, and the two ways to use it: reading, and writing in a transaction.

use std::io::ErrorKind;
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use latchkey_sqlite::{File, is_busy};
use sqlx::any::{AnyConnectOptions, AnyPoolOptions, install_default_drivers};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{AnyConnection, AnyPool, ConnectOptions as _, Connection as _, SqliteConnection};
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;
use tokio::time::sleep;

use super::engine::Engine;
use super::group_commit::{GroupCommit, WriteTransaction};
use super::migrations::migrator;
use super::pooler;
use super::read_pool::{ReadConnection, Readers};
use super::readiness::Readiness;
use super::unwritable::{explained, is_read_only, of_file};
use super::{Connection, Result, StoreError};
use latchkey_system::private_file;

/// How many connections may be in use at once; SQLite's writer comes on top.
const CONNECTIONS: u32 = 8;

/// How long a request waits for a connection, or for the writer, before it answers 503.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a process waits while another one migrates the same file.
const MIGRATION_TIMEOUT: Duration = Duration::from_secs(600);
/// How long it waits before it tries again to change the mode of the file.
const MIGRATION_PAUSE: Duration = Duration::from_millis(20);

/// The store. Clones share its connections.
#[derive(Debug, Clone)]
pub struct Store {
    database: Database,
    pub(super) readiness: Readiness,
}

#[derive(Debug, Clone)]
enum Database {
    /// It has one writer at a time.
    Sqlite {
        readers: Readers,
        writer: GroupCommit,
        /// What is said to whoever wants to write a file that is read-only. Reading it goes on.
        refusal: Option<Arc<str>>,
    },
    Postgres(Server),
}

/// A PostgreSQL server.
#[derive(Debug, Clone)]
struct Server {
    pool: AnyPool,
    /// Whether a pooler between lends its connections for a transaction only ([`super::pooler`]).
    is_pooled: bool,
}

/// A transaction that writes. Dropped without [`Transaction::commit`], it never happened.
#[derive(Debug)]
pub struct Transaction(Inner);

#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "a connection is moved a few times in its life; a box would cost every statement a step"
)]
enum Inner {
    Sqlite(WriteTransaction),
    Postgres(Connection),
}

impl Transaction {
    async fn on_postgres(server: &Server) -> Result<Self> {
        Ok(Self(Inner::Postgres(server.begin().await?)))
    }

    /// Makes it happen; returns once it is on the disk. On an error nothing has happened.
    pub async fn commit(self) -> Result<()> {
        match self.0 {
            Inner::Sqlite(turn) => turn.commit().await,
            Inner::Postgres(
                Connection::PostgresTransaction(transaction) | Connection::PooledTransaction(transaction),
            ) => Ok(transaction.commit().await?),
            Inner::Postgres(_) => Ok(()),
        }
    }
}

impl Deref for Transaction {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        match &self.0 {
            Inner::Sqlite(turn) => turn,
            Inner::Postgres(connection) => connection,
        }
    }
}

impl DerefMut for Transaction {
    fn deref_mut(&mut self) -> &mut Connection {
        match &mut self.0 {
            Inner::Sqlite(turn) => turn,
            Inner::Postgres(connection) => connection,
        }
    }
}

impl Store {
    /// Whether whoever writes waits for everybody else's transaction.
    pub const fn has_one_writer(&self) -> bool {
        matches!(self.database, Database::Sqlite { .. })
    }

    /// Connects to `sqlite://PATH` (made if absent, for its owner alone) or `postgres://…` and brings the schema up to date.
    pub async fn open(url: &str) -> Result<Self> {
        install_default_drivers();
        let database = match Engine::of(url) {
            Engine::Sqlite => {
                let (options, makes_files) = file_options(url)?;
                let path = options.get_filename().to_owned();
                open_or_make(options, makes_files)
                    .await
                    .map_err(|error| explained(error, Some(&path)))?
            }
            Engine::Postgres => {
                let opened = Server::open(url).await;
                Database::Postgres(opened.map_err(|error| explained(error, None))?)
            }
        };
        Ok(Self {
            database,
            readiness: Readiness::default(),
        })
    }

    /// Opens an SQLite database by its file, which exists.
    pub async fn open_file(path: &Path) -> Result<Self> {
        Ok(Self {
            database: open_file(SqliteConnectOptions::new().filename(path)).await?,
            readiness: Readiness::default(),
        })
    }

    /// The file that a URL leads to; none where that is no file of SQLite's.
    pub fn file_of(url: &str) -> Option<PathBuf> {
        let (options, _) = (Engine::of(url) == Engine::Sqlite)
            .then(|| file_options(url).ok())
            .flatten()?;
        Some(options.get_filename().to_owned())
    }

    /// A connection to read with.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where others keep all of them for too long.
    pub async fn read(&self) -> Result<ReadConnection> {
        match &self.database {
            Database::Sqlite { readers, .. } => readers.take(ACQUIRE_TIMEOUT).await,
            // Between two statements the connection would be lent to somebody else.
            Database::Postgres(server) if server.is_pooled => Ok(server.begin().await?.into()),
            Database::Postgres(server) => Ok(Connection::Postgres(server.pool.acquire().await?).into()),
        }
    }

    /// A connection whose settings can be changed until it goes back: on PostgreSQL in a transaction, with which they end.
    pub(super) async fn reading_for_long(&self) -> Result<ReadConnection> {
        match &self.database {
            Database::Sqlite { .. } => self.read().await,
            Database::Postgres(server) => Ok(server.begin().await?.into()),
        }
    }

    /// Begins a transaction that may write.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where others keep the writer for too long; [`StoreError::Setting`] where SQLite's file was read-only when it was
    /// opened.
    pub async fn begin(&self) -> Result<Transaction> {
        match &self.database {
            Database::Sqlite { writer, refusal, .. } => {
                refuse(refusal.as_deref())?;
                Ok(Transaction(Inner::Sqlite(writer.turn(ACQUIRE_TIMEOUT).await?)))
            }
            Database::Postgres(server) => Transaction::on_postgres(server).await,
        }
    }

    /// Begins a transaction if the writer is free at this moment: for what may as well be written later.
    pub async fn begin_if_free(&self) -> Result<Option<Transaction>> {
        match &self.database {
            Database::Sqlite { writer, refusal, .. } => {
                refuse(refusal.as_deref())?;
                let turn = writer.turn_if_free()?;
                Ok(turn.map(|turn| Transaction(Inner::Sqlite(turn))))
            }
            Database::Postgres(server) => Transaction::on_postgres(server).await.map(Some),
        }
    }

    /// Writes a consistent copy of the whole database to `path`, which must not exist or be empty, while others read and
    /// write. Returns `false`, and writes nothing, with PostgreSQL, which has tools of its own for that.
    pub async fn copy_to(&self, path: &str) -> Result<bool> {
        let Database::Sqlite { readers, .. } = &self.database else {
            return Ok(false);
        };
        let mut connection = readers.take(ACQUIRE_TIMEOUT).await?;
        let (path, runtime) = (path.to_owned(), Handle::current());
        // It takes long, and holds the thread that it runs on.
        let copied = spawn_blocking(move || {
            let copy = sqlx::query("VACUUM INTO $1").bind(path).execute(&mut *connection);
            runtime.block_on(copy).map(drop)
        });
        // Not told at all: the runtime is ending.
        copied.await.map_err(|_| StoreError::Busy)??;
        Ok(true)
    }

    /// Waits for running statements and closes all connections.
    pub async fn close(&self) {
        match &self.database {
            Database::Sqlite { readers, writer, .. } => {
                writer.close().await;
                readers.close().await;
            }
            Database::Postgres(server) => server.pool.close().await,
        }
    }
}

/// Opens a file, which is made before where it may be.
async fn open_or_make(options: SqliteConnectOptions, makes_files: bool) -> Result<Database> {
    if makes_files {
        make_private(options.get_filename())?;
    }
    open_file(options).await
}

/// Opens a file, which exists or may be made, and brings its schema up to date.
async fn open_file(options: SqliteConnectOptions) -> Result<Database> {
    let path = options.get_filename().to_owned();
    private_file::warn_if_open(
        &path,
        "chmod 600; where the file system keeps no permissions, mount it with umask=077",
    );
    let refusal = match migrate_file(options).await? {
        true => None,
        false => Some(of_file(&path, "it is read-only").into()),
    };
    let file = File::new(path);
    Ok(Database::Sqlite {
        refusal,
        writer: GroupCommit::open(&file)?,
        readers: Readers::new(file, CONNECTIONS),
    })
}

/// Brings the schema up to date in one transaction, through sqlx's own driver, which knows how to migrate. The transaction takes SQLite's
/// only writer from its beginning: of two processes that open the same file at once, such as a server and a command, the second waits
/// and then finds everything done. Returns whether the file takes writes: one that is up to date may be read without.
async fn migrate_file(options: SqliteConnectOptions) -> Result<bool> {
    let mut connection = connect_to_migrate(options).await?;
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    migrator(Engine::Sqlite).run(&mut *transaction).await?;
    // Changes nothing. For a file that is read-only, SQLite makes `BEGIN IMMEDIATE` a transaction that reads.
    let write = sqlx::query("DELETE FROM _sqlx_migrations WHERE version < 0");
    let takes_writes = match write.execute(&mut *transaction).await {
        Err(fault) if is_read_only(&fault) => false,
        written => written.map(|_| true)?,
    };
    transaction.commit().await?;
    connection.close().await?;
    Ok(takes_writes)
}

fn refuse(refusal: Option<&str>) -> Result<()> {
    refusal.map_or(Ok(()), |refusal| Err(StoreError::Setting(refusal.to_owned())))
}

/// With the file in the mode in which all connections use it. SQLite does not wait for others where it changes the mode, so this does.
async fn connect_to_migrate(options: SqliteConnectOptions) -> Result<SqliteConnection> {
    let options = options
        .busy_timeout(MIGRATION_TIMEOUT)
        .journal_mode(SqliteJournalMode::Wal);
    let began = Instant::now();
    loop {
        match options.connect().await {
            Err(error) if is_busy(&error) && began.elapsed() < MIGRATION_TIMEOUT => {
                sleep(MIGRATION_PAUSE).await;
            }
            connected => return Ok(connected?),
        }
    }
}

/// What a URL says of a file, which is made where the URL says nothing else.
fn file_options(url: &str) -> Result<(SqliteConnectOptions, bool)> {
    let url = match url.contains('?') {
        true => url.to_owned(),
        false => format!("{url}?mode=rwc"),
    };
    Ok((url.parse()?, makes_files(&url)))
}

impl Server {
    async fn open(url: &str) -> Result<Self> {
        let options: AnyConnectOptions = url.parse()?;
        let is_pooled = pooler::is_between(&options).await?;
        let pool = AnyPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(ACQUIRE_TIMEOUT);
        if is_pooled {
            tracing::info!("a pooler lends PostgreSQL's connections for a transaction at a time");
            pooler::migrate(&options).await?;
            let pool = pool.connect_with(options).await?;
            return Ok(Self { pool, is_pooled });
        }
        let pool = pool
            .after_connect(|connection, _| Box::pin(async move { limit_waiting(connection).await }))
            // In place of a ping. A server that is a standby by now, or was read-only when the connection was made, would be
            // kept for good.
            .test_before_acquire(false)
            .before_acquire(|connection, _| Box::pin(async move { can_write(connection).await }))
            .connect_with(options)
            .await?;
        migrator(Engine::Postgres).run(&pool).await?;
        Ok(Self { pool, is_pooled })
    }

    async fn begin(&self) -> Result<Connection> {
        Ok(if self.is_pooled {
            Connection::PooledTransaction(self.pool.begin_with(pooler::BEGIN).await?)
        } else {
            Connection::PostgresTransaction(self.pool.begin().await?)
        })
    }
}

async fn can_write(connection: &mut AnyConnection) -> std::result::Result<bool, sqlx::Error> {
    let sql = "SELECT current_setting('transaction_read_only')";
    let read_only: String = sqlx::query_scalar(sql).fetch_one(connection).await?;
    Ok(read_only != "on")
}

async fn limit_waiting(connection: &mut AnyConnection) -> std::result::Result<(), sqlx::Error> {
    let statements = [
        "SET lock_timeout = '5s'",
        "SET statement_timeout = '30s'",
        "SET idle_in_transaction_session_timeout = '30s'",
    ];
    for statement in statements {
        sqlx::query(statement).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Locks rows until the transaction ends, where that needs saying: SQLite's writer is alone anyway.
pub(super) async fn lock_rows(
    connection: &mut Connection,
    select: &'static str,
    key: &str,
    strength: &'static str,
) -> Result<()> {
    if connection.backend_name() == "PostgreSQL" {
        // Every part is a constant of this crate; values are bound.
        let sql = sqlx::AssertSqlSafe(format!("{select} {strength}"));
        sqlx::query(sql).bind(key).execute(connection).await?;
    }
    Ok(())
}

fn makes_files(url: &str) -> bool {
    url.split_once('?')
        .is_some_and(|(_, options)| options.split('&').any(|option| option == "mode=rwc"))
}

/// Makes the file of a new database, which SQLite would make readable to all whom the umask lets. The files that it puts
/// beside it (-wal, -shm) take after it.
fn make_private(path: &Path) -> Result<()> {
    match private_file::create(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(sqlx::Error::Io(error).into()),
        _ => Ok(()),
    }
}
