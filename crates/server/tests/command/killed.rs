//! Killed in the middle of its work, and started again.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::kills::Kills;
use crate::place::Place;
use crate::process::run;

const PEOPLE: i64 = 9_000;
const KILLS: usize = 3;
/// Without an active configuration nobody's password is taken away.
const FILE: &str = r#"
[[company]]
name = "Acme"
slug = "acme"
domains = ["acme.example"]

  [[company.sso_configuration]]
  name = "Acme IdP"
  endpoint_url = "https://idp.example"
  client_id = "latchkey"
  client_secret = "secret"
  ACTIVE

    [company.sso_configuration.claims]
    foreign_id = "sub"
    username = "email"
"#;

/// Adds `number` people of Acme, with a password or none (`NULL`).
async fn people(place: &Place, number: i64, password_hash: &str) {
    let sql = format!(
        "INSERT INTO accounts (id, company_id, email, email_key, email_domain, first_name, last_name, name_key, given_name_key, created_at_ms,
                               password_hash)
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {number})
         SELECT 'account-' || (100000 + i), (SELECT id FROM companies WHERE slug = 'acme'), 'p' || i || '@acme.example',
                'p' || i || '@acme.example', 'acme.example', 'P', 'Q', 'p q', 'p', 0, {password_hash} FROM n"
    );
    place.execute(&sql).await;
}

fn import(place: &Place, active: &str) {
    std::fs::write(
        place.folder.path().join("acme.toml"),
        FILE.replace("ACTIVE", active),
    )
    .expect("a file");
    let (status, said) = run(place.latchkey(&["import", "acme.toml"]));
    assert!(status.success(), "{said}");
}

/// Reads until it is so.
async fn wait_until<T>(place: &Place, sql: &'static str, is_so: impl Fn(&T) -> bool) -> T
where
    T: for<'r> sqlx::FromRow<'r, sqlx::any::AnyRow> + Send + Unpin,
{
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let row = place.row(sql).await;
        if is_so(&row) {
            return row;
        }
        assert!(Instant::now() < deadline, "{sql} stays");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// How far the job says that it is (JSON), the passwords that are gone, the events of that, and the jobs that are left.
const TAKEOVER: &str = "SELECT (SELECT MAX(progress) FROM jobs WHERE kind = 'sso_takeover'),
    (SELECT COUNT(*) FROM accounts WHERE password_hash IS NULL),
    (SELECT COUNT(*) FROM audit_events WHERE action = 'account_taken_over_by_sso'),
    (SELECT COUNT(*) FROM jobs WHERE kind = 'sso_takeover')";
type Takeover = (Option<String>, i64, i64, i64);

fn done(progress: Option<&String>) -> i64 {
    let progress = progress.and_then(|text| serde_json::from_str::<Value>(text).ok());
    progress.and_then(|value| value["done"].as_i64()).unwrap_or(0)
}

async fn passwords_go(place: Place) {
    import(&place, "");
    people(&place, PEOPLE, "'hash'").await;
    import(&place, "active = true");
    let mut before = 0;
    for _ in 0..KILLS {
        let server = place.serve();
        // Another node than the one that was killed: it takes the job over when the lease has ended.
        wait_until(&place, TAKEOVER, |row: &Takeover| done(row.0.as_ref()) > before).await;
        server.end("KILL");
        let (progress, taken, told, _) = place.row::<Takeover>(TAKEOVER).await;
        before = done(progress.as_ref());
        assert_eq!((taken, told), (before, before), "a batch and its place are one");
        place.let_time_go_by().await;
    }
    assert!(before < PEOPLE, "it was killed in the middle, at {before}");
    let server = place.serve();
    let (_, taken, told, _) = wait_until(&place, TAKEOVER, |row: &Takeover| row.3 == 0).await;
    assert_eq!((taken, told), (PEOPLE, PEOPLE), "each once");
    assert!(server.end("TERM").success());
    place.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_job_goes_on_after_each_kill_and_ends() {
    passwords_go(Place::on_sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_job_on_postgres_goes_on_after_each_kill_and_ends() {
    passwords_go(Place::on_postgres().await).await;
}

/// The mails, the people with a link, the events of that, the jobs that are left, and those of them that a node has taken.
const LINKS: &str = "SELECT (SELECT COUNT(*) FROM jobs WHERE kind = 'mail' AND label = 'password_after_sso'),
    (SELECT COUNT(DISTINCT account_id) FROM mailed_links WHERE kind = 'set_password'),
    (SELECT COUNT(*) FROM audit_events WHERE action = 'password_link_mailed'),
    (SELECT COUNT(*) FROM jobs WHERE kind = 'password_links'),
    (SELECT COUNT(*) FROM jobs WHERE kind = 'password_links' AND lease_until_ms > 0)";
type Links = (i64, i64, i64, i64, i64);
const STEP: i64 = 20;
/// The greatest number of steps in which a server is killed; each is let go on for so long at first.
const STEPS_KILLED: u32 = 6;
const STEP_WITHIN: Duration = Duration::from_millis(30);

/// People have no password, and single sign-on is de-activated.
async fn links_are_mailed(place: Place) {
    import(&place, "active = true");
    people(&place, 3 * STEP, "NULL").await;
    let (status, said) = run(place.latchkey(&["sso", "deactivate", "acme", "--yes"]));
    assert!(status.success(), "{said}");
    let mut kills = Kills::new(STEPS_KILLED, STEP_WITHIN);
    let (story, mut before) = (kills.story(), 0);
    for _ in 0..kills.wanted {
        let server = place.serve();
        wait_until(&place, LINKS, |row: &Links| row.0 > before || row.4 > 0).await;
        tokio::time::sleep(kills.moment("a step")).await;
        server.end("KILL");
        let (mailed, linked, told, _, taken) = place.row::<Links>(LINKS).await;
        assert_eq!(mailed % STEP, 0, "a step is whole or not at all: {story}");
        assert_eq!((linked, told), (mailed, mailed), "{story}");
        kills.learn("a step", mailed > before && taken == 0, mailed > before);
        before = mailed;
        place.let_time_go_by().await;
        if before == 2 * STEP {
            break;
        }
    }
    let server = place.serve();
    let (mailed, linked, told, ..) = wait_until(&place, LINKS, |row: &Links| row.3 == 0).await;
    assert_eq!((mailed, linked, told), (3 * STEP, 3 * STEP, 3 * STEP));
    assert!(server.end("TERM").success());
    place.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_mails_links_goes_on_after_each_kill_and_mails_nobody_twice() {
    links_are_mailed(Place::on_sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_mails_links_on_postgres_goes_on_after_each_kill_and_mails_nobody_twice() {
    links_are_mailed(Place::on_postgres().await).await;
}
