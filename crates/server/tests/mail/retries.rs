//! What becomes of mails that a server does not take.

use latchkey_contract::Language;
use latchkey_server::domain::job_schedule::JITTER_PERCENT;
use latchkey_server::store::jobs::{self, Lease};

use crate::scene::{HOUR, node, queue, reset, round, waiting};
use crate::sink::Sink;
use crate::support::{GLOBEX, Platform};

const MINUTE: i64 = 60_000;

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_was_down_gets_the_mail_when_it_is_up() {
    let platform = Platform::with(GLOBEX).await;
    let port = Sink::start(&[]).port;
    let node = node(&platform, &format!("smtp://127.0.0.1:{port}"), None);
    queue(&platform, "grace@globex.example", Language::En, &reset(&platform)).await;
    round(&node).await;
    assert_eq!(waiting(&platform).await, 1);
    let sink = Sink::start_at(port, &[]);
    round(&node).await;
    assert!(sink.mails().is_empty(), "not before a minute is over");
    platform.clock.advance(MINUTE + MINUTE * JITTER_PERCENT / 100);
    round(&node).await;
    assert_eq!(sink.wait_for(1).await.len(), 1);
    assert_eq!(waiting(&platform).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_wants_to_wait_is_asked_after_growing_pauses() {
    let platform = Platform::with(GLOBEX).await;
    let sink = Sink::start(&["--not-now", "grace@globex.example"]);
    let node = node(&platform, &format!("smtp://127.0.0.1:{}", sink.port), None);
    queue(&platform, "grace@globex.example", Language::En, &reset(&platform)).await;
    for (tries, pause) in [(1, 1), (2, 2), (3, 4)] {
        round(&node).await;
        platform.clock.advance(pause * MINUTE - 1);
        round(&node).await;
        assert_eq!(platform.count("SELECT attempts FROM jobs").await, tries);
        platform.clock.advance(1 + pause * MINUTE * JITTER_PERCENT / 100);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recipient_that_is_refused_is_given_up_and_holds_up_nobody() {
    let platform = Platform::with(GLOBEX).await;
    let sink = Sink::start(&["--refuse", "nobody@globex.example"]);
    let node = node(&platform, &format!("smtp://127.0.0.1:{}", sink.port), None);
    queue(
        &platform,
        "nobody@globex.example",
        Language::En,
        &reset(&platform),
    )
    .await;
    queue(&platform, "grace@globex.example", Language::En, &reset(&platform)).await;
    round(&node).await;
    let mails = sink.wait_for(1).await;
    assert_eq!(mails[0].header("x-sink-to"), "grace@globex.example");
    assert_eq!(waiting(&platform).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_whose_link_has_expired_is_not_sent_any_more() {
    let platform = Platform::with(GLOBEX).await;
    let sink = Sink::start(&[]);
    let node = node(&platform, &format!("smtp://127.0.0.1:{}", sink.port), None);
    queue(&platform, "grace@globex.example", Language::En, &reset(&platform)).await;
    platform.clock.advance(HOUR);
    round(&node).await;
    assert!(sink.mails().is_empty());
    assert_eq!(waiting(&platform).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_send_a_mail_once() {
    let platform = Platform::with(GLOBEX).await;
    let sink = Sink::start(&["--together", "2"]);
    let url = format!("smtp://127.0.0.1:{}", sink.port);
    let (one, other) = (node(&platform, &url, None), node(&platform, &url, None));
    for number in 0..10 {
        let address = format!("reader-{number}@globex.example");
        queue(&platform, &address, Language::En, &reset(&platform)).await;
    }
    tokio::join!(round(&one), round(&other));
    let mails = sink.wait_for(10).await;
    let mut readers = mails
        .iter()
        .map(|mail| mail.header("x-sink-to"))
        .collect::<Vec<_>>();
    readers.sort_unstable();
    readers.dedup();
    assert_eq!((readers.len(), mails.len()), (10, 10));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_a_dead_node_had_taken_is_sent_by_another() {
    let platform = Platform::with(GLOBEX).await;
    let sink = Sink::start(&[]);
    let node = node(&platform, &format!("smtp://127.0.0.1:{}", sink.port), None);
    queue(&platform, "grace@globex.example", Language::En, &reset(&platform)).await;
    let app = &platform.app;
    let mut transaction = app.store.begin().await.expect("a transaction");
    let now_ms = app.clock.now_ms();
    let dead = Lease {
        holder: "dead",
        now_ms,
        until_ms: now_ms + 2 * MINUTE,
    };
    let taken = jobs::lease(&mut transaction, "mail", "", dead, 1).await;
    assert_eq!(taken.expect("taken").len(), 1);
    transaction.commit().await.expect("committed");
    round(&node).await;
    assert!(sink.mails().is_empty(), "it is taken");
    platform.clock.advance(2 * MINUTE);
    round(&node).await;
    assert_eq!(sink.wait_for(1).await.len(), 1);
}
