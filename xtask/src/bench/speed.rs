//! How many sign-ins a core takes, beside what Argon2id alone would allow on it, and how quickly discovery answers.

use std::{
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use super::{
    Row,
    database::{self, PASSWORD},
    platform::{self, Data, Platform},
};
use crate::{process, project};

/// The core that the server, or raw Argon2id, has for itself; the load comes from the others.
pub(super) const CORE: usize = 0;
const SIGN_IN_SECONDS: u64 = 12;
const SIGN_IN_CONNECTIONS: usize = 3;
const DISCOVERIES: usize = 20_000;
const DISCOVERY_CONNECTIONS: usize = 8;

/// Builds a program that measures a part alone, such as raw Argon2id or the store: what the numbers are compared with.
pub(super) fn build_yardstick(program: &str) -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo.args([
        "build",
        "--locked",
        "--release",
        "-p",
        "latchkey-bench",
        "--bin",
        program,
    ]);
    process::run(&mut cargo)
}

/// Password sign-ins per second on one core, as a share of raw Argon2id on the same core, before and after.
pub(crate) fn of_sign_ins(data: &Data) -> Result<Vec<Row>> {
    build_yardstick("argon2-rate")?;
    let before = raw_argon2()?;
    println!("Signing in by password for {SIGN_IN_SECONDS} seconds");
    let sign_ins = sign_ins_per_second(&[Platform::start(data, Some(CORE))?])?;
    let after = raw_argon2()?;
    let raw = f64::midpoint(before, after);
    println!("  {sign_ins:.1} sign-ins per second; raw Argon2id {before:.1} before and {after:.1} after");
    Ok(vec![Row::at_least(
        "Password sign-ins per second, of raw Argon2id on that core",
        100.0 * sign_ins / raw,
        85.0,
        "%",
    )])
}

fn raw_argon2() -> Result<f64> {
    println!("Hashing with Argon2id alone for 5 seconds");
    let program = project::target().join("release/argon2-rate");
    let printed = process::output_of(&mut platform::on_core(Some(CORE), &program));
    Ok(printed
        .context("argon2-rate cannot be run on one core (is `taskset` there?)")?
        .parse()?)
}

/// Password sign-ins per second with a few connections, which these nodes share.
pub(super) fn sign_ins_per_second(nodes: &[Platform]) -> Result<f64> {
    let done = AtomicUsize::new(0);
    let connections = SIGN_IN_CONNECTIONS * nodes.len();
    let started = Instant::now();
    let until = started + Duration::from_secs(SIGN_IN_SECONDS);
    let load = |first: usize| {
        let mut connection = nodes[first % nodes.len()].connect()?;
        for number in (first..).step_by(connections) {
            if Instant::now() > until || process::interrupted() {
                break;
            }
            let username = database::username(number);
            let json = format!(r#"{{"username":"{username}","password":"{PASSWORD}"}}"#);
            let status = connection.post("/api/sign-in/password", &json)?;
            ensure!(status == 200, "a sign-in answered {status}");
            done.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    };
    thread::scope(|scope| {
        let load = &load;
        let loads: Vec<_> = (0..connections)
            .map(|first| scope.spawn(move || load(first)))
            .collect();
        loads
            .into_iter()
            .try_for_each(|load| load.join().expect("the load does not panic"))
    })?;
    Ok(f64::from(u32::try_from(done.into_inner())?) / started.elapsed().as_secs_f64())
}

/// How long discovery takes with all the domains there are, one at a time and several at once.
pub(crate) fn of_discovery(data: &Data) -> Result<Vec<Row>> {
    println!("Asking for {DISCOVERIES} domains, one at a time, then {DISCOVERY_CONNECTIONS} at once");
    let platform = Platform::start(data, None)?;
    discover(&platform, 0, 500)?;
    let alone = sorted(discover(&platform, 0, DISCOVERIES)?);
    let together = thread::scope(|scope| {
        let share = DISCOVERIES / DISCOVERY_CONNECTIONS;
        let platform = &platform;
        let loads: Vec<_> = (0..DISCOVERY_CONNECTIONS)
            .map(|number| scope.spawn(move || discover(platform, number * share, share)))
            .collect();
        let times = loads
            .into_iter()
            .map(|load| load.join().expect("the load does not panic"));
        times.collect::<Result<Vec<_>>>()
    })?;
    let together = sorted(together.concat());
    Ok(vec![
        Row::at_most(
            "Discovery among 100,000 domains, median",
            milliseconds(&alone, 50),
            2.0,
            "ms",
        ),
        Row::at_most(
            "Discovery among 100,000 domains, 99 of 100",
            milliseconds(&alone, 99),
            2.0,
            "ms",
        ),
        Row::at_most(
            "Discovery, 8 at once, median",
            milliseconds(&together, 50),
            2.0,
            "ms",
        ),
        Row::at_most(
            "Discovery, 8 at once, 99 of 100",
            milliseconds(&together, 99),
            2.0,
            "ms",
        ),
    ])
}

fn discover(platform: &Platform, first: usize, count: usize) -> Result<Vec<Duration>> {
    let mut connection = platform.connect()?;
    let mut times = Vec::with_capacity(count);
    for number in first..first + count {
        // A prime step: neighbours in time are not neighbours in the database.
        let json = format!(r#"{{"domain":"{}"}}"#, database::domain(number * 7_919));
        let asked = Instant::now();
        let status = connection.post("/api/sign-in/discover", &json)?;
        times.push(asked.elapsed());
        ensure!(status == 200, "a discovery answered {status}");
    }
    Ok(times)
}

pub(super) fn sorted(mut times: Vec<Duration>) -> Vec<Duration> {
    times.sort_unstable();
    times
}

/// The time that `percent` of all stay within.
pub(super) fn milliseconds(sorted: &[Duration], percent: usize) -> f64 {
    let index = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted
        .get(index)
        .map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_taken_from_the_sorted_times() {
        let times = sorted((1..=100).rev().map(Duration::from_millis).collect());
        assert!((milliseconds(&times, 50) - 51.0).abs() < 0.01);
        assert!((milliseconds(&times, 99) - 100.0).abs() < 0.01);
        assert!(milliseconds(&[], 50).is_nan());
    }
}
