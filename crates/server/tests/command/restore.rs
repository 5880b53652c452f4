//! `latchkey restore`: what was copied is back, whatever lies beside it, and nothing of before is lost.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::postgres::Postgres;
use crate::process::{Server, folder, latchkey, run, sign_in};

const PASSWORD: &str = "correct horse battery staple";
const FILE: &str = r#"
[[company]]
name = "Globex"
slug = "globex"
domains = ["globex.example"]
  [[company.account]]
  email = "grace@globex.example"
  first_name = "Grace"
  password = "correct horse battery staple"
  [[company.sso_configuration]]
  name = "Not active"
  endpoint_url = "https://idp.example"
  client_id = "latchkey"
  client_secret = "hush-hush-client-secret"
    [company.sso_configuration.claims]
    foreign_id = "sub"
    username = "email"
"#;

fn done(folder: &TempDir, arguments: &[&str]) -> String {
    let (status, said) = run(latchkey(folder, arguments, &[]));
    assert!(status.success(), "{arguments:?}: {said}");
    said
}

fn refused(folder: &TempDir, arguments: &[&str]) -> String {
    let (status, said) = run(latchkey(folder, arguments, &[]));
    assert!(!status.success(), "{arguments:?}: {said}");
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    said
}

/// A folder with Globex in a database, and a copy of it.
fn with_copy() -> TempDir {
    let folder = folder();
    std::fs::write(folder.path().join("import.toml"), FILE).expect("a file");
    done(&folder, &["import", "import.toml"]);
    done(&folder, &["backup", "copy.db"]);
    folder
}

fn names(folder: &TempDir, part: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder.path()).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .filter(|path| path.to_string_lossy().contains(part))
        .collect()
}

fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).expect("reads")
}

#[test]
fn a_copy_comes_back_and_what_was_there_is_kept() {
    let folder = with_copy();
    let server = Server::start(&folder);
    let answer = server.send(&sign_in(server.port, PASSWORD));
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let said = refused(&folder, &["restore", "copy.db"]);
    assert!(said.contains("in use"), "a server runs: {said}");
    done(&folder, &["account", "deactivate", "grace@globex.example"]);
    server.end("KILL");
    // Killed: what it wrote last is in the log beside the database.
    assert!(!names(&folder, "latchkey.db-wal").is_empty());
    let said = done(&folder, &["restore", "copy.db"]);
    assert!(
        names(&folder, "-wal").is_empty(),
        "no log of before is left: {said}"
    );
    assert!(names(&folder, ".restoring").is_empty());
    let kept = names(&folder, ".before-restore");
    assert_eq!(kept.len(), 1, "{kept:?}");
    let mode = std::fs::metadata(folder.path().join("latchkey.db")).expect("the file");
    assert_eq!(mode.permissions().mode() & 0o777, 0o600);
    let server = Server::start(&folder);
    let answer = server.send(&sign_in(server.port, PASSWORD));
    assert!(answer.starts_with("HTTP/1.1 200"), "as in the copy: {answer}");
    assert!(server.end("TERM").success());
    // And back again: what was kept is whole.
    let kept = kept[0].display().to_string();
    done(&folder, &["restore", &kept]);
    let server = Server::start(&folder);
    let answer = server.send(&sign_in(server.port, PASSWORD));
    assert!(answer.starts_with("HTTP/1.1 401"), "switched off: {answer}");
}

/// Every sign-in that was answered before the copy was begun is in it, and the trail of what is in it is whole.
#[test]
fn a_copy_that_is_taken_while_people_sign_in_is_whole() {
    let folder = folder();
    std::fs::write(folder.path().join("import.toml"), FILE).expect("a file");
    done(&folder, &["import", "import.toml"]);
    let server = Server::start(&folder);
    let (answered, is_over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let until = |least: usize| {
        let deadline = Instant::now() + Duration::from_secs(60);
        while answered.load(Ordering::SeqCst) < least {
            assert!(Instant::now() < deadline, "sign-ins go on");
            std::thread::sleep(Duration::from_millis(5));
        }
    };
    let before = std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while !is_over.load(Ordering::SeqCst) {
                    let answer = server.send(&sign_in(server.port, PASSWORD));
                    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
                    answered.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        until(10);
        let before = answered.load(Ordering::SeqCst);
        done(&folder, &["backup", "copy.db"]);
        until(before + 10);
        is_over.store(true, Ordering::SeqCst);
        before
    });
    assert!(server.end("TERM").success());
    let sign_ins = || {
        let database = rusqlite::Connection::open(folder.path().join("latchkey.db")).expect("a database");
        let sql = "SELECT COUNT(*) FROM audit_events WHERE action = 'signed_in'";
        let count = database.query_one(sql, [], |row| row.get::<_, i64>(0));
        usize::try_from(count.expect("a number")).expect("not less than none")
    };
    let all = sign_ins();
    done(&folder, &["restore", "copy.db"]);
    let copied = sign_ins();
    assert!(
        before <= copied && copied < all,
        "{before} before, {copied} copied, {all} in all"
    );
    done(&folder, &["audit", "verify"]);
    let server = Server::start(&folder);
    let answer = server.send(&sign_in(server.port, PASSWORD));
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[test]
fn a_log_that_was_left_behind_is_not_replayed_over_the_copy() {
    let folder = with_copy();
    let server = Server::start(&folder);
    server.send(&sign_in(server.port, PASSWORD));
    server.end("KILL");
    std::fs::remove_file(folder.path().join("latchkey.db")).expect("removes");
    assert!(!names(&folder, "latchkey.db-wal").is_empty());
    done(&folder, &["restore", "copy.db"]);
    assert!(!folder.path().join("latchkey.db-wal").exists());
    let server = Server::start(&folder);
    let answer = server.send(&sign_in(server.port, PASSWORD));
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[test]
fn what_is_no_whole_copy_is_refused_and_nothing_is_touched() {
    let folder = with_copy();
    let path = |name: &str| folder.path().join(name);
    let before = bytes(&path("latchkey.db"));
    let mut damaged = bytes(&path("copy.db"));
    let middle = damaged.len() / 2;
    for byte in &mut damaged[middle..middle + 8192] {
        *byte = 0x5a;
    }
    std::fs::write(path("damaged.db"), damaged).expect("writes");
    std::fs::write(path("empty.db"), "").expect("writes");
    std::fs::write(path("text.db"), "no database, by far; ".repeat(99)).expect("writes");
    std::fs::copy(path("copy.db"), path("used.db")).expect("copies");
    std::fs::write(path("used.db-wal"), "frames").expect("writes");
    for (name, reason) in [
        ("damaged.db", "damaged"),
        ("empty.db", "no database of Latchkey"),
        ("text.db", "no SQLite database"),
        ("used.db", "copied while it was in use"),
        ("absent.db", "cannot read"),
    ] {
        let said = refused(&folder, &["restore", name]);
        assert!(said.contains(reason) && said.contains(name), "{name}: {said}");
        assert!(names(&folder, ".restoring").is_empty(), "{name}");
    }
    assert_eq!(bytes(&path("latchkey.db")), before);
}

#[test]
fn a_copy_that_another_key_sealed_is_refused_unless_it_is_wanted() {
    let folder = with_copy();
    std::fs::remove_file(folder.path().join("latchkey.db.key")).expect("removes");
    let said = refused(&folder, &["restore", "copy.db"]);
    assert!(
        said.contains("another key") && said.contains("latchkey.db.key"),
        "{said}"
    );
    assert!(
        !folder.path().join("latchkey.db.key").exists(),
        "none is made for that"
    );
    let other = [(
        "LATCHKEY_SECRET_KEY",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    )];
    let (status, said) = run(latchkey(&folder, &["restore", "copy.db"], &other));
    assert!(!status.success() && said.contains("another key"), "{said}");
    done(&folder, &["restore", "copy.db", "--without-key"]);
}

fn jwks(server: &Server) -> String {
    server.send(&format!(
        "GET /oauth/jwks HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n",
        server.port
    ))
}

/// With another key a server would publish keys, and queue mails, that no other node can open. With a new one in the place of a lost
/// one, apps are served again.
#[test]
fn a_server_refuses_a_key_that_does_not_fit_and_goes_on_without_a_lost_one() {
    let folder = folder();
    std::fs::write(folder.path().join("import.toml"), FILE).expect("a file");
    done(&folder, &["import", "import.toml"]);
    let server = Server::start(&folder);
    assert!(jwks(&server).contains("\"kid\""));
    assert!(server.end("TERM").success());
    let key = folder.path().join("latchkey.db.key");
    std::fs::remove_file(&key).expect("removes");
    let address = format!("127.0.0.1:{}", latchkey_free_port::find().expect("a free port"));
    let listen = [("LATCHKEY_LISTEN", address.as_str())];
    for arguments in [["serve", "--log=error"].as_slice(), &["import", "import.toml"]] {
        let (status, said) = run(latchkey(&folder, arguments, &listen));
        assert!(
            !status.success() && said.contains("latchkey.db.key"),
            "{arguments:?}: {said}"
        );
        assert!(!key.exists(), "{arguments:?} makes none");
    }
    done(&folder, &["backup", "copy.db"]);
    let said = done(&folder, &["restore", "copy.db", "--without-key"]);
    assert!(said.contains("encrypted values were erased"), "{said}");
    let server = Server::start(&folder);
    let keys = jwks(&server);
    assert!(
        keys.starts_with("HTTP/1.1 200") && keys.contains("\"kid\""),
        "{keys}"
    );
    let answer = server.send(&sign_in(server.port, PASSWORD));
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    done(&folder, &["audit", "verify"]);
}

#[test]
fn with_postgresql_its_own_tools_are_named() {
    let environment = [("LATCHKEY_DATABASE_URL", "postgres://localhost/x")];
    let (status, said) = run(latchkey(&folder(), &["restore", "copy.db"], &environment));
    assert!(!status.success() && said.contains("pg_restore"), "{said}");
}

#[test]
fn with_sqlite_a_copy_is_asked_for() {
    let said = refused(&with_copy(), &["restore"]);
    assert!(said.contains("name the copy"), "{said}");
}

/// What PostgreSQL's own tools have restored is a database with the sessions of the day of its backup, as this one is.
#[test]
fn with_postgresql_the_sessions_of_a_restored_database_end() {
    let postgres = Postgres::start();
    let folder = folder();
    std::fs::write(folder.path().join("import.toml"), FILE).expect("a file");
    let url = format!("postgres://postgres@127.0.0.1:{}/postgres", postgres.port);
    let settings = [
        ("LATCHKEY_DATABASE_URL", url.as_str()),
        (
            "LATCHKEY_SECRET_KEY",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        ),
    ];
    let command = |arguments: &[&str], settings: &[(&str, &str)]| {
        let (status, said) = run(latchkey(&folder, arguments, settings));
        (status.success(), said)
    };
    let (imported, said) = command(&["import", "import.toml"], &settings);
    assert!(imported, "{said}");
    let server = Server::start_with(&folder, &settings);
    let answer = server.send(&sign_in(server.port, PASSWORD));
    let cookie = answer
        .lines()
        .filter(|line| line.to_ascii_lowercase().starts_with("set-cookie: "))
        .map(|line| &line[12..])
        .find_map(|cookie| cookie.split(';').next().filter(|pair| pair.contains("session=")))
        .unwrap_or_else(|| panic!("no session: {answer}"))
        .to_owned();
    let who = |server: &Server| {
        server.send(&format!(
            "GET /api/session HTTP/1.1\r\nHost: localhost:{}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n",
            server.port
        ))
    };
    assert!(who(&server).contains("grace@globex.example"));
    assert!(server.end("TERM").success());

    let other_key = [
        settings[0],
        (
            "LATCHKEY_SECRET_KEY",
            "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=",
        ),
    ];
    let (done, said) = command(&["restore"], &other_key);
    assert!(!done && said.contains("another key"), "{said}");
    let (started, said) = command(&["serve", "--log=error"], &other_key);
    assert!(!started && said.contains("LATCHKEY_SECRET_KEY"), "{said}");
    let (done, said) = command(&["restore"], &settings);
    assert!(done && said.contains("Sessions ended: 1;"), "{said}");
    let server = Server::start_with(&folder, &settings);
    assert!(!who(&server).contains("grace@globex.example"));
}
