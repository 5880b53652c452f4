//! Programs of the system: a Chromium with its driver for the browser tests, PostgreSQL and PgBouncer for the store's, nginx, fcgiwrap and Git
//! for repositories, systemd's checker of units, OpenSSL, Python for the mail server that receives in tests. Installed by apt-get where that is possible; elsewhere named.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use super::please_install;
use crate::{process, project};

const CHROMIUMS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
];

struct SystemProgram {
    what: &'static str,
    debian_packages: &'static [&'static str],
    find: fn() -> Option<PathBuf>,
}

const PROGRAMS: [SystemProgram; 9] = [
    SystemProgram {
        what: "Chromium",
        debian_packages: &["chromium"],
        find: chromium,
    },
    SystemProgram {
        what: "chromedriver",
        debian_packages: &["chromium-driver"],
        find: chromedriver,
    },
    SystemProgram {
        what: "PostgreSQL (the server)",
        debian_packages: &["postgresql"],
        find: postgresql_bin,
    },
    SystemProgram {
        what: "PgBouncer",
        debian_packages: &["pgbouncer"],
        find: || in_system_folder("pgbouncer"),
    },
    SystemProgram {
        what: "nginx and fcgiwrap",
        debian_packages: &["nginx", "fcgiwrap"],
        find: || in_system_folder("nginx").and(in_system_folder("fcgiwrap")),
    },
    SystemProgram {
        what: "OpenSSL's command, which makes a certificate for a test",
        debian_packages: &["openssl"],
        find: || project::on_path("openssl"),
    },
    SystemProgram {
        what: "systemd-analyze, which checks units",
        debian_packages: &["systemd"],
        find: || project::on_path("systemd-analyze"),
    },
    SystemProgram {
        what: "Git with its part for servers",
        debian_packages: &["git"],
        find: || project::on_path("git"),
    },
    SystemProgram {
        what: "Python 3 with pip",
        debian_packages: &["python3", "python3-pip"],
        find: super::python::with_pip,
    },
];

/// Installs the programs that are missing.
pub(crate) fn install() -> Result<()> {
    let needs_postgresql = std::env::var_os("LATCHKEY_TEST_POSTGRES_URL").is_none();
    let missing: Vec<_> = PROGRAMS
        .iter()
        .filter(|program| needs_postgresql || !program.debian_packages.contains(&"postgresql"))
        .filter(|program| (program.find)().is_none())
        .collect();
    let packages: Vec<_> = missing
        .iter()
        .flat_map(|program| program.debian_packages)
        .copied()
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing
        .iter()
        .map(|program| program.what)
        .collect::<Vec<_>>()
        .join(", ");
    let by_apt = format!("on Debian-like systems: apt-get install {}", packages.join(" "));
    if project::on_path("apt-get").is_none() || !rustix::process::geteuid().is_root() {
        return please_install(&names, &by_apt);
    }
    println!("Installing {names} by apt-get (about a minute)");
    apt(&packages).with_context(|| format!("{names} could not be installed; {by_apt}"))?;
    match missing.iter().find(|program| (program.find)().is_none()) {
        Some(program) => please_install(
            program.what,
            "apt-get installed it, but it is not where it was expected",
        ),
        None => Ok(()),
    }
}

fn apt(packages: &[&str]) -> Result<()> {
    let known = packages
        .iter()
        .all(|package| process::output_of(Command::new("apt-cache").args(["show", package])).is_some());
    if !known {
        process::run(Command::new("apt-get").args(["update", "-q"]))?;
    }
    let install = |packages: &[&str]| {
        let mut apt = Command::new("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive");
        process::run(
            apt.args(["install", "-q", "-y", "--no-install-recommends"])
                .args(packages),
        )
    };
    // Lists that are there may be older than the files on the servers.
    install(packages).or_else(|_outdated| {
        process::run(Command::new("apt-get").args(["update", "-q"]))?;
        install(packages)
    })
}

/// A Chromium: `CHROME_PATH`, or the first on `PATH`.
pub(crate) fn chromium() -> Option<PathBuf> {
    named_by("CHROME_PATH").or_else(|| CHROMIUMS.iter().find_map(|name| project::on_path(name)))
}

/// The driver that belongs to it: `CHROMEDRIVER`, or the first on `PATH`.
pub(crate) fn chromedriver() -> Option<PathBuf> {
    named_by("CHROMEDRIVER").or_else(|| project::on_path("chromedriver"))
}

/// A program that Debian keeps out of the `PATH` of most users.
fn in_system_folder(name: &str) -> Option<PathBuf> {
    let outside = || Some(Path::new("/usr/sbin").join(name)).filter(|file| file.is_file());
    project::on_path(name).or_else(outside)
}

/// The folder with `initdb` and `pg_ctl`; Debian keeps one per version, out of `PATH`. The newest wins.
pub(crate) fn postgresql_bin() -> Option<PathBuf> {
    let on_path = project::on_path("initdb").and_then(|initdb| initdb.parent().map(Path::to_path_buf));
    on_path.or_else(|| newest_version(Path::new("/usr/lib/postgresql")))
}

fn newest_version(folder: &Path) -> Option<PathBuf> {
    let versions = fs::read_dir(folder)
        .ok()?
        .flatten()
        .map(|entry| entry.path().join("bin"));
    versions
        .filter(|bin| bin.join("initdb").is_file())
        .max_by_key(|bin| {
            let version = bin.parent().and_then(Path::file_name).unwrap_or_default();
            version.to_string_lossy().parse::<u32>().unwrap_or_default()
        })
}

fn named_by(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable)
        .map(PathBuf::from)
        .filter(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_postgresql_with_an_initdb_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        for version in ["9", "15"] {
            fs::create_dir_all(folder.path().join(version).join("bin")).unwrap();
            fs::write(folder.path().join(version).join("bin/initdb"), "").unwrap();
        }
        fs::create_dir_all(folder.path().join("17/bin")).unwrap();
        assert_eq!(newest_version(folder.path()), Some(folder.path().join("15/bin")));
        assert_eq!(newest_version(&folder.path().join("none")), None);
    }
}
