//! A company of very many people, whose sign-in is taken over by single sign-on. Usage: `sso-takeover DATABASE_URL PEOPLE fill` makes it in
//! a database of the platform; `sso-takeover DATABASE_URL PEOPLE run`, while the platform is running, prints how long the preview took and how
//! long the activation (in milliseconds), then how many people per second were taken over. Invariant: the preview and the queueing are the
//! functions of the server, and it is the running server that does the job.
#![allow(
    clippy::print_stdout,
    reason = "a command line tool talks on its standard output"
)]

use std::error::Error;
use std::time::{Duration, Instant};

use latchkey_server::clock::{Clock as _, SystemClock};
use latchkey_server::store::companies::{self, Company};
use latchkey_server::store::password_jobs::{self, TakeoverProgress};
use latchkey_server::store::{Store, sso_activation, sso_configurations};
use sqlx::AssertSqlSafe;

type Fault = Box<dyn Error + Send + Sync>;

const COMPANY: &str = "00000000-0000-7000-8000-000000000001";
const CONFIGURATION: &str = "00000000-0000-7000-8000-000000000002";
const HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/// PostgreSQL ends a statement of more than 30 seconds.
const STATEMENTS: u64 = 100;
/// One in so many has a session by password, and another one a session at the identity provider.
const WITHOUT_SESSION: u64 = 10;
const LOOK_AGAIN: Duration = Duration::from_millis(20);

#[tokio::main]
async fn main() -> Result<(), Fault> {
    let usage = "usage: sso-takeover DATABASE_URL PEOPLE fill|run";
    let [url, people, what] = std::env::args()
        .skip(1)
        .collect::<Vec<_>>()
        .try_into()
        .map_err(|_| usage)?;
    let (store, people) = (Store::open(&url).await?, people.parse()?);
    match what.as_str() {
        "fill" => fill(&store, people).await?,
        "run" => run(&store, people).await?,
        _ => return Err(usage.into()),
    }
    store.close().await;
    Ok(())
}

async fn run(store: &Store, people: u64) -> Result<(), Fault> {
    let began = Instant::now();
    let counts = store
        .read_long(async |connection| sso_activation::counts(connection, COMPANY, 0).await)
        .await?;
    println!("{:.3}", milliseconds(began));
    let counted: i64 = counts.iter().map(|count| count.with_password).sum();
    if u64::try_from(counted)? != people {
        return Err(format!("{counted} people have a password").into());
    }
    let began = Instant::now();
    let now = SystemClock.now_ms();
    let mut transaction = store.begin().await?;
    sso_configurations::set_active(&mut transaction, COMPANY, Some(CONFIGURATION), now).await?;
    let job = password_jobs::queue(&mut transaction, COMPANY, 0, now).await?;
    transaction.commit().await?;
    println!("{:.3}", milliseconds(began));
    let took = watched(store, &job).await?;
    println!("{:.0}", people_per_second(people, took)?);
    let left = "SELECT COUNT(*) FROM accounts WHERE password_hash IS NOT NULL AND company_id = $1";
    let left: i64 = sqlx::query_scalar(left)
        .bind(COMPANY)
        .fetch_one(&mut *store.read().await?)
        .await?;
    if left > 0 {
        return Err(format!("{left} people kept their password").into());
    }
    Ok(())
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}

fn people_per_second(people: u64, took: Duration) -> Result<f64, Fault> {
    Ok(f64::from(u32::try_from(people)?) / took.as_secs_f64())
}

/// How long a node works at the job, from the first step that is seen to its end.
async fn watched(store: &Store, job: &str) -> Result<Duration, Fault> {
    let mut began = None;
    loop {
        let progress: Option<Option<String>> = sqlx::query_scalar("SELECT progress FROM jobs WHERE id = $1")
            .bind(job)
            .fetch_optional(&mut *store.read().await?)
            .await?;
        match progress {
            None => return Ok(began.map_or(Duration::ZERO, |began: Instant| began.elapsed())),
            Some(Some(progress)) if began.is_none() => {
                let progress: TakeoverProgress = serde_json::from_str(&progress)?;
                let worked = Duration::from_millis(progress.pace.worked_ms.try_into()?);
                began = Instant::now().checked_sub(worked);
            }
            Some(_) => {}
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

async fn fill(store: &Store, people: u64) -> Result<(), Fault> {
    let company = Company {
        id: COMPANY.into(),
        slug: "enormous".into(),
        name: "Enormous".into(),
    };
    let mut transaction = store.begin().await?;
    companies::upsert(&mut transaction, &company, 0).await?;
    for sql in [
        format!(
            "INSERT INTO email_domains (domain, company_id, proven_at_ms) VALUES ('enormous.example', '{COMPANY}', 1)"
        ),
        format!(
            "INSERT INTO sso_configurations (id, company_id, name, endpoint_url, client_id, client_secret_sealed, scopes, claim_mapping,
                                             active, created_at_ms, updated_at_ms)
             VALUES ('{CONFIGURATION}', '{COMPANY}', 'IdP', 'https://idp.example', 'latchkey', '', 'openid email',
                     '{{\"foreign_id\":\"sub\",\"username\":\"email\"}}', 0, 0, 0)"
        ),
    ] {
        sqlx::query(AssertSqlSafe(sql)).execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    let part = people.div_ceil(STATEMENTS);
    for begin in (0..people).step_by(usize::try_from(part)?) {
        let end = people.min(begin + part);
        let mut transaction = store.begin().await?;
        for sql in [accounts(begin, end), sessions(begin, end)] {
            sqlx::query(AssertSqlSafe(sql)).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
    }
    let mut transaction = store.begin().await?;
    // As it happens by itself after a while. On SQLite it never does.
    if transaction.backend_name() == "PostgreSQL" {
        sqlx::query("ANALYZE").execute(&mut *transaction).await?;
    }
    Ok(transaction.commit().await?)
}

fn numbers(begin: u64, end: u64) -> String {
    format!(
        "WITH RECURSIVE numbers (x) AS (SELECT CAST({begin} AS BIGINT) UNION ALL SELECT x + 1 FROM numbers WHERE x + 1 < {end})"
    )
}

fn accounts(begin: u64, end: u64) -> String {
    format!(
        "INSERT INTO accounts (id, company_id, email, email_key, email_domain, first_name, last_name, name_key, given_name_key,
                               password_hash, created_at_ms)
         {} SELECT '00000000-0000-7000-8000-' || (100000000000 + x), '{COMPANY}', 'p' || x || '@enormous.example',
                   'p' || x || '@enormous.example', 'enormous.example', 'N' || x, 'L' || x, 'l' || x, 'n' || x, '{HASH}', 0 FROM numbers",
        numbers(begin, end)
    )
}

fn sessions(begin: u64, end: u64) -> String {
    format!(
        "INSERT INTO sessions (token_hash, id, account_id, signed_in_by, created_at_ms, last_seen_at_ms, expires_at_ms, ends_at_ms,
                               user_agent, client_address, idp_issuer)
         {} SELECT 'enormous-' || x, 'enormous-' || x, '00000000-0000-7000-8000-' || (100000000000 + x),
                   CASE WHEN x % {WITHOUT_SESSION} = 0 THEN 'password' ELSE 'sso' END, 1, 1, 9000000000000, 9000000000000, 'Firefox', '198.51.100.7',
                   CASE WHEN x % {WITHOUT_SESSION} = 0 THEN NULL ELSE 'https://idp.example' END
            FROM numbers WHERE x % {WITHOUT_SESSION} < 2",
        numbers(begin, end)
    )
}
