//! Accounts, domains, configurations, and links between them.

use latchkey_server::store::account_links::{self, ForeignIdentity};
use latchkey_server::store::companies;
use latchkey_server::store::sso_configurations::{self, SsoConfiguration};
use latchkey_server::store::{Store, StoreError, accounts};

use super::*;

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
