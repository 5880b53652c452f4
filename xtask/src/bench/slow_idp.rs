//! What other people notice while identity providers do not answer: how long a session check takes meanwhile, beside a quiet moment before.

use std::{
    net::TcpListener,
    process::Command,
    sync::atomic::{AtomicBool, Ordering},
    thread,
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

/// So many people wait for an identity provider at once.
const WAITING: usize = 16;
/// So long others are watched, before and meanwhile.
const WATCHED: Duration = Duration::from_secs(15);
const MOST: f64 = 1.2;

/// Sign-ins begin at identity providers whose metadata never come, while somebody else works.
pub(crate) fn of_a_slow_idp(data: &Data) -> Result<Vec<Row>> {
    // Takes connections, as the system does by itself, and never says a word.
    let silent = TcpListener::bind("127.0.0.1:0")?;
    send_everybody_to(data, silent.local_addr()?.port())?;
    let platform = Platform::start(data, None)?;
    let json = format!(
        r#"{{"username":"{}","password":"{PASSWORD}"}}"#,
        database::username(0)
    );
    let cookie = platform.connect()?.sign_in("/api/sign-in/password", &json)?;
    println!(
        "Asking who is signed in for {} seconds, then again while {WAITING} people wait for identity providers",
        WATCHED.as_secs()
    );
    watch(&platform, &cookie)?;
    let quiet = sorted(watch(&platform, &cookie)?);
    let is_over = AtomicBool::new(false);
    let busy = thread::scope(|scope| {
        for number in 0..WAITING {
            let (platform, is_over) = (&platform, &is_over);
            scope.spawn(move || wait_for_idp(platform, number, is_over));
        }
        // Until all of them wait.
        thread::sleep(Duration::from_secs(1));
        let busy = watch(&platform, &cookie);
        is_over.store(true, Ordering::Relaxed);
        busy
    })?;
    let busy = sorted(busy);
    println!(
        "  median {:.3} ms quiet and {:.3} ms meanwhile; 99 of 100 {:.3} and {:.3} ms",
        milliseconds(&quiet, 50),
        milliseconds(&busy, 50),
        milliseconds(&quiet, 99),
        milliseconds(&busy, 99)
    );
    Ok(vec![Row::at_most(
        "Session check while identity providers are silent, of quiet",
        milliseconds(&busy, 99) / milliseconds(&quiet, 99),
        MOST,
        "x",
    )])
}

fn watch(platform: &Platform, cookie: &str) -> Result<Vec<Duration>> {
    let mut connection = platform.connect()?;
    let (began, mut times) = (Instant::now(), Vec::new());
    while began.elapsed() < WATCHED && !process::interrupted() {
        let asked = Instant::now();
        let status = connection.get_with_cookie("/api/session", cookie)?;
        ensure!(status == 200, "a session check answered {status}");
        times.push(asked.elapsed());
    }
    Ok(times)
}

/// Begins one sign-in after the other at the identity provider of one company. What comes of it is not looked at: each ends with the
/// time that the platform gives a provider.
fn wait_for_idp(platform: &Platform, number: usize, is_over: &AtomicBool) {
    let path = format!("/sso/start/company-{}", 2 * number + 1);
    while !is_over.load(Ordering::Relaxed) && !process::interrupted() {
        let asked = platform
            .connect()
            .and_then(|mut connection| connection.get(&path));
        if asked.is_err() {
            thread::sleep(Duration::from_millis(100));
        }
    }
}

fn send_everybody_to(data: &Data, port: u16) -> Result<()> {
    let program = "
import sqlite3, sys
database = sqlite3.connect(sys.argv[1])
database.execute('UPDATE sso_configurations SET endpoint_url = ?', (f'http://127.0.0.1:{sys.argv[2]}',))
database.commit()";
    let mut python = Command::new("python3");
    process::run(python.args(["-c", program, data.file(), &port.to_string()]))
        .context("the addresses are written with Python's sqlite3")
}
