//! Servers that share a queue on PostgreSQL, and are killed in the middle of it.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use latchkey_server::store::jobs::{NewJob, insert};
use latchkey_server::store::{Store, job_kinds};

use crate::database::EmptyDatabase;
use crate::process::{Server, folder};
use crate::sink::Sink;

/// How many people ask for a link.
const ASKED: usize = 600;
/// How many servers are killed.
const KILLS: usize = 3;
/// Longer than the lease of a request that a killed node leaves behind, on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// Each asks for an account with an address of their own.
async fn queue_requests(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    for n in 0..ASKED {
        let payload = format!(
            r#"{{"asked":"sign_up","address":"person-{n}@acme.example","language":"en","client_address":"","request_id":""}}"#
        );
        let job = NewJob {
            id: &format!("request-{n:04}"),
            kind: "link_request",
            target: "",
            label: "sign_up",
            idempotency_key: None,
            payload: &payload,
            is_sealed: false,
            expires_at_ms: None,
        };
        insert(&mut transaction, &job, 0).await.expect("queues");
    }
    transaction.commit().await.expect("commits");
}

async fn requests_left(store: &Store) -> i64 {
    let mut connection = store.read().await.expect("a connection");
    job_kinds::count(&mut connection, "link_request")
        .await
        .expect("counts")
}

/// Waits until a node holds requests that is not known yet, and makes it known.
async fn wait_for_another_node(store: &Store, known: &mut BTreeSet<String>) {
    let sql =
        "SELECT DISTINCT lease_holder FROM jobs WHERE kind = 'link_request' AND lease_holder IS NOT NULL";
    let deadline = Instant::now() + PATIENCE;
    let nodes_before = known.len();
    while known.len() == nodes_before {
        assert!(Instant::now() < deadline, "it takes no part");
        let mut connection = store.read().await.expect("a connection");
        let holders: Vec<String> = sqlx::query_scalar(sql)
            .fetch_all(&mut *connection)
            .await
            .expect("names");
        known.extend(holders);
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// A mail is queued in the transaction that ends its request, so that no kill queues it twice or loses it. Only the server that lives
/// sends: one that is killed between the mail server's answer and its own note of it would send that mail again.
#[tokio::test(flavor = "multi_thread")]
async fn each_mail_is_sent_once_though_servers_that_share_the_queue_are_killed() {
    let database = EmptyDatabase::on_postgres().await;
    let store = Store::open(&database.url).await.expect("a store");
    queue_requests(&store).await;
    let sink = Sink::start(&[]);
    let mail_server = format!("smtp://127.0.0.1:{}", sink.port);
    let shared = [
        ("LATCHKEY_DATABASE_URL", database.url.as_str()),
        (
            "LATCHKEY_SECRET_KEY",
            "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
        ),
    ];
    let sends = [&shared[..], &[("LATCHKEY_SMTP_URL", mail_server.as_str())]].concat();
    let folders = [folder(), folder()];
    let survivor = Server::start_with(&folders[0], &sends);
    let mut nodes = BTreeSet::new();
    wait_for_another_node(&store, &mut nodes).await;
    for _ in 0..KILLS {
        let killed = Server::start_with(&folders[1], &shared);
        wait_for_another_node(&store, &mut nodes).await;
        killed.end("KILL");
    }
    assert!(requests_left(&store).await > 0, "they were killed in the middle");
    let deadline = Instant::now() + PATIENCE;
    while requests_left(&store).await > 0 {
        assert!(Instant::now() < deadline, "requests stay");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let mails = sink.wait_for(ASKED).await;
    let readers: BTreeSet<&str> = mails.iter().map(|mail| mail.header("x-sink-to")).collect();
    assert_eq!((readers.len(), mails.len()), (ASKED, ASKED));
    assert!(survivor.end("TERM").success());
    assert_eq!(sink.mails().len(), ASKED, "and none came after");
    store.close().await;
    database.drop().await;
}
