//! How many more sign-ins two nodes take than one, on one PostgreSQL. Each node has a core; the database and the load share what is left, so
//! that on two cores the ratio says where the limit is: below 2 by what the database and the load need.

use std::path::Path;

use anyhow::{Context, Result};

use super::{
    Row, database,
    platform::{self, Data, Platform, processor_time},
    speed::{self, CORE},
};
use crate::test::postgres::{self, Cluster};

/// On the PostgreSQL that the tests use, or one of our own.
pub(crate) fn of_nodes(data: &Data) -> Result<Vec<Row>> {
    let cluster = Cluster::unless_given()?;
    let server = match &cluster {
        Some(cluster) => cluster.url(),
        None => std::env::var(postgres::URL_VARIABLE)?,
    };
    let database = postgres::Database::on(&server, "latchkey_bench_nodes")?;
    let folder = Path::new(data.file())
        .parent()
        .context("a database has a folder")?;
    let data = Data {
        url: database.url.clone(),
        binary: data.binary.clone(),
    };
    platform::import_into(&data, &database::write_people(folder)?)?;
    println!("Signing in at one node, then at two, then at one again");
    let (before, _) = sign_ins(&data, 1)?;
    let (two, busy) = sign_ins(&data, 2)?;
    let (after, _) = sign_ins(&data, 1)?;
    let one = f64::midpoint(before, after);
    println!("  {before:.1} and {after:.1} sign-ins per second at one node, {two:.1} at two");
    Ok(vec![
        Row::shown("Sign-ins per second, one node with a core, PostgreSQL", one, "/s"),
        Row::shown("Sign-ins per second, two nodes with a core each", two, "/s"),
        Row::shown("  two nodes against one", two / one, "x"),
        Row::shown(
            "  time of a processor that a sign-in takes at its node",
            busy,
            "ms",
        ),
    ])
}

/// Sign-ins per second at so many nodes, and the milliseconds of a processor that each took at its node.
fn sign_ins(data: &Data, count: usize) -> Result<(f64, f64)> {
    let nodes: Vec<_> = (0..count)
        .map(|number| Platform::start(data, Some(CORE + number)))
        .collect::<Result<_>>()?;
    let busy = || -> Result<f64> {
        let times = nodes.iter().map(|node| processor_time(node.id()));
        Ok(times.sum::<Result<std::time::Duration>>()?.as_secs_f64())
    };
    let (before, started) = (busy()?, std::time::Instant::now());
    let rate = speed::sign_ins_per_second(&nodes)?;
    let signed_in = rate * started.elapsed().as_secs_f64();
    Ok((rate, 1000.0 * (busy()? - before) / signed_in))
}
