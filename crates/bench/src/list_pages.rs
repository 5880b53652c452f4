//! Prints how long the store takes for pages of a company's people, in milliseconds that 99 of 100 do not exceed: the first page, the
//! last page (by turns with the first; then the ratio of their medians), and searches that find one person, one in 26, few who come
//! late in the order, and everybody. Usage: `list-pages DATABASE_URL ACCOUNTS`, with a database in which nothing is yet.
//! Invariant: it reads by the functions by which the server does.
#![allow(
    clippy::print_stdout,
    reason = "a command line tool talks on its standard output"
)]

use std::error::Error;
use std::time::{Duration, Instant};

use latchkey_server::store::companies::{self, Company};
use latchkey_server::store::members::{self, Member, SortedBy};
use latchkey_server::store::page::{Part, Rows};
use latchkey_server::store::{Connection, Store};
use sqlx::AssertSqlSafe;

type Fault = Box<dyn Error + Send + Sync>;

const COMPANY: &str = "company";
const LIMIT: u32 = 25;
const PAGES: usize = 2_000;
const SEARCHES: usize = 200;

#[tokio::main]
async fn main() -> Result<(), Fault> {
    let usage = "usage: list-pages DATABASE_URL ACCOUNTS";
    let url = std::env::args().nth(1).ok_or(usage)?;
    let accounts: u32 = std::env::args().nth(2).ok_or(usage)?.parse()?;
    let store = Store::open(&url).await?;
    fill(&store, accounts).await?;
    let (first, last) = first_and_last(&store).await?;
    let ratio = at(&last, 50) / at(&first, 50);
    println!("{:.3}\n{:.3}\n{ratio:.3}", at(&first, 99), at(&last, 99));
    // The people's addresses begin with `person`, their last names with each letter as often.
    for (text, is_rare) in [
        (format!("person{}@", accounts / 2), true),
        ("b".into(), false),
        ("zzz".into(), false),
        ("person".into(), false),
    ] {
        let milliseconds = searching(&store, &text, is_rare).await?;
        println!("{milliseconds:.3}");
    }
    store.close().await;
    Ok(())
}

/// One company with so many people. Identifiers, names and addresses are in different orders.
async fn fill(store: &Store, accounts: u32) -> Result<(), Fault> {
    let mut transaction = store.begin().await?;
    let company = Company {
        id: COMPANY.into(),
        slug: COMPANY.into(),
        name: "Company".into(),
    };
    companies::upsert(&mut transaction, &company, 0).await?;
    // Ten transactions: PostgreSQL ends a statement of more than 30 seconds.
    transaction.commit().await?;
    let letter = |divisor: u32| format!("substr('abcdefghijklmnopqrstuvwxyz', x / {divisor} % 26 + 1, 1)");
    let (one, two, three) = (letter(1), letter(26), letter(676));
    let tenth = accounts.div_ceil(10);
    for begin in (0..accounts).step_by(tenth as usize) {
        let end = accounts.min(begin + tenth);
        let sql = format!(
            "INSERT INTO accounts (id, company_id, email, email_key, email_domain, first_name, last_name, name_key,
                                   given_name_key, created_at_ms)
             WITH RECURSIVE numbers (x) AS (SELECT {begin} UNION ALL SELECT x + 1 FROM numbers WHERE x + 1 < {end}),
                  people AS (SELECT x, {three} || {two} || 'ing' AS first, {one} || {two} || {three} || 'son' AS last FROM numbers)
             SELECT 'account-' || (x * CAST(7919 AS BIGINT) % {accounts}), '{COMPANY}', 'person' || x || '@company.example',
                    'person' || x || '@company.example', 'company.example', first, last,
                    last || ' ' || first, first || ' ' || last, 0
             FROM people"
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

fn part() -> Part {
    Part {
        limit: LIMIT,
        ..Part::default()
    }
}

async fn read(store: &Store, part: &Part) -> Result<Rows<Member>, Fault> {
    let mut connection = store.read().await?;
    Ok(members::of_company(&mut connection, COMPANY, SortedBy::Name, part).await?)
}

/// Reads the first and the last page by turns.
async fn first_and_last(store: &Store) -> Result<(Vec<Duration>, Vec<Duration>), Fault> {
    let from_the_end = Part {
        limit: LIMIT + 1,
        descending: true,
        ..Part::default()
    };
    let last = Part {
        after: read(store, &from_the_end).await?.next,
        ..part()
    };
    let (mut of_first, mut of_last) = (Vec::new(), Vec::new());
    for _ in 0..PAGES {
        for (part, times, is_last) in [(&part(), &mut of_first, false), (&last, &mut of_last, true)] {
            let began = Instant::now();
            let rows = read(store, part).await?;
            times.push(began.elapsed());
            if rows.items.len() != LIMIT as usize || rows.next.is_none() != is_last {
                return Err("this is not the page that was asked for".into());
            }
        }
    }
    of_first.sort_unstable();
    of_last.sort_unstable();
    Ok((of_first, of_last))
}

/// Searches as the server does, where one person is found or very many are.
async fn searching(store: &Store, text: &str, is_rare: bool) -> Result<f64, Fault> {
    let mut times = Vec::new();
    for _ in 0..SEARCHES {
        let part = Part {
            search: Some(text.to_owned()),
            ..part()
        };
        let began = Instant::now();
        let search = async move |connection: &mut Connection| {
            members::of_company(connection, COMPANY, SortedBy::Name, &part).await
        };
        let found = store.read_long(search).await?.items.len();
        times.push(began.elapsed());
        if (found == 1) != is_rare {
            return Err(format!("{text} finds {found}").into());
        }
    }
    times.sort_unstable();
    Ok(at(&times, 99))
}

/// Milliseconds that so many of 100 do not exceed; the shortest first.
fn at(times: &[Duration], of_100: usize) -> f64 {
    let time = times.get(times.len() * of_100 / 100);
    time.map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0)
}
