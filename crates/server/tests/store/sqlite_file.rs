//! The file of an SQLite database is its owner's alone.

use std::os::unix::fs::PermissionsExt as _;

use latchkey_server::store::Store;

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
