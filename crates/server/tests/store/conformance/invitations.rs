//! Invitations: one for each address in an environment, whatever its spelling, and for how long they are remembered.

use latchkey_server::domain::email_address::EmailAddress;
use latchkey_server::domain::invitation::{InvitationState, KEPT_MS, LIFETIME_MS};
use latchkey_server::store::app_invitations::{self as invitations, NewInvitation};
use latchkey_server::store::page::Part;
use latchkey_server::store::{Store, access, environment_people};

use super::authorizations::environment;
use super::*;

async fn invite(
    transaction: &mut Transaction,
    here: &str,
    ada: &str,
    address: &EmailAddress,
    token_hash: &str,
    now_ms: i64,
) -> String {
    let roles = ["User".to_owned()];
    let invitation = NewInvitation {
        id: &format!("invitation-{token_hash}"),
        environment_id: here,
        address,
        roles: &roles,
        invited_by_account_id: ada,
        token_hash,
        expires_at_ms: now_ms + LIFETIME_MS,
    };
    invitations::invite(transaction, &invitation, now_ms)
        .await
        .expect("invites")
}

pub(crate) async fn an_address_is_invited_once_and_anew_in_the_place_of_that(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let ada = account(&mut transaction, &acme, "ada@acme.example").await;
    let here = environment(&mut transaction, &acme, "test").await;
    let there = environment(&mut transaction, &acme, "production").await;
    let nora = address("Nora@elsewhere.example");
    let first = invite(&mut transaction, &here, &ada, &nora, "one", NOW).await;
    let other = invite(&mut transaction, &there, &ada, &nora, "two", NOW).await;
    assert_ne!(first, other);
    invitations::withdraw(&mut transaction, &first, NOW + 1)
        .await
        .expect("withdraws");
    let spelled = address("nora@ELSEWHERE.example");
    let again = invite(&mut transaction, &here, &ada, &spelled, "three", NOW + 2).await;
    assert_eq!(again, first);
    let found = invitations::by_token_hash(&mut transaction, "one")
        .await
        .expect("reads");
    assert_eq!(found, None, "the link before");
    for (key, now_ms, expected) in [
        (nora.key(), NOW + 2, vec![&first, &other]),
        // Withdrawn and invited anew, it lives two milliseconds longer.
        (nora.key(), NOW + LIFETIME_MS, vec![&first]),
        (nora.key(), NOW + LIFETIME_MS + 2, vec![]),
        (address("ada@acme.example").key(), NOW + 2, vec![]),
    ] {
        let open = invitations::open_of_key(&mut transaction, &key, now_ms).await;
        let open = open.expect("reads");
        assert_eq!(
            open.iter().map(|one| &one.id).collect::<Vec<_>>(),
            expected,
            "{now_ms}"
        );
    }
    let found = invitations::by_token_hash(&mut transaction, "three")
        .await
        .expect("reads");
    let found = found.expect("the invitation");
    assert_eq!(found.life.state(NOW + 2), InvitationState::Pending);
    assert_eq!(
        (found.invited_by.as_str(), found.roles.len()),
        ("ada@acme.example", 1)
    );
    let keys = [nora.key(), address("ada@acme.example").key()];
    let known = invitations::of_keys(&mut transaction, &here, &keys)
        .await
        .expect("reads");
    let known: Vec<_> = known.into_iter().map(|(key, one)| (key, one.id)).collect();
    assert_eq!(known, [(nora.key(), first.clone())]);
    invitations::decline(&mut transaction, &first, NOW + 2)
        .await
        .expect("declines");
    let open = invitations::open_of_key(&mut transaction, &nora.key(), NOW + 2).await;
    let open: Vec<_> = open.expect("reads").into_iter().map(|one| one.id).collect();
    assert_eq!(
        open.as_slice(),
        std::slice::from_ref(&other),
        "what was declined waits for nobody"
    );
    let anew = invite(&mut transaction, &here, &ada, &nora, "three", NOW + 2).await;
    let found = invitations::by_id(&mut transaction, &anew).await.expect("reads");
    let found = found.expect("the invitation");
    assert_eq!(
        (found.id.as_str(), found.life.state(NOW + 2)),
        (first.as_str(), InvitationState::Pending)
    );
    let with_access = environment_people::keys_with_access(&mut transaction, &here, &keys)
        .await
        .expect("reads");
    assert!(with_access.is_empty());
    access::grant(&mut transaction, &here, &ada, &[], NOW)
        .await
        .expect("grants");
    let with_access = environment_people::keys_with_access(&mut transaction, &here, &keys)
        .await
        .expect("reads");
    assert_eq!(with_access, [keys[1].clone()]);
    invitations::bounced(&mut transaction, "three", NOW + 3)
        .await
        .expect("notes it");
    let part = Part {
        limit: 1,
        search: Some("nora".into()),
        ..Part::default()
    };
    let rows = invitations::of_environment(&mut transaction, &here, &part)
        .await
        .expect("reads");
    assert_eq!(rows.items.len(), 1);
    assert_eq!(rows.items[0].life.state(NOW + 3), InvitationState::Bounced);
}

pub(crate) async fn invitations_are_forgotten_long_after_their_end(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let ada = account(&mut transaction, &acme, "ada@acme.example").await;
    let here = environment(&mut transaction, &acme, "test").await;
    let nora = address("nora@elsewhere.example");
    let id = invite(&mut transaction, &here, &ada, &nora, "one", NOW).await;
    invitations::accept(&mut transaction, &id, &ada, NOW + 1)
        .await
        .expect("accepts");
    let end = NOW + LIFETIME_MS + KEPT_MS;
    assert_eq!(
        invitations::purge(&mut transaction, end - 1)
            .await
            .expect("purges"),
        0
    );
    let found = invitations::by_id(&mut transaction, &id).await.expect("reads");
    assert!(found.is_some_and(|found| found.life.state(end) == InvitationState::Accepted));
    assert_eq!(
        invitations::purge(&mut transaction, end).await.expect("purges"),
        1
    );
}
