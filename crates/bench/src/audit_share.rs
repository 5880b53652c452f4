//! Prints how many microseconds the trail adds to what a sign-in writes, with several sign-ins at once: the rows of a session with the event in the
//! same transaction, beside the same rows without it, by turns. Usage: `audit-share DATABASE_URL`, with a database in which nothing is yet.
//! Invariant: it writes by the functions by which the server does, and a turn counts once its commit has returned.
#![allow(
    clippy::print_stdout,
    reason = "a command line tool talks on its standard output"
)]

use std::error::Error;
use std::time::{Duration, Instant};

use latchkey_server::domain::email_address::EmailAddress;
use latchkey_server::domain::session_lifetime::{SignedInBy, of_password};
use latchkey_server::store::accounts::{self, NewAccount};
use latchkey_server::store::audit::{self, Event, Origin};
use latchkey_server::store::companies::{self, Company};
use latchkey_server::store::sessions::{self, NewSession};
use latchkey_server::store::{Store, last_sign_ins, new_id};

type Fault = Box<dyn Error + Send + Sync>;

const AT_ONCE: usize = 8;
/// Of one measurement; there are [`ROUNDS`] of each kind.
const LONG_ENOUGH: Duration = Duration::from_secs(2);
const ROUNDS: u32 = 4;
const NOW: i64 = 1_800_000_000_000;
const HOUR_MS: i64 = 3_600_000;

#[tokio::main]
async fn main() -> Result<(), Fault> {
    let url = std::env::args().nth(1).ok_or("usage: audit-share DATABASE_URL")?;
    let store = Store::open(&url).await?;
    let people = people(&store).await?;
    let mut microseconds = [0.0_f64; 2];
    for _ in 0..ROUNDS {
        for (has_event, sum) in [false, true].into_iter().zip(&mut microseconds) {
            *sum += measured(&store, &people, has_event).await? / f64::from(ROUNDS);
        }
    }
    let [without, with] = microseconds;
    println!("{without:.1}\n{with:.1}");
    store.close().await;
    Ok(())
}

/// Who signs in: a company with an account for each that does so at once. Identifiers of the accounts, then the company's.
async fn people(store: &Store) -> Result<(Vec<String>, String), Fault> {
    let mut transaction = store.begin().await?;
    let company = Company {
        id: new_id(),
        slug: "people".into(),
        name: "People".into(),
    };
    companies::upsert(&mut transaction, &company, NOW).await?;
    let mut accounts = Vec::new();
    for number in 0..AT_ONCE {
        let (id, email) = (new_id(), format!("person{number}@people.example"));
        let account = NewAccount {
            id: &id,
            company_id: &company.id,
            email: &EmailAddress::parse(&email).ok_or("an address")?,
            first_name: "A",
            last_name: "B",
        };
        accounts::insert(&mut transaction, &account, NOW).await?;
        accounts.push(id);
    }
    transaction.commit().await?;
    Ok((accounts, company.id))
}

/// The microseconds between two commits while all sign in at once.
async fn measured(
    store: &Store,
    (accounts, company_id): &(Vec<String>, String),
    has_event: bool,
) -> Result<f64, Fault> {
    let started = Instant::now();
    let mut people = tokio::task::JoinSet::new();
    for account_id in accounts {
        let (store, account_id, company_id) = (store.clone(), account_id.clone(), company_id.clone());
        people.spawn(async move {
            let mut count = 0_u32;
            while started.elapsed() < LONG_ENOUGH {
                sign_in(&store, &account_id, &company_id, has_event).await?;
                count += 1;
            }
            Ok::<_, Fault>(count)
        });
    }
    let mut count = 0;
    while let Some(done) = people.join_next().await {
        count += done??;
    }
    Ok(started.elapsed().as_secs_f64() * 1e6 / f64::from(count))
}

async fn sign_in(store: &Store, account_id: &str, company_id: &str, has_event: bool) -> Result<(), Fault> {
    let (session_id, origin) = (new_id(), Origin::default());
    let mut transaction = store.begin().await?;
    let session = NewSession {
        id: &session_id,
        token_hash: &session_id,
        account_id,
        signed_in_by: SignedInBy::Password,
        lifetime: of_password(NOW, HOUR_MS),
        idp: None,
        auth_time_known: true,
        second_factor: None,
    };
    sessions::insert(&mut transaction, &session, NOW, &origin, NOW).await?;
    if has_event {
        let event = Event {
            action: "signed_in",
            company_id: Some(company_id),
            actor_account_id: Some(account_id),
            subject: Some(&session_id),
            detail: serde_json::json!({ "by": "password" }),
        };
        audit::append(&mut transaction, &event, &origin, NOW).await?;
    }
    last_sign_ins::record(&mut transaction, account_id, SignedInBy::Password, None, NOW).await?;
    Ok(transaction.commit().await?)
}
