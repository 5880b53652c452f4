//! Attempts, sessions, and the throttle.

use std::collections::HashMap;

use futures_util::future::join_all;
use latchkey_server::domain::session_lifetime::Lifetime;
use latchkey_server::domain::throttle::{Admission, LONGEST_WINDOW_MS, RateLimit, WINDOW_MS};
use latchkey_server::secrets::BrowserSecrets;
use latchkey_server::store::companies;
use latchkey_server::store::sign_in_attempts;
use latchkey_server::store::{Store, session_ends, sessions, throttle, username_aliases};

use super::*;

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
    sessions::touch(&mut transaction, "a", lifetime, NOW + 5)
        .await
        .expect("touches");
    // As a node of an earlier release may do it: the sessions are still there.
    sqlx::query("UPDATE accounts SET deactivated_at_ms = 1 WHERE id = $1")
        .bind(&ada)
        .execute(&mut *transaction)
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
    assert!(
        session_ends::end(&mut transaction, "a", NOW)
            .await
            .expect("deletes")
    );
    assert!(
        !session_ends::end(&mut transaction, "a", NOW)
            .await
            .expect("deletes")
    );
    assert_eq!(deactivate(&mut transaction, &ada).await, 2);
    assert!(
        sessions::by_token_hash(&mut transaction, "d")
            .await
            .expect("reads")
            .is_some(),
        "others stay"
    );
}

/// Marked first, gone twelve hours later; meanwhile nothing brings it back.
pub(crate) async fn an_sso_session_is_kept_for_renewal_and_then_goes(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let ada = account(&mut transaction, &acme, "ada@acme.example").await;
    for (hash, signed_in_by) in [("sso", SignedInBy::Sso), ("password", SignedInBy::Password)] {
        let session = NewSession {
            id: &format!("id-{hash}"),
            token_hash: hash,
            account_id: &ada,
            signed_in_by,
            lifetime: Lifetime {
                expires_at_ms: NOW,
                ends_at_ms: NOW,
            },
            idp: None,
            auth_time_known: true,
            second_factor: None,
        };
        sessions::insert(&mut transaction, &session, NOW - 9, &Origin::default(), NOW - 9)
            .await
            .expect("a session");
    }
    for expected in [2, 0] {
        let purged = session_ends::purge_expired(&mut transaction, NOW)
            .await
            .expect("purges");
        assert_eq!(purged, expected);
    }
    let later = Lifetime {
        expires_at_ms: NOW + 9,
        ends_at_ms: NOW + 9,
    };
    sessions::touch(&mut transaction, "sso", later, NOW)
        .await
        .expect("touches");
    sessions::mark_ended(&mut transaction, "sso", NOW + 5)
        .await
        .expect("marks");
    for now_ms in [NOW + 1, NOW + 2] {
        sessions::mark_renewal(&mut transaction, "sso", now_ms)
            .await
            .expect("marks");
    }
    let found = sessions::by_token_hash(&mut transaction, "sso")
        .await
        .expect("reads");
    let found = found.expect("is there");
    assert_eq!(
        (found.ended_at_ms, found.lifetime.expires_at_ms),
        (Some(NOW), NOW)
    );
    assert_eq!(found.renewal_begun_at_ms, Some(NOW + 1), "the first time counts");
    let twelve_hours = 12 * 3_600_000;
    for (now_ms, expected) in [(NOW + twelve_hours - 1, 0), (NOW + twelve_hours, 1)] {
        let purged = session_ends::purge_expired(&mut transaction, now_ms)
            .await
            .expect("purges");
        assert_eq!(purged, expected);
    }
    session(&mut transaction, &ada, "live", NOW + 1).await;
    session_ends::delete_expired(&mut transaction, "live", NOW)
        .await
        .expect("deletes");
    assert!(
        session_ends::end(&mut transaction, "live", NOW)
            .await
            .expect("deletes"),
        "a live one stays"
    );
}

pub(crate) async fn usernames_stand_for_those_who_said_so(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let ada = account(&mut transaction, &acme, "ada@acme.example").await;
    let alan = account(&mut transaction, &acme, "alan@acme.example").await;
    let typed = address("Countess@ACME.example");
    for expected in [true, false] {
        let is_new = username_aliases::confirm(&mut transaction, &typed, &ada, NOW)
            .await
            .expect("confirms");
        assert_eq!(is_new, expected);
    }
    for (account_id, expected) in [(&ada, true), (&alan, false)] {
        let spelling = address("countess@acme.example");
        let is_alias = username_aliases::is_alias(&mut transaction, &spelling, account_id).await;
        assert_eq!(is_alias.expect("reads"), expected);
    }
}

async fn reserve(store: &Store, id: &str, account: &str, place: &str, now_ms: i64) -> Admission {
    let mut transaction = store.begin().await.expect("begins");
    let scopes = [(RateLimit::Account, account), (RateLimit::Address, place)];
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
        *admitted.entry(account).or_insert(0) += usize::from(verdict == Admission::Admitted);
    }
    assert_eq!(admitted, HashMap::from([(0, 10), (1, 10)]));
    assert!(matches!(
        reserve(store, "late", "account-0", "elsewhere", NOW + WINDOW_MS - 1).await,
        Admission::Refused { .. }
    ));
    assert_eq!(
        reserve(store, "later", "account-0", "elsewhere", NOW + WINDOW_MS).await,
        Admission::Admitted
    );
}

pub(crate) async fn places_that_were_given_back_are_free(store: &Store) {
    for n in 0..30 {
        assert_eq!(
            reserve(store, &format!("{n}"), "account", "place", NOW).await,
            Admission::Admitted
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
    let scopes = |name| [(RateLimit::Account, name)];
    throttle::reserve(&mut transaction, "old", &scopes("old"), NOW - LONGEST_WINDOW_MS)
        .await
        .expect("reserves");
    throttle::reserve(&mut transaction, "new", &scopes("new"), NOW)
        .await
        .expect("reserves");
    assert_eq!(
        session_ends::purge_expired(&mut transaction, NOW)
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

pub(crate) async fn what_no_identifier_can_be_finds_nothing(store: &Store) {
    let mut connection = store.read().await.expect("a connection");
    for text in ["\0", "", "x", "' OR 1=1 --"] {
        assert_eq!(
            sign_in_attempts::by_id_and_browser(&mut connection, text, &BrowserSecrets::new(["browser"]))
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
