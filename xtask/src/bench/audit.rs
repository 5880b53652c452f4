//! What the trail costs sign-ins: the event is written in their own transaction.

use anyhow::{Context, Result, bail};

use super::{
    Row,
    platform::{self, Data, Platform},
    speed,
};
use crate::{
    process, project,
    test::postgres::{self, Cluster},
};

const MOST_PERCENT: f64 = 5.0;

/// On both databases, as a share of a sign-in when as many as can be sign in by password at once.
pub(crate) fn of_the_trail(data: &Data) -> Result<Vec<Row>> {
    speed::build_yardstick("audit-share")?;
    let per_second = speed::sign_ins_per_second(&[Platform::start(data, None)?])?;
    let sign_in = 1_000_000.0 / per_second;
    println!("  {per_second:.1} sign-ins per second: {sign_in:.0} microseconds each");
    let mut rows = share(&format!("sqlite://{}-audit", data.file()), "SQLite", sign_in)?;
    let cluster = Cluster::unless_given()?;
    let server = match &cluster {
        Some(cluster) => cluster.url(),
        None => std::env::var(postgres::URL_VARIABLE)?,
    };
    let database = postgres::Database::on(&server, "latchkey_bench_audit")?;
    rows.extend(share(&database.url, "PostgreSQL", sign_in)?);
    Ok(rows)
}

/// `sign_in`: the microseconds between two sign-ins.
fn share(url: &str, database: &str, sign_in: f64) -> Result<Vec<Row>> {
    println!("Writing sessions with and without their event in {database}");
    let mut program = platform::on_core(None, &project::target().join("release/audit-share"));
    let printed = process::output_of(program.arg(url)).context("audit-share failed")?;
    let times: Vec<f64> = printed.lines().map(str::parse).collect::<Result<_, _>>()?;
    let [without, with] = times[..] else {
        bail!("audit-share printed {printed:?}");
    };
    println!("  a session takes {without:.0} microseconds, with its event {with:.0}");
    Ok(vec![Row::at_most(
        format!("The trail's share of parallel sign-ins, {database}"),
        100.0 * (with - without) / sign_in,
        MOST_PERCENT,
        "%",
    )])
}
