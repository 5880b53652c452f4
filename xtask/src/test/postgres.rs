//! A PostgreSQL cluster of our own, for the length of a test run. Invariant: it listens on loopback only, and it is
//! stopped and removed however the run ends.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{process, project, setup};

/// Names the database server that the store's tests use; they make databases of their own there.
pub(crate) const URL_VARIABLE: &str = "LATCHKEY_TEST_POSTGRES_URL";

/// Nothing in it outlives the tests: what makes PostgreSQL durable would only make them slow.
const OPTIONS: &str = "-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off \
                       -c synchronous_commit=off -c full_page_writes=off -c max_connections=200";

/// A cluster that is stopped and removed when this value goes.
pub(crate) struct Cluster {
    bin: PathBuf,
    folder: PathBuf,
    port: u16,
}

impl Cluster {
    /// Starts one, unless the environment names a server.
    pub(crate) fn unless_given() -> Result<Option<Self>> {
        if std::env::var_os(URL_VARIABLE).is_some() {
            println!("PostgreSQL: the one that {URL_VARIABLE} names");
            return Ok(None);
        }
        let bin = setup::postgresql_bin().context("PostgreSQL is missing: apt-get install postgresql")?;
        let port = latchkey_free_port::find()?;
        println!("Starting PostgreSQL on 127.0.0.1:{port}");
        let cluster = Self {
            bin,
            folder: writable_folder(port)?,
            port,
        };
        cluster.run(
            "initdb",
            &[
                "-A",
                "trust",
                "-U",
                "postgres",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
            ],
        )?;
        let (log, options) = (
            cluster.folder.join("log").display().to_string(),
            format!("-p {port} {OPTIONS}"),
        );
        // Without a log file the server would keep our output open, and the command would never return.
        cluster.run("pg_ctl", &["-l", &log, "-o", &options, "-w", "-t", "60", "start"])?;
        Ok(Some(cluster))
    }

    /// Where it is reached.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Result<()> {
        let mut command = as_database_user(&self.bin.join(program));
        command
            .args(arguments)
            .arg("-D")
            .arg(&self.folder)
            .current_dir("/");
        process::output_of(&mut command).map(drop).with_context(|| {
            let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            format!(
                "PostgreSQL: {program} failed in {}\n{log}",
                project::shown(&self.folder)
            )
        })
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // What fails here was never started, or has gone already.
        let _stopped = self.run("pg_ctl", &["-m", "immediate", "-w", "stop"]);
        let _removed = fs::remove_dir_all(&self.folder);
    }
}

/// An empty database on a server, which goes with this value.
pub(crate) struct Database {
    /// Where it is reached.
    pub(crate) url: String,
    server: String,
    name: &'static str,
}

impl Database {
    /// Makes one of this name, in the place of one that was left over.
    pub(crate) fn on(server: &str, name: &'static str) -> Result<Self> {
        let (base, _) = server.rsplit_once('/').context("a database in the URL")?;
        let database = Self {
            url: format!("{base}/{name}"),
            server: server.to_owned(),
            name,
        };
        database.tell(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))?;
        database.tell(&format!("CREATE DATABASE {name}"))?;
        Ok(database)
    }

    fn tell(&self, sql: &str) -> Result<()> {
        // Not all who put the server's programs into one folder put this one there.
        let beside = setup::postgresql_bin().map(|bin| bin.join("psql"));
        let psql = beside.filter(|psql| psql.is_file());
        let mut psql = Command::new(psql.unwrap_or_else(|| "psql".into()));
        process::output_of(psql.args(["-q", "-v", "ON_ERROR_STOP=1", "-c", sql, &self.server]))
            .map(drop)
            .context("psql failed")
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // One that is left over goes at the next run.
        let _dropped = self.tell(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
}

/// PostgreSQL refuses to run as root: then it runs as the user `postgres` that its package made.
fn as_database_user(program: &Path) -> Command {
    if !rustix::process::geteuid().is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(program);
    command
}

/// A new folder that the database's user can write to: in `target/`, or, where that user may not even pass through
/// the folders above, in the system's folder for temporary files.
fn writable_folder(port: u16) -> Result<PathBuf> {
    let name = format!("postgres-{port}");
    let folders = [
        project::root().join("target").join(&name),
        std::env::temp_dir().join(format!("latchkey-{name}")),
    ];
    for folder in folders {
        fs::create_dir_all(&folder)?;
        if rustix::process::geteuid().is_root() {
            process::output_of(Command::new("chown").arg("postgres").arg(&folder)).context("chown failed")?;
        }
        let mut test = as_database_user(Path::new("test"));
        if process::output_of(test.arg("-w").arg(&folder).current_dir("/")).is_some() {
            return Ok(folder);
        }
        fs::remove_dir(&folder)?;
    }
    anyhow::bail!(
        "the user postgres can write neither to target/ nor to {}",
        std::env::temp_dir().display()
    )
}
