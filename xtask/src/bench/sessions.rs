//! How long a request takes that asks who is signed in, among a million sessions.

use std::{
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use super::{
    Row,
    database::{self, PASSWORD},
    platform::{Data, Platform},
    speed::{milliseconds, sorted},
};
use crate::process;

/// How many sessions there are besides the one that asks.
const SESSIONS: usize = 1_000_000;
const REQUESTS: usize = 20_000;

/// Among so many sessions, one at a time.
pub(crate) fn of_session_checks(data: &Data) -> Result<Vec<Row>> {
    println!("Writing {SESSIONS} sessions");
    fill(data)?;
    println!("Asking {REQUESTS} times who is signed in");
    let platform = Platform::start(data, None)?;
    let mut connection = platform.connect()?;
    let username = database::username(0);
    let json = format!(r#"{{"username":"{username}","password":"{PASSWORD}"}}"#);
    let cookie = connection.sign_in("/api/sign-in/password", &json)?;
    let mut times: Vec<Duration> = Vec::with_capacity(REQUESTS);
    for number in 0..REQUESTS + 500 {
        let asked = Instant::now();
        let status = connection.get_with_cookie("/api/session", &cookie)?;
        ensure!(status == 200, "a session check answered {status}");
        // The first ones warm up.
        if number >= 500 {
            times.push(asked.elapsed());
        }
    }
    let times = sorted(times);
    Ok(vec![
        Row::at_most(
            "Session check among 1,000,000 sessions, median",
            milliseconds(&times, 50),
            1.0,
            "ms",
        ),
        Row::at_most(
            "Session check among 1,000,000 sessions, 99 of 100",
            milliseconds(&times, 99),
            1.0,
            "ms",
        ),
    ])
}

/// Live sessions of the people there are, with random keys as the real ones have.
fn fill(data: &Data) -> Result<()> {
    let program = "
import secrets, sqlite3, sys
database, count = sqlite3.connect(sys.argv[1]), int(sys.argv[2])
people = [row[0] for row in database.execute('SELECT id FROM accounts')]
browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'
rows = ((secrets.token_hex(32), secrets.token_hex(16), people[n % len(people)], browser) for n in range(count))
database.executemany('''
    INSERT INTO sessions (token_hash, id, account_id, signed_in_by, created_at_ms, last_seen_at_ms, expires_at_ms, ends_at_ms,
                          user_agent, client_address)
    VALUES (?, ?, ?, 'password', 1, 1, 9000000000000, 9000000000000, ?, '198.51.100.7')''', rows)
database.commit()";
    let mut python = Command::new("python3");
    process::run(python.args(["-c", program, data.file(), &SESSIONS.to_string()]))
        .context("the sessions are written with Python's sqlite3")
}
