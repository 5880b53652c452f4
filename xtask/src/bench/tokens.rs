//! How long it takes to say whether an access token opens a repository, among a million tokens, on both databases.

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

const TOKENS: &str = "1000000";
const MOST_MS: f64 = 1.0;

/// On SQLite, then on PostgreSQL (the server that the tests use, or one of our own).
pub(crate) fn of_tokens(data: &Data) -> Result<Vec<Row>> {
    speed::build_yardstick("token-checks")?;
    let mut rows = checks(&format!("sqlite://{}-tokens", data.file()), "SQLite")?;
    let cluster = Cluster::unless_given()?;
    let server = match &cluster {
        Some(cluster) => cluster.url(),
        None => std::env::var(postgres::URL_VARIABLE)?,
    };
    let database = postgres::Database::on(&server, "latchkey_bench_tokens")?;
    rows.extend(checks(&database.url, "PostgreSQL")?);
    Ok(rows)
}

fn checks(url: &str, database: &str) -> Result<Vec<Row>> {
    println!("Checking tokens among {TOKENS} in {database}");
    let mut program = platform::on_core(None, &project::target().join("release/token-checks"));
    let printed = process::output_of(program.args([url, TOKENS])).context("token-checks failed")?;
    let times: Vec<f64> = printed.lines().map(str::parse).collect::<Result<_, _>>()?;
    let [known, unknown] = times[..] else {
        bail!("token-checks printed {printed:?}");
    };
    let name = |what: &str| format!("Check of {what} token among 1,000,000, {database}, 99 of 100");
    Ok(vec![
        Row::at_most(name("a"), known, MOST_MS, "ms"),
        Row::at_most(name("an unknown"), unknown, MOST_MS, "ms"),
    ])
}
