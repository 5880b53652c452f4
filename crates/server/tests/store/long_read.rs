//! Reading that takes long: it keeps nobody waiting, and does not outlive its deadline.

use std::time::{Duration, Instant};

use latchkey_server::store::{Connection, LONGEST, Store, StoreError, companies};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::database::Database;

/// Never ends by itself.
const ENDLESS: &str = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x FROM n) SELECT COUNT(*) FROM n";
/// Takes some milliseconds: more than a statement beyond its deadline has.
const SHORT: &str = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 100000) SELECT COUNT(*) FROM n";
/// What a machine that has much to do may take longer.
const GRACE: Duration = Duration::from_secs(5);

async fn count(connection: &mut Connection, sql: &'static str) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar(sql).fetch_one(connection).await?)
}

/// Begins to read without an end; returns when the statement is about to run.
async fn endless(store: &Store) -> JoinHandle<Result<i64, StoreError>> {
    let (begun, has_begun) = oneshot::channel();
    let store = store.clone();
    let reading = tokio::spawn(async move {
        let read = async move |connection: &mut Connection| {
            let _ = begun.send(());
            count(connection, ENDLESS).await
        };
        store.read_long(read).await
    });
    has_begun.await.expect("it begins");
    reading
}

async fn keeps_nobody_waiting(store: &Store) {
    let started = Instant::now();
    let reading = endless(store).await;
    let mut connection = store.read().await.expect("a connection");
    let nobody = companies::by_slug(&mut connection, "nobody")
        .await
        .expect("reads");
    assert!(nobody.is_none());
    drop(connection);
    assert!(
        started.elapsed() < LONGEST,
        "a request waited for a statement of another one"
    );
    let ended = reading.await.expect("it does not panic");
    assert!(matches!(ended, Err(StoreError::TooLong)), "{ended:?}");
    let took = started.elapsed();
    assert!(took >= LONGEST && took < LONGEST + GRACE, "{took:?}");
    // Whoever gets the connection next has no deadline.
    let mut connection = store.read().await.expect("a connection");
    assert_eq!(count(&mut connection, SHORT).await.expect("reads"), 100_000);
    let in_time = async |connection: &mut Connection| count(connection, SHORT).await;
    assert_eq!(store.read_long(in_time).await.expect("reads"), 100_000);
}

// On one thread: whatever holds it keeps everybody waiting.
#[tokio::test]
async fn a_slow_statement_keeps_nobody_waiting_on_sqlite() {
    let database = Database::sqlite().await;
    keeps_nobody_waiting(&database.store).await;
    database.drop().await;
}

#[tokio::test]
async fn a_slow_statement_keeps_nobody_waiting_on_postgres() {
    let database = Database::postgres().await;
    keeps_nobody_waiting(&database.store).await;
    let mut connection = database.store.read().await.expect("a connection");
    let sql = "SELECT current_setting('statement_timeout')";
    let timeout: String = sqlx::query_scalar(sql)
        .fetch_one(&mut *connection)
        .await
        .expect("reads");
    assert_eq!(timeout, "30s", "as it was before");
    drop(connection);
    database.drop().await;
}

#[tokio::test]
async fn a_statement_for_which_nobody_waits_ends_on_sqlite() {
    let database = Database::sqlite().await;
    let mut readings = Vec::new();
    for _ in 0..8 {
        readings.push(endless(&database.store).await);
    }
    let started = Instant::now();
    readings.iter().for_each(JoinHandle::abort);
    // All places are taken until the statements end.
    let connection = database.store.read().await.expect("a connection");
    assert!(started.elapsed() < LONGEST / 2, "{:?}", started.elapsed());
    drop(connection);
    database.drop().await;
}
