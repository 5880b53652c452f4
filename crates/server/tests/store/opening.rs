//! Databases that cannot be opened, and what the operator is told of them.

use latchkey_server::store::{Store, companies};
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};

use super::database::Database;

async fn execute(url: &str, sql: String) {
    let mut connection = AnyConnection::connect(url).await.expect("a connection");
    sqlx::raw_sql(AssertSqlSafe(sql))
        .execute(&mut connection)
        .await
        .expect("executes");
    connection.close().await.expect("closes");
}

/// Why it was not opened.
async fn refused(url: &str) -> String {
    Store::open(url).await.expect_err("is refused").to_string()
}

async fn after_a_newer_release(database: Database) {
    let step = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                SELECT 9999, 'of a newer release', success, checksum, execution_time FROM _sqlx_migrations WHERE version = 1";
    execute(database.url(), step.to_owned()).await;
    let error = Store::open(database.url()).await.expect_err("is refused");
    assert!(error.is_of_newer_version());
    let said = error.to_string();
    assert!(!said.contains("  "), "{said}");
    for part in [
        "a newer release of latchkey",
        "step 9999",
        "Start that release",
        "restore the backup",
    ] {
        assert!(said.contains(part), "{said}");
    }
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_a_newer_release_says_what_happened_and_what_to_do() {
    after_a_newer_release(Database::sqlite().await).await;
    after_a_newer_release(Database::postgres().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_may_not_be_written_is_named_with_what_to_do() {
    let database = Database::sqlite().await;
    let file = database.url().trim_start_matches("sqlite://").to_owned();
    let folder = file.trim_end_matches("/store.db").to_owned();
    // As a file of another user, or on a file system that is mounted read-only, is opened. It can be read.
    let store = Store::open(&format!("{}?mode=ro", database.url()))
        .await
        .expect("opens");
    let mut connection = store.read().await.expect("a connection");
    assert!(!companies::is_any(&mut connection).await.expect("reads"));
    drop(connection);
    let said = store.begin().await.expect_err("is refused").to_string();
    let begins = format!("{file} cannot be written: ");
    assert!(said.starts_with(&begins) && said.contains("run it as"), "{said}");
    store.close().await;
    for (url, named) in [
        (format!("sqlite://{folder}"), folder.clone()),
        (
            format!("sqlite://{folder}/absent/new.db"),
            format!("{folder}/absent/new.db"),
        ),
    ] {
        let said = refused(&url).await;
        let begins = format!("{named} cannot be written: ");
        assert!(said.starts_with(&begins) && said.contains("run it as"), "{said}");
    }
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_takes_no_writes_is_named_with_what_to_do() {
    let database = Database::postgres().await;
    let (server, name) = database.url().rsplit_once('/').expect("a database");
    let read_only = format!("ALTER DATABASE {name} SET default_transaction_read_only = on");
    execute(&format!("{server}/postgres"), read_only).await;
    let said = refused(database.url()).await;
    assert!(
        said.starts_with("this PostgreSQL server takes no writes: ") && said.contains("name the primary"),
        "{said}"
    );
    database.drop().await;
}
