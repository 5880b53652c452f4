//! Two nodes over one PostgreSQL behind nginx, with the site of `deploy/nginx`. One is killed in the middle of sign-ins: none fails twice.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use sqlx::{AssertSqlSafe, Connection as _};
use tempfile::TempDir;

use crate::nginx::{self, Running};
use crate::process::{Server, folder, latchkey, run, sign_in};

const SITE: &str = include_str!("../../../../deploy/nginx/latchkey.conf");
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
/// At once.
const BROWSERS: usize = 4;
/// Sign-ins before and after the death of a node.
const SIGN_INS: usize = 60;

/// A database of its own on the server for tests.
async fn database() -> String {
    let server = std::env::var("LATCHKEY_TEST_POSTGRES_URL")
        .expect("LATCHKEY_TEST_POSTGRES_URL names a server for tests; `cargo xtask test` starts one");
    sqlx::any::install_default_drivers();
    let name = format!("two_nodes_{}", uuid::Uuid::now_v7().simple());
    let mut connection = sqlx::AnyConnection::connect(&server).await.expect("connects");
    sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .execute(&mut connection)
        .await
        .expect("a database");
    let (before, _) = server.rsplit_once('/').expect("a database in the URL");
    format!("{before}/{name}")
}

/// The site of the guide, without the certificate, for these ports.
fn site(port: u16, nodes: [u16; 2]) -> String {
    let (before, server) = SITE
        .split_once("server {\n    listen 443 ssl http2;")
        .expect("the site");
    let (upstream, _redirect) = before
        .split_once("server {\n    listen 80;")
        .expect("the redirect");
    let lines = server.lines().filter(|line| {
        let line = line.trim_start();
        !line.starts_with("ssl_") && !line.starts_with("listen ")
    });
    let server = lines.collect::<Vec<_>>().join("\n");
    let upstream = upstream
        .replace("10.0.0.11:8080", &format!("127.0.0.1:{}", nodes[0]))
        .replace("10.0.0.12:8080", &format!("127.0.0.1:{}", nodes[1]));
    let server = server
        .replace("id.example.com", "localhost")
        .replace("$host;", "$http_host;");
    format!("{upstream}server {{\n    listen 127.0.0.1:{port};{server}\n")
}

/// One request through nginx; none where the connection broke.
fn send(port: u16, request: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}

fn has_signed_in(answer: Option<&String>) -> bool {
    answer.is_some_and(|answer| answer.starts_with("HTTP/1.1 200 ") && answer.contains("session"))
}

struct Cluster {
    _running: Running,
    nodes: [Option<Server>; 2],
    folders: [TempDir; 2],
    settings: Vec<(&'static str, String)>,
    port: u16,
}

impl Cluster {
    fn start(database: &str) -> Self {
        let port = latchkey_free_port::find().expect("a free port");
        let settings = vec![
            ("LATCHKEY_DATABASE_URL", database.to_owned()),
            ("LATCHKEY_SECRET_KEY", KEY.to_owned()),
            ("LATCHKEY_PUBLIC_URL", format!("http://localhost:{port}")),
            ("LATCHKEY_TRUSTED_PROXIES", "127.0.0.1".to_owned()),
        ];
        let folders = [folder(), folder()];
        fs::write(folders[0].path().join("import.toml"), COMPANY).expect("writes");
        let environment: Vec<_> = settings[..2]
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let (status, said) = run(latchkey(&folders[0], &["import", "import.toml"], &environment));
        assert!(status.success(), "{said}");
        let mut cluster = Self {
            _running: Running::default(),
            nodes: [None, None],
            folders,
            settings,
            port,
        };
        cluster.start_node(0);
        cluster.start_node(1);
        let ports = cluster
            .nodes
            .each_ref()
            .map(|node| node.as_ref().expect("runs").port);
        let site = site(port, ports);
        nginx::start(&mut cluster._running, cluster.folders[0].path(), &site, port);
        cluster
    }

    fn start_node(&mut self, number: usize) {
        let settings: Vec<_> = self
            .settings
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        self.nodes[number] = Some(Server::start_with(&self.folders[number], &settings));
    }

    /// A sign-in, and once more where it did not succeed; how often it was sent.
    fn sign_in(&self) -> usize {
        let request = sign_in(self.port, PASSWORD);
        let first = send(self.port, &request);
        if has_signed_in(first.as_ref()) {
            return 1;
        }
        let second = send(self.port, &request);
        assert!(has_signed_in(second.as_ref()), "{first:?}, then {second:?}");
        2
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_sign_in_fails_twice_when_a_node_is_killed() {
    let mut cluster = Cluster::start(&database().await);
    // A session made by the one is a session of the other.
    let answer = send(cluster.port, &sign_in(cluster.port, PASSWORD)).expect("an answer");
    let cookies = answer
        .lines()
        .filter_map(|line| line.strip_prefix("set-cookie: "));
    let mut pairs = cookies.filter_map(|line| line.split(';').next());
    let cookie = pairs.find(|pair| pair.contains("session")).expect("a session");
    for node in cluster.nodes.iter().flatten() {
        let host = cluster.port;
        let asked = node.send(&format!(
            "GET /api/session HTTP/1.1\r\nHost: localhost:{host}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
        ));
        assert!(
            asked.starts_with("HTTP/1.1 200 ") && asked.contains("Grace"),
            "{asked}"
        );
    }

    let victim = cluster.nodes[0].take().expect("runs");
    let (done, has_died) = (AtomicUsize::new(0), AtomicBool::new(false));
    std::thread::scope(|scope| {
        for _ in 0..BROWSERS {
            scope.spawn(|| {
                let (mut before, mut after) = (0, 0);
                let deadline = Instant::now() + Duration::from_secs(120);
                while after < SIGN_INS / BROWSERS {
                    assert!(
                        Instant::now() < deadline,
                        "{before} sign-ins before, {after} after"
                    );
                    cluster.sign_in();
                    match has_died.load(Ordering::Relaxed) {
                        true => after += 1,
                        false => before += 1,
                    }
                    done.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        scope.spawn(|| {
            nginx::wait_for("sign-ins go on", || done.load(Ordering::Relaxed) >= SIGN_INS / 2);
            victim.end("KILL");
            has_died.store(true, Ordering::Relaxed);
        });
    });

    // It comes back, and the other one may go.
    cluster.start_node(0);
    let ended = cluster.nodes[1].take().expect("runs").end("TERM");
    assert!(ended.success());
}
