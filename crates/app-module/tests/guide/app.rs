//! An app of the guide, running, and the provider behind it.

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use latchkey_fake_idp::{FakeIdp, FakeIdpConfig, demo_people};
use serde_json::json;
use tokio::net::TcpStream;

use crate::visitor::Visitor;

/// What an app is written in.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Language {
    Rust,
    JavaScript,
    Python,
}

/// A running app. It ends when this is dropped.
pub(crate) struct App {
    pub(crate) idp: FakeIdp,
    child: Child,
    port: u16,
}

impl Drop for App {
    fn drop(&mut self) {
        // It may have ended by itself: then there is nothing to end.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl App {
    pub(crate) async fn start(language: Language) -> Self {
        let port = latchkey_free_port::find().unwrap();
        let mut people = demo_people();
        for person in &mut people {
            person
                .extra
                .insert("roles".to_owned(), json!(["User", "Administrator"]));
        }
        let idp = FakeIdp::start(FakeIdpConfig {
            client_id: "guide".to_owned(),
            client_secret: "a-secret-of-the-guide".to_owned(),
            redirect_uris: vec![format!("http://localhost:{port}/openid/callback")],
            people,
            ..FakeIdpConfig::default()
        })
        .await
        .unwrap();
        let mut command = command(language);
        command
            .env("LATCHKEY_ISSUER", idp.issuer())
            .env("LATCHKEY_CLIENT_ID", "guide")
            .env("LATCHKEY_CLIENT_SECRET", "a-secret-of-the-guide")
            .env("LATCHKEY_APP_URL", format!("http://localhost:{port}"))
            .env("APP_SECRET_KEY", "only-for-tests")
            .env("NO_PROXY", "localhost,127.0.0.1")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut child = command
            .spawn()
            .unwrap_or_else(|error| panic!("{language:?} does not start ({error}): {command:?}"));
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            if let Some(status) = child.try_wait().unwrap() {
                panic!(
                    "{language:?} ended by itself ({status}): {command:?}; `cargo xtask setup` installs what it needs"
                );
            }
            assert!(
                began.elapsed() < Duration::from_secs(60),
                "{language:?} does not listen"
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Self { idp, child, port }
    }

    pub(crate) fn visitor(&self) -> Visitor {
        Visitor::new(format!("http://localhost:{}", self.port))
    }

    /// Begins to sign in and lets the provider answer for `email`. Answers with the callback's URL.
    pub(crate) async fn to_callback(&self, visitor: &mut Visitor, email: &str) -> String {
        let url = visitor.get("/openid/login").await.leads_to();
        self.idp.complete_login(&url, email).unwrap()
    }
}

fn command(language: Language) -> Command {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let foreign = root.join("tests/foreign");
    match language {
        Language::Rust => Command::new(example("hello")),
        Language::JavaScript => {
            let mut node = Command::new("node");
            node.arg(foreign.join("javascript/app.mjs"));
            node
        }
        Language::Python => {
            let mut python = Command::new("python3");
            python
                .arg(foreign.join("python/app.py"))
                .env("PYTHONPATH", root.join("target/tools/python-foreign"))
                .env("PYTHONDONTWRITEBYTECODE", "1");
            python
        }
    }
}

/// `cargo test` builds examples beside the tests.
fn example(name: &str) -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let path = tests.parent().unwrap().with_file_name("examples").join(name);
    assert!(
        path.exists(),
        "build it first: cargo build -p latchkey-app --example {name}"
    );
    path
}
