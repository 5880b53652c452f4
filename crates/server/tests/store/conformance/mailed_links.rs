//! Links that open something once, and the company of those who belong to nobody.

use futures_util::future::join_all;
use latchkey_server::domain::mailed_link::{KEPT_MS, Kind, Life, LinkState};
use latchkey_server::store::mailed_links::{self, NewLink};
use latchkey_server::store::{Store, Transaction, companies};

use super::*;

async fn link(transaction: &mut Transaction, token_hash: &str, kind: Kind, account_id: Option<&str>) {
    let link = NewLink {
        token_hash,
        kind,
        address: Some(&address("Ada@Acme.example")),
        account_id,
        payload: r#"{"a":1}"#,
    };
    mailed_links::insert(transaction, &link, NOW)
        .await
        .expect("a link");
}

async fn state(store: &Store, token_hash: &str, now_ms: i64) -> LinkState {
    let mut connection = store.read().await.expect("a connection");
    let link = mailed_links::by_token_hash(&mut connection, token_hash)
        .await
        .expect("reads");
    link.expect("is there").life.state(now_ms)
}

pub(crate) async fn a_link_works_once_whatever_the_race(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    link(&mut transaction, "token", Kind::SignUp, None).await;
    transaction.commit().await.expect("commits");
    let uses = join_all((0..20).map(|_| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut transaction = store.begin().await.expect("begins");
            let used = mailed_links::use_up(&mut transaction, "token", NOW)
                .await
                .expect("uses");
            transaction.commit().await.expect("commits");
            used
        })
    }));
    let wins = uses
        .await
        .into_iter()
        .filter(|used| *used.as_ref().expect("runs"));
    assert_eq!(wins.count(), 1);
    assert_eq!(state(store, "token", NOW).await, LinkState::Used);
}

pub(crate) async fn a_link_keeps_what_it_is_about_and_works_until_its_time(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let ada = account(&mut transaction, &acme, "ada@acme.example").await;
    link(&mut transaction, "token", Kind::ResetPassword, Some(&ada)).await;
    let found = mailed_links::by_token_hash(&mut transaction, "token")
        .await
        .expect("reads")
        .expect("is there");
    assert_eq!(
        (found.kind, found.address.as_str(), found.account_id.as_deref()),
        (Kind::ResetPassword, "Ada@acme.example", Some(ada.as_str()))
    );
    assert_eq!(found.payload, r#"{"a":1}"#);
    assert_eq!(found.life, Life::beginning(Kind::ResetPassword, NOW));
    let end = found.life.expires_at_ms;
    for (token, now, works) in [
        ("other", NOW, false),
        ("token", end, false),
        ("token", end - 1, true),
    ] {
        let used = mailed_links::use_up(&mut transaction, token, now).await;
        assert_eq!(used.expect("uses"), works, "{token} at {now}");
    }
}

pub(crate) async fn a_newer_link_ends_those_of_its_kind_alone(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let ada = account(&mut transaction, &acme, "ada@acme.example").await;
    link(&mut transaction, "reset", Kind::ResetPassword, Some(&ada)).await;
    link(&mut transaction, "used", Kind::ResetPassword, Some(&ada)).await;
    link(&mut transaction, "password", Kind::SetPassword, Some(&ada)).await;
    link(&mut transaction, "sign-up", Kind::SignUp, None).await;
    let printed = NewLink {
        token_hash: "printed",
        kind: Kind::SetUp,
        address: None,
        account_id: None,
        payload: "{}",
    };
    mailed_links::insert(&mut transaction, &printed, NOW)
        .await
        .expect("a link");
    mailed_links::use_up(&mut transaction, "used", NOW)
        .await
        .expect("uses");
    let of_account =
        mailed_links::replace_of_account(&mut transaction, &ada, Kind::ResetPassword, NOW + 1).await;
    assert_eq!(of_account.expect("replaces"), 1);
    let spelled = address("ADA@acme.example");
    let to_address =
        mailed_links::replace_to_address(&mut transaction, &spelled, Kind::SignUp, NOW + 1).await;
    assert_eq!(to_address.expect("replaces"), 1);
    let of_printed = mailed_links::replace_printed(&mut transaction, Kind::SetUp, NOW + 1).await;
    assert_eq!(of_printed.expect("replaces"), 1);
    assert!(
        !mailed_links::use_up(&mut transaction, "reset", NOW + 2)
            .await
            .expect("uses"),
        "a replaced link does not work"
    );
    transaction.commit().await.expect("commits");
    for (token, expected) in [
        ("reset", LinkState::Replaced),
        ("used", LinkState::Used),
        ("password", LinkState::Open),
        ("sign-up", LinkState::Replaced),
        ("printed", LinkState::Replaced),
    ] {
        assert_eq!(state(store, token, NOW + 2).await, expected, "{token}");
    }
}

pub(crate) async fn links_are_forgotten_a_while_after_their_end(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    link(&mut transaction, "reset", Kind::ResetPassword, None).await;
    link(&mut transaction, "sign-up", Kind::SignUp, None).await;
    let forgotten = NOW + Kind::ResetPassword.lifetime_ms() + KEPT_MS;
    for (now, gone) in [(forgotten - 1, 0), (forgotten, 1), (forgotten, 0)] {
        let purged = mailed_links::purge(&mut transaction, now).await;
        assert_eq!(purged.expect("purges"), gone);
    }
    let left = mailed_links::by_token_hash(&mut transaction, "sign-up").await;
    assert!(left.expect("reads").is_some());
}

pub(crate) async fn nobodys_company_is_hidden(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let hidden = companies::by_slug(&mut transaction, "-").await;
    assert_eq!(hidden.expect("reads"), None);
    let there = companies::by_id(&mut transaction, companies::UNAFFILIATED).await;
    assert!(there.expect("reads").is_some(), "accounts may belong to it");
    assert!(!companies::is_any(&mut transaction).await.expect("reads"));
    company(&mut transaction, "acme").await;
    assert!(companies::is_any(&mut transaction).await.expect("reads"));
}
