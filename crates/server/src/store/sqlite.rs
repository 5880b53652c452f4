//! A connection to SQLite that runs a statement where it is asked for, on the thread of whoever asks. sqlx's own driver gives
//! each statement to a thread of the connection and waits for it to come back, which takes several times as long as the
//! statement itself; in a log that is written ahead nobody waits for anybody but one writer for another, and for the disk at
//! the end of a transaction, and both of these waits are [`super::turns`]' business.
//!
//! Statements, arguments and rows are sqlx's (`Any`), so that a repository is the same on both databases.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, OpenFlags, ffi};
use sqlx::error::{DatabaseError, ErrorKind};
use sqlx_core::any::{
    AnyArguments, AnyColumn, AnyQueryResult, AnyRow, AnyTypeInfo, AnyTypeInfoKind, AnyValue, AnyValueKind,
};
use sqlx_core::ext::ustr::UStr;
use sqlx_core::{Either, HashMap};

use super::long_read::Deadline;

/// Statements that a connection keeps ready: more than there are in this folder.
const KEPT_STATEMENTS: usize = 512;
/// How long a statement waits where another process is just mending the log; it does not wait for writers.
const PATIENCE: Duration = Duration::from_secs(5);

/// After how many steps of its machine a statement with a deadline looks at the clock: about a hundred microseconds.
const STEPS_BETWEEN_LOOKS: i32 = 10_000;

const SETTINGS: &str = "PRAGMA journal_mode = WAL;
    -- What was answered is on the disk, also when the power goes.
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    -- Pages that are written again and again are carried from the log into the file less often (16 MB of log, not 4).
    PRAGMA wal_autocheckpoint = 4000;
    -- What a savepoint may have to take back is kept in memory, not in a file.
    PRAGMA temp_store = MEMORY;";

/// The file of a database, which exists.
#[derive(Debug, Clone)]
pub(super) struct File(pub(super) PathBuf);

impl File {
    pub(super) fn open(&self) -> Result<Sqlite, sqlx::Error> {
        // Without locks of its own: a connection is used by one at a time.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = rusqlite::Connection::open_with_flags(&self.0, flags).map_err(fault)?;
        connection.busy_timeout(PATIENCE).map_err(fault)?;
        connection.set_prepared_statement_cache_capacity(KEPT_STATEMENTS);
        connection.execute_batch(SETTINGS).map_err(fault)?;
        Ok(Sqlite {
            connection,
            columns: HashMap::new(),
        })
    }
}

/// What a statement answers: as sqlx has it, its rows and then how many it changed.
pub(super) type Answer = Vec<Either<AnyQueryResult, AnyRow>>;

/// A connection.
#[derive(Debug)]
pub struct Sqlite {
    connection: rusqlite::Connection,
    /// Those of statements that have run, so that not each row names them anew.
    columns: HashMap<Box<str>, Columns>,
}

#[derive(Debug, Clone, Default)]
struct Columns {
    all: Vec<AnyColumn>,
    by_name: Arc<HashMap<UStr, usize>>,
}

impl Columns {
    fn of(statement: &CachedStatement<'_>) -> Result<Self, sqlx::Error> {
        let column = |ordinal| {
            Ok(AnyColumn {
                ordinal,
                name: UStr::new(statement.column_name(ordinal).map_err(fault)?),
                // It is values that have types here.
                type_info: AnyTypeInfo {
                    kind: AnyTypeInfoKind::Null,
                },
            })
        };
        let all: Vec<_> = (0..statement.column_count())
            .map(column)
            .collect::<Result<_, sqlx::Error>>()?;
        let by_name = all.iter().map(|column| (column.name.clone(), column.ordinal));
        Ok(Self {
            by_name: Arc::new(by_name.collect()),
            all,
        })
    }
}

impl Sqlite {
    /// Whether a transaction is under way, by SQLite's own word: it may end one by itself.
    pub(super) fn is_in_transaction(&self) -> bool {
        !self.connection.is_autocommit()
    }

    /// Makes a statement be refused at once where another process has the writer: whoever runs it waits in a better way.
    pub(super) fn never_wait(&self) -> Result<(), sqlx::Error> {
        self.connection.busy_timeout(Duration::ZERO).map_err(fault)
    }

    /// Ends each statement from now on that runs beyond the deadline.
    pub(super) fn end_by(&self, deadline: Deadline) -> Result<(), sqlx::Error> {
        let is_over = move || deadline.is_over();
        self.connection
            .progress_handler(STEPS_BETWEEN_LOOKS, Some(is_over))
            .map_err(fault)
    }

    /// Lets statements run as long as they take again.
    pub(super) fn end_whenever(&self) -> Result<(), sqlx::Error> {
        self.connection
            .progress_handler(0, None::<fn() -> bool>)
            .map_err(fault)
    }

    /// Runs one statement that answers nothing.
    pub(super) fn command(&mut self, sql: &str) -> Result<(), sqlx::Error> {
        self.ask(sql, None, usize::MAX).map(drop)
    }

    /// Runs one statement, and stops after so many rows.
    pub(super) fn ask(
        &mut self,
        sql: &str,
        arguments: Option<AnyArguments>,
        most: usize,
    ) -> Result<Answer, sqlx::Error> {
        let mut statement = self.connection.prepare_cached(sql).map_err(fault)?;
        let arguments = arguments.map(|arguments| arguments.values.0);
        bind(&mut statement, &arguments.unwrap_or_default())?;
        let columns = match self.columns.get(sql) {
            Some(columns) => columns,
            None => {
                let columns = Columns::of(&statement)?;
                self.columns.entry(sql.into()).or_insert(columns)
            }
        };
        let mut answer = Answer::new();
        let mut rows = statement.raw_query();
        while answer.len() < most
            && let Some(row) = rows.next().map_err(fault)?
        {
            answer.push(Either::Right(any_row(row, columns)?));
        }
        drop(rows);
        let rows_affected = if statement.readonly() {
            0
        } else {
            self.connection.changes()
        };
        answer.push(Either::Left(AnyQueryResult {
            rows_affected,
            last_insert_id: None,
        }));
        Ok(answer)
    }
}

/// `$1` is the first argument, wherever and how often it stands.
fn bind(statement: &mut CachedStatement<'_>, arguments: &[AnyValueKind]) -> Result<(), sqlx::Error> {
    for parameter in 1..=statement.parameter_count() {
        let name = statement.parameter_name(parameter);
        let number = name.and_then(|name| name.strip_prefix('$')?.parse::<usize>().ok());
        let argument = number.and_then(|number| arguments.get(number.checked_sub(1)?));
        let Some(argument) = argument else {
            let message = format!("nothing to bind to parameter {parameter}");
            return Err(sqlx::Error::Encode(message.into()));
        };
        let value = sqlite_value(argument)?;
        statement
            .raw_bind_parameter(parameter, ToSqlOutput::Borrowed(value))
            .map_err(fault)?;
    }
    Ok(())
}

fn sqlite_value(value: &AnyValueKind) -> Result<ValueRef<'_>, sqlx::Error> {
    Ok(match value {
        AnyValueKind::Null(_) => ValueRef::Null,
        AnyValueKind::Bool(value) => ValueRef::Integer((*value).into()),
        AnyValueKind::SmallInt(value) => ValueRef::Integer((*value).into()),
        AnyValueKind::Integer(value) => ValueRef::Integer((*value).into()),
        AnyValueKind::BigInt(value) => ValueRef::Integer(*value),
        AnyValueKind::Real(value) => ValueRef::Real((*value).into()),
        AnyValueKind::Double(value) => ValueRef::Real(*value),
        AnyValueKind::Text(text) => ValueRef::Text(text.as_bytes()),
        AnyValueKind::TextSlice(text) => ValueRef::Text(text.as_bytes()),
        AnyValueKind::Blob(bytes) => ValueRef::Blob(bytes),
        _ => return Err(sqlx::Error::Encode("SQLite has no such type".into())),
    })
}

fn any_row(row: &rusqlite::Row<'_>, columns: &Columns) -> Result<AnyRow, sqlx::Error> {
    let value = |column| {
        let kind = match row.get_ref(column).map_err(fault)? {
            ValueRef::Null => AnyValueKind::Null(AnyTypeInfoKind::Null),
            ValueRef::Integer(value) => AnyValueKind::BigInt(value),
            ValueRef::Real(value) => AnyValueKind::Double(value),
            ValueRef::Text(text) => {
                let text = str::from_utf8(text).map_err(|error| sqlx::Error::Decode(error.into()))?;
                AnyValueKind::Text(Arc::new(text.to_owned()))
            }
            ValueRef::Blob(bytes) => AnyValueKind::Blob(Arc::new(bytes.to_vec())),
        };
        Ok(AnyValue { kind })
    };
    Ok(AnyRow {
        column_names: columns.by_name.clone(),
        values: (0..columns.all.len())
            .map(value)
            .collect::<Result<_, sqlx::Error>>()?,
        columns: columns.all.clone(),
    })
}

/// A fault that SQLite told.
#[derive(Debug, thiserror::Error)]
#[error("(code: {code}) {message}")]
struct Fault {
    /// Its extended code.
    code: i32,
    message: String,
}

impl DatabaseError for Fault {
    fn message(&self) -> &str {
        &self.message
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        Some(self.code.to_string().into())
    }

    fn as_error(&self) -> &(dyn std::error::Error + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn std::error::Error + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> Box<dyn std::error::Error + Send + Sync + 'static> {
        self
    }

    fn kind(&self) -> ErrorKind {
        match self.code {
            ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY => ErrorKind::UniqueViolation,
            ffi::SQLITE_CONSTRAINT_FOREIGNKEY => ErrorKind::ForeignKeyViolation,
            ffi::SQLITE_CONSTRAINT_NOTNULL => ErrorKind::NotNullViolation,
            ffi::SQLITE_CONSTRAINT_CHECK => ErrorKind::CheckViolation,
            _ => ErrorKind::Other,
        }
    }
}

fn fault(error: rusqlite::Error) -> sqlx::Error {
    match error {
        rusqlite::Error::SqliteFailure(fault, message) => Fault {
            code: fault.extended_code,
            message: message.unwrap_or_else(|| fault.to_string()),
        }
        .into(),
        other => sqlx::Error::AnyDriverError(other.into()),
    }
}

/// Whether another process has the writer.
pub(super) fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(DatabaseError::code);
    let code = code.and_then(|code| code.parse::<i32>().ok());
    code.is_some_and(|code| code & 0xff == ffi::SQLITE_BUSY)
}

#[cfg(test)]
mod tests {
    use sqlx_core::any::AnyArgumentBuffer;

    use super::*;

    fn database() -> (tempfile::TempDir, Sqlite) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("store.db");
        std::fs::write(&path, "").expect("an empty file is an empty database");
        let connection = File(path).open().expect("opens");
        (folder, connection)
    }

    fn arguments(values: &[i64]) -> Option<AnyArguments> {
        let values = values.iter().map(|value| AnyValueKind::BigInt(*value)).collect();
        Some(AnyArguments {
            values: AnyArgumentBuffer(values),
        })
    }

    fn numbers(answer: Answer) -> Vec<i64> {
        let row = answer.into_iter().find_map(Either::right).expect("a row");
        let values = row.values.into_iter().map(|value| match value.kind {
            AnyValueKind::BigInt(value) => value,
            other => panic!("{other:?}"),
        });
        values.collect()
    }

    #[test]
    fn arguments_are_bound_by_their_number() {
        let (_folder, mut connection) = database();
        for _ in 0..2 {
            let answer = connection.ask("SELECT $2, $1, $2 + $3", arguments(&[1, 20, 300]), usize::MAX);
            assert_eq!(numbers(answer.expect("answers")), [20, 1, 320]);
        }
        for sql in ["SELECT $4", "SELECT $0", "SELECT ?", "SELECT :name"] {
            let refused = connection.ask(sql, arguments(&[1, 2, 3]), usize::MAX);
            assert!(matches!(refused, Err(sqlx::Error::Encode(_))), "{sql}");
        }
        let two = connection.ask("SELECT 1; SELECT 2", None, usize::MAX);
        assert!(two.is_err(), "one statement at a time");
    }

    #[test]
    fn faults_are_known_by_their_kind() {
        let (_folder, mut connection) = database();
        let made = [
            "CREATE TABLE parents (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE CHECK (name <> ''))",
            "CREATE TABLE children (parent BIGINT REFERENCES parents (id))",
            "INSERT INTO parents VALUES (1, 'one')",
        ];
        for sql in made {
            connection.command(sql).expect("runs");
        }
        for (sql, kind) in [
            (
                "INSERT INTO parents VALUES (1, 'two')",
                ErrorKind::UniqueViolation,
            ),
            (
                "INSERT INTO parents VALUES (2, 'one')",
                ErrorKind::UniqueViolation,
            ),
            (
                "INSERT INTO parents VALUES (2, NULL)",
                ErrorKind::NotNullViolation,
            ),
            ("INSERT INTO parents VALUES (2, '')", ErrorKind::CheckViolation),
            ("INSERT INTO children VALUES (3)", ErrorKind::ForeignKeyViolation),
            ("SELECT nothing", ErrorKind::Other),
        ] {
            let fault = connection.command(sql).expect_err(sql);
            assert_eq!(fault.as_database_error().expect("SQLite's").kind(), kind, "{sql}");
        }
    }

    #[test]
    fn what_was_changed_is_counted_and_what_was_read_is_not() {
        let (_folder, mut connection) = database();
        connection
            .command("CREATE TABLE numbers (n BIGINT)")
            .expect("makes");
        for (sql, changed) in [
            ("INSERT INTO numbers VALUES (1), (2), (3)", 3),
            ("SELECT n FROM numbers", 0),
            ("UPDATE numbers SET n = n WHERE n > 1", 2),
            ("UPDATE numbers SET n = n WHERE n > 9", 0),
            ("DELETE FROM numbers RETURNING n", 3),
        ] {
            let answer = connection.ask(sql, None, usize::MAX).expect(sql);
            let counted = answer.into_iter().find_map(Either::left).expect("a count");
            assert_eq!(counted.rows_affected(), changed, "{sql}");
        }
    }
}
