//! How quickly a million people of a company are taken over by single sign-on, on both databases, and what others notice of it.

use std::{
    path::Path,
    process::Child,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};

use super::{
    Row,
    database::{self, PASSWORD},
    platform::{self, Data, Platform},
    speed::{self, milliseconds, sorted},
};
use crate::{
    process, project,
    test::postgres::{self, Cluster},
};

const PEOPLE: &str = "1000000";
/// Names another number of people, to try it.
const PEOPLE_VARIABLE: &str = "LATCHKEY_BENCH_PEOPLE";
/// How long others are measured while nothing else is done.
const IDLE: Duration = Duration::from_secs(10);

/// On SQLite, then on PostgreSQL (the server that the tests use, or one of our own).
pub(crate) fn of_jobs(data: &Data) -> Result<Vec<Row>> {
    speed::build_yardstick("sso-takeover")?;
    let mut rows = take_over(
        &imported(data, format!("sqlite://{}-jobs", data.file()))?,
        "SQLite",
    )?;
    let cluster = Cluster::unless_given()?;
    let server = match &cluster {
        Some(cluster) => cluster.url(),
        None => std::env::var(postgres::URL_VARIABLE)?,
    };
    let database = postgres::Database::on(&server, "latchkey_bench_jobs")?;
    rows.extend(take_over(&imported(data, database.url.clone())?, "PostgreSQL")?);
    Ok(rows)
}

/// The same data in another database.
fn imported(data: &Data, url: String) -> Result<Data> {
    let file = Path::new(data.file()).with_file_name("import.toml");
    let other = Data {
        url,
        binary: data.binary.clone(),
    };
    platform::import_into(&other, &file)?;
    Ok(other)
}

fn take_over(data: &Data, database: &str) -> Result<Vec<Row>> {
    let people = std::env::var(PEOPLE_VARIABLE).unwrap_or_else(|_| PEOPLE.to_owned());
    println!("Taking over {people} people in {database}");
    let program = |what: &str| {
        let mut program = platform::on_core(None, &project::target().join("release/sso-takeover"));
        program.args([data.url.as_str(), &people, what]);
        program
    };
    process::run(&mut program("fill"))?;
    let platform = Platform::start(data, None)?;
    let mut others = Others::new(&platform)?;
    let until = Instant::now() + IDLE;
    let idle = others.measure(|| Ok(Instant::now() < until))?;
    let before = platform.resident_megabytes()?;
    let mut run = program("run").stdout(std::process::Stdio::piped()).spawn()?;
    let busy = others.measure(|| Ok(run.try_wait()?.is_none()))?;
    let times = printed(run)?;
    let [preview, activation, rate] = times[..] else {
        bail!("sso-takeover printed {times:?}");
    };
    let name = |what: &str| format!("{what}, {database}");
    Ok(vec![
        Row::at_least(name("People taken over per second"), rate, 100_000.0, "/s"),
        Row::at_most(name("  its preview"), preview, 1_000.0, "ms"),
        Row::at_most(name("  its activation"), activation, 1_000.0, "ms"),
        Row::shown(name("  memory before it"), before, "MB"),
        Row::shown(name("  memory at its peak"), platform.most_megabytes()?, "MB"),
        Row::shown(name("  session check, idle, 99 of 100"), idle.sessions, "ms"),
        Row::at_most(
            name("  session check meanwhile, 99 of 100"),
            busy.sessions,
            1.5 * idle.sessions,
            "ms",
        ),
        Row::shown(name("  discovery, idle, 99 of 100"), idle.discovery, "ms"),
        Row::at_most(
            name("  discovery meanwhile, 99 of 100"),
            busy.discovery,
            1.5 * idle.discovery,
            "ms",
        ),
    ])
}

/// What a program printed, which has ended: a number on each line.
fn printed(run: Child) -> Result<Vec<f64>> {
    let output = run.wait_with_output()?;
    ensure!(output.status.success(), "sso-takeover failed ({})", output.status);
    let lines = String::from_utf8(output.stdout)?;
    lines
        .lines()
        .map(|line| line.parse().context("not a number"))
        .collect()
}

/// Requests of others, one after the other.
struct Others {
    connection: super::connection::Connection,
    cookie: String,
}

/// What 99 of 100 do not exceed, in milliseconds.
struct Waits {
    sessions: f64,
    discovery: f64,
}

impl Others {
    fn new(platform: &Platform) -> Result<Self> {
        let mut connection = platform.connect()?;
        let username = database::username(0);
        let json = format!(r#"{{"username":"{username}","password":"{PASSWORD}"}}"#);
        let cookie = connection.sign_in("/api/sign-in/password", &json)?;
        Ok(Self { connection, cookie })
    }

    /// Asks who is signed in, and where a domain signs in, again and again while `goes_on`.
    fn measure(&mut self, mut goes_on: impl FnMut() -> Result<bool>) -> Result<Waits> {
        let (mut sessions, mut discovery) = (Vec::new(), Vec::new());
        for number in 0.. {
            if !goes_on()? || process::interrupted() {
                break;
            }
            let asked = Instant::now();
            let status = self.connection.get_with_cookie("/api/session", &self.cookie)?;
            sessions.push(asked.elapsed());
            ensure!(status == 200, "a session check answered {status}");
            // A prime step: neighbours in time are not neighbours in the database.
            let json = format!(r#"{{"domain":"{}"}}"#, database::domain(number * 7_919));
            let asked = Instant::now();
            let status = self.connection.post("/api/sign-in/discover", &json)?;
            discovery.push(asked.elapsed());
            ensure!(status == 200, "a discovery answered {status}");
        }
        Ok(Waits {
            sessions: milliseconds(&sorted(sessions), 99),
            discovery: milliseconds(&sorted(discovery), 99),
        })
    }
}
