//! Links open accounts: they are nowhere but in the mail.

use std::io::Write;
use std::sync::{Arc, Mutex};

use latchkey_contract::Language;
use tracing_subscriber::fmt::MakeWriter;

use crate::scene::{node, queue, reset, round};
use crate::sink::Sink;
use crate::support::{GLOBEX, Platform};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("the log").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn neither_the_log_nor_the_database_holds_an_address_or_a_link() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .finish();
    // For the whole process: a subscriber of one thread alone misses what other tests met first. What they log counts too.
    tracing::subscriber::set_global_default(subscriber).expect("nobody else listens");
    let platform = Platform::with("").await;
    // The sink repeats the address in its refusals.
    let sink = Sink::start(&[
        "--refuse",
        "refused@reader.example",
        "--not-now",
        "later@reader.example",
    ]);
    let node = node(&platform, &format!("smtp://127.0.0.1:{}", sink.port), None);
    for address in [
        "refused@reader.example",
        "later@reader.example",
        "taken@reader.example",
    ] {
        queue(&platform, address, Language::En, &reset(&platform)).await;
    }
    round(&node).await;
    assert_eq!(sink.wait_for(1).await.len(), 1);

    let log = String::from_utf8(log.0.lock().expect("the log").clone()).expect("text");
    for line in ["mail sent", "mail given up", "mail not sent"] {
        assert!(log.contains(line), "{line} in {log}");
    }
    assert!(log.contains("the server answered 451"), "{log}");
    for secret in ["reader.example", "s3cret-t0ken"] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
    assert_eq!(
        platform
            .count("SELECT COUNT(*) FROM jobs WHERE payload || label || last_error LIKE '%reader%' OR payload || label || last_error LIKE '%t0ken%'")
            .await,
        0
    );
    assert_eq!(
        platform
            .count("SELECT COUNT(*) FROM jobs WHERE last_error IS NOT NULL")
            .await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_moved_to_another_row_does_not_open() {
    let platform = Platform::with(GLOBEX).await;
    queue(&platform, "grace@globex.example", Language::En, &reset(&platform)).await;
    let app = &platform.app;
    let rows =
        latchkey_server::store::mails::all_after(&mut app.store.read().await.expect("a connection"), "", 1)
            .await;
    let row = &rows.expect("rows")[0];
    assert!(latchkey_server::mail::open(&app.secret_key, &row.id, &row.sealed).is_ok());
    assert!(latchkey_server::mail::open(&app.secret_key, "another", &row.sealed).is_err());
}
