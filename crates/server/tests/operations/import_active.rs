//! `latchkey import`: which configuration is active, and which links that leaves.

use latchkey_server::domain::email_address::EmailAddress;
use latchkey_server::store::account_links::{self, ForeignIdentity};
use latchkey_server::store::accounts;

use crate::import::refused;
use crate::support::{Platform, acme};

const LINKS: &str = "SELECT COUNT(*) FROM account_links";
const ACTIVATIONS: &str = "SELECT COUNT(*) FROM audit_events WHERE action = 'sso_configuration_activated'";
const FIRST_IS_ACTIVE: &str =
    "SELECT COUNT(*) FROM sso_configurations WHERE active = 1 AND name = 'Acme IdP'";
const SECOND_IS_ACTIVE: &str = "SELECT COUNT(*) FROM sso_configurations WHERE active = 1 AND name = 'Second'";

/// Acme, whose configuration says this about `active`, if anything.
fn acme_saying(issuer: &str, active: &str) -> String {
    acme(issuer).replace("active = true", active)
}

/// One more configuration for the company before it.
fn second(issuer: &str, active: &str) -> String {
    let (_, configuration) = acme_saying(issuer, active)
        .split_once("[[company.sso_configuration]]")
        .map(|(before, after)| (before.to_owned(), after.replace("Acme IdP", "Second")))
        .expect("a configuration");
    format!("[[company.sso_configuration]]{configuration}")
}

/// Links Ada to what the identity provider calls her, under the name that it gives itself.
async fn link_ada(platform: &Platform, issuer: &str) {
    let mut transaction = platform.app.store.begin().await.expect("begins");
    let ada = EmailAddress::parse("ada@acme.example").expect("an address");
    let ada = accounts::by_email(&mut transaction, &ada)
        .await
        .expect("reads")
        .expect("is there");
    let identity = ForeignIdentity {
        company_id: &ada.company_id,
        issuer,
        foreign_id_claim: "sub",
        foreign_id: "1",
    };
    account_links::insert(&mut transaction, identity, &ada.id, 1)
        .await
        .expect("links");
    transaction.commit().await.expect("commits");
}

#[tokio::test]
async fn a_company_has_one_active_configuration_at_most() {
    let one = "https://one.example";
    let platform = Platform::with(&acme(one)).await;
    let both = acme(one) + &second("https://two.example", "active = true");
    let in_two_places = acme(one) + &acme("https://two.example").replace("Acme IdP", "Second");
    for file in [both, in_two_places] {
        let message = refused(&platform, &file).await;
        for part in ["two SSO configurations", "acme", "Acme IdP", "Second"] {
            assert!(message.contains(part), "{message}");
        }
        assert!(!message.contains('\n'), "one line: {message}");
        assert_eq!(platform.count(FIRST_IS_ACTIVE).await, 1);
    }
}

#[tokio::test]
async fn links_outlive_another_spelling_of_their_issuer() {
    let spellings = [
        "https://idp.acme.example/a",
        "https://idp.acme.example/a/",
        "https://IDP.Acme.example:443/a",
        "HTTPS://idp.acme.example/a/.well-known/openid-configuration",
    ];
    // What an identity provider may call itself under one of these.
    for linked in ["https://idp.acme.example/a/", "https://IDP.Acme.example:443/a"] {
        let platform = Platform::with(&acme(spellings[0])).await;
        link_ada(&platform, linked).await;
        for spelling in spellings {
            platform.import(&acme(spelling)).await;
            assert_eq!(platform.count(LINKS).await, 1, "{linked} under {spelling}");
        }
        assert_eq!(
            platform.count(ACTIVATIONS).await,
            1,
            "nothing changed since the first"
        );
        // Another configuration of the same identity provider gives the same identities.
        for spelling in spellings {
            platform
                .import(&(acme_saying(spelling, "") + &second(spelling, "active = true")))
                .await;
            platform.import(&(acme(spelling) + &second(spelling, ""))).await;
            assert_eq!(platform.count(LINKS).await, 1, "{linked} under {spelling}");
        }
        platform.import(&acme("https://idp.acme.example/b")).await;
        assert_eq!(platform.count(LINKS).await, 0, "another issuer");
    }
}

#[tokio::test]
async fn links_that_another_configuration_left_go_when_what_counts_changes_and_only_then() {
    let platform = Platform::with(&acme("https://one.example")).await;
    // Of a time when another identity provider counted: it would count again, were it active again.
    link_ada(&platform, "https://two.example").await;
    let two = acme_saying("https://one.example", "") + &second("https://two.example", "active = true");
    platform.import(&acme("https://one.example")).await;
    assert_eq!(platform.count(LINKS).await, 1, "nothing changed");
    platform.import(&two).await;
    assert_eq!(platform.count(LINKS).await, 1);
    platform.import(&acme("https://one.example")).await;
    assert_eq!(platform.count(LINKS).await, 0, "an activation");
    assert_eq!(platform.count(ACTIVATIONS).await, 3);
}

#[tokio::test]
async fn a_file_that_does_not_say_active_leaves_it_as_it_is() {
    let one = "https://one.example";
    let platform = Platform::with(&acme_saying(one, "")).await;
    assert_eq!(platform.count(FIRST_IS_ACTIVE).await, 0, "a new one is a draft");
    platform.import(&acme(one)).await;
    platform.import(&acme_saying(one, "")).await;
    assert_eq!(platform.count(FIRST_IS_ACTIVE).await, 1);
    assert_eq!(platform.count(ACTIVATIONS).await, 1);
    link_ada(&platform, one).await;
    let rotated = acme_saying(one, "").replace("\"secret\"", "\"rotated\"");
    platform.import(&rotated).await;
    assert_eq!(
        platform.count(LINKS).await,
        1,
        "another secret is the same identity"
    );
    let other_claim = acme_saying(one, "").replace("foreign_id = \"sub\"", "foreign_id = \"oid\"");
    platform.import(&other_claim).await;
    assert_eq!(
        platform.count(LINKS).await,
        0,
        "another claim is another identity"
    );
    assert_eq!(platform.count(ACTIVATIONS).await, 2);
    platform.import(&other_claim).await;
    assert_eq!(platform.count(ACTIVATIONS).await, 2, "twice is once");
    link_ada(&platform, one).await;
    platform.import(&acme_saying("https://two.example", "")).await;
    assert_eq!(platform.count(LINKS).await, 0, "another issuer too");
    assert_eq!(platform.count(ACTIVATIONS).await, 3);
    assert_eq!(platform.count(FIRST_IS_ACTIVE).await, 1);
}

#[tokio::test]
async fn an_import_never_deactivates_but_replaces() {
    let one = "https://one.example";
    let platform = Platform::with(&acme(one)).await;
    let message = refused(&platform, &acme_saying(one, "active = false")).await;
    assert!(
        message.contains("never deactivates") && message.contains("Acme IdP"),
        "{message}"
    );
    assert_eq!(platform.count(FIRST_IS_ACTIVE).await, 1);
    let draft = acme_saying(one, "") + &second("https://two.example", "active = false");
    platform.import(&draft).await;
    assert_eq!(
        platform.count(FIRST_IS_ACTIVE).await,
        1,
        "a draft may say that it is one"
    );
    let replacing = acme_saying(one, "active = false") + &second("https://two.example", "active = true");
    for _ in 0..2 {
        platform.import(&replacing).await;
        assert_eq!(platform.count(SECOND_IS_ACTIVE).await, 1);
        assert_eq!(platform.count(FIRST_IS_ACTIVE).await, 0);
    }
    assert_eq!(platform.count(ACTIVATIONS).await, 2);
}
