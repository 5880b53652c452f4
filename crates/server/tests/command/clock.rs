//! `latchkey serve` on a machine whose clock has been turned back.

use latchkey_server::clock::{Clock as _, SystemClock};
use latchkey_server::store::{Store, clock};

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

/// A stored time that is an hour ahead still counts as past, in whatever order the times were stored: the clock goes on from there.
#[tokio::test]
async fn time_begins_where_the_trail_is_newest() {
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
               VALUES ('00000000-0000-7000-8000-000000000000', $1, 'written_before_the_clock_went_back', '{}', '', '')";
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

async fn with_grace(folder: &tempfile::TempDir) -> Store {
    std::fs::write(folder.path().join("import.toml"), FILE).expect("a file");
    let (status, said) = run(latchkey(folder, &["import", "import.toml"], &[]));
    assert!(status.success(), "{said}");
    Store::open(&format!("sqlite://{}/latchkey.db", folder.path().display()))
        .await
        .expect("a store")
}

async fn write_down(store: &Store, ms: i64) {
    let mut transaction = store.begin().await.expect("begins");
    assert!(clock::advance(&mut transaction, ms, 0).await.expect("writes"));
    transaction.commit().await.expect("commits");
}

async fn number(store: &Store, sql: &'static str) -> i64 {
    let mut connection = store.read().await.expect("a connection");
    sqlx::query_scalar(sql)
        .fetch_one(&mut *connection)
        .await
        .expect("a number")
}

fn session(server: &Server, cookie: &str) -> String {
    server.send(&format!(
        "GET /api/session HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
    ))
}

/// As after one start years ahead: there is a way back, and no earlier session comes along.
#[tokio::test]
async fn a_clock_that_is_days_behind_is_not_believed_until_the_operator_says_so() {
    let folder = folder();
    let store = with_grace(&folder).await;
    let server = Server::start(&folder);
    let answer = server.send(&sign_in(server.port, "correct horse battery staple"));
    let cookie = answer
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: latchkey-session="))
        .expect("a cookie");
    let cookie = format!("latchkey-session={}", cookie.split(';').next().expect("a value"));
    assert!(session(&server, &cookie).starts_with("HTTP/1.1 200"));
    assert!(server.end("TERM").success());

    write_down(&store, SystemClock.now_ms() + 3 * 365 * 24 * HOUR).await;
    for command in [["serve"].as_slice(), &["import", "import.toml"]] {
        let (status, said) = run(latchkey(&folder, command, &[]));
        assert!(
            !status.success() && said.contains("latchkey clock reset"),
            "{said}"
        );
        assert_eq!(said.trim_end().lines().count(), 1, "{said}");
        assert_eq!(said.matches("Z").count(), 2, "both times: {said}");
    }
    let output = latchkey(&folder, &["clock", "show"], &[]).output().expect("runs");
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(shown.contains("No server starts"), "{shown}");
    let (status, said) = run(latchkey(
        &folder,
        &["account", "deactivate", "grace@globex.example"],
        &[],
    ));
    assert!(
        status.success(),
        "switching somebody off does not wait for that: {said}"
    );
    run(latchkey(
        &folder,
        &["account", "reactivate", "grace@globex.example"],
        &[],
    ));

    let output = latchkey(&folder, &["clock", "reset"], &[])
        .output()
        .expect("runs");
    assert!(output.status.success(), "{output:?}");
    let server = Server::start(&folder);
    assert!(
        session(&server, &cookie).starts_with("HTTP/1.1 401"),
        "it had expired"
    );
    let answer = server.send(&sign_in(server.port, "correct horse battery staple"));
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let begun = number(&store, "SELECT MAX(created_at_ms) FROM sessions").await;
    assert!((begun - SystemClock.now_ms()).abs() < HOUR, "by the right time");
    store.close().await;
    assert!(server.end("TERM").success());
}

#[tokio::test]
async fn a_clock_that_is_years_ahead_lets_nothing_expire() {
    let folder = folder();
    let store = Store::open(&format!("sqlite://{}/latchkey.db", folder.path().display()))
        .await
        .expect("a store");
    write_down(&store, SystemClock.now_ms() - 400 * 24 * HOUR).await;
    let (status, said) = run(latchkey(&folder, &["serve"], &[]));
    assert!(!status.success() && said.contains("more than a year"), "{said}");
    let output = latchkey(&folder, &["clock", "reset"], &[])
        .output()
        .expect("runs");
    assert!(output.status.success(), "{output:?}");
    let server = Server::start(&folder);
    let answer = server.send("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(server.end("TERM").success());
    store.close().await;
}

/// What a server has shown is written down while it runs, not when it ends, and nothing need happen for that.
#[tokio::test]
async fn a_kill_does_not_take_the_time_along() {
    let folder = folder();
    let store = with_grace(&folder).await;
    let began = SystemClock.now_ms();
    let server = Server::start(&folder);
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while number(&store, "SELECT newest_ms FROM clock").await < began {
        assert!(std::time::Instant::now() < deadline, "nothing is written down");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    server.end("KILL");
    assert!(number(&store, "SELECT newest_ms FROM clock").await >= began);
    store.close().await;
}
