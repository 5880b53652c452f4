//! Installs what is missing. Invariant: what is there at the right version is left alone, and looking for it takes no
//! time worth mentioning.

mod cargo_tools;
mod npm;
mod python;
mod system;

use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

pub(crate) use npm::{install_locked, wasm_opt};
pub(crate) use system::{chromedriver, chromium, postgresql_bin};

use super::{process, project};

/// Everything that `build`, `demo` and `test` need.
pub(crate) fn everything() -> Result<()> {
    for_checks()?;
    println!("Everything is there.");
    Ok(())
}

/// What screens need that are not optimised: those of the demo, and those that somebody works on.
pub(crate) fn for_bundling() -> Result<()> {
    wasm_target()?;
    cargo_tools::install(&cargo_tools::TRUNK)?;
    cargo_tools::install(&cargo_tools::WASM_BINDGEN)
}

/// What the release build needs.
pub(crate) fn for_building() -> Result<()> {
    for_bundling()?;
    wasm_opt()
}

/// What the checks need on top.
pub(crate) fn for_checks() -> Result<()> {
    components()?;
    for_building()?;
    cargo_tools::install(&cargo_tools::CARGO_DENY)?;
    system::install()?;
    python::install()?;
    install_locked("tests/foreign/javascript")?;
    install_locked("tests/e2e")
}

fn wasm_target() -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let libraries =
        process::output_of(Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]));
    if libraries.is_some_and(|folder| std::path::Path::new(&folder).is_dir()) {
        return Ok(());
    }
    println!("Installing the Rust target {TARGET} (seconds)");
    process::run(Command::new("rustup").args(["target", "add", TARGET])).with_context(|| {
        format!("the Rust target {TARGET} is missing; with rustup: rustup target add {TARGET}")
    })
}

fn components() -> Result<()> {
    for (component, command) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if process::output_of(Command::new("cargo").args([command, "--version"])).is_none() {
            println!("Installing the Rust component {component} (seconds)");
            process::run(Command::new("rustup").args(["component", "add", component])).with_context(
                || format!("{component} is missing; with rustup: rustup component add {component}"),
            )?;
        }
    }
    Ok(())
}

/// Ends with a clear line when `program` is not there.
pub(crate) fn require(program: &str, what_to_install: &str) -> Result<()> {
    ensure!(
        project::on_path(program).is_some(),
        "`{program}` is missing: {what_to_install}"
    );
    Ok(())
}

/// The error for what only a person can install.
fn please_install<T>(what: &str, how: &str) -> Result<T> {
    bail!("{what} is missing, and this user cannot install it. Please install it: {how}")
}
