//! Prints how long the store takes for pages of a company's people, in milliseconds that 99 of 100 do not exceed: the first page, the
//! last page (by turns with the first; then the ratio of their medians), and searches that find one person, one in 26, few who come
//! late in the order, and everybody. Then the same of the people of an environment, who are one in ten of the accounts. Usage: `list-pages DATABASE_URL ACCOUNTS`, with a database in which nothing is yet.
//! Invariant: it reads by the functions by which the server does.
#![allow(
    clippy::print_stdout,
    reason = "a command line tool talks on its standard output"
)]

use std::error::Error;
use std::time::{Duration, Instant};

use latchkey_server::store::apps::{self, NewEnvironment, Registration};
use latchkey_server::store::companies::{self, Company};
use latchkey_server::store::environment_people;
use latchkey_server::store::members::{self, MemberFilter, SortedBy};
use latchkey_server::store::page::{Part, Position};
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
    let environment = fill_environment(&store).await?;
    print_times(&store, &List::Company, accounts).await?;
    print_times(&store, &List::Environment(environment), accounts).await?;
    store.close().await;
    Ok(())
}

/// The list that is read.
#[derive(Debug, Clone)]
enum List {
    /// The people of the company.
    Company,
    /// Those of the environment with this identifier.
    Environment(String),
}

impl List {
    /// How many were read, and where the next page begins.
    async fn read(
        &self,
        connection: &mut Connection,
        part: &Part,
    ) -> latchkey_server::store::Result<(usize, Option<Position>)> {
        Ok(match self {
            Self::Company => {
                let rows =
                    members::of_company(connection, COMPANY, MemberFilter::default(), SortedBy::Name, part)
                        .await?;
                (rows.items.len(), rows.next)
            }
            Self::Environment(id) => {
                let rows = environment_people::of_environment(connection, id, SortedBy::Name, part).await?;
                (rows.items.len(), rows.next)
            }
        })
    }
}

async fn print_times(store: &Store, list: &List, accounts: u32) -> Result<(), Fault> {
    let (first, last) = first_and_last(store, list).await?;
    let ratio = at(&last, 50) / at(&first, 50);
    println!("{:.3}\n{:.3}\n{ratio:.3}", at(&first, 99), at(&last, 99));
    // The people's addresses begin with `person`, their last names with each letter as often.
    for (text, is_rare) in [
        (format!("person{}@", accounts / 2), true),
        ("b".into(), false),
        ("zzz".into(), false),
        ("person".into(), false),
    ] {
        let milliseconds = searching(store, list, &text, is_rare).await?;
        println!("{milliseconds:.3}");
    }
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

/// One in ten of the people, of all names, may enter an environment, whose identifier is returned.
async fn fill_environment(store: &Store) -> Result<String, Fault> {
    let mut transaction = store.begin().await?;
    let app = apps::upsert(&mut transaction, COMPANY, "app", "App", 0).await?;
    let environment = NewEnvironment {
        app_id: &app,
        name: "test",
        url: "https://app.example/",
        client_id: "client",
        client_secret_hash: None,
        registration: &Registration::default(),
    };
    let id = apps::upsert_environment(&mut transaction, &environment, 0).await?;
    let sql = "INSERT INTO access_grants (environment_id, account_id, roles, granted_at_ms)
               SELECT $1, id, '[\"User\"]', 0 FROM accounts WHERE CAST(substr(id, 9) AS BIGINT) / 26 % 10 = 0";
    sqlx::query(sql).bind(&id).execute(&mut *transaction).await?;
    sqlx::query("ANALYZE").execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(id)
}

fn part() -> Part {
    Part {
        limit: LIMIT,
        ..Part::default()
    }
}

async fn read(store: &Store, list: &List, part: &Part) -> Result<(usize, Option<Position>), Fault> {
    let mut connection = store.read().await?;
    Ok(list.read(&mut connection, part).await?)
}

/// Reads the first and the last page by turns.
async fn first_and_last(store: &Store, list: &List) -> Result<(Vec<Duration>, Vec<Duration>), Fault> {
    let from_the_end = Part {
        limit: LIMIT + 1,
        descending: true,
        ..Part::default()
    };
    let last = Part {
        after: read(store, list, &from_the_end).await?.1,
        ..part()
    };
    let (mut of_first, mut of_last) = (Vec::new(), Vec::new());
    for _ in 0..PAGES {
        for (part, times, is_last) in [(&part(), &mut of_first, false), (&last, &mut of_last, true)] {
            let began = Instant::now();
            let (count, next) = read(store, list, part).await?;
            times.push(began.elapsed());
            if count != LIMIT as usize || next.is_none() != is_last {
                return Err("this is not the page that was asked for".into());
            }
        }
    }
    of_first.sort_unstable();
    of_last.sort_unstable();
    Ok((of_first, of_last))
}

/// Searches as the server does, where one person is found or very many are.
async fn searching(store: &Store, list: &List, text: &str, is_rare: bool) -> Result<f64, Fault> {
    let mut times = Vec::new();
    for _ in 0..SEARCHES {
        let part = Part {
            search: Some(text.to_owned()),
            ..part()
        };
        let began = Instant::now();
        let list = list.clone();
        let search = async move |connection: &mut Connection| list.read(connection, &part).await;
        let (found, _) = store.read_long(search).await?;
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
