//! Scenes in which an admin decides which identity opens an account.

use latchkey_fake_idp::{FakeIdp, FakeIdpConfig};
use latchkey_server::mail::Message;
use serde_json::json;

use super::people::{grace, rob};
use super::prepared::Prepared;
use crate::scene::{ADA, acme_with_the_app};
use crate::support::{ORIGIN, Platform};

pub(super) const SCENES: &[&str] = &[
    "the owner agrees that a member's identity opens the account",
    "an admin takes the account from the identity that opens it",
    "an admin gives an account to another identity",
    "an admin takes back that an account was given to another identity",
    "an admin makes room for somebody new with the address",
    "an admin gives an account the address that its identity provider sends",
];

/// Plays the scene with this name.
pub(super) async fn play(name: &str) -> Prepared {
    match name {
        "the owner agrees that a member's identity opens the account" => attached().await,
        "an admin takes the account from the identity that opens it" => detached().await,
        "an admin gives an account to another identity" => {
            conflicting("reused_address", &["move_identity"]).await
        }
        "an admin takes back that an account was given to another identity" => {
            conflicting("reused_address", &["move_identity", "undo"]).await
        }
        "an admin makes room for somebody new with the address" => {
            conflicting("reused_address", &["new_person"]).await
        }
        "an admin gives an account the address that its identity provider sends" => {
            conflicting("changed_address", &["take_address"]).await
        }
        other => panic!("no scene for {other:?}"),
    }
}

/// Grace is linked to the identity `1`. Another one came with her address, or hers with another address, and Rob decides.
async fn conflicting(kind: &str, choices: &[&str]) -> Prepared {
    let prepared = grace().await;
    let mut rob = rob(&prepared).await;
    let link = "INSERT INTO account_links (company_id, issuer, foreign_id_claim, foreign_id, account_id, linked_at_ms)
                SELECT company_id, 'https://one.example', 'sub', '1', id, 1 FROM accounts WHERE email = 'grace@globex.example'";
    prepared.platform.execute(link).await;
    let (reused, changed) = (
        "INSERT INTO identity_conflicts (id, company_id, kind, sides_hash, account_id, issuer, foreign_id_claim, foreign_id,
           address, address_key, address_denied, first_seen_at_ms, at_ms, seen, state)
         SELECT 'c', company_id, 'reused_address', 'h', id, 'https://one.example', 'sub', '2', email, email_key, 0, 1, 1, 1, 'open'
         FROM accounts WHERE email = 'grace@globex.example'",
        "INSERT INTO identity_conflicts (id, company_id, kind, sides_hash, account_id, issuer, foreign_id_claim, foreign_id,
           address, address_key, address_denied, first_seen_at_ms, at_ms, seen, state)
         SELECT 'c', company_id, 'changed_address', 'h', id, 'https://one.example', 'sub', '1', 'hopper@globex.example', '', 0, 1,
           1, 1, 'open'
         FROM accounts WHERE email = 'grace@globex.example'",
    );
    let conflict = if kind == "reused_address" { reused } else { changed };
    prepared.platform.execute(conflict).await;
    let path = "/api/company/identity-conflicts/c";
    let decision = format!("{path}/decision");
    for &choice in choices {
        let done = if choice == "undo" {
            rob.delete(&decision).await
        } else {
            let seen = rob.get(path).await.json();
            let offers = seen["offers"].as_array().expect("choices");
            let offer = offers.iter().find(|offer| offer["choice"] == choice);
            let version = &offer.expect("the choice")["version"];
            rob.post(&decision, &json!({ "choice": choice, "version": version }))
                .await
        };
        assert_eq!(done.status, 200, "{choice}: {done:?}");
    }
    prepared
}

/// Rob's identity opens Grace's account from now on, as its owner agreed.
async fn detached() -> Prepared {
    let prepared = grace().await;
    let mut rob = rob(&prepared).await;
    let link = "INSERT INTO account_links (company_id, issuer, foreign_id_claim, foreign_id, account_id, linked_at_ms)
                SELECT company_id, 'https://one.example', 'sub', '1', id, 1 FROM accounts WHERE email = 'rob@globex.example'";
    let second = "INSERT INTO second_accounts (id, company_id, issuer, foreign_id_claim, foreign_id, account_id, slot, at_ms, confirmed_at_ms)
                  SELECT 's', company_id, 'https://one.example', 'sub', '1', id, 1, 1, 1 FROM accounts WHERE email = 'grace@globex.example'";
    prepared.platform.execute(link).await;
    prepared.platform.execute(second).await;
    let done = rob.delete("/api/company/second-accounts/s").await;
    assert_eq!(done.status, 200, "{done:?}");
    prepared
}

/// Alan's identity opens Ada's account from now on: she agrees, as Alan.
async fn attached() -> Prepared {
    let config = FakeIdpConfig {
        client_secret: "secret".to_owned(),
        redirect_uris: vec![format!("{ORIGIN}/sso/callback/acme")],
        ..FakeIdpConfig::default()
    };
    let idp = FakeIdp::start(config).await.expect("an identity provider");
    let alan = "\n  [[company.account]]\n  email = \"alan@acme.example\"\n  first_name = \"Alan\"\n  last_name = \"Turing\"\n  company_admin = true\n";
    let file = acme_with_the_app(idp.issuer(), "https://expenses.example/logout");
    let file = file.replacen("\n  [[company.sso", &format!("{alan}\n  [[company.sso"), 1);
    let platform = Platform::with(&file.replace("active = true", "")).await;
    let prepared = Prepared::new(platform, ADA).await;
    prepared
        .platform
        .execute("UPDATE sso_configurations SET active = 1")
        .await;
    let mut boss = prepared.platform.browser();
    let url = boss.start_sso("alan@acme.example").await;
    boss.follow(
        &idp.complete_login(&url, "alan@acme.example")
            .expect("signs in there"),
    )
    .await;
    let body = json!({ "member": "alan@acme.example", "account": ADA });
    let asked = boss.post("/api/company/second-accounts", &body).await;
    assert_eq!(asked.status, 200, "{asked:?}");
    let link = prepared.mailed(|message| match message {
        Message::SecondAccountAsked { link, .. } => Some(link),
        _ => None,
    });
    let page = boss.get(&link.await).await.location().to_owned();
    let done = boss.submit(&page, &[("answer", "agree")]).await;
    assert_eq!(done.status, 200, "{done:?}");
    prepared
}
