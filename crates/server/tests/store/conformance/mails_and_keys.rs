//! What two nodes share: mails that wait, and the keys that sign.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures_util::future::join_all;
use latchkey_contract::Language;
use latchkey_server::clock::ManualClock;
use latchkey_server::mail::{self, Message, Recipient};
use latchkey_server::provider::key_ring::KeyRing;
use latchkey_server::secrets::SecretKey;
use latchkey_server::store::mails::{self, NewMail};
use latchkey_server::store::signing_keys::{self, SigningKey};
use latchkey_server::store::{Store, StoreError};

use super::*;

async fn mail(transaction: &mut Transaction, id: &str, now_ms: i64, expires_at_ms: i64) {
    let mail = NewMail {
        id,
        sealed: "sealed",
        kind: "test",
        expires_at_ms,
    };
    mails::insert(transaction, &mail, now_ms).await.expect("a mail");
}

async fn due(transaction: &mut Transaction, now_ms: i64) -> Vec<String> {
    let due = mails::due(transaction, now_ms, 10).await.expect("reads");
    due.into_iter().map(|mail| mail.id).collect()
}

pub(crate) async fn a_mail_is_queued_with_its_transaction_and_sealed(store: &Store) {
    let key = SecretKey::generate().expect("randomness");
    let recipient = Recipient {
        address: "ada@acme.example",
        language: Language::En,
    };
    let message = Message::AlreadyHasAccount {
        sign_in: "https://latchkey.example/sign-in".into(),
        reset: "https://latchkey.example/reset-password".into(),
    };
    for committed in [false, true] {
        let mut transaction = store.begin().await.expect("begins");
        mail::queue(&mut transaction, &key, NOW, &recipient, &message)
            .await
            .expect("queues");
        if committed {
            transaction.commit().await.expect("commits");
        } else {
            drop(transaction);
        }
        let mut connection = store.read().await.expect("a connection");
        let count = mails::count(&mut connection).await.expect("counts");
        assert_eq!(count, i64::from(committed), "with the transaction, or not at all");
    }
    let mut connection = store.read().await.expect("a connection");
    let waiting = mails::due(&mut connection, NOW, 1)
        .await
        .expect("reads")
        .remove(0);
    assert!(!waiting.sealed.contains("ada"), "{}", waiting.sealed);
    let opened = mail::open(&key, &waiting.id, &waiting.sealed).expect("opens");
    assert_eq!(opened.to, "ada@acme.example");
    let other = SecretKey::generate().expect("randomness");
    assert!(mail::open(&other, &waiting.id, &waiting.sealed).is_err());
}

pub(crate) async fn a_mail_is_claimed_by_one_node_and_by_another_after_its_lease(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    mail(&mut transaction, "m", NOW, NOW + 900).await;
    transaction.commit().await.expect("commits");
    for (round, now, lease) in [(1, NOW, NOW + 60), (2, NOW + 60, NOW + 120)] {
        let mut connection = store.read().await.expect("a connection");
        let seen = mails::due(&mut connection, now, 1)
            .await
            .expect("reads")
            .remove(0);
        assert_eq!(seen.tries, round - 1);
        drop(connection);
        let claims = join_all((0..8).map(|_| {
            let (store, seen) = (store.clone(), seen.clone());
            tokio::spawn(async move {
                let mut transaction = store.begin().await.expect("begins");
                let claimed = mails::claim(&mut transaction, &seen, lease).await;
                transaction.commit().await.expect("commits");
                claimed.expect("claims")
            })
        }));
        let wins = claims
            .await
            .into_iter()
            .filter(|won| *won.as_ref().expect("runs"));
        assert_eq!(wins.count(), 1, "round {round}");
        let mut transaction = store.begin().await.expect("begins");
        assert!(
            due(&mut transaction, lease - 1).await.is_empty(),
            "somebody is sending it"
        );
    }
}

pub(crate) async fn mails_come_in_the_order_in_which_they_are_due(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    for (id, at) in [("c", NOW + 1), ("a", NOW + 2), ("b", NOW + 2), ("later", NOW + 9)] {
        mail(&mut transaction, id, at, NOW + 900).await;
    }
    assert_eq!(due(&mut transaction, NOW + 2).await, ["c", "a", "b"]);
    mails::put_off(&mut transaction, "c", NOW + 5, "no answer")
        .await
        .expect("puts off");
    assert_eq!(due(&mut transaction, NOW + 4).await, ["a", "b"]);
    assert_eq!(due(&mut transaction, NOW + 5).await, ["a", "b", "c"]);
    let first = mails::due(&mut transaction, NOW + 5, 2).await.expect("reads");
    assert_eq!(first.len(), 2);
    mails::delete(&mut transaction, "a").await.expect("deletes");
    let after = mails::all_after(&mut transaction, "b", 10).await.expect("reads");
    let after = after.into_iter().map(|mail| mail.id).collect::<Vec<_>>();
    assert_eq!(after, ["c", "later"], "whether they are due or not");
}

pub(crate) async fn mails_whose_time_is_over_are_given_up_unless_somebody_sends_them(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    for id in ["a", "b", "leased"] {
        mail(&mut transaction, id, NOW, NOW + 10).await;
    }
    mail(&mut transaction, "young", NOW, NOW + 11).await;
    let seen = mails::due(&mut transaction, NOW, 10).await.expect("reads");
    let leased = seen.iter().find(|mail| mail.id == "leased").expect("is there");
    assert!(
        mails::claim(&mut transaction, leased, NOW + 20)
            .await
            .expect("claims")
    );
    for (now, gone) in [(NOW + 9, 0), (NOW + 10, 2), (NOW + 10, 0), (NOW + 20, 2)] {
        let any = mails::any_expired(&mut transaction, now).await.expect("reads");
        assert_eq!(any, gone > 0, "{now}");
        let kinds = mails::take_expired(&mut transaction, now, 10)
            .await
            .expect("takes");
        assert_eq!(kinds, vec!["test"; gone], "{now}");
    }
}

pub(crate) async fn a_generation_has_one_key_whatever_the_race(store: &Store) {
    let made = join_all((0..8).map(|n| {
        let store = store.clone();
        tokio::spawn(async move {
            let key = SigningKey {
                kid: format!("kid-{n}"),
                algorithm: "ES256".into(),
                generation: 0,
                private_key_sealed: "sealed".into(),
                signs_from_ms: NOW,
            };
            let mut transaction = store.begin().await.expect("begins");
            signing_keys::insert(&mut transaction, &key, NOW).await?;
            transaction.commit().await
        })
    }))
    .await;
    let outcomes = made.into_iter().map(|made| made.expect("runs"));
    let (won, lost): (Vec<_>, Vec<_>) = outcomes.partition(Result::is_ok);
    assert_eq!(won.len(), 1);
    assert!(
        lost.iter()
            .all(|lost| matches!(lost, Err(StoreError::AlreadyExists))),
        "{lost:?}"
    );
    let mut transaction = store.begin().await.expect("begins");
    let key = signing_keys::all(&mut transaction)
        .await
        .expect("reads")
        .remove(0);
    let other = SigningKey {
        kid: "other".into(),
        algorithm: "RS256".into(),
        ..key.clone()
    };
    signing_keys::insert(&mut transaction, &other, NOW)
        .await
        .expect("another algorithm");
    signing_keys::delete(&mut transaction, &key.kid)
        .await
        .expect("deletes");
    let left = signing_keys::all(&mut transaction).await.expect("reads");
    assert_eq!(
        left.iter().map(|key| key.kid.as_str()).collect::<Vec<_>>(),
        ["other"]
    );
}

pub(crate) async fn two_nodes_that_start_at_once_sign_with_the_same_keys(store: &Store) {
    let secret_key = SecretKey::generate().expect("randomness");
    let nodes = (0..2).map(|_| {
        let (store, secret_key) = (store.clone(), secret_key.clone());
        tokio::spawn(async move {
            let ring = KeyRing::default();
            let keys = ring
                .keys(&store, &secret_key, &ManualClock::at(NOW))
                .await
                .expect("keys");
            let jwks = keys.jwks().expect("a key set");
            let kids = jwks["keys"]
                .as_array()
                .expect("keys")
                .iter()
                .map(|key| key["kid"].to_string());
            kids.collect::<BTreeSet<_>>()
        })
    });
    let kids = join_all(nodes)
        .await
        .into_iter()
        .map(|node| Arc::new(node.expect("runs")));
    let kids = kids.collect::<Vec<_>>();
    assert_eq!(kids[0], kids[1]);
    let stored = signing_keys::all(&mut store.read().await.expect("a connection")).await;
    assert_eq!(
        stored.expect("reads").len(),
        kids[0].len(),
        "and nobody made one for nothing"
    );
}
