//! `cargo xtask dev`: the demo, unoptimised, built again whenever a source file changes. Invariant: a build that fails
//! leaves the last one running.

use std::{
    fs,
    path::Path,
    process::Command,
    thread,
    time::{Duration, SystemTime},
};

use anyhow::Result;

use super::{
    demo, process, project,
    screens::{self, Optimisation},
};

const SCREENS: &[&str] = &[
    "index.html",
    "sign_in.html",
    "portal.html",
    "Trunk.front.toml",
    "Trunk.dev.toml",
    "src",
    "style",
    "public",
    "locales",
];
const SERVER: &[&str] = &["crates", "src", "locales", "Cargo.lock"];

/// Builds, runs, and does both again on each change, until Ctrl-C.
pub(crate) fn run() -> Result<()> {
    demo::ensure_ports_are_free()?;
    screens::build(Optimisation::Development)?;
    build_server()?;
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
    let (mut screens_seen, mut server_seen) = (newest(SCREENS), newest(SERVER));
    while !process::interrupted() {
        thread::sleep(Duration::from_millis(500));
        if newest(SCREENS) > screens_seen {
            screens_seen = newest(SCREENS);
            report(&screens::build(Optimisation::Development));
        }
        if newest(SERVER) > server_seen {
            server_seen = newest(SERVER);
            if report(&build_server()) {
                children.pop();
                children.push(demo::start_platform(&debug.join("latchkey"))?);
            }
        }
    }
    Ok(())
}

fn build_server() -> Result<()> {
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

fn report(result: &Result<()>) -> bool {
    if let Err(error) = result {
        eprintln!("\nerror: {error:#}\nThe last build goes on.");
    }
    result.is_ok()
}

/// When something in `paths` was last changed.
fn newest(paths: &[&str]) -> Option<SystemTime> {
    paths
        .iter()
        .filter_map(|path| newest_in(&project::root().join(path)))
        .max()
}

fn newest_in(path: &Path) -> Option<SystemTime> {
    if path.is_dir() {
        return fs::read_dir(path)
            .ok()?
            .flatten()
            .filter_map(|entry| newest_in(&entry.path()))
            .max();
    }
    fs::metadata(path).ok()?.modified().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_file_is_found_at_any_depth() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("a/b")).unwrap();
        fs::write(folder.path().join("a/old"), "").unwrap();
        let fresh = SystemTime::now() + Duration::from_secs(60);
        fs::File::create(folder.path().join("a/b/new"))
            .unwrap()
            .set_modified(fresh)
            .unwrap();
        assert_eq!(newest_in(folder.path()), Some(fresh));
        assert_eq!(newest_in(&folder.path().join("none")), None);
    }
}
