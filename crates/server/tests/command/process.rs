//! `latchkey` as a process, in a folder of its own.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A folder in which `latchkey` finds screens and keeps its database.
pub(crate) fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let front = "<html lang=\"__LATCHKEY_LANG__\" data-theme=\"__LATCHKEY_THEME__\"><title>__LATCHKEY_TITLE__</title><!--latchkey:head--><body><!--latchkey:body--></body></html>";
    for (name, html) in [
        ("front", front),
        ("sign_in", front),
        (
            "portal",
            "<html lang=\"__LATCHKEY_LANG__\" data-theme=\"__LATCHKEY_THEME__\"><title>__LATCHKEY_TITLE__</title>",
        ),
    ] {
        let path = folder.path().join("dist/embedded").join(name);
        std::fs::create_dir_all(&path).expect("a folder");
        std::fs::write(path.join("index.html"), html).expect("a page");
    }
    folder
}

/// `latchkey` with nothing in its environment but what is given.
pub(crate) fn latchkey(folder: &TempDir, arguments: &[&str], environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_latchkey"));
    command
        .current_dir(folder.path())
        .args(arguments)
        .env_clear()
        .envs(environment.iter().copied());
    command
}

/// Runs to its end; returns whether it succeeded, and what it said on standard error.
pub(crate) fn run(mut command: Command) -> (ExitStatus, String) {
    let output = command.stdin(Stdio::null()).output().expect("runs");
    (
        output.status,
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

/// Grace's sign-in with this password, written out.
pub(crate) fn sign_in(port: u16, password: &str) -> String {
    let body = format!(r#"{{"username":"grace@globex.example","password":"{password}"}}"#);
    format!(
        "POST /api/sign-in/password HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: http://localhost:{port}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

/// A running server.
pub(crate) struct Server {
    child: Child,
    pub(crate) port: u16,
}

impl Server {
    /// Starts one and waits until it listens.
    pub(crate) fn start(folder: &TempDir) -> Self {
        Self::start_with(folder, &[])
    }

    /// Starts one with these settings, too.
    pub(crate) fn start_with(folder: &TempDir, settings: &[(&str, &str)]) -> Self {
        let port = latchkey_free_port::find().expect("a free port");
        let (listen, public_url) = (format!("127.0.0.1:{port}"), format!("http://localhost:{port}"));
        let environment = [
            ("LATCHKEY_LISTEN", listen.as_str()),
            ("LATCHKEY_PUBLIC_URL", &public_url),
            ("LATCHKEY_LOG", "trace"),
        ];
        let environment = [&environment, settings].concat();
        let mut command = latchkey(folder, &["serve"], &environment);
        let log = std::fs::File::create(folder.path().join("log")).expect("a log file");
        let child = command
            .stdout(log)
            .stderr(std::fs::File::create(folder.path().join("errors")).expect("a file"))
            .spawn()
            .expect("starts");
        let server = Self { child, port };
        server.wait_until_it_listens();
        server
    }

    fn wait_until_it_listens(&self) {
        let deadline = Instant::now() + Duration::from_secs(30);
        while std::net::TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(Instant::now() < deadline, "it does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Sends one request, written out, and returns the whole answer.
    pub(crate) fn send(&self, request: &str) -> String {
        use std::io::Write as _;
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", self.port)).expect("connects");
        stream.write_all(request.as_bytes()).expect("sends");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("text");
        answer
    }

    /// Ends it by a signal's name and returns how it ended.
    pub(crate) fn end(mut self, signal: &str) -> ExitStatus {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-s", signal, &id])
                .status()
                .expect("kill")
                .success()
        );
        self.child.wait().expect("ends")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The lines of the log.
pub(crate) fn log_lines(folder: &TempDir) -> Vec<String> {
    lines(folder, "log")
}

/// The lines that a server wrote to standard error.
pub(crate) fn error_lines(folder: &TempDir) -> Vec<String> {
    lines(folder, "errors")
}

fn lines(folder: &TempDir, name: &str) -> Vec<String> {
    let file = std::fs::File::open(folder.path().join(name)).expect("the file");
    BufReader::new(file)
        .lines()
        .map(|line| line.expect("text"))
        .collect()
}
