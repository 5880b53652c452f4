//! `cargo xtask dev`: the demo, unoptimised. When a source file changes, what contains it is built again, and nothing else; then pages
//! in browsers load themselves anew. Invariant: a build that fails leaves the last one running.
//!
//! Trunk's own server could not stand before the platform: the platform renders into what Trunk made, so that a browser may come back
//! only when both are new.

use std::{
    path::PathBuf,
    process::Command,
    thread,
    time::{Duration, Instant, SystemTime},
};

use anyhow::Result;

use super::{
    demo, made_of,
    process::{self, Running},
    project,
    screens::{self, EntryPage},
    setup,
};

const LOOK_EVERY: Duration = Duration::from_millis(200);
const PROGRAMS: [&str; 3] = ["latchkey", "fake-idp", "expenses"];
/// Everything that anything is made of.
const ALL_SOURCES: [&str; 6] = ["src", "crates", "examples", "locales", "style", "Cargo.lock"];

/// Builds, runs, and does both again on each change, until Ctrl-C.
pub(crate) fn run() -> Result<()> {
    demo::ensure_ports_are_free()?;
    setup::for_bundling()?;
    let mut products = products();
    for product in &mut products {
        product.build()?;
    }
    screens::note_build()?;
    let debug = project::target().join("debug");
    let idp = demo::start_fake_idp(&debug.join("fake-idp"))?;
    let mut children = vec![idp, demo::start_platform(&debug.join("latchkey"))?];
    demo::wait_until_ready(&mut children)?;
    let _apps = demo::start_apps(&debug.join("expenses"))?;
    let _outbox = demo::start_outbox(&debug.join("latchkey"))?;
    println!(
        "\nhttp://localhost:{} - built again on each change; Ctrl-C ends it.",
        demo::PLATFORM_PORT
    );
    let import = [project::root().join(demo::IMPORTED)];
    let mut imported = SystemTime::now();
    let platform = debug.join("latchkey");
    while !process::interrupted() {
        thread::sleep(LOOK_EVERY);
        let built = build_changed(&mut products);
        let is_other_import = made_of::has_changed_since(&import, imported);
        if built == Built::Nothing && !is_other_import {
            continue;
        }
        if built == Built::Programs || is_other_import {
            imported = SystemTime::now();
            restart(&mut children, || demo::start_platform(&platform))?;
        } else {
            restart(&mut children, || demo::start_imported(&platform))?;
        }
    }
    Ok(())
}

/// What was built, the most of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Built {
    Nothing,
    Screens,
    Programs,
}

/// Builds what has changed.
fn build_changed(products: &mut [Product]) -> Built {
    let started = Instant::now();
    let mut built = Built::Nothing;
    for product in products.iter_mut().filter(|product| product.has_changed()) {
        match product.build() {
            Ok(()) => built = built.max(product.kind.built()),
            Err(error) => eprintln!("\nerror: {error:#}\nThe last build goes on."),
        }
    }
    if built != Built::Nothing {
        println!("Built in {:.1} seconds.", started.elapsed().as_secs_f32());
    }
    built
}

/// The platform reads the screens when it starts; what it imports is imported again only where that
/// or the platform is another. Browsers then see that the build is another one.
fn restart(children: &mut Vec<Running>, start: impl FnOnce() -> Result<Running>) -> Result<()> {
    screens::note_build()?;
    children.pop();
    children.push(start()?);
    Ok(())
}

enum Kind {
    Page(EntryPage),
    Programs,
}

/// Something that is built as a whole.
struct Product {
    kind: Kind,
    /// What it is made of.
    sources: Vec<PathBuf>,
    /// When the last build began.
    built: SystemTime,
}

fn products() -> Vec<Product> {
    let pages = screens::PAGES.into_iter().map(Kind::Page);
    let product = |kind| Product {
        kind,
        sources: Vec::new(),
        built: SystemTime::UNIX_EPOCH,
    };
    pages.chain([Kind::Programs]).map(product).collect()
}

impl Product {
    fn has_changed(&self) -> bool {
        made_of::has_changed_since(&self.sources, self.built)
    }

    fn build(&mut self) -> Result<()> {
        self.built = SystemTime::now();
        let result = match &self.kind {
            Kind::Page(page) => screens::build_for_development(*page),
            Kind::Programs => build_programs(),
        };
        let known = result.is_ok().then(|| self.kind.sources()).flatten();
        self.sources = known.unwrap_or_else(|| ALL_SOURCES.map(|path| project::root().join(path)).into());
        result
    }
}

impl Kind {
    fn built(&self) -> Built {
        match self {
            Self::Page(_) => Built::Screens,
            Self::Programs => Built::Programs,
        }
    }

    /// `None` where cargo has not said.
    fn sources(&self) -> Option<Vec<PathBuf>> {
        match self {
            Self::Page(page) => {
                let mut sources = made_of::dep_info(&page.dep_info())?;
                sources.extend(page.files());
                Some(sources)
            }
            Self::Programs => {
                let dep_info = |name| project::target().join("debug").join(format!("{name}.d"));
                let programs = PROGRAMS.map(|name| made_of::dep_info(&dep_info(name)));
                let programs: Option<Vec<_>> = programs.into_iter().collect();
                // A new migration is named by no file that was there before.
                let migrations = project::root().join("crates/store/migrations");
                Some(programs?.into_iter().flatten().chain([migrations]).collect())
            }
        }
    }
}

fn build_programs() -> Result<()> {
    process::run(Command::new("cargo").args([
        "build",
        "-p",
        "latchkey-server",
        "-p",
        "latchkey-fake-idp",
        "-p",
        "latchkey-expenses",
        "--bins",
    ]))
}
