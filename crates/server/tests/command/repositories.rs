//! Git over HTTP behind nginx and fcgiwrap (Debian's), with the configuration that `docs/repository-access.md` shows: a password opens a
//! repository until single sign-on is activated, then tokens do; a revoked one does not.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::nginx::{self, Running, program, wait_for};
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
        let socket = format!("unix:{}", at("fcgiwrap.socket"));
        let mut running = Running::default();
        running.start(&program("fcgiwrap"), &["-s", &socket]);
        wait_for("fcgiwrap listens", || Path::new(&at("fcgiwrap.socket")).exists());
        nginx::start(&mut running, folder.path(), &site, port);
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
