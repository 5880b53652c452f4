//! PostgreSQL restarted, and failed over to a standby, while people sign in: whoever cannot be served is told to come again, and the
//! platform recovers by itself.

use std::fs;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tempfile::TempDir;

use crate::nginx::wait_for;
use crate::postgres::{Postgres, ServerName};
use crate::process::{Server, folder, latchkey, run, sign_in};

const PASSWORD: &str = "correct horse battery staple";
const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
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

/// A platform whose database server has this name.
struct Platform {
    _folder: TempDir,
    server: Server,
}

impl Platform {
    fn start(name: &ServerName) -> Self {
        let folder = folder();
        fs::write(folder.path().join("import.toml"), COMPANY).expect("writes");
        let url = format!("postgres://postgres@127.0.0.1:{}/postgres", name.port);
        let settings = [
            ("LATCHKEY_DATABASE_URL", url.as_str()),
            ("LATCHKEY_SECRET_KEY", KEY),
        ];
        let (status, said) = run(latchkey(&folder, &["import", "import.toml"], &settings));
        assert!(status.success(), "{said}");
        let server = Server::start_with(&folder, &settings);
        Self {
            _folder: folder,
            server,
        }
    }

    fn sign_in(&self) -> String {
        self.server.send(&sign_in(self.server.port, PASSWORD))
    }

    fn status_of(&self, path: &str) -> String {
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n",
            self.server.port
        );
        let answer = self.server.send(&request);
        answer.split(' ').nth(1).unwrap_or_default().to_owned()
    }

    fn knows(&self, cookie: &str) -> bool {
        let port = self.server.port;
        let request = format!(
            "GET /api/session HTTP/1.1\r\nHost: localhost:{port}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
        );
        self.server.send(&request).starts_with("HTTP/1.1 200 ")
    }

    /// Three people sign in again and again while `happens` does. Nobody hears anything but yes or "come again"; and after it all are
    /// let in again.
    fn while_people_sign_in(&self, happens: impl FnOnce()) {
        let (done, is_over) = (AtomicUsize::new(0), AtomicBool::new(false));
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    while !is_over.load(Ordering::SeqCst) {
                        let answer = self.sign_in();
                        let (head, _) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
                        match head.split(' ').nth(1) {
                            Some("200") => {
                                done.fetch_add(1, Ordering::SeqCst);
                            }
                            Some("503") => assert!(head.contains("retry-after: "), "{head}"),
                            _ => panic!("{answer}"),
                        }
                    }
                });
            }
            let over = OnDrop(&is_over);
            wait_for("people sign in", || done.load(Ordering::SeqCst) >= 5);
            happens();
            let before = done.load(Ordering::SeqCst);
            wait_for("people sign in again", || {
                done.load(Ordering::SeqCst) >= before + 5
            });
            drop(over);
        });
        wait_for("the platform is ready", || self.status_of("/readyz") == "200");
    }
}

/// Ends the people's threads, also where the test fails.
struct OnDrop<'a>(&'a AtomicBool);

impl Drop for OnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

fn cookie_of(answer: &str) -> String {
    let cookies = answer
        .lines()
        .filter_map(|line| line.strip_prefix("set-cookie: "));
    let mut pairs = cookies.filter_map(|line| line.split(';').next());
    let session = pairs.find(|pair| pair.contains("session"));
    session.unwrap_or_else(|| panic!("{answer}")).to_owned()
}

#[test]
fn a_restart_of_the_database_server_costs_a_moment() {
    let database = Postgres::start();
    let platform = Platform::start(&ServerName::of(&database));
    let cookie = cookie_of(&platform.sign_in());
    platform.while_people_sign_in(|| database.restart());
    assert!(platform.knows(&cookie), "sessions of before go on");
}

#[test]
fn a_standby_takes_over_where_the_name_leads_to_it() {
    let primary = Postgres::start();
    let name = ServerName::of(&primary);
    let platform = Platform::start(&name);
    let standby = Postgres::following(&primary);
    let cookie = cookie_of(&platform.sign_in());
    platform.while_people_sign_in(|| {
        primary.crash();
        // For a while there is only a standby, which takes no writes.
        name.lead_to(&standby);
        wait_for("the platform says that it is not ready", || {
            platform.status_of("/readyz") == "503"
        });
        assert_eq!(platform.status_of("/healthz"), "200");
        standby.promote();
    });
    assert!(platform.knows(&cookie), "sessions of before go on");
}
