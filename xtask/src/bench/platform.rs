//! The release build, running on a free port with the data that is measured with.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use super::connection::Connection;
use crate::process::{self, Running};

/// "only for measuring, not a secret"
const SECRET_KEY: &str = "b25seSBmb3IgbWVhc3VyaW5nLCBub3QgYSBzZWNyZXQ=";

/// An imported database, and the build that it was imported by.
pub(crate) struct Data {
    pub(crate) url: String,
    pub(crate) binary: PathBuf,
}

impl Data {
    /// The database's file.
    pub(crate) fn file(&self) -> &str {
        self.url.trim_start_matches("sqlite://")
    }
}

/// Imports `file` into a new database in `folder` by this build of the platform.
pub(crate) fn import(folder: &Path, file: &Path, binary: PathBuf) -> Result<Data> {
    let data = Data {
        url: format!("sqlite://{}", folder.join("latchkey.db").display()),
        binary,
    };
    import_into(&data, file)?;
    Ok(data)
}

/// The same into any database.
pub(crate) fn import_into(data: &Data, file: &Path) -> Result<()> {
    let mut import = latchkey(data, None);
    process::run(import.arg("import").arg(file))
}

/// `latchkey` on this database, on one core where one is given.
fn latchkey(data: &Data, core: Option<usize>) -> Command {
    let mut command = on_core(core, &data.binary);
    command.env("LATCHKEY_DATABASE_URL", &data.url);
    if !data.url.starts_with("sqlite:") {
        // A file beside the database has it otherwise.
        command.env("LATCHKEY_SECRET_KEY", SECRET_KEY);
    }
    command
}

/// The running platform.
pub(crate) struct Platform {
    server: Running,
    port: u16,
}

impl Platform {
    /// Starts it, on one core where one is given, and waits until it is ready.
    pub(crate) fn start(data: &Data, core: Option<usize>) -> Result<Self> {
        let port = latchkey_free_port::find()?;
        let mut command = latchkey(data, core);
        command.arg("serve").env("LATCHKEY_LOG", "error");
        command.env("LATCHKEY_LISTEN", format!("127.0.0.1:{port}"));
        command.env("LATCHKEY_PUBLIC_URL", format!("http://localhost:{port}"));
        // Where a benchmark is the identity provider.
        command.env("LATCHKEY_EGRESS_ALLOW", "127.0.0.1/32");
        let mut platform = Self {
            server: Running::start("the platform", &mut command)?,
            port,
        };
        let started = Instant::now();
        while !platform.is_ready() {
            ensure!(platform.server.poll()?.is_none(), "the platform ended by itself");
            ensure!(
                started.elapsed() < Duration::from_secs(30),
                "the platform is not ready after 30 seconds"
            );
            ensure!(!process::interrupted(), "interrupted");
            thread::sleep(Duration::from_millis(50));
        }
        Ok(platform)
    }

    fn is_ready(&self) -> bool {
        self.connect()
            .and_then(|mut connection| connection.get("/readyz"))
            .is_ok_and(|status| status == 200)
    }

    pub(crate) fn connect(&self) -> Result<Connection> {
        Connection::open(self.port)
    }

    /// The server's process.
    pub(crate) fn id(&self) -> u32 {
        self.server.id()
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn url(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// How much memory it occupies, in megabytes.
    pub(crate) fn resident_megabytes(&self) -> Result<f64> {
        self.megabytes("VmRSS:")
    }

    /// The most memory that it has occupied since it started, in megabytes.
    pub(crate) fn most_megabytes(&self) -> Result<f64> {
        self.megabytes("VmHWM:")
    }

    fn megabytes(&self, kind: &str) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.server.id()))
            .context("memory is measured through /proc, which Linux has")?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix(kind))
            .with_context(|| format!("no {kind} in /proc"))?;
        let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kilobytes / 1024.0)
    }

    /// How much memory is this process's alone, in megabytes: without pages of the binary that the system can drop, and that other
    /// processes share.
    pub(crate) fn private_megabytes(&self) -> Result<f64> {
        let pages = fs::read_to_string(format!("/proc/{}/smaps_rollup", self.server.id()))
            .context("private memory is measured through /proc, which Linux has")?;
        let mut kilobytes = 0.0;
        for kind in ["Private_Clean:", "Private_Dirty:"] {
            let line = pages.lines().find_map(|line| line.strip_prefix(kind));
            let size = line.with_context(|| format!("no {kind} in /proc"))?;
            kilobytes += size.trim().trim_end_matches(" kB").parse::<f64>()?;
        }
        Ok(kilobytes / 1024.0)
    }
}

/// How long a process has kept processors busy so far.
pub(crate) fn processor_time(process: u32) -> Result<Duration> {
    // In ticks, of which Linux shows a hundred per second; fields 14 and 15, behind the name, which may hold spaces.
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    let (_, fields) = stat.rsplit_once(')').context("no name in /proc")?;
    let mut fields = fields.split_whitespace().skip(11);
    let mut ticks = || -> Result<u64> { Ok(fields.next().context("too few fields in /proc")?.parse()?) };
    Ok(Duration::from_millis(10 * (ticks()? + ticks()?)))
}

/// `program`, bound to one core where one is given.
pub(crate) fn on_core(core: Option<usize>, program: &Path) -> Command {
    let Some(core) = core else {
        return Command::new(program);
    };
    let mut command = Command::new("taskset");
    command.args(["-c", &core.to_string()]).arg(program);
    command
}
