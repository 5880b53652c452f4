//! What comes from npm: wasm-opt, and the packages of the end-to-end tests and of the measurements.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result};

use crate::{process, project, setup};

/// The npm package whose `bin/wasm-opt` Trunk finds on `PATH`, so that it need not download one from GitHub.
const BINARYEN: &str = "132.0.0";

/// Installs wasm-opt unless it is there. Without npm Trunk fetches one by itself, where the network lets it.
pub(crate) fn wasm_opt() -> Result<()> {
    let folder = project::tools().join("npm");
    let manifest = fs::read_to_string(folder.join("node_modules/binaryen/package.json")).unwrap_or_default();
    if is_version(&manifest, BINARYEN) {
        return Ok(());
    }
    if project::on_path("npm").is_none() {
        println!("No npm here: Trunk will fetch wasm-opt itself. Where it cannot, install Node.js with npm.");
        return Ok(());
    }
    println!("Installing wasm-opt (npm binaryen {BINARYEN}) into target/tools (seconds)");
    fs::create_dir_all(&folder)?;
    let mut npm = npm(&folder);
    npm.args(["install", "--no-save", &format!("binaryen@{BINARYEN}")])
        .arg("--prefix")
        .arg(&folder);
    process::run(&mut npm).context("wasm-opt could not be installed")
}

/// Installs what `folder`'s lock file names, unless exactly that is there.
pub(crate) fn install_locked(folder: &str) -> Result<()> {
    setup::require("npm", "install Node.js 20 or newer with npm")?;
    let folder = project::root().join(folder);
    let lock = fs::read(folder.join("package-lock.json"))
        .with_context(|| format!("{} has no package-lock.json", project::shown(&folder)))?;
    let installed = folder.join("node_modules/.installed-from-lock");
    if fs::read(&installed).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    println!(
        "Installing the npm packages of {} (seconds)",
        project::shown(&folder)
    );
    process::run(npm(&folder).args(["ci"]))?;
    fs::write(installed, lock)?;
    Ok(())
}

fn npm(folder: &Path) -> Command {
    let mut npm = Command::new("npm");
    npm.current_dir(folder)
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    npm.args([
        "--no-audit",
        "--no-fund",
        "--no-update-notifier",
        "--loglevel=error",
    ]);
    npm
}

fn is_version(manifest: &str, version: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(manifest).is_ok_and(|manifest| manifest["version"] == version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_pinned_version_counts_as_installed() {
        assert!(is_version(r#"{"name":"binaryen","version":"132.0.0"}"#, BINARYEN));
        assert!(!is_version(
            r#"{"name":"binaryen","version":"131.0.0"}"#,
            BINARYEN
        ));
        assert!(!is_version("", BINARYEN));
    }
}
