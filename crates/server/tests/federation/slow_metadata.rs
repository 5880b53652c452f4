//! An identity provider whose metadata takes its time, while others use the platform. Invariant: whoever waits for it keeps no thread, no
//! connection to the database and no lock that another request needs.

use std::time::{Duration, Instant};

use latchkey_fake_idp::{Endpoint, Fault, Trouble};
use serde_json::json;

use super::sso_set_up_scene::{ANNA, SetUp};
use crate::support::Browser;

/// Number of admins who wait at once.
const WAITING: usize = 16;
/// Number of requests of others that are timed, and of their batches.
const ASKED: usize = 100;
const BATCHES: usize = 10;
/// Number of them that are answered while all the others wait, however slow the machine is.
const FEWEST: usize = 20;

/// How many requests of somebody who types an address were answered while `goes_on`, and the 99th of a hundred in the batch that other
/// programs of this machine disturbed least.
async fn asked(browser: &mut Browser, goes_on: impl Fn() -> bool) -> (usize, Duration) {
    let mut times = Vec::new();
    while times.len() < ASKED * BATCHES && goes_on() {
        let began = Instant::now();
        let answer = browser
            .post("/api/sign-in/discover", &json!({ "domain": "globex.example" }))
            .await;
        assert_eq!(answer.status, 200, "{answer:?}");
        times.push(began.elapsed());
    }
    let p99 = times.chunks(ASKED).map(|batch| {
        let mut batch = batch.to_vec();
        batch.sort_unstable();
        batch[(batch.len() - 1) * 99 / 100]
    });
    (times.len(), p99.min().unwrap_or_default())
}

/// That all of them are answered meanwhile is the proof; the numbers, which `--nocapture` shows, depend on the machine.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_waits_for_an_identity_provider_holds_nobody_else_up() {
    let set_up = SetUp::new().await;
    let anna = set_up.who(ANNA).await;
    let mut other = set_up.platform.browser();
    let (_, alone) = asked(&mut other, || true).await;
    set_up
        .idp
        .set_fault(Fault::Endpoint(Endpoint::Discovery, Trouble::Slow));
    let body = json!({ "endpoint_url": set_up.idp.issuer() });
    let waiting: Vec<_> = (0..WAITING)
        .map(|_| {
            let (mut anna, body) = (anna.clone(), body.clone());
            tokio::spawn(async move { anna.post("/api/company/idp-metadata", &body).await.json() })
        })
        .collect();
    while set_up.idp.requests().discovery < WAITING {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let all_wait = || waiting.iter().all(|waiting| !waiting.is_finished());
    let (answered, beside) = asked(&mut other, all_wait).await;
    assert!(answered >= FEWEST, "{answered} were answered meanwhile");
    println!(
        "p99 of others: {alone:?} alone, {beside:?} beside {WAITING} who wait: {:.2} times",
        beside.as_secs_f64() / alone.as_secs_f64()
    );
    for waiting in waiting {
        assert_eq!(waiting.await.expect("a report")["problem"], "unreachable");
    }
}
