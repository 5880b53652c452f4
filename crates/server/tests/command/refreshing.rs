//! Killed while apps refresh their tokens, and started again: what was answered stays so.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use latchkey_server::clock::{Clock as _, SystemClock};
use latchkey_server::domain::consent::Agreement;
use latchkey_server::domain::email_address::EmailAddress;
use latchkey_server::domain::scopes::Scopes;
use latchkey_server::domain::session_lifetime::SignedInBy;
use latchkey_server::provider::refresh_token::RefreshToken;
use latchkey_server::secrets::SecretKey;
use latchkey_server::store::accounts::{self, NewAccount};
use latchkey_server::store::apps::{self, NewEnvironment, Registration};
use latchkey_server::store::companies::{self, Company};
use latchkey_server::store::token_families::{self, NewFamily};
use latchkey_server::store::{Store, Transaction, access, consents};
use serde_json::Value;

use crate::process::{Server, folder};

const CHAINS: usize = 8;
const HOUR_MS: i64 = 3_600_000;

/// An app that nobody has to prove to be, and a person who let it stay; returns its environment.
async fn app(transaction: &mut Transaction, now_ms: i64) -> String {
    let acme = Company {
        id: "acme".into(),
        slug: "acme".into(),
        name: "Acme".into(),
    };
    companies::upsert(transaction, &acme, now_ms)
        .await
        .expect("a company");
    let ada = NewAccount {
        id: "ada",
        company_id: &acme.id,
        email: &EmailAddress::parse("ada@acme.example").expect("an address"),
        first_name: "Ada",
        last_name: "Lovelace",
    };
    accounts::insert(transaction, &ada, now_ms)
        .await
        .expect("an account");
    let registration = Registration::default();
    let environment = NewEnvironment {
        app_id: &apps::upsert(transaction, &acme.id, "app", "App", now_ms)
            .await
            .expect("an app"),
        name: "Desktop",
        url: "https://app.example/",
        client_id: "desktop",
        client_secret_hash: None,
        registration: &registration,
    };
    let environment = apps::upsert_environment(transaction, &environment, now_ms)
        .await
        .expect("an environment");
    access::grant(transaction, &environment, "ada", &[], now_ms)
        .await
        .expect("access");
    let agreement = Agreement {
        granted: scopes(),
        declined: Scopes::default(),
    };
    consents::save(transaction, "ada", &environment, agreement, now_ms)
        .await
        .expect("consent");
    environment
}

fn scopes() -> Scopes {
    Scopes::parse("openid offline_access")
}

/// A family for each chain; their first refresh tokens.
async fn begin(store: &Store, key: &SecretKey) -> Vec<String> {
    let mut first = Vec::new();
    let now = SystemClock.now_ms();
    let mut transaction = store.begin().await.expect("begins");
    let environment = app(&mut transaction, now).await;
    for n in 0..CHAINS {
        let id = format!("family-{n}");
        let family = NewFamily {
            id: &id,
            authorization_request_id: &format!("request-{n}"),
            environment_id: &environment,
            account_id: "ada",
            session_id: "long-gone",
            signed_in_by: SignedInBy::Password,
            signed_in_at_ms: now,
            auth_time_known: true,
            second_factor: None,
            scopes: scopes(),
            offline: true,
            ends_at_ms: now + HOUR_MS,
        };
        token_families::insert(&mut transaction, &family, now)
            .await
            .expect("a family");
        let token = RefreshToken {
            family_id: id,
            generation: 0,
            created_at_ms: now,
            expires_at_ms: now + HOUR_MS,
        };
        first.push(token.to_token(key));
    }
    transaction.commit().await.expect("commits");
    first
}

/// Uses a refresh token: the next one, or the refusal. `Err` where the connection broke.
fn refresh(port: u16, token: &str) -> std::io::Result<Result<String, Value>> {
    let form = format!("grant_type=refresh_token&client_id=desktop&refresh_token={token}");
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    write!(
        stream,
        "POST /oauth/token HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{form}",
        form.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    // Cut off in the middle counts as not answered.
    let body = answer
        .split_once("\r\n\r\n")
        .and_then(|(_, body)| serde_json::from_str::<Value>(body).ok())
        .ok_or(std::io::ErrorKind::UnexpectedEof)?;
    Ok(match body["refresh_token"].as_str() {
        Some(next) => Ok(next.to_owned()),
        None => Err(body),
    })
}

/// Refreshes until the server is gone. All tokens that it was given, the last one maybe used without an answer.
fn go_on(port: u16, first: String, answered: &AtomicU32) -> Vec<String> {
    let mut given = vec![first];
    while let Ok(answer) = refresh(port, given.last().expect("the first")) {
        given.push(answer.unwrap_or_else(|refusal| panic!("{refusal} while all was well")));
        answered.fetch_add(1, Ordering::Relaxed);
    }
    given
}

#[tokio::test(flavor = "multi_thread")]
async fn no_refresh_token_that_was_answered_works_again_after_a_kill() {
    let folder = folder();
    let store = Store::open(&format!("sqlite://{}/latchkey.db", folder.path().display()))
        .await
        .expect("a store");
    let key = SecretKey::generate().expect("randomness");
    std::fs::write(folder.path().join("latchkey.db.key"), key.to_base64().as_str()).expect("writes the key");
    let first = begin(&store, &key).await;
    store.close().await;
    let server = Server::start(&folder);
    let (port, answered) = (server.port, AtomicU32::new(0));
    let chains = thread::scope(|scope| {
        let chains = first
            .into_iter()
            .map(|first| {
                let answered = &answered;
                scope.spawn(move || go_on(port, first, answered))
            })
            .collect::<Vec<_>>();
        let deadline = Instant::now() + Duration::from_secs(60);
        while answered.load(Ordering::Relaxed) < 100 {
            assert!(Instant::now() < deadline, "nobody is answered");
            thread::sleep(Duration::from_millis(1));
        }
        server.end("KILL");
        let chains = chains.into_iter().map(|chain| chain.join().expect("runs"));
        chains.collect::<Vec<_>>()
    });
    let server = Server::start(&folder);
    let port = server.port;
    for (n, given) in chains.iter().enumerate() {
        let (last, used) = given.split_last().expect("the first");
        if n % 2 == 0 {
            // It was used, or it was not: in no case twice.
            let works = (0..2).map(|_| refresh(port, last).expect("answers").is_ok());
            assert!(works.filter(|works| *works).count() <= 1, "{last} works twice");
        } else if let Some(before) = used.last() {
            let refusal = refresh(port, before).expect("answers").expect_err("was used");
            assert_eq!(refusal["error"], "invalid_grant", "{before}");
            assert!(
                refresh(port, last).expect("answers").is_err(),
                "and ended the others"
            );
        }
    }
    assert!(server.end("TERM").success());
}
