//! The audit trail, transactions, jobs, apps, and the schema itself.

use latchkey_server::store::audit::{self, Origin};
use latchkey_server::store::companies;
use latchkey_server::store::{Store, Transaction, apps, password_jobs};
use serde_json::json;

use super::*;

pub(crate) async fn the_audit_trail_is_append_only(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let event = audit::Event {
        action: "tried",
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
    assert_eq!(actions, [("tried".to_owned(), Some("x".to_owned()))]);
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

pub(crate) async fn a_password_job_goes_on_where_it_was(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    companies::add_proven_domain(&mut transaction, &acme.id, &domain("acme.example"), NOW)
        .await
        .expect("adds");
    for n in 0..450 {
        let id = account(&mut transaction, &acme, &format!("person{n:03}@acme.example")).await;
        set_password(&mut transaction, &id, Some("hash")).await;
    }
    let guest = account(&mut transaction, &acme, "guest@elsewhere.example").await;
    set_password(&mut transaction, &guest, Some("hash")).await;
    password_jobs::queue(&mut transaction, &acme.id, 0, NOW)
        .await
        .expect("queues");
    transaction.commit().await.expect("commits");
    let mut batches = 0;
    // A transaction a batch; each second one is lost, as if the process had been killed before its commit.
    for round in 0.. {
        let mut transaction = store.begin().await.expect("begins");
        let Some(job) = password_jobs::next(&mut transaction).await.expect("reads") else {
            break;
        };
        assert_eq!(job.total, 450);
        password_jobs::run_batch(&mut transaction, &job, &|_| true, NOW)
            .await
            .expect("runs");
        if round % 2 == 0 {
            transaction.commit().await.expect("commits");
            batches += 1;
        }
    }
    assert_eq!(batches, 4, "200, 200, 50, and the look that finds nothing left");
    let mut connection = store.read().await.expect("a connection");
    let sql = "SELECT COUNT(*) FROM accounts WHERE password_hash IS NOT NULL";
    let left: i64 = sqlx::query_scalar(sql)
        .fetch_one(&mut *connection)
        .await
        .expect("counts");
    assert_eq!(left, 1, "the guest of another domain keeps the password");
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
    let job = password_jobs::next(&mut transaction)
        .await
        .expect("reads")
        .expect("is there");
    password_jobs::run_batch(&mut transaction, &job, &|_| true, NOW)
        .await
        .expect("runs");
    let ada = account(&mut transaction, &acme, "ada@acme.example").await;
    set_password(&mut transaction, &ada, Some("hash")).await;
    assert!(queue(&mut transaction).await, "the first job has gone past her");
    while let Some(job) = password_jobs::next(&mut transaction).await.expect("reads") {
        password_jobs::run_batch(&mut transaction, &job, &|_| true, NOW)
            .await
            .expect("runs");
    }
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
    apps::grant(&mut transaction, &first, &ada, &["User".into()], NOW)
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
