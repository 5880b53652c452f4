//! Git over HTTP behind nginx and fcgiwrap (Debian's), with the configuration that `docs/repository-access.md` shows: a password opens a
//! repository until single sign-on is activated, then tokens do; a revoked one does not.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::process::{Server, folder, latchkey, run};

const SITE: &str = include_str!("../../../../docs/repository-access/git.conf");
const PASSWORD: &str = "correct horse battery staple";
const COMPANY: &str = r#"
[[company]]
name = "Globex"
slug = "globex"
domains = ["globex.example"]
  [[company.account]]
  email = "grace@globex.example"
  first_name = "Grace"
  last_name = "Hopper"
  password = "correct horse battery staple"
"#;
const CONFIGURATION: &str = r#"
  [[company.sso_configuration]]
  name = "Globex IdP"
  endpoint_url = "https://idp.globex.example"
  client_id = "latchkey"
  client_secret = "secret"
  scopes = ["openid", "profile", "email"]
  active = true
    [company.sso_configuration.claims]
    foreign_id = "sub"
    username = "email"
    first_name = "given_name"
    last_name = "family_name"
"#;

/// Programs that end with this value.
struct Running(Vec<Child>);

impl Drop for Running {
    fn drop(&mut self) {
        for child in &mut self.0 {
            // nginx ends its workers when it is asked to, and not when it is killed.
            let _ = Command::new("kill").arg(child.id().to_string()).status();
            let _ = child.wait();
        }
    }
}

fn program(name: &str) -> PathBuf {
    let folders = ["/usr/sbin", "/usr/bin", "/usr/local/bin"].map(|folder| Path::new(folder).join(name));
    let found = folders.into_iter().find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("{name}: apt-get install nginx fcgiwrap git"))
}

fn wait_for(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !is_so() {
        assert!(Instant::now() < deadline, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn start(program: &Path, arguments: &[&str]) -> Child {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null());
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("starts")
}

/// nginx with the site of the guide in front of git, on ports and in folders of the test.
struct Repositories {
    _running: Running,
    port: u16,
}

impl Repositories {
    fn start(folder: &TempDir, latchkey_port: u16) -> Self {
        let port = latchkey_free_port::find().expect("a free port");
        let at = |name: &str| folder.path().join(name).display().to_string();
        let output = Command::new(program("git"))
            .arg("--exec-path")
            .output()
            .expect("git");
        let git = String::from_utf8(output.stdout).expect("a path");
        let site = SITE
            .replace("listen 8090", &format!("listen 127.0.0.1:{port}"))
            .replace("127.0.0.1:8080", &format!("127.0.0.1:{latchkey_port}"))
            .replace("/run/fcgiwrap.socket", &at("fcgiwrap.socket"))
            .replace("/usr/lib/git-core", git.trim())
            .replace("/srv/git", &at("git"))
            .replace("include fastcgi_params", "include /etc/nginx/fastcgi_params");
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
        let socket = format!("unix:{}", at("fcgiwrap.socket"));
        let running = Running(vec![
            start(&program("fcgiwrap"), &["-s", &socket]),
            start(
                &program("nginx"),
                &["-c", &at("nginx.conf"), "-e", &at("nginx.log")],
            ),
        ]);
        wait_for("fcgiwrap listens", || Path::new(&at("fcgiwrap.socket")).exists());
        wait_for(
            &format!("nginx listens: {:?}", fs::read_to_string(at("nginx.log"))),
            || std::net::TcpStream::connect(("127.0.0.1", port)).is_ok(),
        );
        Self {
            _running: running,
            port,
        }
    }

    fn url(&self, secret: &str) -> String {
        let secret = secret.replace(' ', "%20");
        format!(
            "http://grace%40globex.example:{secret}@127.0.0.1:{}/demo.git",
            self.port
        )
    }
}

/// Git in the folder, with nothing of whoever runs the test.
fn git(folder: &Path, arguments: &[&str]) -> bool {
    let mut command = Command::new(program("git"));
    command
        .current_dir(folder)
        .args(["-c", "user.name=Grace", "-c", "user.email=grace@globex.example"]);
    command.args(arguments).env_clear().env("HOME", folder);
    command
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("PATH", "/usr/local/bin:/usr/bin:/bin");
    let output = command.stdin(Stdio::null()).output().expect("git");
    output.status.success()
}

fn import(folder: &TempDir, file: &str) {
    fs::write(folder.path().join("import.toml"), file).expect("writes");
    let (status, said) = run(latchkey(folder, &["import", "import.toml"], &[]));
    assert!(status.success(), "{said}");
}

/// Grace's browser, as far as a script needs one.
struct Browser<'a> {
    server: &'a Server,
    cookie: String,
}

impl<'a> Browser<'a> {
    fn signed_in(server: &'a Server) -> Self {
        let answer = server.send(&crate::process::sign_in(server.port, PASSWORD));
        let cookies = answer
            .lines()
            .filter_map(|line| line.strip_prefix("set-cookie: "));
        let mut pairs = cookies.filter_map(|line| line.split(';').next());
        let cookie = pairs
            .find(|pair| pair.contains("session"))
            .unwrap_or_else(|| panic!("{answer}"));
        Self {
            server,
            cookie: cookie.to_owned(),
        }
    }

    fn send(&self, method: &str, path: &str, body: &str) -> String {
        let (port, cookie, length) = (self.server.port, &self.cookie, body.len());
        self.server.send(&format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: http://localhost:{port}\r\nCookie: {cookie}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        ))
    }

    /// The identifier and the value of a new token.
    fn token(&self, scope: &str) -> (String, String) {
        let body =
            format!(r#"{{"name":"{scope}","scopes":["repository:{scope}"],"lifetime":{{"days":30}}}}"#);
        let answer = self.send("POST", "/api/profile/tokens", &body);
        let json = answer
            .split("\r\n\r\n")
            .nth(1)
            .unwrap_or_else(|| panic!("{answer}"));
        let made: serde_json::Value =
            serde_json::from_str(json.trim()).unwrap_or_else(|_| panic!("{answer}"));
        let text = |name: &str| {
            made[name]
                .as_str()
                .unwrap_or_else(|| panic!("{answer}"))
                .to_owned()
        };
        (text("id"), text("token"))
    }
}

#[test]
fn git_is_cloned_with_a_password_and_after_the_activation_with_a_token_alone() {
    let folder = folder();
    import(&folder, COMPANY);
    let server = Server::start(&folder);
    let work = folder.path();
    fs::create_dir_all(work.join("git")).expect("a folder");
    assert!(git(
        work,
        &[
            "init",
            "--quiet",
            "--bare",
            "--initial-branch=main",
            "git/demo.git"
        ]
    ));
    let repositories = Repositories::start(&folder, server.port);
    let clone = |name: &str, secret: &str| git(work, &["clone", "--quiet", &repositories.url(secret), name]);
    let push = |name: &str, secret: &str| {
        let place = work.join(name);
        assert!(git(
            &place,
            &["commit", "--quiet", "--allow-empty", "-m", "A change"]
        ));
        git(
            &place,
            &["push", "--quiet", &repositories.url(secret), "HEAD:main"],
        )
    };

    assert!(clone("first", PASSWORD), "with the password");
    assert!(push("first", PASSWORD), "with the password");
    assert!(!clone("wrong", "another password"));
    let browser = Browser::signed_in(&server);
    let ((_, read), (_, write), (id, revoked)) = (
        browser.token("read"),
        browser.token("write"),
        browser.token("read"),
    );
    assert!(clone("before", &revoked), "with a token");
    let answer = browser.send("DELETE", &format!("/api/profile/tokens/{id}"), "");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(!clone("after", &revoked), "it is revoked");
    import(&folder, &format!("{COMPANY}{CONFIGURATION}"));

    assert!(!clone("late", PASSWORD), "passwords are refused");
    assert!(clone("second", &read), "with a token");
    assert!(!push("second", &read), "which may not push");
    assert!(push("second", &write), "with one that may");
}
