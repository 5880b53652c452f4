//! `latchkey jobs`: what waits, and how it is held up.

use latchkey_server::store::jobs::{NewJob, insert};
use latchkey_server::store::{Store, job_kinds};

use crate::process::{Server, folder, latchkey, run};

#[tokio::test(flavor = "multi_thread")]
async fn a_kind_is_paused_on_all_nodes_until_it_is_resumed() {
    let folder = folder();
    let store = Store::open(&format!("sqlite://{}/latchkey.db", folder.path().display()))
        .await
        .expect("a store");
    let jobs = |arguments: &[&str]| {
        let output = latchkey(&folder, &[&["jobs"], arguments].concat(), &[]).output();
        let output = output.expect("runs");
        let text = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8(text).expect("text"))
    };
    assert!(jobs(&["pause", "link_request"]).1.starts_with("Paused"));
    assert!(jobs(&["pause", "link_request"]).1.contains("was paused before"));
    let (done, said) = jobs(&["pause", "no-such"]);
    assert!(
        !done
            && said.contains(
                "app_logout, bulk_access_change, email_domain_check, email_domain_watch, link_request, mail, password_links, recovery, second_factor_reminders, sso_notices, sso_secret_check, sso_takeover"
            ),
        "{said}"
    );
    let mut transaction = store.begin().await.expect("begins");
    for (id, kind) in [("held", "link_request"), ("free", "app_logout")] {
        let job = NewJob {
            id,
            kind,
            target: "",
            label: "",
            idempotency_key: None,
            payload: r#"{"session_id":"s","account_id":"a","asked":"sign_up","address":"zoe@acme.example","language":"en","client_address":"","request_id":""}"#,
            is_sealed: false,
            expires_at_ms: None,
        };
        insert(&mut transaction, &job, 0).await.expect("queues");
    }
    transaction.commit().await.expect("commits");
    let server = Server::start(&folder);
    let left = async |kind: &str| {
        let mut connection = store.read().await.expect("a connection");
        job_kinds::count(&mut connection, kind).await.expect("counts")
    };
    // The other kind goes on: a whole round has passed the paused one by.
    while left("app_logout").await > 0 {
        tokio::task::yield_now().await;
    }
    let (_, said) = jobs(&["list"]);
    let line = said
        .lines()
        .find(|line| line.starts_with("link_request"))
        .expect("a line");
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(words, ["link_request", "1", "0", "0", "paused"]);
    assert!(!said.contains("zoe"), "{said}");
    assert_eq!(left("link_request").await, 1);
    assert!(jobs(&["resume", "link_request"]).1.starts_with("Resumed"));
    while left("link_request").await > 0 {
        tokio::task::yield_now().await;
    }
    let mut connection = store.read().await.expect("a connection");
    assert!(
        job_kinds::paused(&mut connection)
            .await
            .expect("reads")
            .is_empty()
    );
    let sql = "SELECT COUNT(*) FROM audit_events WHERE action IN ('jobs_paused', 'jobs_resumed')";
    let told: i64 = sqlx::query_scalar(sql)
        .fetch_one(&mut *connection)
        .await
        .expect("reads");
    assert_eq!(told, 2, "the trail tells of each change");
    drop(connection);
    store.close().await;
    let (status, said) = run(latchkey(&folder, &["jobs", "resume", "mail"], &[]));
    assert!(status.success(), "{said}");
    assert!(server.end("TERM").success());
}
