//! `latchkey restore`, killed (`kill -9`) in the middle: the database's name leads to a whole database, the previous one or the copy,
//! and the same command works afterwards.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::process::{Server, folder, latchkey, run};

const FILE: &str = r#"
[[company]]
name = "Globex"
slug = "globex"
  [[company.account]]
  email = "grace@globex.example"
  first_name = "Grace"
"#;
const DATABASE: &str = "latchkey.db";

fn done(folder: &TempDir, arguments: &[&str]) -> String {
    let (status, said) = run(latchkey(folder, arguments, &[]));
    assert!(status.success(), "{arguments:?}: {said}");
    said
}

/// A folder with a copy, and a database that knows more than the copy: Grace was switched off since. A server was killed over it, so that
/// its newest frames are in the log.
fn with_copy() -> TempDir {
    let folder = folder();
    fs::write(folder.path().join("import.toml"), FILE).expect("a file");
    done(&folder, &["import", "import.toml"]);
    done(&folder, &["backup", "copy.db"]);
    let server = Server::start(&folder);
    done(&folder, &["account", "deactivate", "grace@globex.example"]);
    server.end("KILL");
    assert!(named(folder.path(), "latchkey.db-wal").is_some());
    folder
}

/// The file whose name has this in it.
fn named(folder: &Path, part: &str) -> Option<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    let mut paths = entries.map(|entry| entry.path());
    paths.find(|path| path.to_string_lossy().contains(part))
}

fn length(path: Option<PathBuf>) -> u64 {
    path.and_then(|path| fs::metadata(path).ok())
        .map_or(0, |file| file.len())
}

fn restore(folder: &TempDir, file: &str) -> Child {
    let mut command = latchkey(folder, &["restore", file], &[]);
    command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("starts")
}

/// Kills it once `is_there` says so, or has seen it end by itself.
fn kill_when(mut child: Child, is_there: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !is_there() && child.try_wait().expect("a child").is_none() {
        assert!(Instant::now() < deadline, "nothing happens");
        std::hint::spin_loop();
    }
    child.kill().expect("kills");
    child.wait().expect("ends");
}

#[derive(Debug, PartialEq, Eq)]
enum Found {
    Before,
    Copy,
}

/// Which of the two the database is, all of it.
fn found(folder: &Path) -> Found {
    let path = folder.join(DATABASE);
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE;
    let file = rusqlite::Connection::open_with_flags(path, flags).expect("there is a database");
    let text = |sql: &str| {
        file.query_row(sql, [], |row| row.get::<_, String>(0))
            .expect("a text")
    };
    assert_eq!(text("PRAGMA integrity_check"), "ok");
    let number = |sql: &str| {
        file.query_row(sql, [], |row| row.get::<_, i64>(0))
            .expect("a number")
    };
    let is_off = number("SELECT COUNT(*) FROM accounts WHERE deactivated_at_ms IS NOT NULL");
    let is_restored = number("SELECT COUNT(*) FROM audit_events WHERE action = 'restored'");
    match (is_off, is_restored) {
        (1, 0) => Found::Before,
        (0, 1) => Found::Copy,
        other => panic!("a mixture: {other:?}"),
    }
}

/// The copy comes through a pipe and stops halfway, so that the command is certainly in the middle.
#[test]
fn while_it_copies_nothing_of_the_database_is_touched() {
    let folder = with_copy();
    let pipe = folder.path().join("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status().expect("mkfifo");
    assert!(made.success());
    let copy = fs::read(folder.path().join("copy.db")).expect("reads");
    let (log, before) = ("latchkey.db-wal", |name: &str| {
        fs::read(folder.path().join(name)).expect("reads")
    });
    let both = (before(DATABASE), before(log));
    let child = restore(&folder, "pipe");
    let mut writer = fs::OpenOptions::new().write(true).open(&pipe).expect("opens");
    let half = &copy[..copy.len() / 2];
    writer.write_all(half).expect("writes");
    let draft = || named(folder.path(), ".restoring");
    kill_when(child, || length(draft()) >= half.len() as u64);
    assert_eq!(length(draft()), half.len() as u64, "killed in the middle");
    assert!(
        (before(DATABASE), before(log)) == both,
        "as it was, byte for byte"
    );
    assert_eq!(found(folder.path()), Found::Before);
    let said = done(&folder, &["restore", "copy.db"]);
    let left = draft().expect("the half copy").display().to_string();
    assert!(
        said.contains(&format!(
            "{} was left by a restore that was interrupted",
            left.rsplit('/').next().expect("a name")
        )),
        "{said}"
    );
    assert_eq!(found(folder.path()), Found::Copy);
}

/// The steps in which files change their names, each of them begun.
#[test]
fn while_files_change_their_names_there_is_one_database_or_the_other() {
    let whole = with_copy();
    for step in ["restoring", "before-restore", "no log"].repeat(5) {
        let folder = folder();
        for entry in fs::read_dir(whole.path()).expect("a folder").flatten() {
            if entry.file_type().expect("a type").is_file() {
                fs::copy(entry.path(), folder.path().join(entry.file_name())).expect("copies");
            }
        }
        kill_when(restore(&folder, "copy.db"), || match step {
            "no log" => named(folder.path(), "latchkey.db-wal").is_none(),
            part => named(folder.path(), part).is_some(),
        });
        let state = found(folder.path());
        if state == Found::Copy {
            let kept = named(folder.path(), ".before-restore").expect("what was before is kept");
            fs::rename(kept, folder.path().join(DATABASE)).expect("renames");
            assert_eq!(found(folder.path()), Found::Before, "{step}: whole, too");
        }
        done(&folder, &["restore", "copy.db"]);
        assert_eq!(found(folder.path()), Found::Copy, "{step}");
    }
}
