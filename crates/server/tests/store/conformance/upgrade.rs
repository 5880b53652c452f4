//! What a database of an earlier release is secured by when it is brought up to date.

use latchkey_contract::app_settings::EnvironmentSettings;
use latchkey_server::secrets::SecretKey;
use latchkey_server::store::sso_configurations;
use latchkey_server::store::{Store, former_addresses, upgrade_notices};
use latchkey_server::store::{apps, audit};
use latchkey_server::upgrade;
use serde_json::{Value, json};

use super::*;

const STEP: &str = include_str!("../../../../store/migrations/0020_secure_what_was_left.sql");
const JOBS: &str = include_str!("../../../../store/migrations/0042_jobs.sql");
const MAILS_AS_JOBS: &str = include_str!("../../../../store/migrations/0043_mails_as_jobs.sql");
const TAKEOVERS_AS_JOBS: &str = include_str!("../../../../store/migrations/0044_sso_takeovers_as_jobs.sql");
const MAILS: &str = include_str!("../../../../store/migrations/0003_mails.sql");
const LOGOUTS: &str = include_str!("../../../../store/migrations/0011_backchannel_logouts.sql");
/// As releases before the queue of jobs had them.
const PASSWORD_JOBS: &str = "CREATE TABLE password_jobs (id TEXT NOT NULL PRIMARY KEY, company_id TEXT NOT NULL, status TEXT NOT NULL,
    done BIGINT NOT NULL, total BIGINT NOT NULL, last_account_id TEXT NOT NULL, created_at_ms BIGINT NOT NULL,
    finished_at_ms BIGINT, replaced_at_ms BIGINT NOT NULL DEFAULT 0)";
const LINK_REQUESTS: &str = "CREATE TABLE link_requests (id TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, address TEXT NOT NULL,
    language TEXT NOT NULL, client_address TEXT NOT NULL, request_id TEXT NOT NULL, created_at_ms BIGINT NOT NULL, return_to TEXT)";

/// Runs the statements of a migration.
async fn run(transaction: &mut Transaction, migration: &'static str) {
    let code = migration
        .lines()
        .filter(|line| !line.trim_start().starts_with("--"));
    let code = code.collect::<Vec<_>>().join("\n");
    for statement in code.split(';').filter(|statement| !statement.trim().is_empty()) {
        sqlx::query(sqlx::AssertSqlSafe(statement.to_owned()))
            .execute(&mut **transaction)
            .await
            .expect("runs");
    }
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    id: String,
    target: String,
    label: String,
    payload: String,
    progress: String,
    run_at_ms: i64,
    attempts: i64,
    expires_at_ms: Option<i64>,
}

/// Mails, logouts, takeovers and requests for links that wait when a database of an earlier release is brought up to date.
pub(crate) async fn what_waited_in_an_earlier_release_waits_among_the_jobs(store: &Store) {
    let key = SecretKey::generate().expect("randomness");
    let sealed = key.seal("mail:m", "{}").expect("encrypts");
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    account(&mut transaction, &acme, "ada@acme.example").await;
    let app = apps::upsert(&mut transaction, &acme.id, "expenses", "Expenses", NOW)
        .await
        .expect("an app");
    let environment = apps::NewEnvironment {
        app_id: &app,
        name: "Test",
        url: "https://expenses.example/",
        client_id: "expenses",
        client_secret_hash: None,
        registration: &apps::Registration::of(&EnvironmentSettings::default(), None),
    };
    let environment = apps::upsert_environment(&mut transaction, &environment, NOW)
        .await
        .expect("an environment");
    run(&mut transaction, "DROP TABLE jobs; DROP TABLE paused_job_kinds").await;
    for table in [MAILS, LOGOUTS, PASSWORD_JOBS, LINK_REQUESTS] {
        run(&mut transaction, table).await;
    }
    for row in [
        format!("INSERT INTO mails VALUES ('m', '{sealed}', 'sign_up', 1, 2, 3, 40, 'no answer')"),
        format!("INSERT INTO backchannel_logouts VALUES ('s', '{environment}', 'account-ada@acme.example', 1, 2, 3, 40, NULL)"),
        format!("INSERT INTO password_jobs VALUES ('new', '{}', 'queued', 0, 9, '', 1, NULL, 7)", acme.id),
        format!("INSERT INTO password_jobs VALUES ('begun', '{}', 'running', 4, 9, 'account-4', 1, NULL, 0)", acme.id),
        format!("INSERT INTO password_jobs VALUES ('old', '{}', 'done', 9, 9, 'account-9', 1, 2, 0)", acme.id),
        r#"INSERT INTO link_requests VALUES ('l', 'sign_up', '"a"@acme.example', 'de', '::1', 'r', 1, '/apps?a="b"')"#.to_owned(),
    ] {
        sqlx::query(sqlx::AssertSqlSafe(row))
            .execute(&mut *transaction)
            .await
            .expect("inserts");
    }
    let link_requests = match transaction.backend_name() {
        "PostgreSQL" => include_str!("../../../../store/migrations/0045_link_requests_as_jobs.postgres.sql"),
        _ => include_str!("../../../../store/migrations/0045_link_requests_as_jobs.sqlite.sql"),
    };
    for step in [JOBS, MAILS_AS_JOBS, TAKEOVERS_AS_JOBS, link_requests] {
        run(&mut transaction, step).await;
    }
    let sql = "SELECT id, target, label, payload, COALESCE(progress, '') AS progress, run_at_ms, attempts, expires_at_ms FROM jobs";
    let jobs: Vec<Row> = sqlx::query_as(sql)
        .fetch_all(&mut *transaction)
        .await
        .expect("reads");
    assert_eq!(jobs.len(), 5, "{jobs:?}");
    let job = |id: &str| {
        jobs.iter()
            .find(|job| job.id.starts_with(id))
            .expect("it is there")
    };
    let mail = job("m");
    assert_eq!(
        (mail.label.as_str(), mail.run_at_ms, mail.attempts),
        ("sign_up", 2, 3)
    );
    assert_eq!(mail.expires_at_ms, Some(40));
    let purpose = latchkey_server::store::jobs::purpose("mail", "m");
    assert!(key.open(&purpose, &mail.payload).is_ok());
    let logout: Value = serde_json::from_str(&job("s.").payload).expect("JSON");
    assert_eq!(
        logout,
        json!({ "session_id": "s", "account_id": "account-ada@acme.example" })
    );
    assert_eq!(
        (&job("s.").target, job("s.").label.as_str()),
        (&environment, "expenses")
    );
    let takeover: Value = serde_json::from_str(&job("new").payload).expect("JSON");
    assert_eq!(takeover, json!({ "total": 9, "replaced_at_ms": 7 }));
    let place: Value = serde_json::from_str(&job("begun").progress).expect("JSON");
    assert_eq!(place, json!({ "done": 4, "last_account_id": "account-4" }));
    let request: Value = serde_json::from_str(&job("l").payload).expect("JSON");
    assert_eq!(
        request,
        json!({ "asked": "sign_up", "address": "\"a\"@acme.example", "language": "de", "return_to": "/apps?a=\"b\"",
                "client_address": "::1", "request_id": "r" })
    );
}

pub(crate) async fn an_upgrade_secures_what_was_left_open(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let wanted = configuration(&acme, "one");
    sso_configurations::upsert(&mut transaction, &wanted, NOW)
        .await
        .expect("a configuration");
    sso_configurations::set_active(&mut transaction, &acme.id, Some(&wanted.id), NOW)
        .await
        .expect("activates");
    let globex = company(&mut transaction, "globex").await;
    // Made at the time of the company, before it, and before it with a mailbox that was proven since.
    for (email, created_at_ms) in [
        ("now@globex.example", NOW),
        ("before@globex.example", 1),
        ("proven@globex.example", 1),
    ] {
        let id = format!("account-{email}");
        let account = accounts::NewAccount {
            id: &id,
            company_id: &globex.id,
            email: &address(email),
            first_name: "A",
            last_name: "B",
        };
        accounts::insert(&mut transaction, &account, created_at_ms)
            .await
            .expect("an account");
        set_password(&mut transaction, &id, Some("hash")).await;
        session(&mut transaction, &id, email, NOW + 1).await;
    }
    for (action, detail) in [
        ("password_reset", json!({})),
        (
            "address_changed",
            json!({ "from": "former@free.example", "to": "proven@globex.example" }),
        ),
    ] {
        let event = audit::Event {
            action,
            company_id: Some(&globex.id),
            actor_account_id: None,
            subject: Some("account-proven@globex.example"),
            detail,
        };
        audit::append(&mut transaction, &event, &Origin::default(), NOW + 1)
            .await
            .expect("appends");
    }
    // The step once more, over rows as an earlier release left them.
    run(&mut transaction, "DROP TABLE upgrade_notices").await;
    run(&mut transaction, PASSWORD_JOBS).await;
    run(&mut transaction, STEP).await;
    run(&mut transaction, TAKEOVERS_AS_JOBS).await;
    let left = "SELECT a.email FROM accounts a JOIN sessions s ON s.account_id = a.id
                WHERE a.password_hash IS NOT NULL ORDER BY a.email";
    let left: Vec<String> = sqlx::query_scalar(left)
        .fetch_all(&mut *transaction)
        .await
        .expect("reads");
    assert_eq!(left, ["now@globex.example", "proven@globex.example"]);
    let jobs = "SELECT target FROM jobs WHERE kind = 'sso_takeover'";
    let jobs: Vec<String> = sqlx::query_scalar(jobs)
        .fetch_all(&mut *transaction)
        .await
        .expect("reads");
    assert_eq!(jobs, [acme.id]);
    transaction.commit().await.expect("commits");

    upgrade::finish(store).await.expect("finishes");
    let mut transaction = store.begin().await.expect("begins");
    let found = former_addresses::accounts_ever_with(&mut transaction, &address("former@free.example")).await;
    assert_eq!(found.expect("reads"), ["account-proven@globex.example"]);
    let notices = upgrade_notices::take(&mut transaction).await.expect("reads");
    assert!(notices.is_empty(), "they are said once: {notices:?}");
}

pub(crate) async fn whoever_had_an_address_is_found_by_it(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let ada = account(&mut transaction, &acme, "ada@acme.example").await;
    let cause = Cause::of_operator("address_changed", json!({}));
    let (old, new) = (address("ada@acme.example"), address("lovelace@acme.example"));
    account_security::set_email(&mut transaction, &ada, &new, &cause, NOW)
        .await
        .expect("changes");
    // Somebody else takes the address that has become free.
    let next = accounts::NewAccount {
        id: "account-next",
        company_id: &acme.id,
        email: &old,
        first_name: "A",
        last_name: "B",
    };
    accounts::insert(&mut transaction, &next, NOW)
        .await
        .expect("an account");
    let by_old = former_addresses::accounts_ever_with(&mut transaction, &old)
        .await
        .expect("reads");
    assert_eq!(by_old, [ada.as_str(), "account-next"]);
    let by_new = former_addresses::accounts_ever_with(&mut transaction, &new)
        .await
        .expect("reads");
    assert_eq!(by_new, [ada]);
}
