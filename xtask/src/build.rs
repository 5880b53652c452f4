//! The one release binary with the screens inside.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, Result};

use super::{process, project, screens};

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
    process::run(&mut cargo)?;
    let binary = project::binary();
    fs::create_dir_all(binary.parent().context("a binary has a folder")?)?;
    // To the side and then into place: a server that runs from the old file goes on undisturbed.
    let fresh = binary.with_extension("fresh");
    fs::copy(project::target().join("release/latchkey"), &fresh)?;
    fs::rename(fresh, &binary)?;
    Ok(binary)
}

/// What runs beside the platform in the demo and the end-to-end tests.
pub(crate) struct BesideThePlatform {
    /// The stand-in identity provider.
    pub(crate) fake_idp: PathBuf,
    /// The sample app.
    pub(crate) expenses: PathBuf,
}

/// Builds these, and returns where they are. The server is named too, so that all are made of the very same dependencies,
/// and these are built once.
pub(crate) fn beside_the_platform() -> Result<BesideThePlatform> {
    println!("Building the stand-in identity provider and the sample app");
    let mut cargo = Command::new("cargo");
    cargo.args([
        "build",
        "--locked",
        "--release",
        "-p",
        "latchkey-server",
        "-p",
        "latchkey-fake-idp",
        "-p",
        "latchkey-expenses",
    ]);
    cargo.args(["--features", "latchkey-server/embed-screens"]);
    cargo.args(["--bin", "fake-idp", "--bin", "expenses"]);
    process::run(&mut cargo)?;
    let built = project::target().join("release");
    Ok(BesideThePlatform {
        fake_idp: built.join("fake-idp"),
        expenses: built.join("expenses"),
    })
}
