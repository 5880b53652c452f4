//! Activating, de-activating and replacing the client secret, each killed (`kill -9`) at a random moment. Invariant: what a killed command did is there as a
//! whole or not at all, with its event, its mails and the job that follows, and the next command goes on from there.

use std::io::Write as _;
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use latchkey_server::store::Store;
use tempfile::TempDir;

use crate::process::{folder, latchkey, run};

/// How many are killed; `LATCHKEY_TEST_KILLS` says another number.
const KILLS: u32 = 50;
/// The longest that a command is let live, in milliseconds: it takes about half of that.
const LONGEST_MS: u64 = 160;

/// Random numbers that a seed repeats (xorshift64).
struct Random(u64);

impl Random {
    const fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

fn number<T: std::str::FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok()?.parse().ok()
}

/// An import file that makes this configuration the active one.
fn file(number: u32) -> String {
    format!(
        r#"
[[company]]
name = "Acme"
slug = "acme"
domains = ["acme.example"]

  [[company.account]]
  email = "ada@acme.example"
  first_name = "Ada"
  company_admin = true

  [[company.account]]
  email = "bob@acme.example"
  first_name = "Bob"

  [[company.sso_configuration]]
  name = "IdP {number}"
  endpoint_url = "https://idp{number}.example"
  client_id = "latchkey"
  client_secret = "secret {number}"
  active = true

    [company.sso_configuration.claims]
    foreign_id = "sub"
    username = "email"
    first_name = "given_name"
"#
    )
}

/// Runs a command, and kills it after so long, if it has not ended by then. Returns whether it was killed.
fn killed(folder: &TempDir, arguments: &[&str], input: &str, after: Duration) -> bool {
    let mut command = latchkey(folder, arguments, &[]);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = command.spawn().expect("starts");
    let mut stdin = child.stdin.take().expect("standard input");
    // It may have ended without reading.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let deadline = Instant::now() + after;
    while Instant::now() < deadline {
        if child.try_wait().expect("a child").is_some() {
            return false;
        }
        std::hint::spin_loop();
    }
    child.kill().expect("kills");
    child.wait().expect("ends");
    true
}

/// What has to be equal, and the numbers behind it: commands that did something, by what they leave behind.
const WHOLE: [(&str, &str); 4] = [
    (
        "one active configuration at most",
        "SELECT CASE WHEN (SELECT COUNT(*) FROM sso_configurations WHERE active = 1) <= 1 THEN 0 ELSE 1 END",
    ),
    (
        "since when there is one is known where there is one",
        "SELECT CASE WHEN (SELECT COUNT(*) FROM sso_configurations WHERE active = 1)
                        = (SELECT COUNT(*) FROM companies WHERE sso_since_ms IS NOT NULL) THEN 0 ELSE 1 END",
    ),
    (
        "each de-activation has its event, and mails its admin",
        "SELECT (SELECT COUNT(*) FROM audit_events WHERE action = 'sso_configuration_deactivated')
              - (SELECT COUNT(*) FROM jobs WHERE kind = 'mail' AND label = 'sso_deactivated')",
    ),
    (
        "each new secret has its event, and mails its admin",
        "SELECT (SELECT COUNT(*) FROM audit_events WHERE action = 'sso_configuration_changed')
              - (SELECT COUNT(*) FROM jobs WHERE kind = 'mail' AND label = 'sso_secret_changed')",
    ),
];

async fn read(store: &Store, sql: &'static str) -> i64 {
    let mut connection = store.read().await.expect("a connection");
    sqlx::query_scalar(sql)
        .fetch_one(&mut *connection)
        .await
        .expect("a number")
}

const ACTIVE: &str = "SELECT COUNT(*) FROM sso_configurations WHERE active = 1";
const TAKEOVERS: &str = "SELECT COUNT(*) FROM jobs WHERE kind = 'sso_takeover'";
const LINKS: &str = "SELECT COUNT(*) FROM jobs WHERE kind = 'password_links'";

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_killed_is_whole_or_has_not_happened() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a time");
    let seed = number("LATCHKEY_TEST_SEED").unwrap_or(now.as_nanos() as u64 | 1);
    let wanted = number("LATCHKEY_TEST_KILLS").unwrap_or(KILLS);
    println!("LATCHKEY_TEST_SEED={seed} LATCHKEY_TEST_KILLS={wanted}");
    let mut random = Random(seed);
    let folder = folder();
    let import = |number: u32| {
        let path = folder.path().join("acme.toml");
        std::fs::write(path, file(number)).expect("a file");
    };
    import(0);
    let (status, said) = run(latchkey(&folder, &["import", "acme.toml"], &[]));
    assert!(status.success(), "{said}");
    let url = format!("sqlite://{}/latchkey.db", folder.path().display());
    let store = Store::open(&url).await.expect("a store");
    let (mut kills, mut runs, mut seen) = (0, 0, [0_u32; 3]);
    while kills < wanted {
        runs += 1;
        assert!(
            runs < wanted * 20,
            "commands end before they are killed: seed {seed}"
        );
        let after = Duration::from_millis(random.below(LONGEST_MS));
        let secret = format!("secret of run {runs}");
        let is_active = read(&store, ACTIVE).await == 1;
        let (which, arguments, input): (usize, &[&str], &str) = match (is_active, random.below(2)) {
            (false, _) => {
                import(runs);
                (0, &["import", "acme.toml"], "")
            }
            (true, 0) => (1, &["sso", "deactivate", "acme", "--yes"], ""),
            (true, _) => (2, &["sso", "set-secret", "acme"], &secret),
        };
        kills += u32::from(killed(&folder, arguments, input, after));
        seen[which] += 1;
        for (what, sql) in WHOLE {
            assert_eq!(
                read(&store, sql).await,
                0,
                "{what}: seed {seed}, run {runs}, {arguments:?}"
            );
        }
        // What follows is queued with what it follows from.
        let (takeovers, links) = (read(&store, TAKEOVERS).await, read(&store, LINKS).await);
        match (is_active, read(&store, ACTIVE).await == 1) {
            (false, true) => assert!(takeovers > 0, "seed {seed}, run {runs}"),
            (true, false) => assert!(takeovers == 0 && links > 0, "seed {seed}, run {runs}"),
            _ => {}
        }
    }
    assert!(
        seen.iter().all(|times| *times > 0),
        "each kind of command: {seen:?}, seed {seed}"
    );
    store.close().await;
    // And the database takes the next command.
    import(1_000_000);
    let (status, said) = run(latchkey(&folder, &["import", "acme.toml"], &[]));
    assert!(status.success(), "{said}: seed {seed}");
}
