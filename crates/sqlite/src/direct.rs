//! A connection that runs a statement where it is asked for, on the thread of whoever asks. In a log that is written ahead nobody waits
//! for anybody but one writer for another, and for the disk at the end of a transaction.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{BoxFuture, FutureExt as _, ready};
use futures_util::stream::{self, BoxStream, StreamExt as _};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, OpenFlags, ffi};
use sqlx::error::{DatabaseError, ErrorKind};
use sqlx::{Any, Either, Execute};
use sqlx_core::HashMap;
use sqlx_core::any::{
    AnyArguments, AnyColumn, AnyQueryResult, AnyRow, AnyTypeInfo, AnyTypeInfoKind, AnyValue, AnyValueKind,
};
use sqlx_core::ext::ustr::UStr;

use super::{KEPT_STATEMENTS, PATIENCE, SETTINGS, STEPS_BETWEEN_LOOKS};

/// What a statement answers: as sqlx has it, its rows and then how many it changed.
type QueryOutcome = Vec<Either<AnyQueryResult, AnyRow>>;

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
    pub(super) fn open(path: &Path) -> Result<Self, sqlx::Error> {
        // Without locks of its own: a connection is used by one at a time.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = rusqlite::Connection::open_with_flags(path, flags).map_err(fault)?;
        connection.busy_timeout(PATIENCE).map_err(fault)?;
        connection.set_prepared_statement_cache_capacity(KEPT_STATEMENTS);
        connection.execute_batch(SETTINGS).map_err(fault)?;
        Ok(Self {
            connection,
            columns: HashMap::new(),
        })
    }

    /// Whether a transaction is under way, by SQLite's own word: it may end one by itself.
    pub fn is_in_transaction(&mut self) -> bool {
        !self.connection.is_autocommit()
    }

    /// Makes a statement be refused at once where another process has the writer: whoever runs it waits in a better way.
    ///
    /// # Errors
    /// Errors of SQLite.
    pub fn never_wait(&mut self) -> Result<(), sqlx::Error> {
        self.connection.busy_timeout(Duration::ZERO).map_err(fault)
    }

    /// Ends each statement from now on that still runs when this says so; it is asked again and again while one runs.
    ///
    /// # Errors
    /// Errors of SQLite.
    pub fn end_when(&mut self, is_over: impl FnMut() -> bool + Send + 'static) -> Result<(), sqlx::Error> {
        self.connection
            .progress_handler(STEPS_BETWEEN_LOOKS, Some(is_over))
            .map_err(fault)
    }

    /// Lets statements run as long as they take again.
    ///
    /// # Errors
    /// Errors of SQLite.
    pub fn end_whenever(&mut self) -> Result<(), sqlx::Error> {
        self.connection
            .progress_handler(0, None::<fn() -> bool>)
            .map_err(fault)
    }

    /// Runs one statement that has no arguments and answers nothing, at once.
    ///
    /// # Errors
    /// Errors of SQLite.
    pub fn command(&mut self, sql: &'static str) -> Result<(), sqlx::Error> {
        self.ask(sql, None, usize::MAX).map(drop)
    }

    /// Runs a statement: its rows, then how many it changed, as [`sqlx::Executor::fetch_many`] has it.
    pub fn fetch_many<'e, 'q: 'e>(
        &'e mut self,
        query: impl Execute<'q, Any> + 'q,
    ) -> BoxStream<'e, Result<Either<AnyQueryResult, AnyRow>, sqlx::Error>> {
        match self.run(query, usize::MAX) {
            Ok(answer) => stream::iter(answer).map(Ok).boxed(),
            Err(error) => stream::iter([Err(error)]).boxed(),
        }
    }

    /// Runs a statement up to its first row, as [`sqlx::Executor::fetch_optional`] has it.
    pub fn fetch_optional<'e, 'q: 'e>(
        &'e mut self,
        query: impl Execute<'q, Any> + 'q,
    ) -> BoxFuture<'e, Result<Option<AnyRow>, sqlx::Error>> {
        let answer = self.run(query, 1);
        ready(answer.map(|answer| answer.into_iter().find_map(Either::right))).boxed()
    }

    fn run<'q>(
        &mut self,
        mut query: impl Execute<'q, Any>,
        most: usize,
    ) -> Result<QueryOutcome, sqlx::Error> {
        let arguments = query.take_arguments().map_err(sqlx::Error::Encode)?;
        self.ask(query.sql().as_str(), arguments, most)
    }

    /// Runs one statement, and stops after so many rows.
    fn ask(
        &mut self,
        sql: &str,
        arguments: Option<AnyArguments>,
        most: usize,
    ) -> Result<QueryOutcome, sqlx::Error> {
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
        let mut answer = QueryOutcome::new();
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

/// An error of SQLite, as sqlx wants it.
#[derive(Debug, thiserror::Error)]
#[error("(code: {code}) {message}")]
struct SqliteError {
    /// Its extended code.
    code: i32,
    message: String,
}

impl DatabaseError for SqliteError {
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
        rusqlite::Error::SqliteFailure(fault, message) => SqliteError {
            code: fault.extended_code,
            message: message.unwrap_or_else(|| fault.to_string()),
        }
        .into(),
        other => sqlx::Error::AnyDriverError(other.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // What sqlx's own driver does not promise: it binds what it finds, runs as many statements as there are, and says after a read how
    // many rows the statement before has changed.

    fn database() -> (tempfile::TempDir, Sqlite) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("store.db");
        std::fs::write(&path, "").expect("an empty file is an empty database");
        let connection = Sqlite::open(&path).expect("opens");
        (folder, connection)
    }

    #[test]
    fn what_was_read_is_not_counted_as_changed() {
        let (_folder, mut connection) = database();
        connection
            .command("CREATE TABLE numbers (n BIGINT)")
            .expect("makes");
        for (sql, changed) in [
            ("INSERT INTO numbers VALUES (1), (2), (3)", 3),
            ("SELECT n FROM numbers", 0),
        ] {
            let answer = connection.run(sqlx::query::<Any>(sql), usize::MAX).expect(sql);
            let counted = answer.into_iter().find_map(Either::left).expect("a count");
            assert_eq!(counted.rows_affected(), changed, "{sql}");
        }
    }

    #[test]
    fn what_was_mistyped_is_refused() {
        let (_folder, mut connection) = database();
        for sql in ["SELECT $2", "SELECT $0", "SELECT ?", "SELECT :name"] {
            let refused = connection.run(sqlx::query::<Any>(sql).bind(1_i64), usize::MAX);
            assert!(matches!(refused, Err(sqlx::Error::Encode(_))), "{sql}");
        }
        assert!(
            connection.command("SELECT 1; SELECT 2").is_err(),
            "one statement at a time"
        );
    }
}
