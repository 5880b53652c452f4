//! How many sign-ins by passkey a core takes, beside what checking their signatures alone would allow on it.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, ensure};

use super::{
    Row,
    connection::Connection,
    platform::{self, Data, Platform},
    provider::{load::at_once, text_in},
    speed::{self, CORE},
};
use crate::{process, project};

const SECONDS: u64 = 12;
const CONNECTIONS: usize = 3;
const JSON: [(&str, &str); 2] = [
    ("Sec-Fetch-Site", "same-origin"),
    ("Content-Type", "application/json"),
];

/// Sign-ins by passkey per second that a core's work makes, as a share of raw signature checks on that core, before and after.
pub(crate) fn of_passkeys(data: &Data) -> Result<Vec<Row>> {
    speed::build_yardstick("passkey-signer")?;
    let before = raw()?;
    println!("Signing in by passkey for {SECONDS} seconds");
    let platform = Platform::start(data, Some(CORE))?;
    let mut people = (0..CONNECTIONS)
        .map(|number| Person::new(&platform, data, number))
        .collect::<Result<Vec<_>>>()?;
    let mut askers: Vec<_> = people.iter_mut().map(|person| move || person.sign_in()).collect();
    let load = at_once(&mut askers, platform.id(), Duration::from_secs(SECONDS))?;
    // Each is two requests and a session that is on the disk: what counts is the core's own work, not the disk's.
    let sign_ins = 1e6 / load.processor_microseconds();
    let after = raw()?;
    let raw = f64::midpoint(before, after);
    println!(
        "  {:.0} sign-ins per second, {sign_ins:.0} by the work of the core; raw signature checks {before:.0} before and {after:.0} after",
        load.per_second()
    );
    Ok(vec![Row::at_least(
        "Passkey sign-ins per second, of raw signature checks",
        100.0 * sign_ins / raw,
        50.0,
        "%",
    )])
}

fn raw() -> Result<f64> {
    println!("Checking signatures alone for 5 seconds");
    let mut program = platform::on_core(Some(CORE), &signer());
    let printed = process::output_of(program.arg("raw"));
    Ok(printed
        .context("passkey-signer cannot be run on one core (is `taskset` there?)")?
        .trim()
        .parse()?)
}

fn signer() -> std::path::PathBuf {
    project::target().join("release/passkey-signer")
}

/// Somebody with a passkey, in a browser of their own.
struct Person {
    connection: Connection,
    cookie: String,
    authenticator: Child,
    challenges: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Person {
    fn new(platform: &Platform, data: &Data, number: usize) -> Result<Self> {
        let mut command = Command::new(signer());
        let database = format!("sqlite://{}", data.file());
        command.args(["sign", &database, &platform.url(), &number.to_string()]);
        let mut authenticator = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("passkey-signer cannot be started")?;
        let challenges = authenticator.stdin.take().context("no way to passkey-signer")?;
        let answers = authenticator
            .stdout
            .take()
            .context("no way from passkey-signer")?;
        let mut person = Self {
            connection: platform.connect()?,
            cookie: String::new(),
            authenticator,
            challenges,
            answers: BufReader::new(answers),
        };
        ensure!(person.line()? == "ready", "passkey-signer is not ready");
        Ok(person)
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        Ok(line.trim().to_owned())
    }

    fn sign_in(&mut self) -> Result<()> {
        let begun = self.post("/api/sign-in/passkey/challenge", "{}")?;
        let challenge = text_in(&begun.json()?, "challenge")?;
        writeln!(self.challenges, "{challenge}")?;
        let assertion = self.line()?;
        self.post("/api/sign-in/passkey", &assertion)?;
        Ok(())
    }

    fn post(&mut self, path: &str, json: &str) -> Result<super::connection::Answer> {
        let mut headers = JSON.to_vec();
        if !self.cookie.is_empty() {
            headers.push(("Cookie", &self.cookie));
        }
        let answer = self.connection.send("POST", path, &headers, json)?;
        ensure!(answer.status == 200, "{path} answered {}", answer.status);
        // The browser's own, which the first challenge sets; each session is another one.
        let own = answer
            .cookies
            .iter()
            .find(|cookie| cookie.starts_with("latchkey-browser-"));
        if let Some(own) = own {
            self.cookie.clone_from(own);
        }
        Ok(answer)
    }
}

impl Drop for Person {
    fn drop(&mut self) {
        // It has nothing to lose.
        let _ = self.authenticator.kill();
        let _ = self.authenticator.wait();
    }
}
