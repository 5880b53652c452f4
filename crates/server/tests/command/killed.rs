//! Killed in the middle of its work, and started again.

use std::time::{Duration, Instant};

use latchkey_contract::claim_mapping::ClaimMapping;
use latchkey_contract::sso_configurations::IdpKind;
use latchkey_server::domain::email_address::{EmailAddress, EmailDomain};
use latchkey_server::store::account_security::{self, Cause, NewPassword};
use latchkey_server::store::companies::{self, Company};
use latchkey_server::store::sso_configurations::{self, SsoConfiguration};
use latchkey_server::store::{Store, Transaction, accounts, password_jobs, password_links};

use crate::process::{Server, folder};

const PEOPLE: i64 = 12_000;

/// A company with a password for each of its people, and a job that is to take them away.
async fn with_a_long_job(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = Company {
        id: "acme".into(),
        slug: "acme".into(),
        name: "Acme".into(),
    };
    companies::upsert(&mut transaction, &acme, 0)
        .await
        .expect("a company");
    let domain = EmailDomain::parse("acme.example").expect("a domain");
    companies::add_proven_domain(&mut transaction, &acme.id, &domain, 0)
        .await
        .expect("a domain");
    for n in 0..PEOPLE {
        let account = accounts::NewAccount {
            id: &format!("account-{n:06}"),
            company_id: &acme.id,
            email: &EmailAddress::parse(&format!("person{n}@acme.example")).expect("an address"),
            first_name: "A",
            last_name: "B",
        };
        accounts::insert(&mut transaction, &account, 0)
            .await
            .expect("an account");
        let password = NewPassword {
            account_id: account.id,
            hash: Some("hash"),
            keeps_session: None,
        };
        let cause = Cause::of_operator("password_set", serde_json::json!({}));
        account_security::set_password(&mut transaction, &password, &cause, 0)
            .await
            .expect("a password");
    }
    activate(&mut transaction, &acme).await;
    password_jobs::queue(&mut transaction, &acme.id, 0, 0)
        .await
        .expect("a job");
    transaction.commit().await.expect("commits");
}

/// Without an active configuration nobody's password is taken away.
async fn activate(transaction: &mut Transaction, company: &Company) {
    let configuration = SsoConfiguration {
        id: "configuration".into(),
        company_id: company.id.clone(),
        company_slug: company.slug.clone(),
        name: "Acme".into(),
        endpoint_url: "https://idp.example".into(),
        client_id: "latchkey".into(),
        client_secret_sealed: String::new(),
        client_auth_method: None,
        scopes: vec!["openid".into(), "email".into()],
        claim_mapping: ClaimMapping {
            foreign_id: "sub".into(),
            username: "email".into(),
            first_name: None,
            last_name: None,
        },
        active: false,
        idp: IdpKind::Other,
        secret_id: String::new(),
        is_mapped: true,
        changed_by_account_id: None,
        updated_at_ms: 0,
        pilot_since_ms: None,
    };
    sso_configurations::upsert(transaction, &configuration, 0)
        .await
        .expect("a configuration");
    sso_configurations::set_active(transaction, &company.id, Some(&configuration.id), 0)
        .await
        .expect("it is active");
}

async fn number(store: &Store, sql: &'static str) -> i64 {
    let mut connection = store.read().await.expect("a connection");
    sqlx::query_scalar(sql)
        .fetch_one(&mut *connection)
        .await
        .expect("a number")
}

const DONE: &str = "SELECT COALESCE(MAX(json_extract(progress, '$.done')), 0) FROM jobs";
const TAKEN: &str = "SELECT COUNT(*) FROM accounts WHERE password_hash IS NULL";
const TOLD: &str = "SELECT COUNT(*) FROM audit_events WHERE action = 'account_taken_over_by_sso'";
const FINISHED: &str = "SELECT 1 - COUNT(*) FROM jobs";

async fn wait_until_more_than(store: &Store, sql: &'static str, least: i64) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while number(store, sql).await <= least {
        assert!(Instant::now() < deadline, "{sql} stays at {least}");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_job_goes_on_after_each_kill_and_ends() {
    let folder = folder();
    let store = Store::open(&format!("sqlite://{}/latchkey.db", folder.path().display()))
        .await
        .expect("a store");
    with_a_long_job(&store).await;
    let mut done = 0;
    for _ in 0..3 {
        let server = Server::start(&folder);
        // Another node than the one that was killed: it takes the job over when the lease has ended.
        wait_until_more_than(&store, DONE, done).await;
        server.end("KILL");
        done = number(&store, DONE).await;
        assert_eq!(number(&store, TAKEN).await, done, "a batch and its place are one");
    }
    assert!(done < PEOPLE, "it was killed in the middle, at {done}");
    let server = Server::start(&folder);
    wait_until_more_than(&store, FINISHED, 0).await;
    assert_eq!(
        (number(&store, TOLD).await, number(&store, TAKEN).await),
        (PEOPLE, PEOPLE),
        "each once"
    );
    store.close().await;
    assert!(server.end("TERM").success());
}

const MAILED: &str = "SELECT COUNT(*) FROM jobs WHERE kind = 'mail'";
const LINKED: &str = "SELECT COUNT(DISTINCT account_id) FROM mailed_links WHERE kind = 'set_password'";
const LINKS_LEFT: &str = "SELECT COUNT(*) FROM jobs WHERE kind = 'password_links'";
const STEP: i64 = 20;

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_mails_links_goes_on_after_each_kill_and_mails_nobody_twice() {
    let folder = folder();
    let store = Store::open(&format!("sqlite://{}/latchkey.db", folder.path().display()))
        .await
        .expect("a store");
    with_links_to_mail(&store, 3 * STEP).await;
    for steps in 1..3 {
        let server = Server::start(&folder);
        wait_until_more_than(&store, MAILED, (steps - 1) * STEP).await;
        server.end("KILL");
        let mailed = number(&store, MAILED).await;
        assert_eq!(mailed % STEP, 0, "a step is whole or not at all");
        assert_eq!(number(&store, LINKED).await, mailed);
    }
    let server = Server::start(&folder);
    while number(&store, LINKS_LEFT).await > 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(
        (number(&store, MAILED).await, number(&store, LINKED).await),
        (3 * STEP, 3 * STEP)
    );
    store.close().await;
    assert!(server.end("TERM").success());
}

/// A company whose people have no password, and whose single sign-on is de-activated.
async fn with_links_to_mail(store: &Store, people: i64) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = Company {
        id: "acme".into(),
        slug: "acme".into(),
        name: "Acme".into(),
    };
    companies::upsert(&mut transaction, &acme, 0)
        .await
        .expect("a company");
    let domain = EmailDomain::parse("acme.example").expect("a domain");
    companies::add_proven_domain(&mut transaction, &acme.id, &domain, 0)
        .await
        .expect("a domain");
    for n in 0..people {
        let account = accounts::NewAccount {
            id: &format!("account-{n:06}"),
            company_id: &acme.id,
            email: &EmailAddress::parse(&format!("person{n}@acme.example")).expect("an address"),
            first_name: "A",
            last_name: "B",
        };
        accounts::insert(&mut transaction, &account, 0)
            .await
            .expect("an account");
    }
    password_links::queue(&mut transaction, &acme.id, None, "", 0)
        .await
        .expect("a job");
    transaction.commit().await.expect("commits");
}
