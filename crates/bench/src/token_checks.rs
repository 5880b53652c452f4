//! Prints how long the store takes to say whether a token opens a repository, in milliseconds that 99 of 100 do not exceed: of tokens that
//! there are, and of some that there are not. Usage: `token-checks DATABASE_URL TOKENS`, with a database in which nothing is yet.
//! Invariant: it reads by the functions by which the server does.
#![allow(
    clippy::print_stdout,
    reason = "a command line tool talks on its standard output"
)]

use std::error::Error;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use latchkey_server::domain::token_access::{RepositoryAction, opens};
use latchkey_server::secrets::token_hash;
use latchkey_server::store::companies::{self, Company};
use latchkey_server::store::{Store, token_owners};
use sqlx::AssertSqlSafe;

type Fault = Box<dyn Error + Send + Sync>;

const COMPANY: &str = "company";
const TOKENS_PER_PERSON: u32 = 10;
/// Tokens in one statement.
const BATCH: u32 = 500;
/// Statements in one transaction.
const BATCHES: usize = 100;
const CHECKS: u32 = 20_000;
const NOW_MS: i64 = 1_000;

#[tokio::main]
async fn main() -> Result<(), Fault> {
    let usage = "usage: token-checks DATABASE_URL TOKENS";
    let url = std::env::args().nth(1).ok_or(usage)?;
    let tokens: u32 = std::env::args().nth(2).ok_or(usage)?.parse()?;
    let store = Store::open(&url).await?;
    fill(&store, tokens).await?;
    for is_there in [true, false] {
        println!("{:.3}", checking(&store, tokens, is_there).await?);
    }
    store.close().await;
    Ok(())
}

/// The value of a token. Nobody has to be unable to guess it here.
fn value(number: u32) -> String {
    format!("lkp_{number:046}")
}

/// A company whose people have so many tokens.
async fn fill(store: &Store, tokens: u32) -> Result<(), Fault> {
    let people = tokens.div_ceil(TOKENS_PER_PERSON);
    let mut transaction = store.begin().await?;
    let company = Company {
        id: COMPANY.into(),
        slug: COMPANY.into(),
        name: "Company".into(),
    };
    companies::upsert(&mut transaction, &company, 0).await?;
    let sql = format!(
        "INSERT INTO accounts (id, company_id, email, email_key, email_domain, first_name, last_name, created_at_ms)
         WITH RECURSIVE numbers (x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM numbers WHERE x + 1 < {people})
         SELECT 'account-' || x, '{COMPANY}', 'person' || x || '@company.example', 'person' || x || '@company.example',
                'company.example', 'A', 'B', 0
         FROM numbers"
    );
    sqlx::query(AssertSqlSafe(sql)).execute(&mut *transaction).await?;
    transaction.commit().await?;
    let begins: Vec<u32> = (0..tokens).step_by(BATCH as usize).collect();
    for begins in begins.chunks(BATCHES) {
        let mut transaction = store.begin().await?;
        for begin in begins {
            let sql = insertion(*begin, tokens.min(begin + BATCH), people);
            sqlx::query(AssertSqlSafe(sql))
                .persistent(false)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
    }
    let mut transaction = store.begin().await?;
    // As it happens by itself on PostgreSQL after a while.
    sqlx::query("ANALYZE").execute(&mut *transaction).await?;
    Ok(transaction.commit().await?)
}

fn insertion(begin: u32, end: u32, people: u32) -> String {
    let mut sql = "INSERT INTO personal_tokens (id, account_id, company_id, token_hash, name, name_key, owner_key, scopes,
                                                created_at_ms, expires_at_ms) VALUES "
        .to_owned();
    for number in begin..end {
        let (person, hash) = (number % people, token_hash(&value(number)));
        let comma = if number == begin { "" } else { ", " };
        let _ = write!(
            sql,
            "{comma}('token-{number}', 'account-{person}', '{COMPANY}', '{hash}', 'Script', 'script',
              'person{person}@company.example', 'repository:read', 0, 1000000)"
        );
    }
    sql
}

/// Checks tokens from all over, as the server does.
async fn checking(store: &Store, tokens: u32, is_there: bool) -> Result<f64, Fault> {
    let mut times: Vec<Duration> = Vec::new();
    for check in 0..CHECKS {
        let number = u64::from(check) * 7_919 % u64::from(tokens);
        let number = u32::try_from(number)? + if is_there { 0 } else { tokens };
        let sent = value(number);
        let began = Instant::now();
        let mut connection = store.read().await?;
        let found = token_owners::by_token_hash(&mut connection, &token_hash(&sent)).await?;
        drop(connection);
        let is_open = found.is_some_and(|(token, owner)| {
            opens(owner.facts, &token.facts, RepositoryAction::Read, NOW_MS).is_ok()
        });
        times.push(began.elapsed());
        if is_open != is_there {
            return Err(format!("token {number}: {is_open}").into());
        }
    }
    times.sort_unstable();
    let time = times.get(times.len() * 99 / 100);
    Ok(time.map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0))
}
