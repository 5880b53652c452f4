//! Taking many people's sign-in over at once does what taking them over one after the other did.

use latchkey_server::domain::mailed_link::Kind;
use latchkey_server::store::account_security::{Cause, TakeOver, take_over_by_sso};
use latchkey_server::store::audit;
use latchkey_server::store::{Store, Transaction};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::json;
use sqlx::AssertSqlSafe;

use super::authorizations::{environment, environment_that_is_told};
use super::sso_takeover_model::one_by_one;
use super::*;

/// When the identity provider took the place of another one.
const REPLACED: i64 = NOW - 1_000;
/// The first two are one, in two spellings.
pub(super) const ISSUERS: [&str; 4] = [
    "https://idp.example",
    "https://idp.example/",
    "https://other.example/\"},\\",
    "https://third.example",
];
const WAYS: [SignedInBy; 5] = [
    SignedInBy::Password,
    SignedInBy::Passkey,
    SignedInBy::Sso,
    SignedInBy::Test,
    SignedInBy::Recovery,
];
const KINDS: [Kind; 4] = [
    Kind::ResetPassword,
    Kind::SetPassword,
    Kind::ConfirmAddress,
    Kind::Recovery,
];

/// A session: how it began, at which issuer, and how it stands.
#[derive(Debug, Clone)]
struct Signed {
    by: usize,
    issuer: Option<usize>,
    is_live: bool,
}

/// What an app holds: how it began, in which session (or in one that is gone), where, since when, and how it stands.
#[derive(Debug, Clone)]
struct Held {
    by: usize,
    session: usize,
    environment: usize,
    is_older: bool,
    is_revoked: bool,
    is_over: bool,
}

#[derive(Debug, Clone)]
struct Person {
    has_password: bool,
    sessions: Vec<Signed>,
    /// The kind, and whether it still works.
    links: Vec<(usize, bool)>,
    signs_up: bool,
    held: Vec<Held>,
    passkeys: Vec<bool>,
    browsers: usize,
}

fn person() -> impl Strategy<Value = Person> {
    let signed = (
        0..WAYS.len(),
        proptest::option::of(0..ISSUERS.len()),
        any::<bool>(),
    );
    let signed = signed.prop_map(|(by, issuer, is_live)| Signed { by, issuer, is_live });
    let held = (0..WAYS.len(), 0..4_usize, 0..3_usize, any::<[bool; 3]>());
    let held = held.prop_map(
        |(by, session, environment, [is_older, is_revoked, is_over])| Held {
            by,
            session,
            environment,
            is_older,
            is_revoked,
            is_over,
        },
    );
    // Some have nothing left.
    let whole = (
        any::<bool>(),
        vec(signed, 0..4),
        vec((0..KINDS.len(), any::<bool>()), 0..3),
        any::<bool>(),
        vec(held, 0..4),
        vec(any::<bool>(), 0..3),
        0..3_usize,
    );
    let empty = Person {
        has_password: false,
        sessions: Vec::new(),
        links: Vec::new(),
        signs_up: false,
        held: Vec::new(),
        passkeys: Vec::new(),
        browsers: 0,
    };
    let whole = whole.prop_map(
        |(has_password, sessions, links, signs_up, held, passkeys, browsers)| Person {
            has_password,
            sessions,
            links,
            signs_up,
            held,
            passkeys,
            browsers,
        },
    );
    prop_oneof![1 => Just(empty), 5 => whole]
}

async fn run(transaction: &mut Transaction, sql: String) {
    sqlx::query(AssertSqlSafe(sql.as_str()))
        .execute(&mut **transaction)
        .await
        .unwrap_or_else(|error| panic!("{error}: {sql}"));
}

fn text(value: Option<&str>) -> String {
    value.map_or("NULL".to_owned(), |value| format!("'{value}'"))
}

/// Makes the person number `n`; returns the account.
async fn make(
    transaction: &mut Transaction,
    acme: &Company,
    environments: &[String],
    n: usize,
    person: &Person,
) -> String {
    let email = format!("p{n}@acme.example");
    let id = account(transaction, acme, &email).await;
    if person.has_password {
        run(
            transaction,
            format!("UPDATE accounts SET password_hash = 'hash' WHERE id = '{id}'"),
        )
        .await;
    }
    for (at, session) in person.sessions.iter().enumerate() {
        let ends = if session.is_live { NOW + 5_000 } else { NOW - 5 };
        run(
            transaction,
            format!(
                "INSERT INTO sessions (token_hash, id, account_id, signed_in_by, created_at_ms, last_seen_at_ms, expires_at_ms,
                                       ends_at_ms, user_agent, client_address, idp_issuer)
                 VALUES ('{n}-{at}', 'session-{n}-{at}', '{id}', '{}', 1, 1, {ends}, {ends}, '', '', {})",
                WAYS[session.by].as_str(),
                text(session.issuer.map(|issuer| ISSUERS[issuer]))
            ),
        )
        .await;
    }
    let mine = person
        .links
        .iter()
        .map(|(kind, works)| (KINDS[*kind], *works, Some(id.as_str())));
    let sign_up = person.signs_up.then_some((Kind::SignUp, true, None));
    for (at, (kind, works, owner)) in mine.chain(sign_up).enumerate() {
        let expires = if works { NOW + 5_000 } else { NOW };
        run(
            transaction,
            format!(
                "INSERT INTO mailed_links (token_hash, id, kind, address, address_key, account_id, payload, created_at_ms, expires_at_ms)
                 VALUES ('{n}-{at}', 'link-{n}-{at}', '{}', '{email}', '{email}', {}, '{{}}', 1, {expires})",
                kind.as_str(),
                text(owner)
            ),
        )
        .await;
    }
    for (at, held) in person.held.iter().enumerate() {
        let created = if held.is_older { REPLACED - 1 } else { REPLACED };
        let ends = if held.is_over { NOW } else { NOW + 5_000 };
        let revoked = if held.is_revoked { "7" } else { "NULL" };
        run(
            transaction,
            format!(
                "INSERT INTO token_families (id, authorization_request_id, environment_id, account_id, session_id, signed_in_by,
                                             signed_in_at_ms, scopes, offline, created_at_ms, ends_at_ms, revoked_at_ms)
                 VALUES ('family-{n}-{at}', 'request-{n}-{at}', '{}', '{id}', 'session-{n}-{}', '{}', 1, 'openid', 1, {created}, {ends},
                         {revoked})",
                environments[held.environment],
                held.session,
                WAYS[held.by].as_str()
            ),
        )
        .await;
    }
    for (at, opens_alone) in person.passkeys.iter().enumerate() {
        run(
            transaction,
            format!(
                "INSERT INTO passkeys (id, account_id, credential_id, user_handle, public_key, algorithm, sign_count, backup_eligible,
                                       backed_up, transports, name, added_at_ms, opens_alone)
                 VALUES ('passkey-{n}-{at}', '{id}', '{n}-{at}', '{n}', '', -7, 0, 0, 0, '', '', 1, {})",
                i64::from(*opens_alone)
            ),
        )
        .await;
    }
    for at in 0..person.browsers {
        run(
            transaction,
            format!(
                "INSERT INTO remembered_browsers (id, account_id, token_hash, user_agent, client_address, remembered_at_ms, expires_at_ms)
                 VALUES ('browser-{n}-{at}', '{id}', '{n}-{at}', '', '', 1, {})",
                NOW + 5_000
            ),
        )
        .await;
    }
    id
}

/// All that a take-over writes.
const READ: [&str; 8] = [
    "SELECT id || ' ' || COALESCE(password_hash, '-') FROM accounts",
    "SELECT id FROM sessions",
    "SELECT id || ' ' || COALESCE(CAST(replaced_at_ms AS TEXT), '-') FROM mailed_links",
    "SELECT id FROM remembered_browsers",
    "SELECT id || ' ' || CAST(opens_alone AS TEXT) FROM passkeys",
    "SELECT id || ' ' || COALESCE(CAST(revoked_at_ms AS TEXT), '-') FROM token_families",
    "SELECT id || ' ' || kind || ' ' || target || ' ' || label || ' ' || COALESCE(idempotency_key, '-') || ' ' || payload || ' '
       || CAST(is_sealed + created_at_ms + run_at_ms + expires_at_ms AS TEXT) FROM jobs",
    "SELECT subject || ' ' || action || ' ' || company_id || ' ' || COALESCE(actor_account_id, '-') || ' ' || detail || ' '
       || client_address || request_id || CAST(at_ms AS TEXT) FROM audit_events ORDER BY id",
];

async fn read(transaction: &mut Transaction) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for sql in READ {
        let rows: Vec<String> = sqlx::query_scalar(sql)
            .fetch_all(&mut **transaction)
            .await
            .expect("reads");
        all.push(rows);
    }
    // Events in their order, the others by what they are.
    let (_, rows) = all.split_last_mut().expect("some");
    rows.iter_mut().for_each(|rows| rows.sort());
    all
}

pub(crate) async fn people_are_taken_over_at_once_as_one_by_one(store: &Store) {
    let mut runner = TestRunner::deterministic();
    for round in 0..6_i64 {
        let people = vec(person(), 1..30)
            .new_tree(&mut runner)
            .expect("people")
            .current();
        let mut transaction = store.begin().await.expect("begins");
        let acme = company(&mut transaction, "acme").await;
        let environments = [
            environment(&mut transaction, &acme, "silent").await,
            environment_that_is_told(&mut transaction, &acme, "told").await,
            environment_that_is_told(&mut transaction, &acme, "gone").await,
        ];
        run(
            &mut transaction,
            format!(
                "UPDATE app_environments SET deleted_at_ms = 1 WHERE id = '{}'",
                environments[2]
            ),
        )
        .await;
        let mut ids = Vec::new();
        for (n, person) in people.iter().enumerate() {
            ids.push(make(&mut transaction, &acme, &environments, n, person).await);
        }
        ids.sort();
        // The last one is not among them.
        let batch = &ids[..ids.len() - 1];
        let by = TakeOver {
            is_issuer: &|issuer| issuer.trim_end_matches('/') == ISSUERS[0],
            replaced_at_ms: if round % 2 == 0 { REPLACED } else { 0 },
        };
        let cause = Cause::of_operator("account_taken_over_by_sso", json!({ "job": "j" }));
        run(&mut transaction, "SAVEPOINT people".to_owned()).await;
        for id in batch {
            one_by_one(&mut transaction, id, &by, &cause, NOW).await;
        }
        let expected = read(&mut transaction).await;
        run(&mut transaction, "ROLLBACK TO people".to_owned()).await;
        take_over_by_sso(&mut transaction, batch, &by, &cause, NOW)
            .await
            .expect("takes over");
        assert_eq!(
            read(&mut transaction).await,
            expected,
            "round {round}: {people:#?}"
        );
    }
}

/// What an event says is stored as it is, whatever its texts, and in the order of the events.
pub(crate) async fn many_events_are_appended_as_one_by_one(store: &Store) {
    let texts = [
        "plain",
        "\"quoted\\",
        "{\"a\":1}",
        "a\nb\tc",
        "12",
        "名前 'x'",
        "\\u0041",
    ];
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let events: Vec<_> = texts
        .iter()
        .cycle()
        .take(2_500)
        .enumerate()
        .map(|(at, text)| audit::Event {
            action: "signed_in",
            company_id: (at % 2 == 0).then_some(acme.id.as_str()),
            actor_account_id: (at % 3 == 0).then_some(*text),
            subject: Some(text),
            detail: json!({ "text": text, "at": at }),
        })
        .collect();
    let origin = Origin {
        client_address: "198.51.100.7".into(),
        user_agent: String::new(),
        request_id: "request-'\"".into(),
        language: None,
    };
    audit::append_all(&mut transaction, &events, &origin, NOW)
        .await
        .expect("appends");
    let at_once = rows(&mut transaction).await;
    for event in &events {
        audit::append(&mut transaction, event, &origin, NOW)
            .await
            .expect("appends");
    }
    let both = rows(&mut transaction).await;
    assert_eq!(both.len(), 2 * events.len());
    assert_eq!(both[..events.len()], at_once[..]);
    assert_eq!(both[events.len()..], at_once[..]);
}

async fn rows(transaction: &mut Transaction) -> Vec<String> {
    let sql = "SELECT action || '|' || COALESCE(company_id, '-') || '|' || COALESCE(actor_account_id, '-') || '|' || COALESCE(subject, '-')
                 || '|' || detail || '|' || client_address || '|' || request_id || '|' || CAST(at_ms AS TEXT)
               FROM audit_events ORDER BY id";
    let rows = sqlx::query_scalar(sql).fetch_all(&mut **transaction).await;
    rows.expect("reads")
}
