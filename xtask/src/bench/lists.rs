//! How long a page of a list takes among a million accounts, on both databases.

use anyhow::{Context, Result};

use super::{
    Row,
    platform::{self, Data},
    speed,
};
use crate::{
    process, project,
    test::postgres::{self, Cluster},
};

const ACCOUNTS: &str = "1000000";

/// What is read: `list-pages` prints the times of the one, then those of the other.
const LISTS: [&str; 2] = ["1,000,000 accounts", "100,000 people of an environment"];

/// What is searched for, in the order in which `list-pages` prints the times.
const SEARCHES: [&str; 4] = ["one", "1 in 26", "few, late in the order", "everybody"];

/// On SQLite, then on PostgreSQL (the server that the tests use, or one of our own).
pub(crate) fn of_lists(data: &Data) -> Result<Vec<Row>> {
    speed::build_yardstick("list-pages")?;
    let mut rows = pages(&format!("sqlite://{}-lists", data.file()), "SQLite")?;
    let cluster = Cluster::unless_given()?;
    let server = match &cluster {
        Some(cluster) => cluster.url(),
        None => std::env::var(postgres::URL_VARIABLE)?,
    };
    let database = postgres::Database::on(&server, "latchkey_bench_lists")?;
    rows.extend(pages(&database.url, "PostgreSQL")?);
    Ok(rows)
}

fn pages(url: &str, database: &str) -> Result<Vec<Row>> {
    println!("Reading pages of {ACCOUNTS} accounts in {database}");
    let mut program = platform::on_core(None, &project::target().join("release/list-pages"));
    let printed = process::output_of(program.args([url, ACCOUNTS])).context("list-pages failed")?;
    let times: Vec<f64> = printed.lines().map(str::parse).collect::<Result<_, _>>()?;
    let of_each = 3 + SEARCHES.len();
    if times.len() != LISTS.len() * of_each {
        anyhow::bail!("list-pages printed {printed:?}");
    }
    let lists = LISTS.iter().zip(times.chunks(of_each));
    Ok(lists
        .flat_map(|(list, times)| rows(list, database, times))
        .collect())
}

fn rows(list: &str, database: &str, times: &[f64]) -> Vec<Row> {
    let [first, last, ratio, searches @ ..] = times else {
        return Vec::new();
    };
    let name = |what: &str| format!("{what} of {list}, {database}, 99 of 100");
    let mut rows = vec![
        Row::at_most(name("First page"), *first, 10.0, "ms"),
        Row::at_most(name("Last page"), *last, 10.0, "ms"),
        Row::at_most("  the median of the last, of the first's", *ratio, 1.2, "x"),
    ];
    let searches = SEARCHES.iter().zip(searches);
    rows.extend(
        searches.map(|(found, time)| Row::shown(name(&format!("Search that finds {found},")), *time, "ms")),
    );
    rows
}
