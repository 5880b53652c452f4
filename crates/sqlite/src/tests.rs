//! Tests that both drivers pass.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use futures_util::StreamExt as _;
use sqlx::error::ErrorKind;
use sqlx::{Any, Either, Execute, Row as _};

use super::{File, Sqlite, is_busy};

fn database() -> (tempfile::TempDir, Sqlite) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    std::fs::write(&path, "").expect("an empty file is an empty database");
    let connection = File::new(path).open().expect("opens");
    (folder, connection)
}

/// How many rows came, and how many were changed.
async fn counted<'q>(connection: &mut Sqlite, query: impl Execute<'q, Any> + 'q) -> (usize, u64) {
    let (mut rows, mut changed) = (0, 0);
    let mut answer = connection.fetch_many(query);
    while let Some(part) = answer.next().await {
        match part.expect("runs") {
            Either::Left(result) => changed += result.rows_affected(),
            Either::Right(_) => rows += 1,
        }
    }
    (rows, changed)
}

#[tokio::test]
async fn arguments_are_bound_by_their_number() {
    let (_folder, mut connection) = database();
    for _ in 0..2 {
        let query = sqlx::query::<Any>("SELECT $2, $1, $2 + $3")
            .bind(1_i64)
            .bind(20_i64)
            .bind(300_i64);
        let row = connection
            .fetch_optional(query)
            .await
            .expect("runs")
            .expect("a row");
        let numbers = [0, 1, 2].map(|column: usize| row.get::<i64, _>(column));
        assert_eq!(numbers, [20, 1, 320]);
    }
}

#[tokio::test]
async fn what_is_written_is_read_by_the_names_of_its_columns() {
    let (_folder, mut connection) = database();
    connection
        .command("CREATE TABLE things (id BIGINT, name TEXT, bytes BLOB, share DOUBLE PRECISION)")
        .expect("makes");
    let none = sqlx::query::<Any>("INSERT INTO things VALUES ($1, $2, $3, $4)")
        .bind(1_i64)
        .bind(None::<String>)
        .bind(None::<Vec<u8>>)
        .bind(None::<f64>);
    let all = sqlx::query::<Any>("INSERT INTO things VALUES ($1, $2, $3, $4)")
        .bind(2_i64)
        .bind("Grüße")
        .bind(vec![0_u8, 255])
        .bind(0.5_f64);
    assert_eq!(counted(&mut connection, none).await, (0, 1));
    assert_eq!(counted(&mut connection, all).await, (0, 1));
    let read = sqlx::query::<Any>("SELECT share, bytes, name, id FROM things WHERE id = $1");
    let row = connection
        .fetch_optional(read.bind(2_i64))
        .await
        .expect("runs")
        .expect("a row");
    assert_eq!(row.get::<i64, _>("id"), 2);
    assert_eq!(row.get::<String, _>("name"), "Grüße");
    assert_eq!(row.get::<Vec<u8>, _>("bytes"), [0, 255]);
    assert!((row.get::<f64, _>("share") - 0.5).abs() < f64::EPSILON);
    let read = sqlx::query::<Any>("SELECT name, bytes, share FROM things WHERE id = $1");
    let row = connection
        .fetch_optional(read.bind(1_i64))
        .await
        .expect("runs")
        .expect("a row");
    assert_eq!(row.get::<Option<String>, _>("name"), None);
    assert_eq!(row.get::<Option<Vec<u8>>, _>("bytes"), None);
    assert_eq!(row.get::<Option<f64>, _>("share"), None);
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

#[tokio::test]
async fn what_was_changed_is_counted() {
    let (_folder, mut connection) = database();
    connection
        .command("CREATE TABLE numbers (n BIGINT)")
        .expect("makes");
    for (sql, rows, changed) in [
        ("INSERT INTO numbers VALUES (1), (2), (3)", 0, 3),
        ("UPDATE numbers SET n = n WHERE n > 1", 0, 2),
        ("UPDATE numbers SET n = n WHERE n > 9", 0, 0),
        ("DELETE FROM numbers RETURNING n", 3, 3),
    ] {
        let counts = counted(&mut connection, sqlx::query::<Any>(sql)).await;
        assert_eq!(counts, (rows, changed), "{sql}");
    }
}

#[test]
fn a_transaction_is_known_also_where_sqlite_ended_it_by_itself() {
    let (_folder, mut connection) = database();
    connection
        .command("CREATE TABLE numbers (n BIGINT UNIQUE)")
        .expect("makes");
    assert!(!connection.is_in_transaction());
    connection.command("BEGIN IMMEDIATE").expect("begins");
    assert!(connection.is_in_transaction());
    connection
        .command("INSERT INTO numbers VALUES (1)")
        .expect("inserts");
    connection
        .command("INSERT OR ROLLBACK INTO numbers VALUES (1)")
        .expect_err("the number is there already");
    assert!(!connection.is_in_transaction());
}

#[test]
fn whoever_does_not_wait_is_told_that_another_one_writes() {
    let (folder, mut connection) = database();
    let mut other = File::new(folder.path().join("store.db")).open().expect("opens");
    other.command("BEGIN IMMEDIATE").expect("begins");
    connection.never_wait().expect("sets");
    let refused = connection
        .command("BEGIN IMMEDIATE")
        .expect_err("the other one writes");
    assert!(is_busy(&refused), "{refused}");
    other.command("ROLLBACK").expect("ends");
    connection.command("BEGIN IMMEDIATE").expect("begins");
    let other = other.command("SELECT nothing").expect_err("there is none");
    assert!(!is_busy(&other));
}

#[tokio::test]
async fn a_statement_ends_when_it_is_told_to() {
    const ENDLESS: &str =
        "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x FROM n) SELECT COUNT(*) FROM n";
    const LONG: &str = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 20000) SELECT COUNT(*) FROM n";
    let (_folder, mut connection) = database();
    let (is_over, asked) = (Arc::new(AtomicBool::new(true)), Arc::new(AtomicUsize::new(0)));
    let (over, times) = (is_over.clone(), asked.clone());
    connection
        .end_when(move || {
            times.fetch_add(1, Ordering::Relaxed);
            over.load(Ordering::Relaxed)
        })
        .expect("sets");
    let ended = connection.fetch_optional(sqlx::query::<Any>(ENDLESS)).await;
    let ended = ended.err().expect("it has no end of its own");
    let code = ended.as_database_error().and_then(|fault| fault.code());
    assert_eq!(code.as_deref(), Some("9"), "interrupted");
    is_over.store(false, Ordering::Relaxed);
    let before = asked.load(Ordering::Relaxed);
    let ran = connection.fetch_optional(sqlx::query::<Any>(LONG)).await;
    assert!(ran.expect("runs").is_some() && asked.load(Ordering::Relaxed) > before);
    is_over.store(true, Ordering::Relaxed);
    connection.end_whenever().expect("sets");
    let ran = connection.fetch_optional(sqlx::query::<Any>(LONG)).await;
    assert!(ran.expect("runs").is_some(), "nothing ends it any more");
}
