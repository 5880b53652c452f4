//! Builds the three entry pages (front door, its sign-in screen and portal) with Trunk and lays them, compressed, where the server takes
//! them from. Invariant: unchanged sources give an unchanged `dist/embedded`, so that nothing is built again for it.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, ensure};

use super::{precompress, process, project, setup, stylesheets};

/// The entry pages and the folders they become.
const PAGES: [(&str, &str); 3] = [
    ("index.html", "front"),
    ("sign_in.html", "sign_in"),
    ("portal.html", "portal"),
];

/// How well the screens are optimised.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Optimisation {
    /// As small as can be: minutes.
    Release,
    /// As quickly as can be: for `cargo xtask dev`.
    Development,
}

/// Builds the pages into `dist/embedded`.
pub(crate) fn build(optimisation: Optimisation) -> Result<()> {
    setup::for_building()?;
    if optimisation == Optimisation::Release {
        build_splitter()?;
    }
    for (page, name) in PAGES {
        let config = config(name, optimisation);
        println!("Building the screens: {name}");
        let built = project::root().join("dist").join(name);
        process::run(&mut trunk(page, name, config, optimisation))?;
        ensure_no_leftovers(&built, name == "portal" && optimisation == Optimisation::Release)?;
        if name == "portal" && optimisation == Optimisation::Release {
            stylesheets::join(&built, &public_url(name))?;
        }
        precompress::folder(&built, &project::embedded().join(name))
            .with_context(|| format!("cannot compress dist/{name}"))?;
    }
    Ok(())
}

/// Where the server serves the files of a page.
fn public_url(name: &str) -> String {
    format!("/assets/{name}/")
}

/// How Trunk makes a page. The portal is split where it is given out, and one bundle otherwise.
fn config(name: &str, optimisation: Optimisation) -> &'static str {
    match (name, optimisation) {
        ("front" | "sign_in", _) => "Trunk.front.toml",
        (_, Optimisation::Release) => "Trunk.portal.toml",
        (_, Optimisation::Development) => "Trunk.dev.toml",
    }
}

/// The hook that Trunk runs, into `target/tools/bin`, where Trunk finds it on its `PATH`.
fn build_splitter() -> Result<()> {
    println!("Building the splitter of the portal's pages");
    process::run(Command::new("cargo").args(["build", "--locked", "-p", "latchkey-splitter"]))?;
    fs::copy(
        project::target().join("debug/splitter"),
        project::tools().join("bin/splitter"),
    )
    .context("the splitter cannot be put beside the other tools")?;
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
        &public_url(name),
        page,
    ]);
    trunk.env("PATH", project::path_with_tools());
    // A folder of its own: the two builds of the workspace never wait for, or undo, one another.
    trunk.env("CARGO_TARGET_DIR", project::target().join("wasm"));
    // Trunk reads this variable as one of its own options and refuses values like `1`.
    trunk.env_remove("NO_COLOR");
    trunk
}

/// Trunk builds beside the folder and swaps it in; an empty one means that it gave up quietly. Where the pages are split, there is
/// a list of their chunks and more than one module.
fn ensure_no_leftovers(built: &Path, is_split: bool) -> Result<()> {
    let files = fs::read_dir(built).with_context(|| format!("Trunk made no {}", project::shown(built)))?;
    let names: Vec<_> = files
        .flatten()
        .map(|file| file.file_name().to_string_lossy().into_owned())
        .collect();
    let modules = names.iter().filter(|name| name.ends_with(".wasm")).count();
    let mains = names.iter().filter(|name| name.ends_with("_bg.wasm")).count();
    let has_list = names.iter().any(|name| name == "chunks.json");
    ensure!(
        mains == 1 && has_list == is_split && (modules > 1) == is_split,
        "{} holds {modules} wasm modules, {mains} of them whole or main, and should hold one and {} chunks: {names:?}",
        project::shown(built),
        if is_split { "its" } else { "no" }
    );
    Ok(())
}
