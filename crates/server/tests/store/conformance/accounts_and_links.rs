//! Accounts, domains, configurations, and links between them.

use latchkey_server::domain::company_brand::Look;
use latchkey_server::store::account_links::{self, ForeignIdentity};
use latchkey_server::store::companies::{self, Company};
use latchkey_server::store::company_brands::{self, CompanyBrand};
use latchkey_server::store::domain_discovery::{self, DomainDiscovery};
use latchkey_server::store::sso_configurations::{self, SsoConfiguration};
use latchkey_server::store::{Connection, Store, StoreError, Transaction, accounts, sso_pilot};

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

async fn discovery(connection: &mut Connection, name: &EmailDomain) -> DomainDiscovery {
    domain_discovery::of_domain(connection, name)
        .await
        .expect("reads")
}

pub(crate) async fn a_domain_has_one_owner_and_federates_when_proven_and_active(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let name = domain("acme.example");
    assert_eq!(
        discovery(&mut transaction, &name).await,
        DomainDiscovery::Password
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
    assert_eq!(
        discovery(&mut transaction, &name).await,
        DomainDiscovery::Password,
        "a draft federates nothing"
    );
    sso_configurations::set_active(&mut transaction, &acme.id, Some(&wanted.id), NOW)
        .await
        .expect("activates");
    assert_eq!(
        discovery(&mut transaction, &name).await,
        DomainDiscovery::Federated(CompanyBrand::default())
    );
    let chosen = Look {
        name: Some("Acme".to_owned()),
        colour: None,
    };
    company_brands::set_look(&mut transaction, &acme.id, &chosen, NOW)
        .await
        .expect("sets");
    let branded = discovery(&mut transaction, &name).await;
    assert!(
        matches!(&branded, DomainDiscovery::Federated(brand) if brand.look == chosen),
        "{branded:?}"
    );
    sso_pilot::set(&mut transaction, &wanted.id, Some(NOW))
        .await
        .expect("tries");
    assert_eq!(
        discovery(&mut transaction, &name).await,
        DomainDiscovery::Pilot,
        "its people do not learn whose the domain is"
    );
    sso_pilot::set(&mut transaction, &wanted.id, None)
        .await
        .expect("opens it to everybody");
    let anybody = format!("anybody@{}", name.as_str());
    let anybody = EmailAddress::parse(&anybody).expect("an address");
    let active = sso_configurations::active_for_address(&mut transaction, &anybody)
        .await
        .expect("reads");
    assert_eq!(
        active.clone(),
        Some(SsoConfiguration {
            active: true,
            // Made when it was stored.
            secret_id: active
                .as_ref()
                .map(|active| active.secret_id.clone())
                .unwrap_or_default(),
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
    assert_eq!(
        discovery(&mut transaction, &name).await,
        DomainDiscovery::Password
    );
}

/// Ada's link at Acme's identity provider.
fn ada_s_link(acme: &Company) -> ForeignIdentity<'_> {
    ForeignIdentity {
        company_id: &acme.id,
        issuer: "https://idp.example/",
        foreign_id_claim: "sub",
        foreign_id: "1",
    }
}

async fn link(
    transaction: &mut Transaction,
    identity: ForeignIdentity<'_>,
    account_id: &str,
) -> Result<(), StoreError> {
    account_links::insert(transaction, identity, account_id, NOW).await
}

pub(crate) async fn links_are_unique_and_void_for_other_issuers_and_claims(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let ada = account(&mut transaction, &acme, "ada@acme.example").await;
    let identity = ada_s_link(&acme);
    link(&mut transaction, identity, &ada).await.expect("links");
    let others = [
        ("https://other.example/", "sub", "1", acme.id.as_str()),
        (identity.issuer, "oid", "1", &acme.id),
        (identity.issuer, "sub", "2", &acme.id),
        (identity.issuer, "sub", "1", "company-globex"),
    ];
    let others = others.map(
        |(issuer, foreign_id_claim, foreign_id, company_id)| ForeignIdentity {
            company_id,
            issuer,
            foreign_id_claim,
            foreign_id,
        },
    );
    for (asked, found) in [(identity, Some(ada.clone()))]
        .into_iter()
        .chain(others.map(|other| (other, None)))
    {
        let linked = account_links::linked_account(&mut transaction, asked).await;
        assert_eq!(linked.expect("reads"), found, "{asked:?}");
    }
    let second = ForeignIdentity {
        foreign_id: "2",
        ..identity
    };
    let second = link(&mut transaction, second, &ada).await;
    assert!(
        matches!(second, Err(StoreError::AlreadyExists)),
        "one identity per account and issuer: {second:?}"
    );
}

pub(crate) async fn links_of_other_issuers_and_claims_are_taken_away(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let ada = account(&mut transaction, &acme, "ada@acme.example").await;
    let same: fn(&str) -> bool = |issuer| issuer.trim_end_matches('/') == "https://idp.example";
    let none: fn(&str) -> bool = |_| false;
    for (company_id, is_same_issuer, claim, gone, why) in [
        (
            acme.id.as_str(),
            same,
            "sub",
            0,
            "what the caller calls the same issuer is no other",
        ),
        (
            "company-globex",
            none,
            "sub",
            0,
            "another company's links are none of its business",
        ),
        (&acme.id, same, "oid", 1, "another claim"),
        (&acme.id, none, "sub", 1, "another issuer"),
    ] {
        let identity = ada_s_link(&acme);
        let is_linked = async |transaction: &mut Transaction| {
            account_links::is_linked(transaction, &ada, identity.issuer, "sub").await
        };
        if !is_linked(&mut transaction).await.expect("reads") {
            link(&mut transaction, identity, &ada).await.expect("links");
        }
        let deleted = account_links::delete_others(&mut transaction, company_id, is_same_issuer, claim)
            .await
            .expect("deletes");
        assert_eq!(deleted, gone, "{why}");
        assert_eq!(
            is_linked(&mut transaction).await.expect("reads"),
            gone == 0,
            "{why}"
        );
    }
}
