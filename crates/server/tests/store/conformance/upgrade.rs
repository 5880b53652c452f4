//! What a database of an earlier release is secured by when it is brought up to date.

use latchkey_server::store::audit;
use latchkey_server::store::sso_configurations;
use latchkey_server::store::{Store, former_addresses, upgrade_notices};
use latchkey_server::upgrade;
use serde_json::json;

use super::*;

const STEP: &str = include_str!("../../../../store/migrations/0020_secure_what_was_left.sql");

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
    for statement in std::iter::once("DROP TABLE upgrade_notices").chain(STEP.split(';')) {
        let code = statement
            .lines()
            .filter(|line| !line.trim_start().starts_with("--"));
        if code.clone().all(|line| line.trim().is_empty()) {
            continue;
        }
        sqlx::query(sqlx::AssertSqlSafe(code.collect::<Vec<_>>().join("\n")))
            .execute(&mut *transaction)
            .await
            .expect("runs");
    }
    let left = "SELECT a.email FROM accounts a JOIN sessions s ON s.account_id = a.id
                WHERE a.password_hash IS NOT NULL ORDER BY a.email";
    let left: Vec<String> = sqlx::query_scalar(left)
        .fetch_all(&mut *transaction)
        .await
        .expect("reads");
    assert_eq!(left, ["now@globex.example", "proven@globex.example"]);
    let jobs = "SELECT company_id FROM password_jobs WHERE status = 'queued'";
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
