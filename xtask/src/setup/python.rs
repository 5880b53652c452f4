//! What comes from PyPI: aiosmtpd, the mail server that receives in tests, what the Python app of the guide stands on, Canaille, an
//! identity provider of another make, and the linters of manifests and container files.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{process, project, setup};

/// Which file names the packages and their versions, and the folder in `target/tools` that they come into.
const PACKAGES: [(&str, &str); 4] = [
    ("tests/mail/requirements.txt", "python"),
    ("tests/e2e/canaille/requirements.txt", "python-canaille"),
    ("tests/foreign/python/requirements.txt", "python-foreign"),
    ("tests/deployment/requirements.txt", "python-deployment"),
];

/// `python3`, if it knows pip.
pub(super) fn with_pip() -> Option<PathBuf> {
    let python = project::on_path("python3")?;
    process::output_of(Command::new(&python).args(["-m", "pip", "--version"])).map(|_version| python)
}

/// Installs the packages unless exactly these are there.
pub(super) fn install() -> Result<()> {
    PACKAGES
        .into_iter()
        .try_for_each(|(requirements, folder)| install_into(requirements, folder))
}

fn install_into(file: &str, folder: &str) -> Result<()> {
    let requirements = project::root().join(file);
    let wanted = fs::read(&requirements).with_context(|| format!("{file} cannot be read"))?;
    let folder = project::tools().join(folder);
    if is_installed(&folder, &wanted) {
        return Ok(());
    }
    setup::require("python3", "install Python 3 with pip")?;
    println!("Installing the Python packages of {file} into target/tools (seconds)");
    // A folder of its own, made anew: pip does not take old versions out of one.
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let mut pip = Command::new("python3");
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--target",
    ]);
    pip.arg(&folder).arg("--requirement").arg(&requirements);
    pip.env("PIP_ROOT_USER_ACTION", "ignore");
    process::run(&mut pip)
        .with_context(|| format!("the Python packages of {file} could not be installed"))?;
    fs::write(mark(&folder), wanted)?;
    Ok(())
}

fn is_installed(folder: &Path, wanted: &[u8]) -> bool {
    fs::read(mark(folder)).is_ok_and(|installed| installed == wanted)
}

/// Says what the folder was made from.
fn mark(folder: &Path) -> PathBuf {
    folder.join(".installed-from-requirements")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_very_requirements_count_as_installed() {
        let folder = project::target().join("python-marks");
        fs::create_dir_all(&folder).unwrap();
        fs::write(mark(&folder), "aiosmtpd==1.4.6").unwrap();
        assert!(is_installed(&folder, b"aiosmtpd==1.4.6"));
        assert!(!is_installed(&folder, b"aiosmtpd==1.4.7"));
        assert!(!is_installed(&folder.join("elsewhere"), b"aiosmtpd==1.4.6"));
    }
}
