//! `cargo xtask test`: every check, cheap ones first. Invariant: it succeeds only if each check ran and passed; one that
//! could not run is a failure that says what to install.

mod counts;
pub(crate) mod postgres;

use std::{
    fs,
    path::PathBuf,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

use self::{counts::Counts, postgres::Cluster};
use super::{build, process, project, setup, tidy};

const WEB_TESTS: &str = "latchkey-web-tests";
const WASM: &str = "wasm32-unknown-unknown";

type Check = fn(Journeys, &mut Counts) -> Result<()>;

const CHECKS: [(&str, Check); 9] = [
    ("Setup", |_, _| setup::for_checks()),
    ("Format", |_, _| {
        process::run(Command::new("cargo").args(["fmt", "--all", "--check"]))
    }),
    ("Rules of the house", |_, _| tidy::check()),
    ("Licences, bans and sources", |_, _| deny()),
    ("Lints", |_, _| lints()),
    ("Lints of the screens", |_, _| lints_of_the_screens()),
    ("Native tests", |_, counts| native_tests(counts)),
    ("Browser tests and build", browser_tests_and_build),
    ("End-to-end tests", end_to_end_tests),
];

/// What the end-to-end tests run. The screens are those of the release in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Journeys {
    /// The server that the native tests have compiled. Optimising it takes ten minutes more, and browsers see no difference.
    Unoptimised,
    /// The one binary of `cargo xtask build`, as it is given out.
    Release,
}

impl Journeys {
    /// The command of this program that builds what the native tests have not.
    fn build(self) -> &'static [&'static str] {
        match self {
            Self::Unoptimised => &["screens", "--release"],
            Self::Release => &["build"],
        }
    }

    fn binary(self) -> PathBuf {
        match self {
            Self::Unoptimised => project::target().join("debug/latchkey"),
            Self::Release => project::binary(),
        }
    }
}

/// Runs every check; the first that fails ends it.
pub(crate) fn everything(journeys: Journeys) -> Result<()> {
    let started = Instant::now();
    let mut counts = Counts::default();
    let mut durations = Vec::new();
    for (number, (name, check)) in CHECKS.iter().enumerate() {
        println!("\n=== {}/{} {name}", number + 1, CHECKS.len());
        let began = Instant::now();
        check(journeys, &mut counts)
            .with_context(|| format!("{name}: failed after {}", shown(began.elapsed())))?;
        println!("=== {name}: passed in {}", shown(began.elapsed()));
        durations.push((name, began.elapsed()));
    }
    println!("\nEvery check passed in {}:", shown(started.elapsed()));
    for (name, duration) in durations {
        println!("  {name:<28}{:>9}", shown(duration));
    }
    println!("\n{} tests passed, 0 failed", counts.passed());
    Ok(())
}

fn shown(duration: Duration) -> String {
    match duration.as_secs() {
        seconds @ 60.. => format!("{} min {:02} s", seconds / 60, seconds % 60),
        _ => format!("{:.1} s", duration.as_secs_f32()),
    }
}

fn deny() -> Result<()> {
    let mut deny = Command::new(project::tools().join("bin/cargo-deny"));
    process::run(deny.args(["--locked", "--workspace", "check", "licenses", "bans", "sources"]))
}

/// Everything that compiles natively, with the screens inside the server, which nothing but the release has: of the folder it is enough that it is
/// there. The browser tests do not compile natively: their features exclude the server's.
fn lints() -> Result<()> {
    fs::create_dir_all(project::embedded())?;
    let mut clippy = Command::new("cargo");
    clippy.args([
        "clippy",
        "--locked",
        "--workspace",
        "--exclude",
        WEB_TESTS,
        "--all-targets",
        "--features",
        "latchkey-server/embed-screens",
    ]);
    process::run(clippy.args(["--", "-D", "warnings"]))
}

/// The screens as the browser gets them, and the browser tests. With both of the browser's features at once, as the
/// browser tests have them, so that Leptos is checked once; the release build takes each alone.
fn lints_of_the_screens() -> Result<()> {
    let clippy = |what: &[&str]| {
        let mut clippy = Command::new("cargo");
        clippy
            .args(["clippy", "--locked", "--target", WASM, "-p"])
            .args(what);
        process::run(clippy.args(["--", "-D", "warnings"]))
    };
    clippy(&["latchkey-spa", "--features", "csr,hydrate", "--lib", "--bins"])?;
    clippy(&[WEB_TESTS, "--all-targets"])
}

/// Unit, property and server tests; the store's conformance suite on PostgreSQL too, and then, on PostgreSQL alone, every
/// operation and every sign-in: the two databases lock differently. What is promised of SQLite's driver also with sqlx's own in its place.
fn native_tests(counts: &mut Counts) -> Result<()> {
    let cluster = Cluster::unless_given()?;
    let mut cargo_test = |arguments: &[&str], engine: &str| {
        let mut test = Command::new("cargo");
        test.args(["test", "--locked"])
            .args(arguments)
            .env("LATCHKEY_TEST_ENGINE", engine);
        if let Some(cluster) = &cluster {
            test.env(postgres::URL_VARIABLE, cluster.url());
        }
        counts.add_cargo_tests(&process::run_and_read(&mut test)?)
    };
    cargo_test(&["--workspace", "--exclude", WEB_TESTS], "sqlite")?;
    cargo_test(&["-p", "latchkey-sqlite", "--features", "plain-sqlx"], "sqlite")?;
    // Cargo builds nothing anew for this: the same packages, the same features.
    cargo_test(
        &[
            "--workspace",
            "--exclude",
            WEB_TESTS,
            "--test",
            "operations",
            "--test",
            "federation",
            "--test",
            "entry",
            "--test",
            "provider",
        ],
        "postgres",
    )
}

/// Side by side: a browser test waits for its browser, and the last minutes of a build use one core.
fn browser_tests_and_build(journeys: Journeys, counts: &mut Counts) -> Result<()> {
    let build = build::in_the_background(journeys.build())?;
    browser_tests(counts)?;
    build.finish()
}

fn browser_tests(counts: &mut Counts) -> Result<()> {
    let driver = setup::chromedriver().context("chromedriver is missing")?;
    let mut test = Command::new("cargo");
    test.args(["test", "--locked", "-p", WEB_TESTS, "--target", WASM]);
    test.env(
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
        project::tools().join("bin/wasm-bindgen-test-runner"),
    );
    test.env("CHROMEDRIVER", driver)
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    counts.add_cargo_tests(&process::run_and_read(&mut test)?)
}

/// Whole journeys, and what the screens weigh on the wire.
fn end_to_end_tests(journeys: Journeys, counts: &mut Counts) -> Result<()> {
    let mut playwright = Command::new("npx");
    playwright
        .current_dir(project::root().join("tests/e2e"))
        .args(["--no-install", "playwright", "test"]);
    playwright
        .env("CI", "1")
        .env("LATCHKEY_BINARY", journeys.binary());
    // What runs beside the platform was built by the native tests. In release it would want minutes of link-time optimisation.
    let built = project::target().join("debug");
    playwright.env("FAKE_IDP_BINARY", built.join("fake-idp"));
    playwright.env("EXPENSES_BINARY", built.join("expenses"));
    playwright.env("HELLO_BINARY", built.join("examples/hello"));
    playwright.env("CHROME_PATH", setup::chromium().context("Chromium is missing")?);
    counts.add_playwright(&process::run_and_read(&mut playwright)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        assert_eq!(shown(Duration::from_millis(1240)), "1.2 s");
        assert_eq!(shown(Duration::from_secs(187)), "3 min 07 s");
    }
}
