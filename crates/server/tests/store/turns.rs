//! SQLite's one writer, whose turns are committed together. What was said to be written is there, and nothing else is.

use std::path::Path;
use std::time::Duration;

use latchkey_server::store::companies::{self, Company};
use latchkey_server::store::{Store, StoreError, Transaction};
use sqlx::AssertSqlSafe;
use tempfile::TempDir;
use tokio::task::JoinHandle;

async fn store() -> (TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}/store.db", folder.path().display());
    let store = Store::open(&url).await.expect("a store");
    (folder, store)
}

async fn write(transaction: &mut Transaction, slug: &str) -> Result<(), StoreError> {
    let company = Company {
        id: slug.into(),
        slug: slug.into(),
        name: "x".repeat(500),
    };
    companies::upsert(transaction, &company, 0).await
}

async fn is_there(store: &Store, slug: &str) -> bool {
    let mut connection = store.read().await.expect("a connection");
    let found = companies::by_slug(&mut connection, slug).await;
    found.expect("reads").is_some()
}

async fn execute(store: &Store, sql: &'static str) {
    let mut transaction = store.begin().await.expect("begins");
    sqlx::query(sql)
        .execute(&mut *transaction)
        .await
        .expect("executes");
    transaction.commit().await.expect("commits");
}

/// What somebody does with a turn.
#[derive(Clone, Copy, PartialEq)]
enum Deed {
    Commit,
    GiveUp,
    Fail(&'static str),
}

/// Stands in line for a turn; `true` where it was said to be committed.
fn in_line(store: &Store, slug: String, deed: Deed) -> JoinHandle<bool> {
    let store = store.clone();
    tokio::spawn(async move {
        let Ok(mut transaction) = store.begin().await else {
            return false;
        };
        if write(&mut transaction, &slug).await.is_err() {
            return false;
        }
        match deed {
            Deed::GiveUp => return false,
            Deed::Fail(sql) => {
                let failed = sqlx::query(sql).execute(&mut *transaction).await;
                if failed.is_err() {
                    return false;
                }
            }
            Deed::Commit => {}
        }
        transaction.commit().await.is_ok()
    })
}

/// Lets these stand in line behind a turn that is under way, and tells what each was told.
async fn one_after_another(store: &Store, deeds: &[Deed]) -> Vec<bool> {
    let mut first = store.begin().await.expect("begins");
    write(&mut first, "first").await.expect("writes");
    let mut line = Vec::new();
    for (n, deed) in deeds.iter().enumerate() {
        line.push(in_line(store, format!("n-{n}"), *deed));
        // So that they stand in this order.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let first = first.commit().await;
    let mut told = Vec::new();
    for one in line {
        told.push(one.await.expect("runs"));
    }
    assert_eq!(first.is_ok(), is_there(store, "first").await);
    told
}

/// How many transactions stand in the write-ahead log: frames that end one say how large the database is.
fn commits(folder: &Path) -> usize {
    let log = std::fs::read(folder.join("store.db-wal")).unwrap_or_default();
    if log.is_empty() {
        return 0;
    }
    let number = |at: usize| u32::from_be_bytes(log[at..at + 4].try_into().expect("four bytes"));
    let frame = 24 + usize::try_from(number(8)).expect("a page size");
    let frames = (32..log.len()).step_by(frame);
    // Those of before the log began anew have another salt.
    frames
        .filter(|at| number(at + 8) == number(16) && number(at + 4) > 0)
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn all_who_wait_are_written_at_once() {
    let (folder, store) = store().await;
    let before = commits(folder.path());
    let told = one_after_another(&store, &[Deed::Commit; 12]).await;
    assert!(told.iter().all(|told| *told));
    for n in 0..12 {
        assert!(is_there(&store, &format!("n-{n}")).await, "{n}");
    }
    assert_eq!(
        commits(folder.path()) - before,
        1,
        "thirteen turns, one write to the disk"
    );
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_told_before_it_is_on_the_disk() {
    let (_folder, store) = store().await;
    let mut first = store.begin().await.expect("begins");
    write(&mut first, "first").await.expect("writes");
    // Two who wait: the one commits, the other takes its time.
    let commits = in_line(&store, "commits".into(), Deed::Commit);
    tokio::time::sleep(Duration::from_millis(50)).await;
    let other = store.clone();
    let (let_go, wait) = tokio::sync::oneshot::channel::<()>();
    let slow = tokio::spawn(async move {
        let mut transaction = other.begin().await.expect("begins");
        write(&mut transaction, "slow").await.expect("writes");
        wait.await.expect("is let go");
        transaction.commit().await.expect("commits");
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    let first = tokio::spawn(first.commit());
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!is_there(&store, "first").await && !is_there(&store, "commits").await);
    assert!(
        !first.is_finished() && !commits.is_finished(),
        "nothing is on the disk yet"
    );
    let_go.send(()).expect("somebody waits");
    first.await.expect("runs").expect("commits");
    assert!(commits.await.expect("runs"));
    slow.await.expect("runs");
    for slug in ["first", "commits", "slow"] {
        assert!(is_there(&store, slug).await, "{slug}");
    }
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_gives_up_or_is_refused_takes_nobody_along() {
    let (_folder, store) = store().await;
    let refused = Deed::Fail("INSERT INTO companies SELECT * FROM companies");
    let deeds = [
        Deed::GiveUp,
        Deed::Commit,
        refused,
        refused,
        Deed::GiveUp,
        Deed::Commit,
        Deed::GiveUp,
    ];
    let told = one_after_another(&store, &deeds).await;
    for (n, deed) in deeds.iter().enumerate() {
        assert_eq!(told[n], *deed == Deed::Commit, "{n}");
        assert_eq!(is_there(&store, &format!("n-{n}")).await, told[n], "{n}");
    }
    store.close().await;
}

/// A constraint that is looked at in the commit stands for a disk that fails there.
#[tokio::test(flavor = "multi_thread")]
async fn where_the_write_to_the_disk_fails_everybody_in_it_is_told() {
    let (_folder, store) = store().await;
    execute(&store, "CREATE TABLE nowhere (id TEXT PRIMARY KEY)").await;
    execute(
        &store,
        "CREATE TABLE spoil (id TEXT REFERENCES nowhere (id) DEFERRABLE INITIALLY DEFERRED)",
    )
    .await;
    let spoils = Deed::Fail("INSERT INTO spoil VALUES ('x')");
    let told = one_after_another(&store, &[Deed::Commit, spoils, Deed::Commit]).await;
    assert_eq!(told, [false; 3]);
    for n in 0..3 {
        assert!(!is_there(&store, &format!("n-{n}")).await, "{n}");
    }
    let told = one_after_another(&store, &[Deed::Commit; 3]).await;
    assert_eq!(told, [true; 3], "and afterwards all is well");
    store.close().await;
}

/// SQLite ends the whole transaction by itself, in the middle of somebody's turn.
#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_sqlite_ends_by_itself_is_nobody_s_success() {
    let (_folder, store) = store().await;
    let ends_it = Deed::Fail("ROLLBACK");
    let deeds = [Deed::Commit, ends_it, Deed::Commit, Deed::GiveUp, Deed::Commit];
    let told = one_after_another(&store, &deeds).await;
    for (n, told) in told.into_iter().enumerate() {
        assert_eq!(is_there(&store, &format!("n-{n}")).await, told, "{n}");
    }
    let told = one_after_another(&store, &[Deed::Commit; 3]).await;
    assert_eq!(told, [true; 3], "and afterwards all is well");
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_what_was_said_to_be_written_is_there() {
    let (_folder, store) = store().await;
    // Not below what there is: the database just may not grow.
    execute(&store, "PRAGMA max_page_count = 1").await;
    let line = (0..200).map(|n| in_line(&store, format!("n-{n}"), Deed::Commit));
    let (mut written, mut refused) = (0, 0);
    for (n, one) in line.collect::<Vec<_>>().into_iter().enumerate() {
        let told = one.await.expect("runs");
        assert_eq!(is_there(&store, &format!("n-{n}")).await, told, "{n}");
        *(if told { &mut written } else { &mut refused }) += 1;
    }
    assert!(refused > 0, "it was never full: {written}");
    store.close().await;
}

/// Requests are dropped when their clients hang up, wherever they are.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_stops_waiting_leaves_nobody_waiting() {
    let (_folder, store) = store().await;
    let mut line = Vec::new();
    for n in 0..300_u64 {
        let turn = in_line(&store, format!("n-{n}"), Deed::Commit);
        if n % 3 == 0 {
            let abort = turn.abort_handle();
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_micros(n * 37 % 5_000)).await;
                abort.abort();
            });
        }
        line.push(turn);
    }
    for (n, one) in line.into_iter().enumerate() {
        let told = tokio::time::timeout(Duration::from_secs(20), one).await;
        match told.unwrap_or_else(|_| panic!("{n} waits for ever")) {
            Ok(told) => {
                assert!(told, "{n} has nothing to do with who went");
                assert!(is_there(&store, &format!("n-{n}")).await, "{n}");
            }
            Err(gone) => assert!(gone.is_cancelled() && n % 3 == 0),
        }
    }
    let slugs = "SELECT COUNT(*) FROM companies WHERE slug LIKE 'n-%'";
    let mut connection = store.read().await.expect("a connection");
    let count: i64 = sqlx::query_scalar(AssertSqlSafe(slugs))
        .fetch_one(&mut *connection)
        .await
        .expect("counts");
    assert!(count >= 200, "{count}");
    drop(connection);
    store.close().await;
}

/// Another process, as `latchkey import` is beside a running server.
#[tokio::test]
async fn another_process_is_waited_for_and_holds_nobody_else_up() {
    let (folder, store) = store().await;
    let url = format!("sqlite://{}/store.db", folder.path().display());
    let other = Store::open(&url).await.expect("a store");
    let mut theirs = other.begin().await.expect("begins");
    write(&mut theirs, "theirs").await.expect("writes");
    assert!(store.begin_if_free().await.expect("asks").is_none());
    let ours = in_line(&store, "ours".into(), Deed::Commit);
    // On the one thread that there is here: nobody waits in it for the other process.
    for _ in 0..3 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(!is_there(&store, "ours").await && !is_there(&store, "theirs").await);
    }
    assert!(!ours.is_finished());
    theirs.commit().await.expect("commits");
    assert!(ours.await.expect("runs"));
    assert!(is_there(&other, "ours").await && is_there(&store, "theirs").await);
    other.close().await;
    store.close().await;
}

/// The lock that SQLite gives to one who only asked for it must not outlive them.
#[tokio::test]
async fn whoever_stops_waiting_for_another_process_leaves_the_writer_free() {
    let (folder, store) = store().await;
    let url = format!("sqlite://{}/store.db", folder.path().display());
    let other = Store::open(&url).await.expect("a store");
    let theirs = other.begin().await.expect("begins");
    let ours = in_line(&store, "ours".into(), Deed::Commit);
    tokio::time::sleep(Duration::from_millis(20)).await;
    ours.abort();
    assert!(ours.await.expect_err("is stopped").is_cancelled());
    drop(theirs);
    assert!(in_line(&store, "next".into(), Deed::Commit).await.expect("runs"));
    assert!(in_line(&other, "last".into(), Deed::Commit).await.expect("runs"));
    other.close().await;
    store.close().await;
}
