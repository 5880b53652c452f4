//! Pages, searches and filters of Members and of Manage Users. Invariant: a last page was reached by reading all before it.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use serde_json::Value;

use super::{Admin, Connection, Row, Times};

const REQUESTS: usize = 300;
/// So long a page is asked for at most: one that takes long is known soon.
const LONGEST: Duration = Duration::from_secs(15);
const MOST_MS: f64 = 10.0;

/// What is searched for in both lists: a few addresses, a last name, the first letter of very many, and nobody.
const SEARCHES: [(&str, &str); 4] = [
    ("an address", "search=chiara.santos"),
    ("a last name", "search=gonzalez"),
    ("a letter", "search=m"),
    ("nobody", "search=zzz"),
];

const FILTERS: [(&str, &str); 7] = [
    ("deactivated", "status=deactivated"),
    ("company admins", "company_admin=true"),
    ("absent for 90 days", "absent=true"),
    ("signed in by SSO", "signed_in_by=sso"),
    ("signed in by passkey", "signed_in_by=passkey"),
    ("no second factor", "second_factor=false"),
    ("with a second factor", "second_factor=true"),
];

/// Times of all of them.
pub(super) fn measure(admin: &Admin, database: &str) -> Result<Vec<Row>> {
    let mut connection = admin.platform.connect()?;
    let mut rows = Vec::new();
    let environment = admin.of_environment("people");
    for (list, path) in [
        ("Members", "/api/company/members"),
        ("Manage Users", environment.as_str()),
    ] {
        let filters = if list == "Members" { &FILTERS[..] } else { &[] };
        rows.extend(first_and_last(admin, &mut connection, (list, path), database)?);
        for (what, query) in SEARCHES.iter().chain(filters) {
            let times = times(admin, &mut connection, &format!("{path}?limit=25&{query}"))?;
            rows.extend(shown(&format!("{list}, {what}, {database}"), &times));
        }
    }
    Ok(rows)
}

fn shown(name: &str, times: &Times) -> [Row; 2] {
    [
        Row::shown(format!("{name}, half"), times.half, "ms"),
        Row::at_most(format!("{name}, 99 of 100"), times.most, MOST_MS, "ms"),
    ]
}

fn first_and_last(
    admin: &Admin,
    connection: &mut Connection,
    (list, path): (&str, &str),
    database: &str,
) -> Result<Vec<Row>> {
    let last = last_page(admin, connection, path)?;
    let first = times(admin, connection, &format!("{path}?limit=25"))?;
    let last = times(admin, connection, &last)?;
    let mut rows = Vec::from(shown(&format!("{list}, first page, {database}"), &first));
    rows.extend(shown(&format!("{list}, last page, {database}"), &last));
    let name = "  half of the last pages, of half of the first's";
    rows.push(Row::at_most(name, last.half / first.half, 1.2, "x"));
    Ok(rows)
}

/// The path of a page of 25 at the end of the list: all before it are read.
fn last_page(admin: &Admin, connection: &mut Connection, path: &str) -> Result<String> {
    let (mut after, mut before) = (String::new(), String::new());
    loop {
        let page = admin.get(connection, &format!("{path}?limit=100{after}"))?;
        let Some(next) = page.get("next").and_then(Value::as_str) else {
            return Ok(format!("{path}?limit=25{before}"));
        };
        before = std::mem::replace(&mut after, format!("&after={next}"));
    }
}

/// Of requests for a page. One that the server ends because it takes too long counts with the time that it took.
fn times(admin: &Admin, connection: &mut Connection, path: &str) -> Result<Times> {
    let (began, mut times) = (Instant::now(), Vec::with_capacity(REQUESTS));
    for number in 0..REQUESTS + 20 {
        let asked = Instant::now();
        let answer = connection.send("GET", path, &[("Cookie", &admin.cookie)], "")?;
        ensure!(
            [200, 503].contains(&answer.status),
            "{path} answered {}",
            answer.status
        );
        let is_late = began.elapsed() > LONGEST;
        // The first ones warm up.
        if number >= 20 || is_late {
            times.push(asked.elapsed());
        }
        if is_late {
            break;
        }
    }
    Ok(times.into())
}
