//! Prints how long the store takes for pages of a company's security history, in milliseconds that 99 of 100 do not exceed: the first page, a
//! page from the middle, a page of a topic that is one event in a thousand, and a page of one person's events. Usage: `history-pages
//! DATABASE_URL EVENTS`, with a database in which nothing is yet. Invariant: it reads by the functions by which the server does.
#![allow(
    clippy::print_stdout,
    reason = "a command line tool talks on its standard output"
)]

use std::error::Error;
use std::time::{Duration, Instant};

use latchkey_contract::security_history::EventKind;
use latchkey_server::store::Store;
use latchkey_server::store::audit_history::{HistoryFilter, names, of_company};
use latchkey_server::store::companies::{self, Company};
use latchkey_server::store::page::{Part, Position};
use sqlx::AssertSqlSafe;

type Fault = Box<dyn Error + Send + Sync>;

const COMPANY: &str = "company";
const PEOPLE: u64 = 10_000;
const LIMIT: u32 = 25;
const PAGES: usize = 1_000;
/// One event a second.
const SECOND_MS: u64 = 1_000;
/// PostgreSQL ends a statement of more than 30 seconds.
const STATEMENTS: u64 = 100;

#[tokio::main]
async fn main() -> Result<(), Fault> {
    let usage = "usage: history-pages DATABASE_URL EVENTS";
    let url = std::env::args().nth(1).ok_or(usage)?;
    let events: u64 = std::env::args().nth(2).ok_or(usage)?.parse()?;
    let store = Store::open(&url).await?;
    fill(&store, events).await?;
    let all = HistoryFilter::default();
    let rare = HistoryFilter {
        actions: EventKind::EmailDomains.actions(),
        since_ms: None,
    };
    let part = Part {
        limit: LIMIT,
        ..Part::default()
    };
    let middle = Part {
        after: Some(Position {
            key: (events / 2 * SECOND_MS).to_string(),
            id: "~".to_owned(),
            rank: None,
        }),
        ..part.clone()
    };
    let person = Part {
        search: Some("person77@".to_owned()),
        ..part.clone()
    };
    for (filter, part) in [(&all, &part), (&all, &middle), (&rare, &part), (&all, &person)] {
        println!("{:.3}", slowest(&store, filter, part).await?);
    }
    store.close().await;
    Ok(())
}

/// In milliseconds, what 99 of 100 do not exceed.
async fn slowest(store: &Store, filter: &HistoryFilter, part: &Part) -> Result<f64, Fault> {
    let mut times = Vec::new();
    for _ in 0..PAGES {
        let began = Instant::now();
        let mut connection = store.read().await?;
        let rows = of_company(&mut connection, COMPANY, filter, part).await?;
        let ids = rows.items.iter().flat_map(|event| &event.actor_account_id);
        let ids: Vec<&str> = ids.map(String::as_str).collect();
        names(&mut connection, &ids).await?;
        times.push(began.elapsed());
        if rows.items.len() != LIMIT as usize {
            return Err(format!("a page has {} events", rows.items.len()).into());
        }
    }
    times.sort_unstable();
    let at = times.len() * 99 / 100;
    Ok(times.get(at).map_or(0.0, Duration::as_secs_f64) * 1000.0)
}

/// One company with people who sign in; one event in a thousand is of an email domain.
async fn fill(store: &Store, events: u64) -> Result<(), Fault> {
    let company = Company {
        id: COMPANY.into(),
        slug: COMPANY.into(),
        name: "Company".into(),
    };
    let mut transaction = store.begin().await?;
    companies::upsert(&mut transaction, &company, 0).await?;
    let numbers = |begin: u64, end: u64| {
        format!(
            "WITH RECURSIVE numbers (x) AS (SELECT CAST({begin} AS BIGINT) UNION ALL SELECT x + 1 FROM numbers WHERE x + 1 < {end})"
        )
    };
    let people = format!(
        "INSERT INTO accounts (id, company_id, email, email_key, email_domain, first_name, last_name, name_key, given_name_key, created_at_ms)
         {} SELECT 'account-' || x, '{COMPANY}', 'person' || x || '@company.example', 'person' || x || '@company.example',
                   'company.example', 'N' || x, 'L' || x, 'l' || x, 'n' || x, 0 FROM numbers",
        numbers(0, PEOPLE)
    );
    sqlx::query(AssertSqlSafe(people))
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    let part = events.div_ceil(STATEMENTS);
    for begin in (0..events).step_by(usize::try_from(part)?) {
        let end = events.min(begin + part);
        let sql = format!(
            "INSERT INTO audit_events (id, at_ms, action, company_id, actor_account_id, subject, detail, client_address, request_id)
             {} SELECT 'event-' || x, x * {SECOND_MS}, CASE WHEN x % 1000 = 0 THEN 'email_domain_checked' ELSE 'signed_in' END,
                       '{COMPANY}', 'account-' || (x * 7919 % {PEOPLE}), 'session-' || x, '{{\"by\":\"sso\"}}', '198.51.100.7', 'request-' || x
                FROM numbers",
            numbers(begin, end)
        );
        let mut transaction = store.begin().await?;
        sqlx::query(AssertSqlSafe(sql)).execute(&mut *transaction).await?;
        transaction.commit().await?;
    }
    let mut transaction = store.begin().await?;
    // As it happens by itself on PostgreSQL after a while.
    sqlx::query("ANALYZE").execute(&mut *transaction).await?;
    Ok(transaction.commit().await?)
}
