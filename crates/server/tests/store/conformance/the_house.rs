//! The audit trail, transactions, jobs, apps, and the schema itself.

use latchkey_server::store::audit::{self, Origin};
use latchkey_server::store::companies;
use latchkey_server::store::jobs::{self, Lease};
use latchkey_server::store::password_jobs::{self, KIND, TakeoverProgress};
use latchkey_server::store::{Store, Transaction, access, apps};
use serde_json::json;

use super::*;

pub(crate) async fn the_audit_trail_is_append_only(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let event = audit::Event {
        action: "signed_in",
        company_id: Some(&acme.id),
        actor_account_id: None,
        subject: Some("x"),
        detail: json!({ "a": 1 }),
    };
    audit::append(&mut transaction, &event, &Origin::default(), NOW)
        .await
        .expect("appends");
    transaction.commit().await.expect("commits");
    for sql in [
        "UPDATE audit_events SET action = 'other'",
        "DELETE FROM audit_events",
    ] {
        let mut transaction = store.begin().await.expect("begins");
        assert!(
            sqlx::query(sql).execute(&mut *transaction).await.is_err(),
            "{sql}"
        );
    }
    let mut connection = store.read().await.expect("a connection");
    let actions = audit::actions(&mut connection, &acme.id).await.expect("reads");
    assert_eq!(actions, [("signed_in".to_owned(), Some("x".to_owned()))]);
}

pub(crate) async fn what_is_not_committed_never_happened(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    company(&mut transaction, "acme").await;
    drop(transaction);
    let mut transaction = store.begin().await.expect("begins anew");
    assert_eq!(
        companies::by_slug(&mut transaction, "acme").await.expect("reads"),
        None
    );
}

pub(crate) async fn a_password_job_is_queued_where_none_will_come_to_a_password(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    companies::add_proven_domain(&mut transaction, &acme.id, &domain("acme.example"), NOW)
        .await
        .expect("adds");
    let guest = account(&mut transaction, &acme, "guest@elsewhere.example").await;
    let zoe = account(&mut transaction, &acme, "zoe@acme.example").await;
    set_password(&mut transaction, &guest, Some("hash")).await;
    let queue = async |transaction: &mut Transaction| {
        password_jobs::queue_where_passwords_are_left(transaction, &acme.id, NOW)
            .await
            .expect("queues")
            .is_some()
    };
    assert!(!queue(&mut transaction).await, "no password in its own domains");
    set_password(&mut transaction, &zoe, Some("hash")).await;
    assert!(queue(&mut transaction).await);
    assert!(!queue(&mut transaction).await, "that one will come to it");
    let lease = Lease {
        holder: "node",
        now_ms: NOW,
        until_ms: NOW + 60,
    };
    let mut leased = jobs::lease(&mut transaction, KIND, &acme.id, lease, 1)
        .await
        .expect("leases");
    let job = leased.remove(0);
    let place = TakeoverProgress {
        done: 1,
        last_account_id: zoe.clone(),
        ..TakeoverProgress::default()
    };
    // Few people and many are found in different ways.
    for total in [1, 1_000_000] {
        let from_the_first = (&TakeoverProgress::default(), total);
        let next = password_jobs::next_batch(&mut transaction, &acme.id, from_the_first, 10).await;
        assert_eq!(next.expect("reads"), [zoe.as_str()], "the guest is not theirs");
        let behind = password_jobs::next_batch(&mut transaction, &acme.id, (&place, total), 10).await;
        assert_eq!(behind.expect("reads"), [""; 0], "all are done");
    }
    let text = serde_json::to_string(&place).expect("JSON");
    assert!(
        jobs::save_progress(&mut transaction, &job, &text)
            .await
            .expect("saves")
    );
    set_password(&mut transaction, &zoe, None).await;
    let ada = account(&mut transaction, &acme, "ada@acme.example").await;
    set_password(&mut transaction, &ada, Some("hash")).await;
    assert!(queue(&mut transaction).await, "the first job has gone past her");
    assert!(!queue(&mut transaction).await, "the second one will come to her");
    set_password(&mut transaction, &ada, None).await;
    sqlx::query("DELETE FROM jobs")
        .execute(&mut *transaction)
        .await
        .expect("deletes");
    assert!(!queue(&mut transaction).await, "nothing is left");
}

pub(crate) async fn apps_are_updated_in_place_and_open_for_those_with_access(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let ada = account(&mut transaction, &acme, "ada@acme.example").await;
    let app = apps::upsert(&mut transaction, &acme.id, "expenses", "Expenses", NOW)
        .await
        .expect("an app");
    assert_eq!(
        apps::upsert(&mut transaction, &acme.id, "expenses", "Company Expenses", NOW)
            .await
            .expect("renamed"),
        app
    );
    apps::add_team_member(&mut transaction, &app, &ada)
        .await
        .expect("adds");
    apps::add_team_member(&mut transaction, &app, &ada)
        .await
        .expect("adds again");
    let registration = apps::Registration::default();
    let environment = apps::NewEnvironment {
        app_id: &app,
        name: "Test",
        url: "http://a",
        client_id: "c",
        client_secret_hash: None,
        registration: &registration,
    };
    let first = apps::upsert_environment(&mut transaction, &environment, NOW)
        .await
        .expect("an environment");
    let moved = apps::NewEnvironment {
        url: "http://b",
        ..environment
    };
    assert_eq!(
        apps::upsert_environment(&mut transaction, &moved, NOW)
            .await
            .expect("moved"),
        first
    );
    assert!(
        apps::openable_by(&mut transaction, &ada)
            .await
            .expect("reads")
            .is_empty()
    );
    access::grant(&mut transaction, &first, &ada, &["User".into()], NOW)
        .await
        .expect("grants");
    let openable = apps::openable_by(&mut transaction, &ada).await.expect("reads");
    assert_eq!(openable.len(), 1);
    assert_eq!(
        (openable[0].app.as_str(), openable[0].url.as_str()),
        ("Company Expenses", "http://b")
    );
}

pub(crate) async fn opening_twice_migrates_once(store: &Store) {
    store.ready().await.expect("answers");
    let mut connection = store.read().await.expect("a connection");
    let applied: Vec<String> =
        sqlx::query_scalar("SELECT description FROM _sqlx_migrations ORDER BY version")
            .fetch_all(&mut *connection)
            .await
            .expect("reads");
    let mut once = applied.clone();
    once.dedup();
    assert_eq!(applied, once);
    assert_eq!(applied.first().map(String::as_str), Some("foundation"));
}
