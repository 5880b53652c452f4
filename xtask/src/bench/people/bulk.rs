//! A change of the access of all people of an environment, and what others notice of it. Invariant: others ask the same while it goes on as
//! before it.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::{Admin, Row, Times};
use crate::process;

/// What another admin does meanwhile: method, path and body. Not the one who began the change: it keeps a lock on that account.
const OTHERS: [(&str, &str, &str, &str); 3] = [
    ("a session check", "GET", "/api/session", ""),
    ("a page of Members", "GET", "/api/company/members?limit=25", ""),
    (
        "a setting that is written",
        "POST",
        "/api/profile/language",
        r#"{"language":"en"}"#,
    ),
];
/// So long others are watched before.
const IDLE: Duration = Duration::from_secs(8);
/// A person at a keyboard, of which there are a few.
const PAUSE: Duration = Duration::from_millis(2);

/// How many people a second, and others' times.
pub(super) fn measure(admin: &Admin, database: &str) -> Result<Vec<Row>> {
    let idle = others(admin, || {
        thread::sleep(IDLE);
        Ok(())
    });
    let idle = idle?.0;
    let (busy, (preview, total, time)) = others(admin, || change(admin))?;
    let rate = total as f64 / time.as_secs_f64();
    let mut rows = vec![
        Row::shown(
            format!("Preview of a change of {total} people, {database}"),
            preview.as_secs_f64() * 1000.0,
            "ms",
        ),
        Row::at_least(
            format!("People changed per second, of {total}, {database}"),
            rate,
            5_000.0,
            "/s",
        ),
    ];
    for ((what, ..), (idle, busy)) in OTHERS.iter().zip(idle.iter().zip(&busy)) {
        let name = format!("Meanwhile {what}, {database}, 99 of 100");
        rows.push(Row::shown(name, busy.most, "ms"));
        rows.push(Row::at_most(
            "  of the same before",
            busy.most / idle.most,
            2.0,
            "x",
        ));
    }
    Ok(rows)
}

/// Gives everybody a role. Returns how long the preview took, how many people they were, and how long the change took.
fn change(admin: &Admin) -> Result<(Duration, u64, Duration)> {
    let mut connection = admin.platform.connect()?;
    let path = admin.of_environment("bulk-changes");
    let mut request = json!({
        "selection": { "kind": "matching" },
        "act": { "kind": "change_roles", "give": ["Auditor"], "take": [] },
    });
    let asked = Instant::now();
    let preview = admin.send(
        &mut connection,
        "POST",
        &format!("{path}/preview"),
        &request.to_string(),
    )?;
    let preview_took = asked.elapsed();
    let total = preview["total"].as_u64().unwrap_or(0);
    request["total"] = total.into();
    let began = Instant::now();
    admin.send(&mut connection, "POST", &path, &request.to_string())?;
    loop {
        ensure!(!process::interrupted(), "interrupted");
        let changes = admin.get(&mut connection, &path)?;
        let change = &changes["changes"][0];
        if change["ended_at"] != Value::Null {
            ensure!(
                change["done"].as_u64() == Some(total),
                "the change ended early: {change}"
            );
            return Ok((preview_took, total, began.elapsed()));
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// Does something while others ask. Returns their times, each kind for itself, and what it gave.
fn others<T>(admin: &Admin, meanwhile: impl FnOnce() -> Result<T>) -> Result<(Vec<Times>, T)> {
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let is_over = &is_over;
        let asking = OTHERS.map(|(_, method, path, body)| {
            scope.spawn(move || -> Result<Vec<Duration>> {
                let (mut connection, mut times) = (admin.platform.connect()?, Vec::new());
                while !is_over.load(Ordering::Relaxed) {
                    let asked = Instant::now();
                    Admin::send_as(&admin.colleague, &mut connection, (method, path, body))?;
                    times.push(asked.elapsed());
                    thread::sleep(PAUSE);
                }
                Ok(times)
            })
        });
        let given = meanwhile();
        is_over.store(true, Ordering::Relaxed);
        let times = asking
            .into_iter()
            .map(|thread| thread.join().expect("asking does not panic"));
        let times = times.map(|times| times.map(Times::from)).collect::<Result<_>>()?;
        Ok((times, given?))
    })
}
