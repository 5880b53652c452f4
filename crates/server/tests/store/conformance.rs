//! The promises.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::future::join_all;
use latchkey_contract::claim_mapping::ClaimMapping;
use latchkey_server::domain::email_address::{EmailAddress, EmailDomain};
use latchkey_server::domain::session_lifetime::{Lifetime, SignedInBy};
use latchkey_server::domain::sign_in_attempt::State;
use latchkey_server::domain::throttle::{Scope, Verdict, WINDOW_MS};
use latchkey_server::store::account_links::{self, ForeignIdentity};
use latchkey_server::store::audit::{self, Origin};
use latchkey_server::store::companies::{self, Company};
use latchkey_server::store::sessions::{self, NewSession};
use latchkey_server::store::sign_in_attempts::{self, SignInAttempt};
use latchkey_server::store::sso_configurations::{self, SsoConfiguration};
use latchkey_server::store::{Store, StoreError, Transaction, accounts, apps, password_jobs, throttle};
use serde_json::json;

const NOW: i64 = 1_800_000_000_000;

fn domain(name: &str) -> EmailDomain {
    EmailDomain::parse(name).expect("a domain")
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).expect("an address")
}

async fn company(transaction: &mut Transaction, slug: &str) -> Company {
    let company = Company {
        id: format!("company-{slug}"),
        slug: slug.into(),
        name: slug.to_uppercase(),
    };
    companies::upsert(transaction, &company, NOW)
        .await
        .expect("a company");
    company
}

async fn account(transaction: &mut Transaction, company: &Company, email: &str) -> String {
    let id = format!("account-{email}");
    let account = accounts::NewAccount {
        id: &id,
        company_id: &company.id,
        email: &address(email),
        first_name: "A",
        last_name: "B",
    };
    accounts::insert(transaction, &account, NOW)
        .await
        .expect("an account");
    id
}

fn configuration(company: &Company, name: &str) -> SsoConfiguration {
    SsoConfiguration {
        id: format!("configuration-{name}"),
        company_id: company.id.clone(),
        company_slug: company.slug.clone(),
        name: name.into(),
        endpoint_url: "https://idp.example".into(),
        client_id: "latchkey".into(),
        client_secret_sealed: "sealed".into(),
        client_auth_method: None,
        scopes: vec!["openid".into(), "email".into()],
        claim_mapping: ClaimMapping {
            foreign_id: "sub".into(),
            username: "email".into(),
            first_name: None,
            last_name: Some("family_name".into()),
        },
        active: false,
    }
}

pub(crate) async fn accounts_are_found_in_any_spelling_and_are_unique(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let id = account(&mut transaction, &acme, "Ada@ACME.example").await;
    transaction.commit().await.expect("commits");
    let mut connection = store.read().await.expect("a connection");
    let found = accounts::by_email(&mut connection, &address("aDA@acme.EXAMPLE."))
        .await
        .expect("reads")
        .expect("is there");
    assert_eq!(
        (found.id.as_str(), found.email.as_str()),
        (id.as_str(), "Ada@acme.example")
    );
    assert_eq!(
        accounts::by_email(&mut connection, &address("ada@acme.example.evil"))
            .await
            .expect("reads"),
        None
    );
    drop(connection);
    let mut transaction = store.begin().await.expect("begins");
    let again = accounts::NewAccount {
        id: "other",
        company_id: &acme.id,
        email: &address("ADA@acme.example"),
        first_name: "",
        last_name: "",
    };
    let refused = accounts::insert(&mut transaction, &again, NOW).await;
    assert!(matches!(refused, Err(StoreError::AlreadyExists)), "{refused:?}");
}

pub(crate) async fn a_domain_has_one_owner_and_federates_when_proven_and_active(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let name = domain("acme.example");
    assert!(
        !sso_configurations::is_federated(&mut transaction, &name)
            .await
            .expect("reads")
    );
    companies::add_proven_domain(&mut transaction, &acme.id, &name, NOW)
        .await
        .expect("adds");
    companies::add_proven_domain(&mut transaction, &acme.id, &name, NOW + 1)
        .await
        .expect("adds again");
    let wanted = configuration(&acme, "one");
    sso_configurations::upsert(&mut transaction, &wanted, NOW)
        .await
        .expect("inserts");
    assert!(
        !sso_configurations::is_federated(&mut transaction, &name)
            .await
            .expect("reads"),
        "a draft federates nothing"
    );
    sso_configurations::set_active(&mut transaction, &acme.id, Some(&wanted.id), NOW)
        .await
        .expect("activates");
    assert!(
        sso_configurations::is_federated(&mut transaction, &name)
            .await
            .expect("reads")
    );
    let active = sso_configurations::active_for_domain(&mut transaction, &name)
        .await
        .expect("reads");
    assert_eq!(
        active,
        Some(SsoConfiguration {
            active: true,
            ..wanted
        })
    );
    assert_eq!(
        companies::domain_owner(&mut transaction, &name)
            .await
            .expect("reads"),
        Some(acme.id.clone())
    );
    assert_eq!(
        companies::proven_domains(&mut transaction, &acme.id)
            .await
            .expect("reads"),
        std::slice::from_ref(&name)
    );
    sso_configurations::set_active(&mut transaction, &acme.id, None, NOW)
        .await
        .expect("deactivates");
    assert!(
        !sso_configurations::is_federated(&mut transaction, &name)
            .await
            .expect("reads")
    );
}

pub(crate) async fn at_most_one_configuration_is_active_whatever_the_race(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let names = ["a", "b", "c", "d", "e", "f"];
    for name in names {
        sso_configurations::upsert(&mut transaction, &configuration(&acme, name), NOW)
            .await
            .expect("inserts");
    }
    transaction.commit().await.expect("commits");
    let activations = names.map(|name| {
        let (store, company_id) = (store.clone(), acme.id.clone());
        tokio::spawn(async move {
            let mut transaction = store.begin().await?;
            sso_configurations::set_active(
                &mut transaction,
                &company_id,
                Some(&format!("configuration-{name}")),
                NOW,
            )
            .await?;
            transaction.commit().await
        })
    });
    let done = join_all(activations)
        .await
        .into_iter()
        .filter(|outcome| matches!(outcome, Ok(Ok(()))))
        .count();
    assert!(done >= 1, "one of them comes through");
    let mut connection = store.read().await.expect("a connection");
    let sql = "SELECT COUNT(*) FROM sso_configurations WHERE active = 1";
    let active: i64 = sqlx::query_scalar(sql)
        .fetch_one(&mut *connection)
        .await
        .expect("counts");
    assert_eq!(active, 1);
    drop(connection);
    let mut transaction = store.begin().await.expect("begins");
    let refused = sqlx::query("UPDATE sso_configurations SET active = 1")
        .execute(&mut *transaction)
        .await;
    assert!(refused.is_err(), "the database itself refuses a second one");
}

pub(crate) async fn links_are_unique_and_void_for_other_issuers_and_claims(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let ada = account(&mut transaction, &acme, "ada@acme.example").await;
    let identity = ForeignIdentity {
        company_id: &acme.id,
        issuer: "https://idp.example/",
        foreign_id_claim: "sub",
        foreign_id: "1",
    };
    account_links::insert(&mut transaction, identity, &ada, NOW)
        .await
        .expect("links");
    assert_eq!(
        account_links::linked_account(&mut transaction, identity)
            .await
            .expect("reads"),
        Some(ada.clone())
    );
    for other in [
        ForeignIdentity {
            issuer: "https://other.example/",
            ..identity
        },
        ForeignIdentity {
            foreign_id_claim: "oid",
            ..identity
        },
        ForeignIdentity {
            foreign_id: "2",
            ..identity
        },
        ForeignIdentity {
            company_id: "company-globex",
            ..identity
        },
    ] {
        assert_eq!(
            account_links::linked_account(&mut transaction, other)
                .await
                .expect("reads"),
            None
        );
    }
    let same = |issuer: &str| issuer.trim_end_matches('/') == "https://idp.example";
    let kept = account_links::delete_others(&mut transaction, &acme.id, same, "sub")
        .await
        .expect("deletes");
    assert_eq!(kept, 0, "what the caller calls the same issuer is no other");
    let elsewhere = account_links::delete_others(&mut transaction, "company-globex", |_| false, "sub")
        .await
        .expect("deletes");
    assert_eq!(elsewhere, 0, "another company's links are none of its business");
    let gone = account_links::delete_others(&mut transaction, &acme.id, same, "oid")
        .await
        .expect("deletes");
    assert_eq!(gone, 1, "another claim");
    account_links::insert(&mut transaction, identity, &ada, NOW)
        .await
        .expect("links again");
    let gone = account_links::delete_others(&mut transaction, &acme.id, |_| false, "sub")
        .await
        .expect("deletes");
    assert_eq!(gone, 1, "another issuer");
    assert!(
        !account_links::is_linked(&mut transaction, &ada, identity.issuer, "sub")
            .await
            .expect("reads")
    );
    account_links::insert(&mut transaction, identity, &ada, NOW)
        .await
        .expect("links once more");
    let second = account_links::insert(
        &mut transaction,
        ForeignIdentity {
            foreign_id: "2",
            ..identity
        },
        &ada,
        NOW,
    )
    .await;
    assert!(
        matches!(second, Err(StoreError::AlreadyExists)),
        "one identity per account and issuer: {second:?}"
    );
}

/// An identifier of the usual form.
fn attempt_id(name: &str) -> String {
    format!("00000000-0000-7000-8000-{name:0>12}").replace(|c: char| !c.is_ascii_hexdigit() && c != '-', "a")
}

fn attempt(company: &Company, name: &str, created_at_ms: i64) -> SignInAttempt {
    SignInAttempt {
        id: attempt_id(name),
        state_hash: format!("state-{name}"),
        browser_hash: "browser".into(),
        company_id: company.id.clone(),
        sso_configuration_id: "configuration".into(),
        settings_fingerprint: "settings".into(),
        status: State::SentToIdp,
        username: "ada@acme.example".into(),
        return_to: Some("/profile".into()),
        request_id: "request".into(),
        identity: None,
        created_at_ms,
    }
}

pub(crate) async fn an_attempt_advances_once_whatever_the_race(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let inserted = attempt(&acme, "1", NOW);
    sign_in_attempts::insert(&mut transaction, &inserted)
        .await
        .expect("inserts");
    transaction.commit().await.expect("commits");
    let advances = (0..20).map(|_| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut transaction = store.begin().await.expect("begins");
            let won = sign_in_attempts::advance(
                &mut transaction,
                &attempt_id("1"),
                State::SentToIdp,
                State::Returned,
                "r",
                Some("{}"),
            )
            .await;
            transaction.commit().await.expect("commits");
            won.expect("updates")
        })
    });
    let won = join_all(advances)
        .await
        .into_iter()
        .filter(|won| *won.as_ref().expect("runs"))
        .count();
    assert_eq!(won, 1);
    let mut connection = store.read().await.expect("a connection");
    let read = sign_in_attempts::by_state_hash(&mut connection, "state-1")
        .await
        .expect("reads");
    let expected = SignInAttempt {
        status: State::Returned,
        request_id: "r".into(),
        identity: Some("{}".into()),
        ..inserted
    };
    assert_eq!(read, Some(expected.clone()));
    assert_eq!(
        sign_in_attempts::by_id_and_browser(&mut connection, &attempt_id("1"), "browser")
            .await
            .expect("reads"),
        Some(expected)
    );
    assert_eq!(
        sign_in_attempts::by_id_and_browser(&mut connection, &attempt_id("1"), "another")
            .await
            .expect("reads"),
        None
    );
}

async fn session(transaction: &mut Transaction, account_id: &str, hash: &str, expires_at_ms: i64) {
    let session = NewSession {
        id: &format!("id-{hash}"),
        token_hash: hash,
        account_id,
        signed_in_by: SignedInBy::Password,
        lifetime: Lifetime {
            expires_at_ms,
            ends_at_ms: expires_at_ms,
        },
        idp: None,
    };
    sessions::insert(transaction, &session, &Origin::default(), NOW)
        .await
        .expect("a session");
}

pub(crate) async fn sessions_are_found_by_hash_and_end(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let ada = account(&mut transaction, &acme, "ada@acme.example").await;
    let alan = account(&mut transaction, &acme, "alan@acme.example").await;
    for hash in ["a", "b", "c"] {
        session(&mut transaction, &ada, hash, NOW + 1).await;
    }
    session(&mut transaction, &alan, "d", NOW + 1).await;
    let found = sessions::by_token_hash(&mut transaction, "a")
        .await
        .expect("reads")
        .expect("is there");
    assert_eq!(
        (found.email.as_str(), found.company_id.as_str(), found.deactivated),
        ("ada@acme.example", acme.id.as_str(), false)
    );
    let lifetime = Lifetime {
        expires_at_ms: NOW + 9,
        ends_at_ms: NOW + 1,
    };
    sessions::touch(&mut transaction, &found.id, lifetime, NOW + 5)
        .await
        .expect("touches");
    accounts::set_deactivated(&mut transaction, &ada, Some(NOW))
        .await
        .expect("updates");
    let found = sessions::by_token_hash(&mut transaction, "a")
        .await
        .expect("reads")
        .expect("is there");
    assert_eq!(
        (
            found.lifetime.expires_at_ms,
            found.last_seen_at_ms,
            found.deactivated
        ),
        (NOW + 9, NOW + 5, true)
    );
    assert!(sessions::delete(&mut transaction, "a").await.expect("deletes"));
    assert!(!sessions::delete(&mut transaction, "a").await.expect("deletes"));
    assert_eq!(
        sessions::delete_all_of(&mut transaction, &ada)
            .await
            .expect("deletes"),
        2
    );
    assert!(
        sessions::by_token_hash(&mut transaction, "d")
            .await
            .expect("reads")
            .is_some(),
        "others stay"
    );
}

async fn reserve(store: &Store, id: &str, account: &str, place: &str, now_ms: i64) -> Verdict {
    let mut transaction = store.begin().await.expect("begins");
    let scopes = [(Scope::Account, account), (Scope::Address, place)];
    let verdict = throttle::reserve(&mut transaction, id, &scopes, now_ms)
        .await
        .expect("reserves");
    transaction.commit().await.expect("commits");
    verdict
}

pub(crate) async fn the_throttle_is_exact_under_parallel_load(store: &Store) {
    let attempts = (0..60).map(|n| {
        let store = store.clone();
        tokio::spawn(async move {
            (
                n % 2,
                reserve(
                    &store,
                    &format!("{n}"),
                    &format!("account-{}", n % 2),
                    "place",
                    NOW,
                )
                .await,
            )
        })
    });
    let mut admitted = HashMap::new();
    for outcome in join_all(attempts).await {
        let (account, verdict) = outcome.expect("runs");
        *admitted.entry(account).or_insert(0) += usize::from(verdict == Verdict::Admitted);
    }
    assert_eq!(admitted, HashMap::from([(0, 10), (1, 10)]));
    assert!(matches!(
        reserve(store, "late", "account-0", "elsewhere", NOW + WINDOW_MS - 1).await,
        Verdict::Refused { .. }
    ));
    assert_eq!(
        reserve(store, "later", "account-0", "elsewhere", NOW + WINDOW_MS).await,
        Verdict::Admitted
    );
}

pub(crate) async fn places_that_were_given_back_are_free(store: &Store) {
    for n in 0..30 {
        assert_eq!(
            reserve(store, &format!("{n}"), "account", "place", NOW).await,
            Verdict::Admitted
        );
        let mut transaction = store.begin().await.expect("begins");
        throttle::refund(&mut transaction, &format!("{n}"))
            .await
            .expect("refunds");
        transaction.commit().await.expect("commits");
    }
}

pub(crate) async fn purging_takes_what_has_expired_and_nothing_else(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let ada = account(&mut transaction, &acme, "ada@acme.example").await;
    session(&mut transaction, &ada, "old", NOW).await;
    session(&mut transaction, &ada, "new", NOW + 1).await;
    sign_in_attempts::insert(&mut transaction, &attempt(&acme, "old", NOW))
        .await
        .expect("inserts");
    sign_in_attempts::insert(&mut transaction, &attempt(&acme, "new", NOW + 1))
        .await
        .expect("inserts");
    let scopes = |name| [(Scope::Account, name)];
    throttle::reserve(&mut transaction, "old", &scopes("old"), NOW - WINDOW_MS)
        .await
        .expect("reserves");
    throttle::reserve(&mut transaction, "new", &scopes("new"), NOW)
        .await
        .expect("reserves");
    assert_eq!(
        sessions::purge_expired(&mut transaction, NOW)
            .await
            .expect("purges"),
        1
    );
    assert_eq!(
        sign_in_attempts::purge(&mut transaction, NOW)
            .await
            .expect("purges"),
        1
    );
    assert_eq!(
        throttle::purge(&mut transaction, NOW).await.expect("purges"),
        2,
        "the attempt and its scope"
    );
    assert!(
        sessions::by_token_hash(&mut transaction, "new")
            .await
            .expect("reads")
            .is_some()
    );
    assert!(
        sign_in_attempts::by_state_hash(&mut transaction, "state-new")
            .await
            .expect("reads")
            .is_some()
    );
    assert_eq!(throttle::purge(&mut transaction, NOW).await.expect("purges"), 0);
}

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
        accounts::set_password_hash(&mut transaction, &id, Some("hash"))
            .await
            .expect("updates");
    }
    let guest = account(&mut transaction, &acme, "guest@elsewhere.example").await;
    accounts::set_password_hash(&mut transaction, &guest, Some("hash"))
        .await
        .expect("updates");
    password_jobs::queue(&mut transaction, &acme.id, NOW)
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
        password_jobs::run_batch(&mut transaction, &job, NOW)
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
    accounts::set_password_hash(&mut transaction, &guest, Some("hash"))
        .await
        .expect("updates");
    let queue = async |transaction: &mut Transaction| {
        password_jobs::queue_where_passwords_are_left(transaction, &acme.id, NOW)
            .await
            .expect("queues")
            .is_some()
    };
    assert!(!queue(&mut transaction).await, "no password in its own domains");
    accounts::set_password_hash(&mut transaction, &zoe, Some("hash"))
        .await
        .expect("updates");
    assert!(queue(&mut transaction).await);
    assert!(!queue(&mut transaction).await, "that one will come to it");
    let job = password_jobs::next(&mut transaction)
        .await
        .expect("reads")
        .expect("is there");
    password_jobs::run_batch(&mut transaction, &job, NOW)
        .await
        .expect("runs");
    let ada = account(&mut transaction, &acme, "ada@acme.example").await;
    accounts::set_password_hash(&mut transaction, &ada, Some("hash"))
        .await
        .expect("updates");
    assert!(queue(&mut transaction).await, "the first job has gone past her");
    while let Some(job) = password_jobs::next(&mut transaction).await.expect("reads") {
        password_jobs::run_batch(&mut transaction, &job, NOW)
            .await
            .expect("runs");
    }
    assert!(!queue(&mut transaction).await, "nothing is left");
}

pub(crate) async fn two_nodes_do_a_batch_once(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    companies::add_proven_domain(&mut transaction, &acme.id, &domain("acme.example"), NOW)
        .await
        .expect("adds");
    account(&mut transaction, &acme, "ada@acme.example").await;
    password_jobs::queue(&mut transaction, &acme.id, NOW)
        .await
        .expect("queues");
    transaction.commit().await.expect("commits");
    let read = password_jobs::next(&mut store.read().await.expect("a connection"))
        .await
        .expect("reads")
        .expect("is there");
    for _ in 0..2 {
        let mut transaction = store.begin().await.expect("begins");
        assert!(
            password_jobs::run_batch(&mut transaction, &read, NOW)
                .await
                .expect("runs")
        );
        transaction.commit().await.expect("commits");
    }
    let job = password_jobs::next(&mut store.read().await.expect("a connection"))
        .await
        .expect("reads")
        .expect("is there");
    assert_eq!(
        (job.done, job.total),
        (1, 1),
        "what both had read was done by one of them"
    );
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
    store.ping().await.expect("answers");
    let mut connection = store.read().await.expect("a connection");
    let applied: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM _sqlx_migrations")
        .fetch_one(&mut *connection)
        .await
        .expect("counts");
    assert_eq!(applied, 2);
}

/// Whether the task waits for a transaction that is open, and comes to its end once that is committed.
async fn waits_for(transaction: Transaction, waiting: tokio::task::JoinHandle<u64>) -> u64 {
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!waiting.is_finished(), "it has to wait");
    transaction.commit().await.expect("commits");
    waiting.await.expect("ends")
}

pub(crate) async fn a_sign_in_by_password_and_a_link_do_not_pass_each_other(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let ada = account(&mut transaction, &acme, "ada@acme.example").await;
    accounts::set_password_hash(&mut transaction, &ada, Some("hash"))
        .await
        .expect("updates");
    transaction.commit().await.expect("commits");
    let mut sign_in = store.begin().await.expect("begins");
    assert!(
        accounts::hold_credentials(&mut sign_in, &ada, "hash")
            .await
            .expect("holds")
    );
    let (other, account_id) = (store.clone(), ada.clone());
    let link = tokio::spawn(async move {
        let mut transaction = other.begin().await.expect("begins");
        accounts::set_password_hash(&mut transaction, &account_id, None)
            .await
            .expect("updates");
        let ended = sessions::delete_all_of(&mut transaction, &account_id)
            .await
            .expect("deletes");
        transaction.commit().await.expect("commits");
        ended
    });
    session(&mut sign_in, &ada, "late", NOW + 1).await;
    assert_eq!(
        waits_for(sign_in, link).await,
        1,
        "the session that came at the last moment ends with the others"
    );
    let mut transaction = store.begin().await.expect("begins");
    assert!(
        !accounts::hold_credentials(&mut transaction, &ada, "hash")
            .await
            .expect("asks"),
        "too late now"
    );
}

pub(crate) async fn an_activation_waits_for_whoever_decides_by_what_is_active(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    sso_configurations::upsert(&mut transaction, &configuration(&acme, "one"), NOW)
        .await
        .expect("inserts");
    transaction.commit().await.expect("commits");
    let mut deciding = store.begin().await.expect("begins");
    companies::hold(&mut deciding, &acme.id).await.expect("holds");
    let (other, company_id) = (store.clone(), acme.id.clone());
    let activation = tokio::spawn(async move {
        let mut transaction = other.begin().await.expect("begins");
        sso_configurations::set_active(&mut transaction, &company_id, Some("configuration-one"), NOW)
            .await
            .expect("activates");
        transaction.commit().await.expect("commits");
        1
    });
    let active = sso_configurations::active_of_company(&mut deciding, &acme.id)
        .await
        .expect("reads");
    assert_eq!(active, None);
    waits_for(deciding, activation).await;
}

pub(crate) async fn what_no_identifier_can_be_finds_nothing(store: &Store) {
    let mut connection = store.read().await.expect("a connection");
    for text in ["\0", "", "x", "' OR 1=1 --"] {
        assert_eq!(
            sign_in_attempts::by_id_and_browser(&mut connection, text, "browser")
                .await
                .expect("reads"),
            None
        );
        assert_eq!(
            companies::by_slug(&mut connection, text).await.expect("reads"),
            None
        );
    }
}
