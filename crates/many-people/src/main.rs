//! Fills a company with invented people, while no server runs on the database. Usage: `many-people DATABASE_URL COMPANY CLIENT_ID PEOPLE [GROUP]`: the
//! company of this slug has so many people in the end, and one in ten of them may enter the environment of this client; where a group is named,
//! all of them are in it. Invariant: it says how far it is.
#![allow(
    clippy::print_stdout,
    reason = "a command line tool talks on its standard output"
)]

use latchkey_many_people::{Fault, Wanted, fill};
use latchkey_store::Store;

#[tokio::main]
async fn main() -> Result<(), Fault> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let [url, company, client_id, people, group @ ..] = &arguments[..] else {
        return Err("usage: many-people DATABASE_URL COMPANY CLIENT_ID PEOPLE [GROUP]".into());
    };
    let wanted = Wanted {
        company,
        client_id,
        people: people.parse()?,
        everybody: group.first().copied(),
    };
    let store = Store::open(url).await?;
    let written = fill(&store, &wanted, |done, of| println!("  {done} of {of} people")).await?;
    store.close().await;
    println!("  {written} people written");
    Ok(())
}
