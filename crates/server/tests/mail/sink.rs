//! A mail server of the test's own: `tests/mail/sink.py`.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::received::Received;

/// How long a mail may take to arrive.
const PATIENCE: Duration = Duration::from_secs(20);

/// Ends when it is dropped: its standard input closes.
pub(crate) struct Sink {
    child: Child,
    pub(crate) port: u16,
    folder: TempDir,
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The path of a file in `tests/mail/certificates`.
pub(crate) fn certificate(name: &str) -> PathBuf {
    workspace().join("tests/mail/certificates").join(name)
}

impl Sink {
    /// Starts one on any port.
    pub(crate) fn start(options: &[&str]) -> Self {
        Self::start_at(0, options)
    }

    /// Starts one with these options of `sink.py`.
    pub(crate) fn start_at(port: u16, options: &[&str]) -> Self {
        let packages = workspace().join("target/tools/python");
        assert!(
            packages.join("aiosmtpd").is_dir(),
            "aiosmtpd is missing: `cargo xtask setup` installs it into target/tools/python"
        );
        let folder = tempfile::tempdir().expect("a folder");
        let mut child = Command::new("python3")
            .arg(workspace().join("tests/mail/sink.py"))
            .arg("--folder")
            .arg(folder.path())
            .args(["--port", &port.to_string()])
            .args(options)
            .env("PYTHONPATH", &packages)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 runs; `cargo xtask setup` says how to install it");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output"))
            .read_line(&mut line)
            .expect("a line");
        let port = line.trim().parse().expect("the sink says its port");
        Self { child, port, folder }
    }

    /// The mails that came, in order.
    pub(crate) fn mails(&self) -> Vec<Received> {
        let files = std::fs::read_dir(self.folder.path()).expect("the folder");
        let mut files = files
            .map(|entry| entry.expect("a file").path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
            .collect::<Vec<_>>();
        files.sort();
        files
            .iter()
            .map(|path| Received::read(&std::fs::read(path).expect("a mail")))
            .collect()
    }

    /// A sink that was started with `--hold` accepts mails from now on.
    pub(crate) fn let_go(&self) {
        std::fs::write(self.folder.path().join("go"), "").expect("a file");
    }

    /// Waits until this many have come.
    pub(crate) async fn wait_for(&self, count: usize) -> Vec<Received> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let mails = self.mails();
            if mails.len() >= count {
                return mails;
            }
            assert!(Instant::now() < deadline, "{} mails of {count}", mails.len());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
