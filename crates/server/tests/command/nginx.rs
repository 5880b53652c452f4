//! nginx as a process, with a site of the test's, in a folder of the test's.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Programs that end with this value.
#[derive(Default)]
pub(crate) struct Running(Vec<Child>);

impl Running {
    pub(crate) fn start(&mut self, program: &Path, arguments: &[&str]) {
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        self.0.push(command.spawn().expect("starts"));
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        for child in &mut self.0 {
            // nginx ends its workers when it is asked to, and not when it is killed.
            let _ = Command::new("kill").arg(child.id().to_string()).status();
            let _ = child.wait();
        }
    }
}

/// Where a program is that Debian may keep out of the `PATH`.
pub(crate) fn program(name: &str) -> PathBuf {
    let folders = ["/usr/sbin", "/usr/bin", "/usr/local/bin"].map(|folder| Path::new(folder).join(name));
    let found = folders.into_iter().find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("{name} is missing: `cargo xtask setup` says which package has it"))
}

pub(crate) fn wait_for(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !is_so() {
        assert!(Instant::now() < deadline, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Starts nginx in `folder` with this site, and waits until it listens on `port`.
pub(crate) fn start(running: &mut Running, folder: &Path, site: &str, port: u16) {
    let configuration = configuration(folder, site);
    let log = folder.join("nginx.log").display().to_string();
    running.start(&program("nginx"), &["-c", &configuration, "-e", &log]);
    wait_for(&format!("nginx listens: {:?}", fs::read_to_string(&log)), || {
        std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
    });
}

/// Writes a whole configuration around the site; returns its path.
pub(crate) fn configuration(folder: &Path, site: &str) -> String {
    let at = |name: &str| folder.join(name).display().to_string();
    fs::write(at("site.conf"), site).expect("writes");
    let id = Command::new("id").arg("-u").output().expect("id").stdout;
    // The test's own folder is nobody else's.
    let user = if id.trim_ascii() == b"0" { "user root;" } else { "" };
    let folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|kind| format!("{kind}_temp_path {};", at(&format!("nginx_{kind}"))));
    let main = format!(
        "{user} daemon off; worker_processes 1; pid {};\nerror_log {};\nevents {{}}\nhttp {{ access_log off; {} include {}; }}\n",
        at("nginx.pid"),
        at("nginx.log"),
        folders.join(" "),
        at("site.conf"),
    );
    fs::write(at("nginx.conf"), main).expect("writes");
    at("nginx.conf")
}
