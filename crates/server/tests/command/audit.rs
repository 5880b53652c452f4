//! `latchkey audit verify`, as an operator meets it: beside a running server, and after somebody was at the database.

use latchkey_server::store::Store;
use sqlx::AssertSqlSafe;
use tempfile::TempDir;

use crate::process::{Server, folder, latchkey, run, sign_in};

const FILE: &str = r#"
[[company]]
name = "Globex"
slug = "globex"
domains = ["globex.example"]
  [[company.account]]
  email = "grace@globex.example"
  first_name = "Grace"
  password = "correct horse battery staple"
"#;

/// Whether it is whole, and what is said.
fn verify(folder: &TempDir) -> (Option<i32>, String) {
    let output = latchkey(folder, &["audit", "verify"], &[])
        .output()
        .expect("runs");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).into_owned())
}

async fn execute(store: &Store, sql: &str) {
    let mut transaction = store.begin().await.expect("begins");
    sqlx::query(AssertSqlSafe(sql))
        .execute(&mut *transaction)
        .await
        .expect("executes");
    transaction.commit().await.expect("commits");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trail_is_verified_while_a_server_runs_and_after_somebody_was_at_it() {
    let folder = folder();
    std::fs::write(folder.path().join("import.toml"), FILE).expect("a file");
    let (status, said) = run(latchkey(&folder, &["import", "import.toml"], &[]));
    assert!(status.success(), "{said}");
    let (code, said) = verify(&folder);
    assert!(code == Some(0) && said.contains("has not begun"), "{said}");
    let server = Server::start(&folder);
    server.send(&sign_in(server.port, "correct horse battery staple"));
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    // An event gets its place within seconds.
    while !verify(&folder).1.contains("is whole") {
        assert!(std::time::Instant::now() < deadline, "{}", verify(&folder).1);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert!(server.end("TERM").success());
    let store = Store::open(&format!("sqlite://{}/latchkey.db", folder.path().display()))
        .await
        .expect("a store");
    execute(&store, "DROP TRIGGER audit_events_no_update").await;
    execute(
        &store,
        "UPDATE audit_events SET client_address = '203.0.113.9' WHERE chain_position = 1",
    )
    .await;
    let (code, said) = verify(&folder);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.starts_with("latchkey: the audit trail is broken: event 1 of the chain ("),
        "{said}"
    );
    assert_eq!(said.trim_end().lines().count(), 1, "one sentence: {said}");
    let (status, said) = run(latchkey(&folder, &["audit", "begin-anew"], &[]));
    assert!(status.success(), "{said}");
    let (code, said) = verify(&folder);
    assert!(code == Some(0) && said.contains("nothing is proved"), "{said}");
    std::fs::remove_file(folder.path().join("latchkey.db.key")).expect("removes");
    let (code, said) = verify(&folder);
    assert!(code == Some(1) && said.contains("without it"), "{said}");
    store.close().await;
}
