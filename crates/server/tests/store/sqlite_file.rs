//! The file of an SQLite database: it is its owner's alone, and several processes may open it at once.

use std::os::unix::fs::PermissionsExt as _;

use latchkey_server::store::{Store, StoreError};

#[tokio::test]
async fn a_new_database_is_private_with_all_that_lies_beside_it() {
    let folder = tempfile::tempdir().expect("a folder");
    // Spelt as a URL has to spell it: the file that is made private must be the one that is opened.
    let url = format!("sqlite://{}/new%20store.db", folder.path().display());
    let store = Store::open(&url).await.expect("a store");
    let mut connection = store.read().await.expect("a connection");
    sqlx::query("CREATE TABLE written (id TEXT)")
        .execute(&mut *connection)
        .await
        .expect("writes");
    let mut modes: Vec<(String, u32)> = std::fs::read_dir(folder.path())
        .expect("a folder")
        .map(|entry| {
            let entry = entry.expect("an entry");
            let mode = entry.metadata().expect("metadata").permissions().mode();
            (entry.file_name().to_string_lossy().into_owned(), mode & 0o777)
        })
        .collect();
    modes.sort();
    let private = |name: &str| (name.to_owned(), 0o600);
    assert_eq!(
        modes,
        ["new store.db", "new store.db-shm", "new store.db-wal"].map(private)
    );
    drop(connection);
    store.close().await;
}

#[tokio::test]
async fn what_is_not_to_be_made_is_not_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}/absent.db?mode=rw", folder.path().display());
    assert!(Store::open(&url).await.is_err());
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
}

/// A server and a command such as `latchkey jobs list`, each of which makes the tables that are missing.
#[test]
fn whoever_opens_a_new_database_at_once_with_others_finds_its_tables() {
    for _ in 0..5 {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}/new.db", folder.path().display());
        let openings: Vec<_> = (0..6)
            .map(|_| {
                let url = url.clone();
                std::thread::spawn(move || open_and_close(&url))
            })
            .collect();
        for opening in openings {
            opening.join().expect("no panic").expect("a store");
        }
    }
}

/// As a process of its own does.
fn open_and_close(url: &str) -> Result<(), StoreError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let store = Store::open(url).await?;
        store.close().await;
        Ok(())
    })
}
