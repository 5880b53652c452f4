//! Builds the two entry pages (front door and portal) with Trunk and lays them, compressed, where the server takes
//! them from. Invariant: unchanged sources give an unchanged `dist/embedded`, so that nothing is built again for it.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, ensure};

use super::{precompress, process, project, setup};

/// The entry pages, the folders they become, and how Trunk makes them.
const PAGES: [(&str, &str, &str); 2] = [
    ("index.html", "front", "Trunk.front.toml"),
    ("portal.html", "portal", "Trunk.toml"),
];

/// How well the screens are optimised.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Optimisation {
    /// As small as can be: minutes.
    Release,
    /// As quickly as can be: for `cargo xtask dev`.
    Development,
}

/// Builds both pages into `dist/embedded`.
pub(crate) fn build(optimisation: Optimisation) -> Result<()> {
    setup::for_building()?;
    for (page, name, config) in PAGES {
        println!("Building the screens: {name}");
        let built = project::root().join("dist").join(name);
        process::run(&mut trunk(page, name, config, optimisation))?;
        ensure_no_leftovers(&built)?;
        precompress::folder(&built, &project::embedded().join(name))
            .with_context(|| format!("cannot compress dist/{name}"))?;
    }
    Ok(())
}

fn trunk(page: &str, name: &str, config: &str, optimisation: Optimisation) -> Command {
    let mut trunk = Command::new(project::tools().join("bin/trunk"));
    trunk.args(["--config", config, "build", "--skip-version-check"]);
    match optimisation {
        Optimisation::Release => trunk.args(["--release", "--cargo-profile", "wasm-release"]),
        Optimisation::Development => trunk.args(["--cargo-profile", "dev"]),
    };
    trunk.args([
        "--dist",
        &format!("dist/{name}"),
        "--public-url",
        &format!("/assets/{name}/"),
        page,
    ]);
    trunk.env("PATH", project::path_with_tools());
    // A folder of its own: the two builds of the workspace never wait for, or undo, one another.
    trunk.env("CARGO_TARGET_DIR", project::target().join("wasm"));
    // Trunk reads this variable as one of its own options and refuses values like `1`.
    trunk.env_remove("NO_COLOR");
    trunk
}

/// Trunk builds beside the folder and swaps it in; an empty one means that it gave up quietly.
fn ensure_no_leftovers(built: &Path) -> Result<()> {
    let files = fs::read_dir(built).with_context(|| format!("Trunk made no {}", project::shown(built)))?;
    let names: Vec<_> = files
        .flatten()
        .map(|file| file.file_name().to_string_lossy().into_owned())
        .collect();
    let modules = names.iter().filter(|name| name.ends_with(".wasm")).count();
    ensure!(
        modules == 1,
        "{} holds {modules} wasm modules, not one: {names:?}",
        project::shown(built)
    );
    Ok(())
}
