//! What two nodes share: mails that wait, and the keys that sign.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures_util::future::join_all;
use latchkey_contract::Language;
use latchkey_server::clock::ManualClock;
use latchkey_server::mail::{self, Message, Recipient};
use latchkey_server::provider::key_ring::KeyRing;
use latchkey_server::secrets::SecretKey;
use latchkey_server::store::job_kinds;
use latchkey_server::store::mails;
use latchkey_server::store::signing_keys::{self, SigningKey};
use latchkey_server::store::{Store, StoreError};

use super::*;

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
        mail::queue(&mut transaction, &key, NOW, &recipient, &message, None)
            .await
            .expect("queues");
        if committed {
            transaction.commit().await.expect("commits");
        } else {
            drop(transaction);
        }
        let mut connection = store.read().await.expect("a connection");
        let count = job_kinds::count(&mut connection, "mail").await.expect("counts");
        assert_eq!(count, i64::from(committed), "with the transaction, or not at all");
    }
    let mut connection = store.read().await.expect("a connection");
    let waiting = mails::all_after(&mut connection, "", 1)
        .await
        .expect("reads")
        .remove(0);
    assert!(!waiting.sealed.contains("ada"), "{}", waiting.sealed);
    let opened = mail::open(&key, &waiting.id, &waiting.sealed).expect("opens");
    assert_eq!(opened.to, "ada@acme.example");
    let other = SecretKey::generate().expect("randomness");
    assert!(mail::open(&other, &waiting.id, &waiting.sealed).is_err());
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
