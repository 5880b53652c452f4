//! `cargo xtask bench`: what the project promises in numbers, measured, beside the promise. Invariant: it judges
//! nothing; a missed target is a row in the table, not a failure.

mod audit;
mod beside;
mod connection;
mod database;
mod history;
mod jobs;
mod lists;
mod nodes;
mod passkeys;
mod people;
mod platform;
mod provider;
mod screens;
mod sessions;
mod slow_idp;
mod speed;
mod tokens;

use std::{borrow::Cow, fs, path::Path};

use anyhow::{Result, ensure};

use self::{database::DOMAINS, platform::Platform};
use super::{build, project, setup};

/// What can be measured by itself.
type Part = fn(&platform::Data) -> Result<Vec<Row>>;
const PARTS: [(&str, Part); 15] = [
    ("screens", at_rest_and_in_the_browser),
    ("whole-portal", screens::whole_portal),
    ("sign-in", speed::of_sign_ins),
    ("passkeys", passkeys::of_passkeys),
    ("discovery", speed::of_discovery),
    ("provider", provider::of_the_provider),
    ("sessions", sessions::of_session_checks),
    ("lists", lists::of_lists),
    ("tokens", tokens::of_tokens),
    ("history", history::of_history),
    ("people", people::of_people),
    ("jobs", jobs::of_jobs),
    ("nodes", nodes::of_nodes),
    ("audit", audit::of_the_trail),
    // Last: it sends the companies' people to an identity provider that is silent.
    ("slow-idp", slow_idp::of_a_slow_idp),
];

/// Measures these parts, or everything, and prints the table. With `--as-built` the binary is the one that is there; with
/// `--beside BINARY` it is measured by turns with that earlier build, and nothing else is.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    if let ["--beside", earlier, rest @ ..] = arguments {
        return beside_an_earlier_build(Path::new(earlier), rest == ["--as-built"]);
    }
    let named = |argument: &&&str| **argument != "--as-built";
    let wanted: Vec<_> = arguments.iter().filter(named).collect();
    for name in &wanted {
        let known = PARTS.map(|(part, _)| part);
        ensure!(
            known.contains(name),
            "there is {}, but no {name}",
            known.join(", ")
        );
    }
    if wanted.len() == arguments.len() {
        setup::for_checks()?;
        build::release()?;
    }
    setup::install_locked("tests/e2e")?;
    setup::install_locked("tests/lighthouse")?;
    let folder = empty_folder()?;
    let import = database::write(&folder)?;
    println!("Importing {DOMAINS} email domains");
    let data = platform::import(&folder, &import, project::binary())?;
    let mut rows = Vec::new();
    for (name, measure) in PARTS {
        if wanted.is_empty() || wanted.contains(&&name) {
            rows.extend(measure(&data)?);
        }
    }
    print(&rows);
    Ok(())
}

fn beside_an_earlier_build(earlier: &Path, as_built: bool) -> Result<()> {
    if !as_built {
        setup::for_checks()?;
        build::release()?;
    }
    let folder = empty_folder()?;
    let import = database::write(&folder)?;
    beside::compare(&folder, &import, earlier)
}

/// Where the data lies that is measured with.
fn empty_folder() -> Result<std::path::PathBuf> {
    let folder = project::root().join("target/bench");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder)
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
    what: Cow<'static, str>,
    measured: f64,
    unit: &'static str,
    target: Option<Target>,
}

enum Target {
    AtMost(f64),
    AtLeast(f64),
}

impl Row {
    pub(crate) fn at_most(
        what: impl Into<Cow<'static, str>>,
        measured: f64,
        target: f64,
        unit: &'static str,
    ) -> Self {
        Self {
            target: Some(Target::AtMost(target)),
            ..Self::shown(what, measured, unit)
        }
    }

    pub(crate) fn at_least(
        what: impl Into<Cow<'static, str>>,
        measured: f64,
        target: f64,
        unit: &'static str,
    ) -> Self {
        Self {
            target: Some(Target::AtLeast(target)),
            ..Self::shown(what, measured, unit)
        }
    }

    /// Nothing is promised.
    pub(crate) fn shown(what: impl Into<Cow<'static, str>>, measured: f64, unit: &'static str) -> Self {
        Self {
            what: what.into(),
            measured,
            unit,
            target: None,
        }
    }

    fn line(&self) -> String {
        let measured = format!("{:.2} {}", self.measured, self.unit);
        let line = format!("{:<58}{measured:>14}", self.what);
        let (sign, target, is_met) = match self.target {
            None => return line,
            Some(Target::AtMost(target)) => ("≤", target, self.measured <= target),
            Some(Target::AtLeast(target)) => ("≥", target, self.measured >= target),
        };
        let ratio = self.measured / target;
        let target = format!("{sign} {} {}", (target * 100.0).round() / 100.0, self.unit);
        let met = if is_met { "met" } else { "MISSED" };
        format!("{line}{target:>14}{ratio:>8.2}  {met}")
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
        assert!(Row::shown("rate", 80.0, "/s").line().ends_with("80.00 /s"));
    }
}
