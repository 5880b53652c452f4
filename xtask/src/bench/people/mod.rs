//! What a company of a million people costs, on both databases: lists, a change of 100,000 people's access, and a file of them all. Invariant: everything
//! is asked of the running server, as a browser asks. `BENCH_PEOPLE=20000` measures with fewer, to see that the measuring works.

mod bulk;
mod export;
mod lists;

use std::{
    fs,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::{
    Row,
    connection::Connection,
    platform::{self, Data, Platform},
    speed::{milliseconds, sorted},
};
use crate::{
    many_people::{self, Place},
    process, project,
    test::postgres::{self, Cluster},
};

const PEOPLE: usize = 1_000_000;
const PASSWORD: &str = "correct horse battery staple";
const EVERYBODY: &str = "Everybody";

const COMPANY: &str = "
[[company]]
name = \"Acme\"
slug = \"acme\"
domains = [\"acme.example\"]
[[company.account]]
email = \"ada@acme.example\"
first_name = \"Ada\"
last_name = \"Lovelace\"
password = \"correct horse battery staple\"
company_admin = true
[[company.account]]
email = \"grace@acme.example\"
first_name = \"Grace\"
last_name = \"Hopper\"
password = \"correct horse battery staple\"
company_admin = true
[[company.app]]
name = \"Expenses\"
slug = \"expenses\"
[[company.app.environment]]
name = \"Acceptance\"
url = \"https://app.example/\"
client_id = \"expenses\"
client_secret = \"measured-with\"
redirect_uris = [\"https://app.example/callback\"]
roles = [\"User\", \"Administrator\", \"Auditor\"]
";

/// On SQLite, then on PostgreSQL (the server that the tests use, or one of our own).
pub(crate) fn of_people(data: &Data) -> Result<Vec<Row>> {
    let mut build = std::process::Command::new("cargo");
    process::run(build.args(["build", "--locked", "--release", "-p", "latchkey-many-people"]))?;
    let mut rows = on(&format!("sqlite://{}-people", data.file()), "SQLite", data)?;
    let cluster = Cluster::unless_given()?;
    let server = match &cluster {
        Some(cluster) => cluster.url(),
        None => std::env::var(postgres::URL_VARIABLE)?,
    };
    let database = postgres::Database::on(&server, "latchkey_bench_people")?;
    rows.extend(on(&database.url, "PostgreSQL", data)?);
    Ok(rows)
}

/// How many people there are.
fn people() -> Result<usize> {
    let fewer = std::env::var("BENCH_PEOPLE").ok();
    let fewer = fewer.map(|number| number.parse().context("BENCH_PEOPLE is no number"));
    Ok(fewer.transpose()?.unwrap_or(PEOPLE))
}

fn on(url: &str, database: &str, data: &Data) -> Result<Vec<Row>> {
    let filled = Data {
        url: url.to_owned(),
        binary: data.binary.clone(),
    };
    let file = format!("{}-people.toml", data.file());
    fs::write(&file, COMPANY)?;
    platform::import_into(&filled, file.as_ref())?;
    let mut rows = vec![fill(url, database)?];
    let admin = Admin::on(Platform::start(&filled, None)?)?;
    println!("Reading pages in {database}");
    rows.extend(lists::measure(&admin, database)?);
    println!("Changing everybody's access in {database}");
    rows.extend(bulk::measure(&admin, database)?);
    println!("Writing everybody into a file in {database}");
    rows.extend(export::measure(&admin, database)?);
    let most = admin.platform.most_megabytes()?;
    let name = format!("Most memory of all that, {database}");
    rows.push(Row::at_most(name, most, 128.0, "MB"));
    Ok(rows)
}

fn fill(url: &str, database: &str) -> Result<Row> {
    let people = people()?;
    println!("Writing {people} people in {database}");
    let place = Place {
        url,
        company: "acme",
        client_id: "expenses",
        everybody: Some(EVERYBODY),
    };
    let began = Instant::now();
    many_people::write(&project::target().join("release/many-people"), &place, people)?;
    let name = format!("Writing {people} people, {database}");
    Ok(Row::shown(name, began.elapsed().as_secs_f64(), "s"))
}

/// The company's admin at the running server.
struct Admin {
    platform: Platform,
    cookie: String,
    /// The cookie of another admin.
    colleague: String,
    environment: String,
    everybody: String,
}

impl Admin {
    fn on(platform: Platform) -> Result<Self> {
        let mut connection = platform.connect()?;
        let mut sign_in = |username: &str| {
            let json = format!(r#"{{"username":"{username}","password":"{PASSWORD}"}}"#);
            connection.sign_in("/api/sign-in/password", &json)
        };
        let cookie = sign_in("ada@acme.example")?;
        let colleague = sign_in("grace@acme.example")?;
        let mut admin = Self {
            platform,
            cookie,
            colleague,
            environment: String::new(),
            everybody: String::new(),
        };
        let app = admin.get(&mut connection, "/api/apps/expenses")?;
        admin.environment = text(&app["environments"][0]["id"])?;
        let groups = admin.get(&mut connection, "/api/company/groups?search=everybody")?;
        admin.everybody = text(&groups["items"][0]["id"])?;
        Ok(admin)
    }

    fn get(&self, connection: &mut Connection, path: &str) -> Result<Value> {
        self.send(connection, "GET", path, "")
    }

    fn send(&self, connection: &mut Connection, method: &str, path: &str, body: &str) -> Result<Value> {
        Self::send_as(&self.cookie, connection, (method, path, body))
    }

    fn send_as(
        cookie: &str,
        connection: &mut Connection,
        (method, path, body): (&str, &str, &str),
    ) -> Result<Value> {
        let headers = [
            ("Cookie", cookie),
            ("Sec-Fetch-Site", "same-origin"),
            ("Content-Type", "application/json"),
        ];
        let answer = connection.send(method, path, &headers, body)?;
        ensure!(
            answer.status == 200,
            "{path} answered {}: {}",
            answer.status,
            answer.text()?
        );
        answer.json()
    }

    /// A path of the environment's.
    fn of_environment(&self, rest: &str) -> String {
        format!("/api/environments/{}/{rest}", self.environment)
    }
}

fn text(value: &Value) -> Result<String> {
    Ok(value
        .as_str()
        .context("the server named no identifier")?
        .to_owned())
}

/// What 50 and 99 of 100 requests stay within, in milliseconds.
struct Times {
    half: f64,
    most: f64,
}

impl From<Vec<Duration>> for Times {
    fn from(times: Vec<Duration>) -> Self {
        let times = sorted(times);
        Self {
            half: milliseconds(&times, 50),
            most: milliseconds(&times, 99),
        }
    }
}
