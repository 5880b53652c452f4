//! `latchkey outbox`, as a process.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use latchkey_contract::Language;
use latchkey_server::clock::{Clock as _, SystemClock};
use latchkey_server::config::DatabaseOptions;
use latchkey_server::mail::{self, Message, Recipient};
use latchkey_server::secrets::SecretKey;
use latchkey_server::store::Store;
use tempfile::TempDir;

use crate::scene::LINK;

struct Scene {
    folder: TempDir,
    store: Store,
    key: SecretKey,
}

impl Scene {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let options = DatabaseOptions {
            database_url: format!("sqlite://{}/latchkey.db", folder.path().display()),
            secret_key: None,
        };
        let key = options.secret_key().expect("a key");
        let store = Store::open(&options.database_url).await.expect("a store");
        Self { folder, store, key }
    }

    async fn queue(&self, address: &str) {
        let mut transaction = self.store.begin().await.expect("a transaction");
        let now_ms = SystemClock.now_ms();
        let message = Message::SignUp {
            link: LINK.into(),
            expires_at_ms: now_ms + 3_600_000,
        };
        let to = Recipient {
            address,
            language: Language::En,
        };
        mail::queue(&mut transaction, &self.key, now_ms, &to, &message, None)
            .await
            .expect("queued");
        transaction.commit().await.expect("committed");
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_latchkey"));
        command
            .current_dir(self.folder.path())
            .arg("outbox")
            .args(arguments);
        command
            .env_clear()
            .env("LATCHKEY_PLATFORM_NAME", "Front Door")
            .stdin(Stdio::null());
        command
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_prints_what_waits_and_leaves_it_there() {
    let scene = Scene::new().await;
    let run = || scene.command(&[]).output().expect("runs");
    let empty = run();
    assert!(empty.status.success());
    assert_eq!(String::from_utf8_lossy(&empty.stdout), "No mail waits.\n");

    scene.queue("ada@acme.example").await;
    scene.queue("evil@acme.example\u{1b}]0;owned\u{7}").await;
    for _ in 0..2 {
        let said = String::from_utf8(run().stdout).expect("text");
        assert!(
            said.contains("To: ada@acme.example\nSubject: Create your account at Front Door\n"),
            "{said}"
        );
        assert!(said.contains(LINK), "{said}");
        assert!(
            !said.contains(['\u{1b}', '\u{7}']),
            "a terminal is told nothing: {said}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_goes_on_with_new_mails_as_they_come() {
    let scene = Scene::new().await;
    scene.queue("first@acme.example").await;
    let mut child = scene
        .command(&["--follow"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let mut next_recipient = || {
        let line = lines.find(|line| line.as_ref().is_ok_and(|line| line.starts_with("To: ")));
        line.expect("a recipient").expect("text")
    };
    assert_eq!(next_recipient(), "To: first@acme.example");
    scene.queue("second@acme.example").await;
    assert_eq!(
        next_recipient(),
        "To: second@acme.example",
        "and the first one not again"
    );
    let _ = child.kill();
    let _ = child.wait();
}

#[tokio::test(flavor = "multi_thread")]
async fn another_key_shows_nothing_but_that() {
    let scene = Scene::new().await;
    scene.queue("ada@acme.example").await;
    let mut command = scene.command(&[]);
    command.env(
        "LATCHKEY_SECRET_KEY",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    );
    let said = String::from_utf8(command.output().expect("runs").stdout).expect("text");
    assert!(
        said.contains("A mail (sign_up) that cannot be shown") && said.contains("LATCHKEY_SECRET_KEY"),
        "{said}"
    );
}
