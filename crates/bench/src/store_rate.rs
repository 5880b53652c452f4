//! Prints how often per second the store can make one refresh token into the next, durably, on the core it runs on: the
//! rows that a refresh writes, and nothing else. Usage: `store-rate DATABASE_URL`, with a database that does not exist yet.
//! Invariant: a turn counts once its commit has returned.
#![allow(
    clippy::print_stdout,
    reason = "a command line tool talks on its standard output"
)]

use std::error::Error;
use std::time::{Duration, Instant};

use latchkey_server::domain::email_address::EmailAddress;
use latchkey_server::domain::scopes::Scopes;
use latchkey_server::domain::session_lifetime::SignedInBy;
use latchkey_server::store::accounts::{self, NewAccount};
use latchkey_server::store::apps::{self, NewEnvironment, Registration};
use latchkey_server::store::companies::{self, Company};
use latchkey_server::store::token_families::{self, NewFamily};
use latchkey_server::store::{Store, new_id};

type Fault = Box<dyn Error + Send + Sync>;

/// As many as the load on the server has connections.
const AT_ONCE: usize = 16;
const LONG_ENOUGH: Duration = Duration::from_secs(5);
const NOW: i64 = 1_800_000_000_000;
const SCOPE: &str = "openid profile email";

#[tokio::main]
async fn main() -> Result<(), Fault> {
    let url = std::env::args().nth(1).ok_or("usage: store-rate DATABASE_URL")?;
    let store = Store::open(&url).await?;
    let families = begin(&store).await?;
    let started = Instant::now();
    let mut chains = tokio::task::JoinSet::new();
    for family_id in families {
        chains.spawn(go_on(store.clone(), family_id, started));
    }
    let mut count = 0_u32;
    while let Some(done) = chains.join_next().await {
        count += done??;
    }
    println!("{:.3}", f64::from(count) / started.elapsed().as_secs_f64());
    store.close().await;
    Ok(())
}

/// A family for each that goes on at once.
async fn begin(store: &Store) -> Result<Vec<String>, Fault> {
    let mut transaction = store.begin().await?;
    let company = Company {
        id: new_id(),
        slug: "people".into(),
        name: "People".into(),
    };
    companies::upsert(&mut transaction, &company, NOW).await?;
    let account_id = new_id();
    let account = NewAccount {
        id: &account_id,
        company_id: &company.id,
        email: &EmailAddress::parse("person@people.example").ok_or("an address")?,
        first_name: "A",
        last_name: "B",
    };
    accounts::insert(&mut transaction, &account, NOW).await?;
    let environment = NewEnvironment {
        app_id: &apps::upsert(&mut transaction, &company.id, "app", "App", NOW).await?,
        name: "Production",
        url: "https://app.example/",
        client_id: "app",
        client_secret_hash: None,
        registration: &Registration::default(),
    };
    let environment_id = apps::upsert_environment(&mut transaction, &environment, NOW).await?;
    let mut families = Vec::new();
    for _ in 0..AT_ONCE {
        let (id, request_id, session_id) = (new_id(), new_id(), new_id());
        let family = NewFamily {
            id: &id,
            authorization_request_id: &request_id,
            environment_id: &environment_id,
            account_id: &account_id,
            session_id: &session_id,
            signed_in_by: SignedInBy::Password,
            signed_in_at_ms: NOW,
            auth_time_known: true,
            second_factor: None,
            scopes: Scopes::parse(SCOPE),
            offline: false,
            ends_at_ms: NOW + 1_000,
        };
        token_families::insert(&mut transaction, &family, NOW).await?;
        families.push(id);
    }
    transaction.commit().await?;
    Ok(families)
}

/// Uses the newest refresh token of a family up, again and again; how often.
async fn go_on(store: Store, family_id: String, started: Instant) -> Result<u32, Fault> {
    let mut count = 0;
    while started.elapsed() < LONG_ENOUGH {
        let mut transaction = store.begin().await?;
        if !token_families::advance(&mut transaction, &family_id, count.into(), NOW).await? {
            return Err("a refresh token was used before".into());
        }
        transaction.commit().await?;
        count += 1;
    }
    Ok(count)
}
