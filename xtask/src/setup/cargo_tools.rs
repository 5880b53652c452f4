//! Build tools from the registry of crates, at pinned versions, into `target/tools`.

use std::{fs, process::Command};

use anyhow::{Context, Result};

use crate::{process, project};

/// A tool that `cargo install` makes.
pub(crate) struct CargoTool {
    package: &'static str,
    version: &'static str,
    programs: &'static [&'static str],
    options: &'static [&'static str],
    /// `opt-level`.
    optimisation: &'static str,
    duration: &'static str,
}

/// 0.21.14 is the last version that builds with the pinned compiler. Unoptimised, it is ready in a third of the time
/// and quick enough.
pub(crate) const TRUNK: CargoTool = CargoTool {
    package: "trunk",
    version: "0.21.14",
    programs: &["trunk"],
    options: &["--locked", "--no-default-features", "--features", "rustls"],
    optimisation: "0",
    duration: "about two minutes",
};

/// The same version as the crate in `Cargo.lock`. Not `--locked`: its lock file names a version that the registry does
/// not serve. Optimised a little: whoever works on screens waits for it after each change, and unoptimised it takes
/// four times as long.
pub(crate) const WASM_BINDGEN: CargoTool = CargoTool {
    package: "wasm-bindgen-cli",
    version: "0.2.130",
    programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
    options: &[],
    optimisation: "1",
    duration: "about two minutes",
};

/// Checks licences, bans and sources of the dependencies.
pub(crate) const CARGO_DENY: CargoTool = CargoTool {
    package: "cargo-deny",
    version: "0.20.2",
    programs: &["cargo-deny"],
    options: &["--locked", "--no-default-features"],
    optimisation: "0",
    duration: "about two minutes",
};

impl CargoTool {
    /// `installed` is cargo's own list, `.crates2.json`.
    fn is_listed_in(&self, installed: &str) -> bool {
        installed.contains(&format!("\"{} {} (", self.package, self.version))
    }

    fn is_installed(&self) -> bool {
        let list = fs::read_to_string(project::tools().join(".crates2.json")).unwrap_or_default();
        self.is_listed_in(&list)
            && self
                .programs
                .iter()
                .all(|program| project::tools().join("bin").join(program).is_file())
    }
}

/// Installs `tool` unless it is there. The build folder stays, because the tools share half of what they are made of.
pub(crate) fn install(tool: &CargoTool) -> Result<()> {
    if tool.is_installed() {
        return Ok(());
    }
    println!(
        "Installing {} {} into target/tools ({})",
        tool.package, tool.version, tool.duration
    );
    let mut cargo = Command::new("cargo");
    cargo
        .args(["install", "--quiet", "--debug", "--force", "--root"])
        .arg(project::tools());
    cargo
        .args(tool.options)
        .arg(format!("{}@{}", tool.package, tool.version));
    cargo.env("CARGO_TARGET_DIR", project::tools().join("build"));
    cargo.env("CARGO_PROFILE_DEV_OPT_LEVEL", tool.optimisation);
    // What only debuggers read is nine tenths of a tool.
    cargo.env("CARGO_PROFILE_DEV_DEBUG", "0");
    process::run(&mut cargo).with_context(|| format!("{} could not be installed", tool.package))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_pinned_version_counts_as_installed() {
        let list =
            |version| format!(r#"{{"installs":{{"trunk {version} (registry+x)":{{"bins":["trunk"]}}}}}}"#);
        assert!(TRUNK.is_listed_in(&list("0.21.14")));
        assert!(!TRUNK.is_listed_in(&list("0.21.1")));
        assert!(!WASM_BINDGEN.is_listed_in(&list("0.21.14")));
        assert!(!TRUNK.is_listed_in(""));
    }

    #[test]
    fn wasm_bindgen_is_pinned_to_the_version_in_the_manifest() {
        let manifest = fs::read_to_string(project::root().join("Cargo.toml")).unwrap();
        assert!(manifest.contains(&format!("wasm-bindgen = \"={}\"", WASM_BINDGEN.version)));
    }
}
