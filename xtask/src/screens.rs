//! Builds the three entry pages (front door, its sign-in screen and portal) with Trunk and lays them, compressed, where the server takes
//! them from. Invariant: unchanged sources give an unchanged `dist/embedded`, so that nothing is built again for it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};

use anyhow::{Context, Result, ensure};

use super::{compact, made_of, phrases, precompress, process, project, setup, stylesheets};

/// An entry page: Trunk makes a folder of it.
#[derive(Clone, Copy)]
pub(crate) struct EntryPage {
    html: &'static str,
    /// The folder, and the program in it.
    name: &'static str,
}

/// The entry pages.
pub(crate) const PAGES: [EntryPage; 3] = [
    EntryPage {
        html: FRONT,
        name: "front",
    },
    EntryPage {
        html: SIGN_IN,
        name: "sign_in",
    },
    EntryPage {
        html: "portal.html",
        name: "portal",
    },
];

/// The front door's page.
const FRONT: &str = "index.html";
/// The front door's page with another program: made of it before each build.
const SIGN_IN: &str = "sign_in.html";

/// How [`FRONT`] links what its pages show and the sign-in screen does not.
const OTHER_PAGES: &str = "<link data-trunk rel=\"inline\" href=\"style/features/front_pages.css\">\n";

/// The portal without splitting, in folders beside those that are given out.
const WHOLE_PORTAL: &str = "whole-portal";

/// Another number for each build, which pages look at: see [`RELOAD`].
const BUILD_NUMBER: &str = "front/build-number.txt";

/// Loads a page anew when the platform gives out another build: only in pages of `cargo xtask dev`.
const RELOAD: &str = r#"<script>
{
  let seen;
  setInterval(async () => {
    const response = await fetch("/assets/front/build-number.txt", { cache: "no-store" }).catch(() => {});
    const number = response?.ok && (await response.text());
    if (seen && number && number !== seen) location.reload();
    seen = number || seen;
  }, 300);
}
</script></head>"#;

/// How well the screens are optimised.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Optimisation {
    /// As small as can be: minutes.
    Release,
    /// Small enough to load at once, and quick to build: for `cargo xtask demo`.
    Quick,
    /// As quickly as can be: for `cargo xtask dev`.
    Development,
}

impl EntryPage {
    /// Where cargo says what the page's program is made of, in the build for development.
    pub(crate) fn dep_info(self) -> PathBuf {
        let folder = wasm_target().join("wasm32-unknown-unknown/wasm-dev");
        folder.join(format!("{}.d", self.name))
    }

    /// What else the page is made of.
    pub(crate) fn files(self) -> Vec<PathBuf> {
        let root = project::root();
        let html = if self.html == SIGN_IN { FRONT } else { self.html };
        let mut files = made_of::entry_page(&root.join(html));
        files.push(root.join(config(self.name, Optimisation::Development)));
        files
    }
}

/// Builds the pages into `dist/embedded`, as small as can be.
pub(crate) fn build() -> Result<()> {
    setup::for_building()?;
    build_splitter()?;
    for page in PAGES {
        let built = run_trunk(page, Optimisation::Release)?;
        if page.name == "portal" {
            stylesheets::join(&built, &public_url(page.name))?;
        }
        precompress::folder(&built, &project::embedded().join(page.name))
            .with_context(|| format!("cannot compress dist/{}", page.name))?;
    }
    Ok(())
}

/// Builds the portal without splitting it, compressed, and returns the folder. It is measured and never given out.
pub(crate) fn build_whole_portal() -> Result<PathBuf> {
    setup::for_building()?;
    build_splitter()?;
    println!("Building the portal without splitting it");
    let built = project::root().join("dist").join(WHOLE_PORTAL);
    let config = "Trunk.whole.toml";
    process::run(&mut trunk(
        "portal.html",
        WHOLE_PORTAL,
        config,
        Optimisation::Release,
    ))?;
    ensure_no_leftovers(&built, false)?;
    phrases::write(&built)?;
    stylesheets::join(&built, &public_url(WHOLE_PORTAL))?;
    let compressed = project::target().join(WHOLE_PORTAL);
    precompress::folder(&built, &compressed)?;
    Ok(compressed)
}

/// Builds one page into `dist/embedded`, as quickly as can be.
pub(crate) fn build_for_development(page: EntryPage) -> Result<()> {
    let embedded = lay_out(page, &run_trunk(page, Optimisation::Development)?)?;
    let html = fs::read_to_string(embedded.join("index.html"))?;
    fs::write(embedded.join("index.html"), html.replacen("</head>", RELOAD, 1))?;
    Ok(())
}

/// Builds the pages into `dist/embedded` for somebody who wants to see them soon.
pub(crate) fn build_quickly() -> Result<()> {
    setup::for_bundling()?;
    for page in PAGES {
        lay_out(page, &run_trunk(page, Optimisation::Quick)?)?;
    }
    Ok(())
}

/// Copies a built page to where the server reads it and returns that folder; uncompressed, which nobody notices on one machine.
fn lay_out(page: EntryPage, built: &Path) -> Result<PathBuf> {
    let embedded = project::embedded().join(page.name);
    if embedded.exists() {
        fs::remove_dir_all(&embedded)?;
    }
    fs::create_dir_all(&embedded)?;
    for file in fs::read_dir(built)? {
        let file = file?;
        fs::copy(file.path(), embedded.join(file.file_name()))?;
    }
    Ok(embedded)
}

/// Says to pages in browsers that they are another build's. They see it once a platform runs that read it.
pub(crate) fn note_build() -> Result<()> {
    let time = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    fs::write(
        project::embedded().join(BUILD_NUMBER),
        time.as_millis().to_string(),
    )?;
    Ok(())
}

fn run_trunk(page: EntryPage, optimisation: Optimisation) -> Result<PathBuf> {
    let EntryPage { html, name } = page;
    println!("Building the screens: {name}");
    if html == SIGN_IN {
        write_sign_in_page()?;
    }
    let built = project::root().join("dist").join(name);
    process::run(&mut trunk(html, name, config(name, optimisation), optimisation))?;
    ensure_no_leftovers(&built, name == "portal" && optimisation == Optimisation::Release)?;
    if name == "portal" {
        phrases::write(&built)?;
    }
    if optimisation == Optimisation::Release {
        compact::folder(&built)?;
    }
    Ok(built)
}

/// Trunk wants a file for each page, beside what it links. The sign-in screen has its own program, and no style sheet of the other pages.
fn write_sign_in_page() -> Result<()> {
    let mut page = fs::read_to_string(project::root().join(FRONT))?;
    for (theirs, ours) in [("data-bin=\"front\"", "data-bin=\"sign_in\""), (OTHER_PAGES, "")] {
        ensure!(
            page.matches(theirs).count() == 1,
            "{FRONT} has no {theirs}, or more than one"
        );
        page = page.replace(theirs, ours);
    }
    fs::write(project::root().join(SIGN_IN), page)?;
    Ok(())
}

/// A folder of its own: the two builds of the workspace never wait for, or undo, one another.
fn wasm_target() -> PathBuf {
    project::target().join("wasm")
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
        (_, Optimisation::Quick | Optimisation::Development) => "Trunk.dev.toml",
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
        Optimisation::Quick => trunk.args(["--cargo-profile", "wasm-quick"]),
        Optimisation::Development => trunk.args(["--cargo-profile", "wasm-dev"]),
    };
    trunk.args([
        "--dist",
        &format!("dist/{name}"),
        "--public-url",
        &public_url(name),
        page,
    ]);
    trunk.env("PATH", project::path_with_tools());
    trunk.env("CARGO_TARGET_DIR", wasm_target());
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
