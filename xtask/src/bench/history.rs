//! How long a page of a company's security history takes among ten million events, on both databases.

use anyhow::{Context, Result, bail};

use super::{
    Row,
    platform::{self, Data},
    speed,
};
use crate::{
    process, project,
    test::postgres::{self, Cluster},
};

const EVENTS: &str = "10000000";
const MOST_MS: f64 = 10.0;

/// What is read, in the order in which `history-pages` prints the times.
const PAGES: [&str; 4] = [
    "First page",
    "Page from the middle",
    "Page of a rare topic",
    "Page of one person's events",
];

/// On SQLite, then on PostgreSQL (the server that the tests use, or one of our own).
pub(crate) fn of_history(data: &Data) -> Result<Vec<Row>> {
    speed::build_yardstick("history-pages")?;
    let mut rows = pages(&format!("sqlite://{}-history", data.file()), "SQLite")?;
    let cluster = Cluster::unless_given()?;
    let server = match &cluster {
        Some(cluster) => cluster.url(),
        None => std::env::var(postgres::URL_VARIABLE)?,
    };
    let database = postgres::Database::on(&server, "latchkey_bench_history")?;
    rows.extend(pages(&database.url, "PostgreSQL")?);
    Ok(rows)
}

fn pages(url: &str, database: &str) -> Result<Vec<Row>> {
    println!("Reading pages of {EVENTS} events in {database}");
    let mut program = platform::on_core(None, &project::target().join("release/history-pages"));
    let printed = process::output_of(program.args([url, EVENTS])).context("history-pages failed")?;
    let times: Vec<f64> = printed.lines().map(str::parse).collect::<Result<_, _>>()?;
    if times.len() != PAGES.len() {
        bail!("history-pages printed {printed:?}");
    }
    let row = |(page, time): (&&str, f64)| {
        let name = format!("{page} of 10,000,000 events, {database}, 99 of 100");
        Row::at_most(name, time, MOST_MS, "ms")
    };
    Ok(PAGES.iter().zip(times).map(row).collect())
}
