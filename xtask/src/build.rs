//! The one release binary with the screens inside, and what runs beside it.

use std::{collections::BTreeSet, fs, path::PathBuf, process::Command};

use anyhow::{Context, Result, ensure};

use super::{
    commit,
    process::{self, Running},
    project, screens,
    side_by_side::{self, Task},
};

/// The packages of the platform, of the stand-in identity provider and of the sample app.
const PROGRAMS: [&str; 3] = ["latchkey-server", "latchkey-fake-idp", "latchkey-expenses"];

/// Builds `target/dist/latchkey` and returns where it is.
pub(crate) fn release() -> Result<PathBuf> {
    screens::build()?;
    println!("Building the server");
    let mut cargo = Command::new("cargo");
    // The program alone: with the library as a goal of its own, every dependency would be compiled for both, twice.
    cargo.args([
        "build",
        "--locked",
        "--release",
        "-p",
        "latchkey-server",
        "--bin",
        "latchkey",
    ]);
    cargo.args(["--features", "embed-screens"]);
    commit::tell(&mut cargo, project::root());
    process::run(&mut cargo)?;
    let binary = project::binary();
    fs::create_dir_all(binary.parent().context("a binary has a folder")?)?;
    // To the side and then into place: a server that runs from the old file goes on undisturbed.
    let fresh = binary.with_extension("fresh");
    fs::copy(project::target().join("release/latchkey"), &fresh)?;
    fs::rename(fresh, &binary)?;
    Ok(binary)
}

/// A build that goes on while something else is done. Dropping it ends it.
pub(crate) struct BackgroundBuild {
    running: Running,
    printed: PathBuf,
}

/// Starts a command of this program, a build, in a process of its own, which prints into a file.
pub(crate) fn in_the_background(arguments: &[&str]) -> Result<BackgroundBuild> {
    let printed = project::target().join("background-build.log");
    let log = fs::File::create(&printed).with_context(|| format!("cannot write {}", printed.display()))?;
    let mut command = Command::new(std::env::current_exe().context("this program has no path")?);
    command.args(arguments).stdout(log.try_clone()?).stderr(log);
    let running = Running::start("the build in the background", &mut command)?;
    Ok(BackgroundBuild { running, printed })
}

impl BackgroundBuild {
    /// Waits for its end, and shows what it printed.
    ///
    /// # Errors
    /// It failed.
    pub(crate) fn finish(mut self) -> Result<()> {
        let status = self.running.wait()?;
        println!("{}", fs::read_to_string(&self.printed).unwrap_or_default());
        ensure!(status.success(), "the build failed ({status})");
        Ok(())
    }
}

/// What runs beside the platform in the demo.
pub(crate) struct BesideThePlatform {
    /// The stand-in identity provider.
    pub(crate) fake_idp: PathBuf,
    /// The sample app.
    pub(crate) expenses: PathBuf,
}

/// What the demo runs.
pub(crate) struct DemoPrograms {
    /// The platform. It reads the screens from `dist/embedded`.
    pub(crate) latchkey: PathBuf,
    /// What fills a company, if it was asked for.
    pub(crate) many_people: PathBuf,
    /// What runs beside it.
    pub(crate) beside: BesideThePlatform,
}

/// Builds the programs and the screens of the demo, side by side: neither waits for the other, for the server reads the screens when it
/// starts. `of_many`: also what fills a company with people.
pub(crate) fn for_the_demo(of_many: bool) -> Result<DemoPrograms> {
    println!("Building the demo. The first time takes some minutes.");
    let mut screens = Command::new(std::env::current_exe().context("this program has no path")?);
    screens.arg("screens");
    side_by_side::run(vec![
        Task {
            name: "Programs",
            command: programs(of_many),
            crates: crates_of_the_programs(),
        },
        Task {
            name: "Screens",
            command: screens,
            crates: None,
        },
    ])?;
    let built = project::target().join("quick");
    Ok(DemoPrograms {
        latchkey: built.join("latchkey"),
        many_people: built.join("many-people"),
        beside: BesideThePlatform {
            fake_idp: built.join("fake-idp"),
            expenses: built.join("expenses"),
        },
    })
}

/// One call for all, so that each dependency is compiled once.
fn programs(of_many: bool) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--locked", "--profile", "quick"]);
    cargo.args(PROGRAMS.iter().flat_map(|package| ["-p", package]));
    cargo.args(["--bin", "latchkey", "--bin", "fake-idp", "--bin", "expenses"]);
    if of_many {
        cargo.args(["-p", "latchkey-many-people", "--bin", "many-people"]);
    }
    cargo
}

/// About how many crates [`programs`] compiles; `None` where cargo cannot say.
fn crates_of_the_programs() -> Option<usize> {
    let mut tree = Command::new("cargo");
    tree.args([
        "tree",
        "--locked",
        "--edges",
        "normal,build",
        "--prefix",
        "none",
        "--no-dedupe",
    ]);
    tree.args(PROGRAMS.iter().flat_map(|package| ["-p", package]));
    let listed = process::output_of(&mut tree)?;
    // A line is `name v1.2.3 (proc-macro)`.
    let crates: BTreeSet<_> = listed
        .lines()
        .map(|line| line.split(" (").next().unwrap_or(line))
        .collect();
    Some(crates.len())
}
