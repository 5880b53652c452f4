//! `latchkey serve` on a machine whose clock has been turned back.

use latchkey_server::clock::{Clock as _, SystemClock};
use latchkey_server::store::Store;

use crate::process::{Server, folder, latchkey, run, sign_in};

const HOUR: i64 = 3_600_000;
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

/// What was written down an hour from now is in the past all the same: time goes on from there.
#[tokio::test]
async fn time_begins_where_the_trail_ends() {
    let folder = folder();
    std::fs::write(folder.path().join("import.toml"), FILE).expect("a file");
    assert!(
        run(latchkey(&folder, &["import", "import.toml"], &[]))
            .0
            .success()
    );
    let ahead = SystemClock.now_ms() + HOUR;
    let store = Store::open(&format!("sqlite://{}/latchkey.db", folder.path().display()))
        .await
        .expect("a store");
    let sql = "INSERT INTO audit_events (id, at_ms, action, detail, client_address, request_id)
               VALUES ('ffffffff-ffff-7fff-bfff-ffffffffffff', $1, 'written_before_the_clock_went_back', '{}', '', '')";
    sqlx::query(sql)
        .bind(ahead)
        .execute(&mut *store.read().await.expect("a connection"))
        .await
        .expect("inserts");
    let server = Server::start(&folder);
    let answer = server.send(&sign_in(server.port, "correct horse battery staple"));
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let begun: i64 = sqlx::query_scalar("SELECT created_at_ms FROM sessions")
        .fetch_one(&mut *store.read().await.expect("a connection"))
        .await
        .expect("a session");
    assert!(
        (ahead..ahead + HOUR / 2).contains(&begun),
        "the session began at {begun}, before {ahead}"
    );
    store.close().await;
    assert!(server.end("TERM").success());
}
