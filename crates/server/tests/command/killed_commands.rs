//! Activating, de-activating and replacing the client secret, each killed (`kill -9`) at a random moment. Invariant: what a killed command did is there as a
//! whole or not at all, with its event, its mails and the job that follows, and the next command goes on from there.

use std::io::Write as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::kills::Kills;
use crate::place::Place;
use crate::process::run;

/// How many are killed on each of the two databases; `LATCHKEY_TEST_KILLS` says another number.
const KILLS: u32 = 25;
/// How long the first command runs before it is killed.
const FIRST_WITHIN: Duration = Duration::from_millis(160);

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
fn killed(place: &Place, arguments: &[&str], input: &str, after: Duration) -> bool {
    let mut command = place.latchkey(arguments);
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
        std::thread::sleep(Duration::from_micros(500));
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

/// Whether a configuration is active, the jobs that take passwords away, those that mail links, and all events.
const STANDING: &str = "SELECT (SELECT COUNT(*) FROM sso_configurations WHERE active = 1),
    (SELECT COUNT(*) FROM jobs WHERE kind = 'sso_takeover'), (SELECT COUNT(*) FROM jobs WHERE kind = 'password_links'),
    (SELECT COUNT(*) FROM audit_events)";
type Standing = (i64, i64, i64, i64);

fn import(place: &Place, number: u32) {
    let path = place.folder.path().join("acme.toml");
    std::fs::write(path, file(number)).expect("a file");
}

async fn killed_again_and_again(place: Place) {
    let mut kills = Kills::new(KILLS, FIRST_WITHIN);
    let story = kills.story();
    import(&place, 0);
    let (status, said) = run(place.latchkey(&["import", "acme.toml"]));
    assert!(status.success(), "{said}");
    let (mut killed_so_far, mut runs, mut seen) = (0, 0, [0_u32; 3]);
    while killed_so_far < kills.wanted || seen.contains(&0) {
        runs += 1;
        assert!(
            runs < kills.wanted.max(10) * 20,
            "of each kind of command some are killed: {seen:?}, {story}"
        );
        let secret = format!("secret of run {runs}");
        let (was_active, _, _, events_before) = place.row::<Standing>(STANDING).await;
        let (which, arguments, input): (usize, &[&'static str], &str) =
            match (was_active == 1, kills.below(2)) {
                (false, _) => {
                    import(&place, runs);
                    (0, &["import", "acme.toml"], "")
                }
                (true, 0) => (1, &["sso", "deactivate", "acme", "--yes"], ""),
                (true, _) => (2, &["sso", "set-secret", "acme"], &secret),
            };
        let after = kills.moment(arguments[1]);
        let was_killed = killed(&place, arguments, input, after);
        killed_so_far += u32::from(was_killed);
        seen[which] += 1;
        for (what, sql) in WHOLE {
            let (difference,) = place.row::<(i64,)>(sql).await;
            assert_eq!(difference, 0, "{what}: {story}, run {runs}, {arguments:?}");
        }
        // What follows is queued with what it follows from.
        let (is_active, takeovers, links, events) = place.row::<Standing>(STANDING).await;
        kills.learn(arguments[1], !was_killed, events != events_before);
        match (was_active == 1, is_active == 1) {
            (false, true) => assert!(takeovers > 0, "{story}, run {runs}"),
            (true, false) => assert!(takeovers == 0 && links > 0, "{story}, run {runs}"),
            _ => {}
        }
    }
    // And the database takes the next command.
    import(&place, 1_000_000);
    let (status, said) = run(place.latchkey(&["import", "acme.toml"]));
    assert!(status.success(), "{said}: {story}");
    place.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_killed_is_whole_or_has_not_happened() {
    killed_again_and_again(Place::on_sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_killed_on_postgres_is_whole_or_has_not_happened() {
    killed_again_and_again(Place::on_postgres().await).await;
}
