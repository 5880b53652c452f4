//! PostgreSQL servers of a test's own, which it may stop, and the way to them, which may lead to another one.

use std::fs;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tempfile::TempDir;

const OPTIONS: &str = "-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c wal_level=replica \
                       -c max_wal_senders=4 -c hot_standby=on";

/// One server with its data, which goes with this value.
pub(crate) struct Postgres {
    folder: TempDir,
    pub(crate) port: u16,
}

impl Postgres {
    /// A new one that runs.
    pub(crate) fn start() -> Self {
        let server = Self::empty();
        let data = server.data();
        server.run(
            "initdb",
            &[
                "-A",
                "trust",
                "-U",
                "postgres",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
                "-D",
                &data,
            ],
        );
        server.start_up();
        server
    }

    /// A standby that follows another one, and runs.
    pub(crate) fn following(primary: &Self) -> Self {
        let server = Self::empty();
        let (data, port) = (server.data(), primary.port.to_string());
        server.run(
            "pg_basebackup",
            &[
                "-h",
                "127.0.0.1",
                "-p",
                &port,
                "-U",
                "postgres",
                "-D",
                &data,
                "-R",
                "-X",
                "stream",
                "--no-sync",
            ],
        );
        server.start_up();
        server
    }

    fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        if is_root() {
            let owned = Command::new("chown").arg("postgres").arg(folder.path()).status();
            assert!(owned.expect("chown").success());
        }
        let port = latchkey_free_port::find().expect("a free port");
        Self { folder, port }
    }

    fn data(&self) -> String {
        self.folder.path().join("data").display().to_string()
    }

    fn start_up(&self) {
        let log = self.folder.path().join("log").display().to_string();
        let options = format!("-p {} {OPTIONS}", self.port);
        self.run(
            "pg_ctl",
            &[
                "-D",
                &self.data(),
                "-l",
                &log,
                "-o",
                &options,
                "-w",
                "-t",
                "60",
                "start",
            ],
        );
    }

    /// Ends it as an operator does, who lets nobody finish, and starts it again.
    pub(crate) fn restart(&self) {
        self.run("pg_ctl", &["-D", &self.data(), "-m", "fast", "-w", "stop"]);
        self.start_up();
    }

    /// Ends it as a power cut does.
    pub(crate) fn crash(&self) {
        self.run("pg_ctl", &["-D", &self.data(), "-m", "immediate", "-w", "stop"]);
    }

    /// A standby takes over.
    pub(crate) fn promote(&self) {
        self.run("pg_ctl", &["-D", &self.data(), "-w", "promote"]);
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let program = folder_of_programs().join(program);
        let mut command = match is_root() {
            // PostgreSQL refuses to run as root.
            true => {
                let mut command = Command::new("runuser");
                command.args(["-u", "postgres", "--"]).arg(&program);
                command
            }
            false => Command::new(&program),
        };
        let output = command.args(arguments).current_dir("/").output().expect("runs");
        let log = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "{program:?} {arguments:?}: {said}\n{log}"
        );
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let mut command = match is_root() {
            true => {
                let mut command = Command::new("runuser");
                command
                    .args(["-u", "postgres", "--"])
                    .arg(folder_of_programs().join("pg_ctl"));
                command
            }
            false => Command::new(folder_of_programs().join("pg_ctl")),
        };
        // What does not run any more has been stopped by the test.
        let _ = command
            .args(["-D", &self.data(), "-m", "immediate", "-w", "stop"])
            .current_dir("/")
            .output();
    }
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().expect("id");
    output.stdout.trim_ascii() == b"0"
}

/// Debian keeps the server's programs in a folder for each version, out of `PATH`; the newest is taken.
fn folder_of_programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let folders = versions.map(|version| version.path().join("bin"));
    let newest = folders
        .filter(|bin| bin.join("initdb").is_file())
        .max_by_key(|bin| {
            let version = bin.parent().and_then(Path::file_name);
            version.and_then(|version| version.to_string_lossy().parse::<u32>().ok())
        });
    newest.expect("PostgreSQL, the server: `cargo xtask setup` installs it")
}

/// The name under which a platform knows its database server: it may come to mean another one.
pub(crate) struct ServerName {
    pub(crate) port: u16,
    target: Arc<AtomicU16>,
    open: Arc<Mutex<Vec<TcpStream>>>,
}

impl ServerName {
    /// Means the server on this port.
    pub(crate) fn of(server: &Postgres) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (target, open) = (Arc::new(AtomicU16::new(server.port)), Arc::default());
        let name = Self { port, target, open };
        let (target, open) = (name.target.clone(), name.open.clone());
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if let Ok(server) = TcpStream::connect(("127.0.0.1", target.load(Ordering::SeqCst))) {
                    let _ = relay(&client, &server, &open);
                }
            }
        });
        name
    }

    /// From now on means another one; connections to the one before end.
    pub(crate) fn lead_to(&self, server: &Postgres) {
        self.target.store(server.port, Ordering::SeqCst);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        for stream in open.drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

fn relay(client: &TcpStream, server: &TcpStream, open: &Mutex<Vec<TcpStream>>) -> io::Result<()> {
    let ways = [
        (client.try_clone()?, server.try_clone()?),
        (server.try_clone()?, client.try_clone()?),
    ];
    for (from, to) in ways {
        let kept = from.try_clone()?;
        open.lock().unwrap_or_else(PoisonError::into_inner).push(kept);
        std::thread::spawn(move || copy(from, to));
    }
    Ok(())
}

fn copy(mut from: TcpStream, mut to: TcpStream) {
    let mut buffer = [0; 16 << 10];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        if to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
    let _ = from.shutdown(Shutdown::Both);
}
