//! `cargo xtask bench`: what the project promises in numbers, measured, beside the promise. Invariant: it judges
//! nothing; a missed target is a row in the table, not a failure.

mod connection;
mod database;
mod platform;
mod screens;
mod sessions;
mod speed;

use std::fs;

use anyhow::Result;

use self::{database::DOMAINS, platform::Platform};
use super::{build, project, setup};

/// Measures everything and prints the table.
pub(crate) fn run() -> Result<()> {
    setup::for_checks()?;
    setup::install_locked("tests/lighthouse")?;
    build::release()?;
    let folder = project::root().join("target/bench");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let import = database::write(&folder)?;
    println!("Importing {DOMAINS} email domains");
    let data = platform::import(&folder, &import)?;
    let mut rows = Vec::new();
    rows.extend(at_rest_and_in_the_browser(&data)?);
    rows.extend(speed::of_sign_ins(&data)?);
    rows.extend(speed::of_discovery(&data)?);
    rows.extend(sessions::of_session_checks(&data)?);
    print(&rows);
    Ok(())
}

fn at_rest_and_in_the_browser(data: &platform::Data) -> Result<Vec<Row>> {
    let platform = Platform::start(data, None)?;
    std::thread::sleep(std::time::Duration::from_secs(3));
    let mut rows = vec![Row::at_most(
        "Memory at rest",
        platform.resident_megabytes()?,
        64.0,
        "MB",
    )];
    rows.extend(screens::sizes(&platform)?);
    rows.extend(screens::lighthouse(&platform)?);
    Ok(rows)
}

/// One line of the table.
pub(crate) struct Row {
    what: &'static str,
    measured: f64,
    target: f64,
    unit: &'static str,
    more_is_better: bool,
}

impl Row {
    pub(crate) fn at_most(what: &'static str, measured: f64, target: f64, unit: &'static str) -> Self {
        Self {
            what,
            measured,
            target,
            unit,
            more_is_better: false,
        }
    }

    pub(crate) fn at_least(what: &'static str, measured: f64, target: f64, unit: &'static str) -> Self {
        Self {
            what,
            measured,
            target,
            unit,
            more_is_better: true,
        }
    }

    fn is_met(&self) -> bool {
        if self.more_is_better {
            self.measured >= self.target
        } else {
            self.measured <= self.target
        }
    }

    fn line(&self) -> String {
        let sign = if self.more_is_better { "≥" } else { "≤" };
        let measured = format!("{:.2} {}", self.measured, self.unit);
        let target = format!("{sign} {} {}", self.target, self.unit);
        let met = if self.is_met() { "met" } else { "MISSED" };
        format!(
            "{:<58}{measured:>14}{target:>14}{:>8.2}  {met}",
            self.what,
            self.measured / self.target
        )
    }
}

fn print(rows: &[Row]) {
    println!("\n{:<58}{:>14}{:>14}{:>8}", "", "measured", "target", "ratio");
    rows.iter().for_each(|row| println!("{}", row.line()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_whether_its_target_is_met() {
        assert!(
            Row::at_most("size", 85.0, 85.0, "KB")
                .line()
                .ends_with("1.00  met")
        );
        assert!(Row::at_most("size", 86.0, 85.0, "KB").line().ends_with("MISSED"));
        assert!(Row::at_least("share", 90.0, 85.0, "%").line().ends_with("met"));
        assert!(Row::at_least("share", 80.0, 85.0, "%").line().ends_with("MISSED"));
    }
}
