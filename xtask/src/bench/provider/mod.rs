//! Latchkey as OpenID provider under load, beside npm `oidc-provider`, which keeps everything in memory. Invariant: both
//! have the same core for themselves, by turns, and are asked by the same connections in the same way.

mod journey;
pub(super) mod load;
mod peer;

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use self::{
    load::{Load, at_once},
    peer::Peer,
};
use super::{
    Row,
    connection::{Answer, Connection},
    database::{CLIENT_SECRET, username},
    platform::{self, Data, Platform},
    speed::{self, CORE, milliseconds},
};
use crate::{process, project};

/// Connections that ask at once, each with a chain of refresh tokens of its own.
const CONNECTIONS: usize = 16;
/// Turns of each server, and how long one is.
const TURNS: usize = 3;
const TURN: Duration = Duration::from_secs(5);
/// The share of the store's own rate that has to be reached where the peer's is out of its reach.
const OF_THE_STORE: f64 = 0.8;
/// How long nobody asks before memory is measured.
const REST: Duration = Duration::from_secs(3);
/// How long each of the other endpoints is asked.
const QUESTIONS: Duration = Duration::from_secs(4);

/// What to name in the table: the algorithm, its client, and the rows.
struct Algorithm {
    client_id: &'static str,
    of_the_peer: &'static str,
    p99: &'static str,
    least: f64,
}

const ALGORITHMS: [Algorithm; 2] = [
    Algorithm {
        client_id: "es256",
        of_the_peer: "Refresh, ES256, durable, of oidc-provider in memory",
        p99: "Refresh, ES256, 16 at once, 99 of 100",
        least: 2.0,
    },
    Algorithm {
        client_id: "rs256",
        of_the_peer: "Refresh, RS256, durable, of oidc-provider in memory",
        p99: "Refresh, RS256, 16 at once, 99 of 100",
        least: 1.5,
    },
];

/// Refreshing, and what apps ask besides.
pub(crate) fn of_the_provider(data: &Data) -> Result<Vec<Row>> {
    let commits = commits_per_second(data)?;
    let platform = Platform::start(data, Some(CORE))?;
    let peer = Peer::start(CORE)?;
    let mut rows = vec![Row::shown(
        "The store alone: commits of what a refresh writes",
        commits,
        "/s",
    )];
    for algorithm in &ALGORITHMS {
        rows.extend(refreshing(algorithm, commits, &platform, &peer)?);
    }
    rows.extend(questions(&platform)?);
    // What is held for a next request, and not what one leaves behind.
    std::thread::sleep(REST);
    rows.push(Row::at_most(
        "Memory of its own after this load",
        platform.private_megabytes()?,
        35.0,
        "MB",
    ));
    Ok(rows)
}

/// How often the store can write down what a refresh changes, with nothing around it.
fn commits_per_second(data: &Data) -> Result<f64> {
    speed::build_yardstick("store-rate")?;
    println!("Committing with the store alone for 5 seconds");
    let file = format!("{}-alone", data.file());
    let mut program = platform::on_core(Some(CORE), &project::target().join("release/store-rate"));
    let printed = process::output_of(program.arg(format!("sqlite://{file}")));
    Ok(printed.context("store-rate cannot be run on one core")?.parse()?)
}

fn refreshing(algorithm: &Algorithm, commits: f64, platform: &Platform, peer: &Peer) -> Result<Vec<Row>> {
    let client = algorithm.client_id;
    println!("Refreshing {client} tokens over {CONNECTIONS} connections, by turns with oidc-provider");
    let mut ours = refresh_chains(platform, client)?;
    let mut theirs = chains(peer.port(), "/token", client, |connection, _| {
        let answer = connection.send("GET", &format!("/begin/{client}"), &[], "")?;
        text_in(&answer.json()?, "refresh_token")
    })?;
    let (mut of_ours, mut of_theirs) = (Load::default(), Load::default());
    // The first turn warms both up.
    for turn in 0..=TURNS {
        let length = if turn == 0 { TURN / 2 } else { TURN };
        let one = at_once(&mut theirs, peer.id(), length)?;
        let other = at_once(&mut ours, platform.id(), length)?;
        if turn > 0 {
            of_theirs.add(one);
            of_ours.add(other);
        }
    }
    let (ours, theirs) = (of_ours.per_second(), of_theirs.per_second());
    println!(
        "  {ours:.0} per second, {:.0} µs of a processor each; oidc-provider {theirs:.0}, {:.0} µs",
        of_ours.processor_microseconds(),
        of_theirs.processor_microseconds()
    );
    // Nobody can be asked for more than the store itself can do.
    let least = algorithm.least.min(OF_THE_STORE * commits / theirs);
    Ok(vec![
        Row::at_least(algorithm.of_the_peer, ours / theirs, least, "x"),
        Row::shown(algorithm.p99, milliseconds(&of_ours.sorted_times(), 99), "ms"),
    ])
}

/// As many connections to the platform as ask at once, each with a first refresh token of `client`.
pub(super) fn refresh_chains(platform: &Platform, client: &'static str) -> Result<Vec<Chain>> {
    chains(platform.port(), "/oauth/token", client, |connection, number| {
        journey::first_refresh_token(connection, client, &username(number))
    })
}

/// A connection with a refresh token, that uses it and keeps the next one.
pub(super) struct Chain {
    connection: Connection,
    path: &'static str,
    client: &'static str,
    refresh_token: String,
}

impl load::Asks for Chain {
    fn ask(&mut self) -> Result<()> {
        let form = format!(
            "grant_type=refresh_token&refresh_token={}&client_id={}&client_secret={CLIENT_SECRET}",
            self.refresh_token, self.client
        );
        let answer = self.connection.post_form(self.path, &form)?;
        ensure!(answer.status == 200, "a refresh answered {}", answer.status);
        let answer = answer.json()?;
        ensure!(answer["id_token"].is_string(), "a refresh gives an ID token");
        self.refresh_token = text_in(&answer, "refresh_token")?;
        Ok(())
    }
}

fn chains(
    port: u16,
    path: &'static str,
    client: &'static str,
    begin: impl Fn(&mut Connection, usize) -> Result<String>,
) -> Result<Vec<Chain>> {
    let chain = |number| {
        let mut connection = Connection::open(port)?;
        Ok(Chain {
            refresh_token: begin(&mut connection, number)?,
            connection,
            path,
            client,
        })
    };
    (0..CONNECTIONS).map(chain).collect()
}

pub(super) fn text_in(json: &Value, name: &str) -> Result<String> {
    let text = json[name].as_str();
    Ok(text
        .with_context(|| format!("no {name} in an answer"))?
        .to_owned())
}

/// What else apps ask, of one core.
fn questions(platform: &Platform) -> Result<Vec<Row>> {
    println!("Asking for introspection, userinfo, the configuration and the keys");
    let answer = {
        let mut connection = platform.connect()?;
        let first = journey::first_refresh_token(&mut connection, "es256", &username(0))?;
        let form = format!(
            "grant_type=refresh_token&refresh_token={first}&client_id=es256&client_secret={CLIENT_SECRET}"
        );
        connection.post_form("/oauth/token", &form)?.json()?
    };
    let access_token = text_in(&answer, "access_token")?;
    let bearer = format!("Bearer {access_token}");
    let form = format!("token={access_token}&client_id=es256&client_secret={CLIENT_SECRET}");
    let get = |path, headers: &[(&str, &str)], says: &str| {
        per_second(
            platform,
            |connection| connection.send("GET", path, headers, ""),
            says,
        )
    };
    Ok(vec![
        Row::shown(
            "Introspections on one core",
            per_second(
                platform,
                |connection| connection.post_form("/oauth/introspect", &form),
                "\"active\":true",
            )?,
            "/s",
        ),
        Row::shown(
            "Userinfo on one core",
            get("/oauth/userinfo", &[("Authorization", &bearer)], "\"email\"")?,
            "/s",
        ),
        Row::shown(
            "Provider's configuration on one core",
            get("/.well-known/openid-configuration", &[], "\"issuer\"")?,
            "/s",
        ),
        Row::shown(
            "Provider's keys on one core",
            get("/oauth/jwks", &[], "\"kid\"")?,
            "/s",
        ),
    ])
}

/// How often all connections together are answered so; each answer has to say `says`.
fn per_second(
    platform: &Platform,
    ask: impl Fn(&mut Connection) -> Result<Answer> + Sync,
    says: &str,
) -> Result<f64> {
    let asker = |_| {
        let (mut connection, ask) = (platform.connect()?, &ask);
        Ok(move || {
            let answer = ask(&mut connection)?;
            ensure!(
                answer.status == 200 && answer.text()?.contains(says),
                "an answer is not right"
            );
            Ok(())
        })
    };
    let mut askers = (0..CONNECTIONS).map(asker).collect::<Result<Vec<_>>>()?;
    // To warm up.
    at_once(&mut askers, platform.id(), QUESTIONS / 8)?;
    Ok(at_once(&mut askers, platform.id(), QUESTIONS)?.per_second())
}
