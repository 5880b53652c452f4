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

/// What is measured on each database, with its targets in milliseconds. In the order in which `list-pages` prints them.
struct Names {
    first: &'static str,
    last: &'static str,
    ratio: &'static str,
    searches: [&'static str; 4],
}

const ON_SQLITE: Names = Names {
    first: "First page of 1,000,000 accounts, SQLite, 99 of 100",
    last: "Last page of 1,000,000 accounts, SQLite, 99 of 100",
    ratio: "  the median of the last, of the first's",
    searches: [
        "Search that finds one of 1,000,000, SQLite, 99 of 100",
        "Search that finds 1 in 26, SQLite, 99 of 100",
        "Search that finds few, late in the order, SQLite, 99 of 100",
        "Search that finds everybody, SQLite, 99 of 100",
    ],
};

const ON_POSTGRES: Names = Names {
    first: "First page of 1,000,000 accounts, PostgreSQL, 99 of 100",
    last: "Last page of 1,000,000 accounts, PostgreSQL, 99 of 100",
    ratio: "  the median of the last, of the first's",
    searches: [
        "Search that finds one of 1,000,000, PostgreSQL, 99 of 100",
        "Search that finds 1 in 26, PostgreSQL, 99 of 100",
        "Search that finds few, late in the order, PostgreSQL, 99 of 100",
        "Search that finds everybody, PostgreSQL, 99 of 100",
    ],
};

/// On SQLite, then on PostgreSQL (the server that the tests use, or one of our own).
pub(crate) fn of_lists(data: &Data) -> Result<Vec<Row>> {
    speed::build_yardsticks()?;
    let mut rows = pages(&format!("sqlite://{}-lists", data.file()), &ON_SQLITE)?;
    let cluster = Cluster::unless_given()?;
    let server = match &cluster {
        Some(cluster) => cluster.url(),
        None => std::env::var(postgres::URL_VARIABLE)?,
    };
    let database = postgres::Database::on(&server, "latchkey_bench_lists")?;
    rows.extend(pages(&database.url, &ON_POSTGRES)?);
    Ok(rows)
}

fn pages(url: &str, names: &Names) -> Result<Vec<Row>> {
    println!(
        "Reading pages of {ACCOUNTS} accounts in {}",
        url.split(':').next().unwrap_or_default()
    );
    let mut program = platform::on_core(None, &project::target().join("release/list-pages"));
    let printed = process::output_of(program.args([url, ACCOUNTS])).context("list-pages failed")?;
    let times: Vec<f64> = printed.lines().map(str::parse).collect::<Result<_, _>>()?;
    let [first, last, ratio, searches @ ..] = &times[..] else {
        anyhow::bail!("list-pages printed {printed:?}");
    };
    let mut rows = vec![
        Row::at_most(names.first, *first, 10.0, "ms"),
        Row::at_most(names.last, *last, 10.0, "ms"),
        Row::at_most(names.ratio, *ratio, 1.2, "x"),
    ];
    let searches = names.searches.iter().zip(searches);
    rows.extend(searches.map(|(name, time)| Row::shown(*name, *time, "ms")));
    Ok(rows)
}
