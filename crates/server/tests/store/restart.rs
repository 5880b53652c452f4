//! PostgreSQL that restarts, as its clients see it: connections that it ends, nobody there for a while, and then it is back.
//! The server of these tests is other people's too, so a gate in front of it does the going and coming.

use std::sync::Arc;
use std::time::{Duration, Instant};

use latchkey_server::store::companies::{self, Company};
use latchkey_server::store::{Store, StoreError};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::database::Database;

/// Lets connections through while it is open; closing it cuts them.
struct Gate {
    port: u16,
    open: watch::Sender<bool>,
}

impl Gate {
    async fn before(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (open, is_open) = watch::channel(true);
        let server: Arc<str> = server.into();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(pass(client, server.clone(), is_open.clone()));
            }
        });
        Self { port, open }
    }

    fn open(&self) {
        self.open.send(true).expect("the gate stands");
    }

    /// Is closed, with every connection cut, when it returns: what is written afterwards reaches nobody.
    async fn close(&self) {
        self.open.send(false).expect("the gate stands");
        // Each connection holds a receiver until it is cut; the listener's own stays.
        while self.open.receiver_count() > 1 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

async fn pass(mut client: TcpStream, server: Arc<str>, mut is_open: watch::Receiver<bool>) {
    if !*is_open.borrow_and_update() {
        return;
    }
    let Ok(mut server) = TcpStream::connect(&*server).await else {
        return;
    };
    tokio::select! {
        _ = tokio::io::copy_bidirectional(&mut client, &mut server) => {}
        _ = is_open.changed() => {}
    }
}

fn company(slug: &str) -> Company {
    Company {
        id: slug.into(),
        slug: slug.into(),
        name: slug.into(),
    }
}

async fn exists(store: &Store, slug: &str) -> Result<bool, StoreError> {
    let mut connection = store.read().await?;
    Ok(companies::by_slug(&mut connection, slug).await?.is_some())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_restart_cuts_off_has_not_happened_and_five_seconds_later_all_is_well() {
    let database = Database::postgres().await;
    let url = url::Url::parse(database.url()).expect("a URL");
    let behind = format!(
        "{}:{}",
        url.host_str().expect("a host"),
        url.port().unwrap_or(5432)
    );
    let gate = Gate::before(behind).await;
    let mut through_the_gate = url.clone();
    through_the_gate.set_host(Some("127.0.0.1")).expect("a host");
    through_the_gate.set_port(Some(gate.port)).expect("a port");
    let store = Store::open(through_the_gate.as_str()).await.expect("a store");
    let mut cut = store.begin().await.expect("begins");
    companies::upsert(&mut cut, &company("cut"), 0)
        .await
        .expect("in mid-flow");

    gate.close().await;
    let refused = cut.commit().await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    for _ in 0..3 {
        let began = Instant::now();
        let refused = exists(&store, "cut").await;
        assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
        assert!(began.elapsed() < Duration::from_secs(8), "it is said in time");
    }

    gate.open();
    let back = Instant::now();
    while exists(&store, "cut").await.is_err() {
        assert!(back.elapsed() < Duration::from_secs(5), "it does not recover");
    }
    assert!(!exists(&store, "cut").await.expect("reads"), "it never happened");
    let mut transaction = store.begin().await.expect("begins");
    companies::upsert(&mut transaction, &company("kept"), 0)
        .await
        .expect("writes");
    transaction.commit().await.expect("commits");
    assert!(exists(&store, "kept").await.expect("reads"));
    store.close().await;
    database.drop().await;
}

/// An administrator, or a shutdown, ends the connections one by one.
#[tokio::test(flavor = "multi_thread")]
async fn connections_that_the_server_ends_are_made_anew() {
    let database = Database::postgres().await;
    let store = &database.store;
    let mut cut = store.begin().await.expect("begins");
    companies::upsert(&mut cut, &company("cut"), 0)
        .await
        .expect("in mid-flow");
    // All of this database's but the one that asks, which is ended last.
    let sql =
        "SELECT COUNT(*) FILTER (WHERE pg_terminate_backend(pid, 10000)) FROM pg_stat_activity WHERE datname = current_database()
               AND pid <> pg_backend_pid()";
    let mut connection = store.read().await.expect("a connection");
    let ended: i64 = sqlx::query_scalar(sql)
        .fetch_one(&mut *connection)
        .await
        .expect("ends them");
    assert!(ended >= 1);
    drop(connection);
    let refused = cut.commit().await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    assert!(!exists(store, "cut").await.expect("reads at once"));
    database.drop().await;
}
