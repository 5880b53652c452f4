//! This build beside an earlier one: the same load by turns, on the same core, each with a database of its own. Invariant:
//! what is compared was measured within seconds of each other, so that noise of the machine meets both.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result, ensure};

use super::{
    connection::Connection,
    database::{self, PASSWORD},
    platform::{self, Platform},
    provider::{
        load::{Asks, Load, at_once},
        refresh_chains,
    },
    speed::{CORE, milliseconds},
};

/// Turns of each build, and how long one is.
const TURNS: usize = 5;
const TURN: Duration = Duration::from_secs(4);
const SIGN_IN_CONNECTIONS: usize = 3;
const DISCOVERY_CONNECTIONS: usize = 8;
/// Slower by more than this share is said to be slower.
const TOLERATED: f64 = 0.05;

/// The rates of both builds for one kind of request.
struct Comparison {
    what: &'static str,
    before: Figures,
    now: Figures,
}

#[derive(Clone, Copy)]
struct Figures {
    per_second: f64,
    processor_microseconds: f64,
    p99_milliseconds: f64,
}

impl From<Load> for Figures {
    fn from(load: Load) -> Self {
        Self {
            per_second: load.per_second(),
            processor_microseconds: load.processor_microseconds(),
            p99_milliseconds: milliseconds(&load.sorted_times(), 99),
        }
    }
}

/// Compares the build in `target/dist` with the `earlier` one and prints both, kind of request by kind of request.
pub(super) fn compare(folder: &Path, import: &Path, earlier: &Path) -> Result<()> {
    ensure!(
        earlier.is_file(),
        "there is no earlier build at {}",
        earlier.display()
    );
    let before = start(&folder.join("before"), import, earlier)?;
    let now = start(&folder.join("now"), import, &crate::project::binary())?;
    let comparisons = [
        Comparison::of("Sign-in by password", &before, &now, sign_ins)?,
        Comparison::of("Discovery of a domain", &before, &now, discoveries)?,
        Comparison::of("Session check", &before, &now, session_checks)?,
        Comparison::of("Refresh, ES256", &before, &now, |platform| {
            refresh_chains(platform, "es256")
        })?,
        Comparison::of("Refresh, RS256", &before, &now, |platform| {
            refresh_chains(platform, "rs256")
        })?,
    ];
    println!("\n{:<24}{:>32}{:>32}{:>8}", "", "before", "now", "ratio");
    comparisons
        .iter()
        .for_each(|comparison| println!("{}", comparison.line()));
    Ok(())
}

/// Runs one build with a database of its own.
fn start(folder: &Path, import: &Path, binary: &Path) -> Result<Platform> {
    fs::create_dir_all(folder)?;
    let data = platform::import(folder, import, PathBuf::from(binary))?;
    Platform::start(&data, Some(CORE))
}

impl Comparison {
    /// Measures both by turns, the earlier build first. The first turn of each warms up.
    fn of<A: Asks>(
        what: &'static str,
        before: &Platform,
        now: &Platform,
        askers: impl Fn(&Platform) -> Result<Vec<A>>,
    ) -> Result<Self> {
        println!("{what}: {TURNS} turns of {} s for each build", TURN.as_secs());
        let mut askers_before = askers(before)?;
        let mut askers_now = askers(now)?;
        let (mut of_before, mut of_now) = (Load::default(), Load::default());
        for turn in 0..=TURNS {
            let length = if turn == 0 { TURN / 4 } else { TURN };
            let one = at_once(&mut askers_before, before.id(), length)?;
            let other = at_once(&mut askers_now, now.id(), length)?;
            if turn > 0 {
                of_before.add(one);
                of_now.add(other);
            }
        }
        Ok(Self {
            what,
            before: of_before.into(),
            now: of_now.into(),
        })
    }

    /// How the rate of this build relates to that of the earlier one.
    fn ratio(&self) -> f64 {
        self.now.per_second / self.before.per_second
    }

    fn line(&self) -> String {
        let shown = |figures: &Figures| {
            format!(
                "{:.0}/s {:.0} µs, p99 {:.2} ms",
                figures.per_second, figures.processor_microseconds, figures.p99_milliseconds
            )
        };
        let verdict = if self.ratio() < 1.0 - TOLERATED {
            "SLOWER"
        } else {
            "held"
        };
        format!(
            "{:<24}{:>32}{:>32}{:>8.3}  {verdict}",
            self.what,
            shown(&self.before),
            shown(&self.now),
            self.ratio()
        )
    }
}

fn credentials(number: usize) -> String {
    format!(
        r#"{{"username":"{}","password":"{PASSWORD}"}}"#,
        database::username(number)
    )
}

fn sign_ins(platform: &Platform) -> Result<Vec<impl Asks + use<>>> {
    let asker = |first: usize| {
        let mut connection = platform.connect()?;
        let mut number = first;
        Ok(move || {
            number += SIGN_IN_CONNECTIONS;
            expect_ok(connection.post("/api/sign-in/password", &credentials(number))?)
        })
    };
    (0..SIGN_IN_CONNECTIONS).map(asker).collect()
}

fn discoveries(platform: &Platform) -> Result<Vec<impl Asks + use<>>> {
    let asker = |first: usize| {
        let mut connection = platform.connect()?;
        let mut number = first;
        Ok(move || {
            number += DISCOVERY_CONNECTIONS;
            let json = format!(r#"{{"domain":"{}"}}"#, database::domain(number * 7_919));
            expect_ok(connection.post("/api/sign-in/discover", &json)?)
        })
    };
    (0..DISCOVERY_CONNECTIONS).map(asker).collect()
}

fn session_checks(platform: &Platform) -> Result<Vec<impl Asks + use<>>> {
    let asker = |number: usize| {
        let mut connection: Connection = platform.connect()?;
        let cookie = connection.sign_in("/api/sign-in/password", &credentials(number))?;
        Ok(move || expect_ok(connection.get_with_cookie("/api/session", &cookie)?))
    };
    (0..DISCOVERY_CONNECTIONS).map(asker).collect()
}

fn expect_ok(status: u16) -> Result<()> {
    (status == 200)
        .then_some(())
        .with_context(|| format!("a request was answered with {status}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comparison(before: f64, now: f64) -> Comparison {
        let figures = |per_second| Figures {
            per_second,
            processor_microseconds: 1.0,
            p99_milliseconds: 1.0,
        };
        Comparison {
            what: "Sign-in",
            before: figures(before),
            now: figures(now),
        }
    }

    #[test]
    fn more_than_a_twentieth_less_is_slower() {
        assert!(comparison(100.0, 94.0).line().ends_with("SLOWER"));
        assert!(comparison(100.0, 96.0).line().ends_with("held"));
        assert!(comparison(100.0, 130.0).line().ends_with("held"));
    }
}
