//! Encrypted ways to the mail server, and that nothing goes another way.

use latchkey_contract::Language;

use crate::scene::{node, queue, reset, round, waiting};
use crate::sink::{Sink, certificate};
use crate::support::{GLOBEX, Platform};

fn sink(tls: &str, more: &[&str]) -> Sink {
    let (chain, key) = (certificate("localhost.pem"), certificate("localhost-key.pem"));
    let mut options = vec!["--tls", tls, "--certificate", chain.to_str().expect("a path")];
    options.extend(["--key", key.to_str().expect("a path")]);
    options.extend(more);
    Sink::start(&options)
}

/// Queues a mail, runs a round, and says how many still wait.
async fn left_after_a_round(url: &str, ca: Option<&str>) -> i64 {
    let platform = Platform::with(GLOBEX).await;
    queue(&platform, "grace@globex.example", Language::En, &reset(&platform)).await;
    round(&node(&platform, url, ca)).await;
    waiting(&platform).await
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_goes_by_starttls_and_by_smtps_with_a_password() {
    for (tls, scheme, query) in [("starttls", "smtp", "?tls=required"), ("smtps", "smtps", "")] {
        let more = ["--user", "platform", "--password", "p:ss/word"];
        let sink = sink(tls, &more);
        let url = |password| format!("{scheme}://platform:{password}@localhost:{}{query}", sink.port);
        assert_eq!(
            left_after_a_round(&url("p%3Ass%2Fword"), Some("authority.pem")).await,
            0,
            "{tls}"
        );
        let mails = sink.wait_for(1).await;
        assert_eq!(mails[0].header("to"), "grace@globex.example");
        if tls == "starttls" {
            assert_eq!(mails[0].header("x-sink-tls"), "yes");
        }
        // A wrong password is for the operator to repair: the mail waits.
        assert_eq!(
            left_after_a_round(&url("wrong"), Some("authority.pem")).await,
            1,
            "{tls}"
        );
        // A certificate of an authority that nobody trusts.
        assert_eq!(left_after_a_round(&url("p%3Ass%2Fword"), None).await, 1, "{tls}");
        assert_eq!(sink.mails().len(), 1, "{tls}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_starttls_gets_nothing_where_it_is_required() {
    let sink = Sink::start(&[]);
    let url = format!("smtp://localhost:{}?tls=required", sink.port);
    assert_eq!(left_after_a_round(&url, Some("authority.pem")).await, 1);
    assert!(sink.mails().is_empty());
}
